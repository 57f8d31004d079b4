"""What a notebook keeps of a lens: the text with its marks, and where the model was least sure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hfwidgets.tasks.token_reading import TokenSummary
from hfwidgets.tasks.token_records import TokenRecord
from hfwidgets.widgets.engine.still import Sheet, Still, Table
from hfwidgets.widgets.engine.task_still import NOTHING_YET, REASONS, STATES, counted, fault_of

if TYPE_CHECKING:
    from hfwidgets.widgets.lens.branch_widget import BranchWidget
    from hfwidgets.widgets.lens.branches import Branch

TITLE = "Token probabilities"
MOST_UNSURE = 10
MOST_INSTEAD = 3


def sheet_of(lens: BranchWidget) -> Sheet:
    """Return the branch that a lens shows."""
    branch = next((one for one in lens.branches if one.number == lens.branch), None)
    if branch is None:
        return Sheet(TITLE, line=NOTHING_YET)
    tokens = [one for one in branch.tokens if not one.prompt and not one.special]
    still = Still(
        branch.text,
        _least_sure(lens.unsure(1.0)),
        follows=bool(branch.prompt),
        marked=[(one.text, one.level) for one in tokens],
    )
    inputs = {"prompt": branch.prompt} if branch.prompt else {}
    fault = "" if branch.problem is None else fault_of(branch.problem)
    return Sheet(TITLE, inputs, still, _line(branch, len(lens.branches)), fault)


def summary_words(summary: TokenSummary) -> list[str]:
    """Return in words what the probabilities say together."""
    parts = [counted(summary.tokens, "token")]
    if summary.perplexity is not None:
        covers = "" if summary.known == summary.tokens else f" ({summary.known:,} of them known)"
        parts.append(f"perplexity {number_text(summary.perplexity)}{covers}")
    if summary.entropy is not None:
        parts.append(
            f"entropy at least {number_text(summary.entropy)} bits a token (what is told of covers "
            f"{summary.coverage or 0:.0%})"
        )
    if summary.prompt_perplexity is not None:
        parts.append(f"perplexity of the prompt {number_text(summary.prompt_perplexity)}")
    return parts


def number_text(value: float) -> str:
    """Return a number of three digits."""
    return "∞" if math.isinf(value) else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def share_text(probability: float | None) -> str:
    """Return a probability in percent, two digits of it where it is small."""
    if probability is None:
        return "not told"
    share = 100 * probability
    return f"{share:.0f} %" if share >= 10 else f"{share:.2g} %" if share >= 1e-4 else "< 0.0001 %"


def _least_sure(tokens: list[TokenRecord]) -> Table | None:
    if not tokens:
        return None
    rows = [
        (str(one.position), repr(one.text), share_text(one.probability), _instead(one))
        for one in tokens[:MOST_UNSURE]
    ]
    return Table(("token", "least sure", "p", "likelier"), rows)


def _instead(token: TokenRecord) -> str:
    others = [
        one
        for one in token.alternatives[:MOST_INSTEAD]
        if one.text != token.text and (one.logprob or -math.inf) > (token.logprob or -math.inf)
    ]
    return ", ".join(f"{one.text!r} {share_text(one.probability)}" for one in others)


def _line(branch: Branch, count: int) -> str:
    state = STATES.get(branch.status, "Still running when this was written")
    if branch.status == "done" and branch.finish_reason:
        state += f": {REASONS.get(branch.finish_reason, branch.finish_reason)}"
    origin = ""
    if branch.parent is not None:
        put = "" if branch.chosen is None else f" with {branch.chosen!r}"
        origin = (
            f"branch {branch.number} of {count}, from {branch.parent} at token {branch.at}{put}"
        )
    parts = [origin, state, *summary_words(branch.summary), branch.notice or ""]
    return " · ".join(part for part in parts if part)

"""How scores are written: one rule for the pages, the plots and the printed tables.

What the scores of an answer are is decided for the whole answer: they are *shares* if all of them
are in [0, 1], within what rounding to 32 bits may add. Else they are numbers without a unit, such
as logits, and none of them is written in percent.

A share is written in percent with one decimal, so that a column of them lines up: `84.0 %`. Only
what is sure is written as sure: `0 %` and `100 %` are the shares 0 and 1, and what would be rounded
to them is `< 0.1 %` or `> 99.9 %`.

Another number is rounded to three significant digits, and written without needless zeros: plainly
where it is 0 or from 0.001 to below 1,000,000 (`7.5`, `-0.5`, `12300`), else with an exponent
(`1e300`, `2.5e-7`).

The pages follow the same rule; `js/test/fixtures/scores.json` holds examples that both must meet.
"""

from __future__ import annotations

from collections.abc import Iterable

_ROUNDING = 1e-6  # what sums of 32-bit floats may miss 0 and 1 by


def are_shares(scores: Iterable[float | None]) -> bool:
    """Whether the scores of an answer are in [0, 1]; those that are None tell nothing."""
    return all(score is None or -_ROUNDING <= score <= 1 + _ROUNDING for score in scores)


def score_text(score: float | None, *, shares: bool = True) -> str:
    """Return a score in words, by this module's rule; nothing for None.

    Args:
        score: A finite number, or None.
        shares: What `are_shares` says of all scores of the answer. One that is no share itself is
            written as a number in any case.
    """
    if score is None:
        return ""
    return _share_text(score) if shares and are_shares([score]) else _number_text(score)


def reaches(score: float | None, threshold: float) -> bool:
    """Whether something of this score is shown: without a score it is, and 0 is no threshold."""
    return threshold == 0 or score is None or score >= threshold


def _share_text(share: float) -> str:
    if share <= 0 or share >= 1:
        return "0 %" if share <= 0 else "100 %"
    text = f"{100 * share:.1f}"
    return {"0.0": "< 0.1 %", "100.0": "> 99.9 %"}.get(text, f"{text} %")


def _number_text(figure: float) -> str:
    rounded = float(f"{figure:.2e}")
    if rounded == 0 or 1e-3 <= abs(rounded) < 1e6:
        text = f"{rounded:.5f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    digits, exponent = f"{rounded:.2e}".split("e")
    return f"{digits.rstrip('0').rstrip('.')}e{int(exponent)}"

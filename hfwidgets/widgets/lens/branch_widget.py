"""A widget that holds branches and shows one: what the page is told of them, and asks."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import traitlets as t

from hfwidgets.tasks.token_reading import TokenSummary
from hfwidgets.tasks.token_records import TokenRecord
from hfwidgets.widgets.engine.control import GOING
from hfwidgets.widgets.engine.desk import Buffers, Content
from hfwidgets.widgets.engine.provided import ProvidedWidget
from hfwidgets.widgets.lens.branches import Branch, summary_row
from hfwidgets.widgets.lens.packing import packed_tokens
from hfwidgets.widgets.lens.sources import Source

SHOWN_PROMPT = 2_000  # characters of its end


class BranchWidget(ProvidedWidget):
    """Holds texts with their tokens, and tells the page of the one that is shown."""

    status = t.Enum(["idle", *GOING, "done", "stopped", "error"], "idle").tag(sync=True)
    problem = t.Instance(dict, allow_none=True, help="The card of an error").tag(sync=True)
    waiting = t.Instance(dict, allow_none=True, help="How long the model loads").tag(sync=True)
    announce = t.Enum(["off", "summary", "full"], "summary").tag(sync=True)
    branch = t.Int(0, help="Number of the branch that is shown").tag(sync=True)
    outline: t.List[Any] = t.List(help="The branches, as the page lists them").tag(sync=True)
    can_run = t.Bool(help="Whether the lens generates by itself").tag(sync=True)
    can_cut = t.Bool(help="Whether a text can go on from a token").tag(sync=True)

    _branches: dict[int, Branch]
    _sources: dict[int, Source]
    _prompt = ""  # what the first text goes on from
    _machinery: ClassVar[tuple[str, ...]] = (
        *("outline", "can_run", "can_cut", "problem", "waiting"),
        *("made", "begun", "grown", "renewed", "ended", "from_source"),
    )

    def _prepare(self) -> None:
        """Hold nothing yet."""
        self._lock = threading.RLock()
        self._branches = {}
        self._sources = {}

    # What people use.

    @property
    def branches(self) -> tuple[Branch, ...]:
        """All branches, in the order in which they began."""
        return tuple(self._branches.values())

    @property
    def tokens(self) -> list[TokenRecord]:
        """The tokens of the branch that is shown."""
        shown = self._branches.get(self.branch)
        return [] if shown is None else list(shown.tokens)

    @property
    def text(self) -> str:
        """The generated text of the branch that is shown."""
        shown = self._branches.get(self.branch)
        return "" if shown is None else shown.text

    @property
    def summary(self) -> TokenSummary:
        """Perplexity, entropy and counts of the branch that is shown."""
        shown = self._branches.get(self.branch)
        return TokenSummary() if shown is None else shown.summary

    def unsure(self, below: float = 0.2) -> list[TokenRecord]:
        """Return the generated tokens whose probability is below a bound, the least sure first.

        Args:
            below: The bound, from 0 to 1.
        """
        known = [
            (one.probability, one)
            for one in self.tokens
            if one.probability is not None and not one.prompt
        ]
        return [one for p, one in sorted(known, key=lambda pair: pair[0]) if p < below]

    # Called by the control and by what follows a widget.

    def made(self, **fields: Any) -> Branch:
        """Return a new branch."""
        with self._lock:
            branch = Branch(len(self._branches) + 1, **fields)
            self._branches[branch.number] = branch
        return branch

    def from_source(self, branch: Branch, source: Source) -> None:
        """Note what a branch goes on from."""
        self._sources[branch.number] = source
        self.tell(can_cut=True)

    def begun(self, branch: Branch) -> None:
        """Show a branch that is being filled."""
        self.tell(
            branch=branch.number,
            status="running",
            problem=None,
            waiting=None,
            notice=branch.notice,
        )
        self._draw()
        self._tell_tokens(branch, 0)

    def grown(self, branch: Branch, records: Sequence[TokenRecord]) -> None:
        """Add tokens to a branch, and tell the page."""
        with self._lock:
            start = len(branch.tokens)
            branch.extend(records)
        self._tell_tokens(branch, start)

    def renewed(self, branch: Branch) -> None:
        """Tell the page all tokens of a branch anew."""
        self._tell_tokens(branch, 0)

    def ended(self, branch: Branch, status: str, card: Mapping[str, Any] | None = None) -> None:
        """Show that a branch is whole."""
        branch.problem = card
        branch.settle(status)
        told: dict[str, Any] = {"status": status, "waiting": None, "problem": card}
        if self.branch == branch.number:
            told["notice"] = branch.notice
        self.tell(**told)
        self._draw()
        self.renew_still()

    @t.validate("branch")
    def _known(self, proposal: Any) -> int:
        number = int(proposal.value)
        if number:
            self._branch_of(number)
        return number

    @t.observe("branch")
    def _shown(self, change: Any) -> None:
        shown = self._branches.get(change.new)
        if shown is not None and self.comm is not None:
            self.notice = shown.notice

    def _branch_of(self, number: int) -> Branch:
        try:
            return self._branches[number]
        except KeyError:
            last = len(self._branches)
            raise ValueError(f"there is no branch {number}; there are {last}, from 1") from None

    def _draw(self) -> None:
        with self._lock:
            rows = [one.as_row() for one in self._branches.values()]
        self.tell(outline=rows)

    def _tell_tokens(self, branch: Branch, start: int, **more: Any) -> None:
        """Send the tokens of a branch from one on; a view that misses some asks for all."""
        with self._lock:
            records = branch.tokens[start:]
            content, buffers = packed_tokens(records, branch.kept)
            summary = summary_row(branch.summary)
        message = {"kind": "tokens", "branch": branch.number, "start": start, **content}
        self.send({**message, "summary": summary, **more}, buffers)

    def _tell_all(self, content: Content, _: Buffers) -> None:
        """Send a view all tokens of a branch."""
        number = content.get("branch") or self.branch
        branch = self._branches.get(number) if isinstance(number, int) else None
        view = str(content.get("view"))
        if branch is None:
            empty, buffers = packed_tokens([], 0)
            told = {"kind": "tokens", "branch": 0, "start": 0, **empty, "view": view}
            self.send({**told, "prompt": self._prompt[-SHOWN_PROMPT:]}, buffers)
        else:
            self._tell_tokens(branch, 0, view=view, prompt=branch.prompt[-SHOWN_PROMPT:])

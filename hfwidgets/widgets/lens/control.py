"""The runs of a lens: each fills a branch, and the page is told of its tokens as they come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.token_reading import renumbered, tokens_of
from hfwidgets.tasks.token_records import TokenReader, TokenRecord, field_of, listed
from hfwidgets.widgets.engine.control import GOING, title_of
from hfwidgets.widgets.engine.problems import problem_of
from hfwidgets.widgets.engine.run import Batch, Outcome, Run
from hfwidgets.widgets.lens.branches import Branch
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.widgets.lens.branch_widget import BranchWidget

BEGUN_ANEW = (
    "The server seems to have begun its answer anew: not every server goes on with a last message "
    "of the assistant."
)
MANY = 20  # characters that no answer repeats by chance


class LensControl:
    """The run that a lens has.

    Args:
        lens: Whose.

    Attributes:
        run: The current or last run, or None.
        branch: What it fills, or None.
    """

    def __init__(self, lens: BranchWidget) -> None:
        """Nothing was run yet."""
        self.run: Run | None = None
        self.branch: Branch | None = None
        self._lens = lens
        self._count = 0
        self._model: str | None = None
        self._reader = TokenReader()
        self._turn = threading.RLock()

    def begin(self, branch: Branch, flow: Callable[[], Flow[Any]], model: str | None) -> None:
        """Fill a branch; a run that is going is stopped, and keeps what it brought."""
        with self._turn:
            before, going = self.branch, self.run
            if going is not None and not going.finished.is_set():
                going.stop()
                if before is not None and before.status in GOING:
                    self._lens.ended(before, "stopped")
            self._count += 1
            self._reader = TokenReader()
            self._reader.count = branch.generated
            self.branch, self._model = branch, model
            self.run = Run(self._count, flow, self)
            branch.status = "running"
            self._lens.begun(branch)
            self.run.start()

    def stop(self) -> None:
        """Close the connection of the run that is going."""
        if self.run is not None:
            self.run.stop()

    def stop_unless_awaited(self) -> None:
        """Stop the run that is going, unless somebody waits for its end."""
        if self.run is not None and not self.run.waiters:
            self.run.stop()

    # Called in the run's thread.

    def receive(self, run: Run, batch: Batch) -> None:
        """Take what a run brought."""
        branch = self.branch
        if run is not self.run or branch is None:
            return
        if batch.phase is not None:
            self._enter(batch.phase)
        records = [one for event in batch.events for one in self._reader.read(event)]
        for event in batch.events:
            self._note_end(branch, event)
        if records:
            self._lens.grown(branch, records)

    def finish(self, run: Run, outcome: Outcome) -> None:
        """Take the end of a run."""
        with self._turn:
            branch = self.branch
            if run is not self.run or branch is None:
                return
            error = outcome.error
            if error is None and not outcome.stopped and outcome.result is not None:
                try:
                    self._take_whole(branch, outcome.result)
                except ValueError as fault:
                    error = fault
            if self._begins_anew(branch):
                branch.notice = BEGUN_ANEW
            status = "stopped" if outcome.stopped else "error" if error else "done"
            branch.error = error
            card = None
            if error is not None:
                card = problem_of(error, self._model)
                card = self._lens.with_providers(card, error, run, self._model)
            self._lens.ended(branch, status, card)

    def _take_whole(self, branch: Branch, answer: Any) -> None:
        """Take an answer that came in one piece."""
        records = tokens_of(answer)
        self._note_end(branch, answer)
        prompt = [one for one in records if one.prompt]
        fresh = [one for one in records if not one.prompt]
        if prompt and not branch.kept:
            branch.replace([*prompt, *fresh])
            self._lens.renewed(branch)
        else:
            self._lens.grown(branch, renumbered(fresh, branch.generated))

    def _note_end(self, branch: Branch, event: Any) -> None:
        details = field_of(event, "details")
        for one in (details, *listed(field_of(event, "choices"))[:1]):
            reason = None if one is None else field_of(one, "finish_reason")
            if reason:
                branch.finish_reason = str(getattr(reason, "value", reason))
            seed = None if one is None else field_of(one, "seed")
            if isinstance(seed, int):
                branch.seed = seed

    def _begins_anew(self, branch: Branch) -> bool:
        """Whether what was generated repeats what it was to go on from."""
        kept = "".join(one.text for one in _generated(branch)[: branch.kept])
        fresh = "".join(one.text for one in _generated(branch)[branch.kept :])
        return len(kept) >= MANY and fresh.lstrip().startswith(kept.lstrip()[:200])

    def _enter(self, phase: Any) -> None:
        """Show that the model loads, or that it answers."""
        if phase == "answering":
            self._lens.tell(waiting=None, status="running")
            return
        now = time.time()
        run = self.run
        served = None if run is None else run.exchange.served
        waiting = {
            "title": title_of(phase, None if served is None else served.provider),
            "attempt": phase.attempt if phase.state is None else 0,
            "estimate": phase.estimate,
            "since": now - phase.elapsed,
            "next": now + phase.seconds,
        }
        self._lens.tell(waiting=waiting, status="loading")


def _generated(branch: Branch) -> list[TokenRecord]:
    return [one for one in branch.tokens if not one.prompt]

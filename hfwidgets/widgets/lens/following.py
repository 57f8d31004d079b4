"""Following the runs of another widget: its tokens become branches as they come."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.token_records import TokenReader
from hfwidgets.widgets.engine.control import GOING
from hfwidgets.widgets.lens.branches import Branch
from hfwidgets.widgets.lens.run_readers import READERS

if TYPE_CHECKING:
    from hfwidgets.widgets.engine.task import TaskWidget
    from hfwidgets.widgets.lens.branch_widget import BranchWidget


class Following:
    """Keeps a lens up with a widget.

    Args:
        lens: It.
        widget: Whose runs are followed.
    """

    def __init__(self, lens: BranchWidget, widget: TaskWidget) -> None:
        """Take what the widget has, and what comes."""
        self.widget = widget
        self._lens = lens
        self._runs = READERS[widget.task]
        self._output: Any = None
        self._branch: Branch | None = None
        self._reader = TokenReader()
        if widget.control.run is not None:
            self._take("snapshot")
        widget.observe(self._heard, ["stats", "status"])

    def end(self) -> None:
        """Follow no more."""
        with suppress(ValueError):  # a widget that is closed has no observers any more
            self.widget.unobserve(self._heard, ["stats", "status"])

    def stop(self) -> None:
        """Stop the run of the widget."""
        self.widget.stop()

    def _heard(self, change: Any) -> None:
        if not self._lens.closed and self.widget.control.run is not None:
            self._take(change.name)

    def _take(self, name: str) -> None:
        """Take what has come; the widget tells of it in the thread of its run."""
        widget = self.widget
        output = widget.control.output
        if output is not self._output:
            self._begin(output)
        branch = self._branch
        if branch is None or branch.status not in GOING:
            return
        records = self._runs.fresh(output, self._reader)
        if records:
            self._lens.grown(branch, records)
        status = str(widget.status)
        if name != "stats" and status not in GOING:
            self._finish(branch, output, status)

    def _begin(self, output: Any) -> None:
        """Begin a branch for a new run."""
        if self._branch is not None and self._branch.status in GOING:
            self._lens.ended(self._branch, "stopped")
        self._output, self._reader = output, TokenReader()
        source = self._runs.source(self.widget.control.asked, output)
        branch = self._branch = self._lens.made(prompt=source.prompt, status="running")
        self._lens.from_source(branch, source)
        self._lens.begun(branch)

    def _finish(self, branch: Branch, output: Any, status: str) -> None:
        """Take what is told at the end alone."""
        branch.seed = self._runs.seed(output)
        branch.finish_reason = self._runs.finish_reason(output)
        whole = self._runs.whole(output)
        if whole is not None:
            branch.replace(whole)
            self._lens.renewed(branch)
        branch.notice, branch.error = output.notice, self.widget.error
        card = self.widget.problem
        # The widget's own card has what runs it again.
        card = None if card is None else {**card, "can_retry": False, "others": []}
        self._lens.ended(branch, status, card)

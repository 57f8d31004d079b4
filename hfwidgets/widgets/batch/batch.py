"""A batch: the rows of a list or a column through one task, in the background.

A task of the background loop makes the calls; a thread of the batch's own tells the widget how far
it is, at most ten times a second.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import time
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, Any, Literal, Protocol

from hfwidgets.alone import Pause, event
from hfwidgets.client.mapping import progress_bar, settled
from hfwidgets.widgets.batch.answers import cells_of, said
from hfwidgets.widgets.batch.rows import Rows
from hfwidgets.widgets.batch.trouble import Trouble, patient
from hfwidgets.widgets.engine import busy_kernel
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.couriers import carry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hfwidgets.wire.flow import Flow

INTERVAL = 0.1  # seconds between two messages to the page
MOST_AT_ONCE = 64
LAST = ("result", "error")  # columns
Status = Literal["running", "done", "stopped", "error"]


class Caller(Protocol):
    """What a batch needs of its widget."""

    comm: Any

    def batch_changed(self, batch: Batch) -> None:
        """Tell the page how far it is."""


class Batch:
    """Rows that go through the task of a widget.

    `wait()` or `await` gives the batch itself at its end: `w.map(texts).wait().to_frame()`.

    Attributes:
        status: `"running"`, `"done"` (with or without failed rows), `"stopped"`, or `"error"` where
            it was given up (`error` says why).
        results: What the client's method returned for each row, in the order of the inputs; None
            where there is nothing (yet).
        errors: Exceptions of failed rows, by position from 0.
        error: Why it was given up, or None.
        label: What its inputs are called.
        elapsed: Seconds that it took, or takes.
    """

    def __init__(
        self,
        widget: Caller,
        kind: str,
        rows: Rows,
        flow_of: Callable[[int], Flow[Any]],
        at_once: int,
        label: str = "",
    ) -> None:
        """Prepare; `start` begins."""
        self.status: Status = "running"
        self.results: list[Any] = [None] * len(rows)
        self.errors: dict[int, Exception] = {}
        self.error: Exception | None = None
        self.rows = rows
        self.label = label or f"{len(rows):,} rows"
        self._widget = widget
        self.kind = kind
        self._flow_of = flow_of
        self._at_once = at_once
        self._done: set[int] = set()
        self._lock = threading.Lock()
        self._changed = event()
        self._finished = event()
        self._finished.set()
        self._future: concurrent.futures.Future[None] | None = None
        self._begun = self._ended = time.monotonic()
        self._round = 0
        self._before = 0  # rows that were settled when this round began
        self._waiters: set[object] = set()

    def start(self) -> None:
        """Begin with the rows that are not done, and return at once."""
        with self._lock:
            self._finished.clear()
            self.status, self.error = "running", None
            self.errors.clear()
            todo = [one for one in range(len(self.rows)) if one not in self._done]
            self._before = len(self._done)
            self._begun = time.monotonic()
            self._round += 1
            number = self._round
        carry(self._tell)
        self._future = background().submit(self._run(todo, number))
        # A cancelled future is done at once, whether or not its task had begun.
        self._future.add_done_callback(lambda future: self._end(number, "stopped", future))

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.results)

    @property
    def done(self) -> int:
        """How many rows have their result."""
        return len(self._done)

    @property
    def failed(self) -> int:
        """How many rows have failed."""
        return len(self.errors)

    @property
    def left(self) -> int:
        """How many rows have neither a result nor an error."""
        return self.total - self.done - self.failed

    @property
    def elapsed(self) -> float:
        """Seconds that the last round took, or takes."""
        return (self._ended if self._finished.is_set() else time.monotonic()) - self._begun

    @property
    def seconds_left(self) -> float | None:
        """Seconds that the rest takes at the pace so far; None while nothing is known of it."""
        settled_now = self.done + self.failed - self._before
        if self.status != "running" or settled_now < 1:
            return None
        return self.elapsed / settled_now * self.left

    def stop(self) -> None:
        """Close the connections of what is under way; what came is kept. Else do nothing."""
        if self._future is not None:
            self._future.cancel()

    def stop_unless_awaited(self) -> None:
        """Stop, unless somebody waits for the end."""
        if not self._waiters:
            self.stop()

    def retry(self) -> Batch:
        """Do again what failed, and what was left when it ended; returns at once.

        Returns:
            The batch: `b.retry().wait()`.

        Raises:
            RuntimeError: It is still running.
            ValueError: Every row has its result.
        """
        if not self._finished.is_set():
            raise RuntimeError("the batch is running; stop it, or wait for its end")
        if self.done == self.total:
            raise ValueError("every row has its result: there is nothing to do again")
        self.start()
        return self

    def wait(self, timeout: float | None = None, *, progress: bool = False) -> Batch:
        """Block until it has ended; the page's Stop still works, and so does an interrupt.

        Args:
            timeout: Most seconds to wait; None for no limit.
            progress: Show a progress bar (where tqdm is installed).

        Returns:
            The batch. Failed rows raise nothing: they are in `errors`.

        Raises:
            TimeoutError: It has not ended in time; it goes on.
        """
        with self._awaited(), progress_bar(self.total, progress) as advance:
            shown = 0

            def is_over(seconds: float) -> bool:
                nonlocal shown
                over = self._finished.wait(seconds)
                now = self.done + self.failed
                for _ in range(now - shown):
                    advance()
                shown = max(now, shown)
                return over

            try:
                over = busy_kernel.waited(is_over, self._widget.comm, timeout)
            except KeyboardInterrupt:
                self.stop()
                raise
        if not over:
            raise TimeoutError(f"the batch has not ended after {timeout:g} s; it goes on")
        return self

    def __await__(self) -> Generator[Any, None, Batch]:
        """Wait for its end in a cell or coroutine; cancelling stops it."""
        return self._wait_async().__await__()

    def to_rows(self) -> list[dict[str, Any]]:
        """Return a dict for each row, in order: its inputs, its result and its error.

        What is best of a result has columns of its own: `label` and `score`, for instance.
        """
        kept, errors = list(self.results), dict(self.errors)
        title = self.rows.title
        found = []
        for number, one in enumerate(self.rows.inputs):
            cells = {} if kept[number] is None else cells_of(self.kind, kept[number])
            given = _given(one, title, {*cells, "result", "error"})
            error = errors.get(number)
            told = {"result": kept[number], "error": None if error is None else said(error)}
            found.append({**given, **cells, **told})
        return found

    def to_frame(self) -> Any:
        """Return a row for each input, under the labels that the inputs had.

        A `pandas.DataFrame`; without pandas the list of `to_rows`.
        """
        rows = self.to_rows()
        try:
            import pandas  # type: ignore[import-untyped,unused-ignore]
        except ImportError:
            return rows
        names = dict.fromkeys(name for row in rows for name in row if name not in LAST)
        columns = {name: [row.get(name) for row in rows] for name in (*names, *LAST)}
        made = {
            name: pandas.Series(values, dtype=object if name in LAST else None)
            for name, values in columns.items()
        }
        frame = pandas.DataFrame(made)
        frame.index = pandas.Index(self.rows.index)
        return frame

    def __len__(self) -> int:
        return self.total

    def __repr__(self) -> str:
        failed = f", {self.failed:,} failed" if self.failed else ""
        return f"<Batch {self.status}: {self.done:,} of {self.total:,} done{failed}>"

    async def _run(self, todo: Sequence[int], number: int) -> None:
        trouble = Trouble()
        async with aclosing(settled(self._call, todo, self._at_once)) as calls:
            async for place, task in calls:
                error = self._take(todo[place], task)
                if trouble.is_fatal(error):
                    self.error = error
                    break
        self._end(number, "done" if self.error is None else "error")

    def _take(self, row: int, task: asyncio.Task[Any]) -> Exception | None:
        """Keep what came of a row, and return its error."""
        error = task.exception()
        with self._lock:
            if error is None:
                self.results[row] = task.result()
                self._done.add(row)
            elif isinstance(error, Exception):
                self.errors[row] = bare(error)
            else:
                raise error
        self._changed.set()
        return error

    def _call(self, row: int) -> Awaitable[Any]:
        return patient(lambda: self._flow_of(row), background().perform)

    def _end(
        self, number: int, status: Status, future: concurrent.futures.Future[None] | None = None
    ) -> None:
        """Keep the first end of a round that is told."""
        with self._lock:
            if self._finished.is_set() or number != self._round:
                return
            self._ended = time.monotonic()
            failed = None if future is None or future.cancelled() else future.exception()
            if isinstance(failed, Exception):
                status, self.error = "error", failed
            self.status = status
            self._finished.set()
        self._changed.set()

    def _tell(self) -> Generator[Pause, None, None]:
        """Tell the widget of changes until the end is told."""
        while True:
            yield self._changed, None
            self._changed.clear()
            over = self._finished.is_set()
            self._widget.batch_changed(self)
            if over:
                return
            yield self._finished, INTERVAL

    @contextmanager
    def _awaited(self) -> Iterator[None]:
        waiter = object()
        self._waiters.add(waiter)
        try:
            yield
        finally:
            self._waiters.discard(waiter)

    async def _wait_async(self) -> Batch:
        try:
            with self._awaited():
                await busy_kernel.awaited(self._finished.wait, self._widget.comm)
        except asyncio.CancelledError:
            self.stop()
            raise
        return self


def bare(error: Exception) -> Exception:
    """Return an error without what it would keep alive: frames, requests, answers."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _given(one: Any, title: str, taken: set[str]) -> dict[str, Any]:
    """Return the inputs of a row by the names of their columns, none of which a result has."""
    given = dict(one) if isinstance(one, dict) else {title: one}
    return {
        (f"input_{name}" if name in taken else str(name)): value for name, value in given.items()
    }

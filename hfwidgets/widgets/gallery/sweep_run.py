"""The run of a sweep: some cells at a time, until all are filled or it is stopped."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfwidgets.widgets.batch.trouble import MOST_WAITS, SAID_OF_ALL, seconds_to_wait
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.output import Content, Output
from hfwidgets.widgets.engine.problems import FINAL, redacted_text
from hfwidgets.widgets.engine.recording import Exchange
from hfwidgets.widgets.engine.run import Outcome, Receiver, Run
from hfwidgets.widgets.engine.still import Still
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.gallery.gallery import Gallery, GalleryItem, told_of_lost
from hfwidgets.widgets.gallery.sheets import still_of_grid
from hfwidgets.widgets.gallery.sweep import Cell, Grid, State
from hfwidgets.wire.flow import Flow, drive_async

LONGEST_REASON = 500  # characters of what a server says of a cell


@dataclass(frozen=True, slots=True)
class CellEvent:
    """What became of a cell."""

    cell: int
    state: State
    item: GalleryItem | None = None
    error: str | None = None


class SweepRun(Run):
    """Fills cells, several at once.

    Args:
        number: Counts the runs of a widget.
        receiver: Who is told.
        cells: What to fill, in this order.
        flow_of: Returns the call of a cell; it returns a `GalleryItem`.
        at_once: Calls that go at the same time.
        alike: Whether an error of the token or the model is the same for all cells.
    """

    def __init__(
        self,
        number: int,
        receiver: Receiver,
        cells: Iterable[Cell],
        flow_of: Callable[[Cell], Flow[GalleryItem]],
        at_once: int,
        *,
        alike: bool,
    ) -> None:
        """Prepare; `start` begins."""
        super().__init__(number, _no_call, receiver)
        self._queue = deque(cells)
        self._flow_of = flow_of
        self._at_once = at_once
        self._alike = alike
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._made = 0
        self._error: Exception | None = None
        self._fatal = False

    def add(self, cells: Sequence[Cell]) -> bool:
        """Fill further cells; False where the run is over."""
        with self._lock:
            if self._closed or self._stopping:
                return False
            self._queue.extend(cells)
        background().loop.call_soon_threadsafe(self._fill)
        return True

    async def _call(self) -> None:
        self._over = asyncio.Event()
        try:
            self._fill()
            await self._over.wait()
        except asyncio.CancelledError:
            with self._lock:
                self._closed = True
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._end(Outcome(stopped=True))
        else:
            failed = self._fatal or not self._made
            self._end(Outcome(error=self._error if failed else None))

    def _fill(self) -> None:
        """Begin as many cells as may go at once; called in the loop."""
        with self._lock:
            while self._queue and len(self._tasks) < self._at_once and not self._closed:
                task = asyncio.ensure_future(self._fill_cell(self._queue.popleft()))
                self._tasks.add(task)
                task.add_done_callback(self._emptied)
            if not self._tasks and not self._closed:
                self._closed = True
                self._over.set()

    def _emptied(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._fill()

    async def _fill_cell(self, cell: Cell) -> None:
        exchange = Exchange()
        for waits in range(MOST_WAITS + 1):
            self._tell(CellEvent(cell.number, "running"))
            try:
                item = await drive_async(
                    self._flow_of(cell), lambda step: self._perform(step, exchange)
                )
            except Exception as error:
                seconds = seconds_to_wait(error)
                if seconds is not None and waits < MOST_WAITS:
                    self._tell(CellEvent(cell.number, "waiting"))
                    await asyncio.sleep(seconds)
                    continue
                self._failed(cell, error)
            else:
                self._made += 1
                self._tell(CellEvent(cell.number, "done", item))
            break
        self.exchange = exchange

    def _failed(self, cell: Cell, error: Exception) -> None:
        self._error = error
        final = getattr(error, "status", None) in SAID_OF_ALL or type(error).__name__ in FINAL
        if self._alike and final:
            self._fatal = True
            self._queue.clear()
        text = redacted_text(_words_of(error))
        self._tell(CellEvent(cell.number, "failed", error=displayable(text[:LONGEST_REASON])))

    def _tell(self, event: CellEvent) -> None:
        with self._lock:
            self._batch.events.append(event)
        self._came.set()


class SweepOutput(Output):
    """What a sweep brings: pictures for the gallery, states for the grid."""

    def __init__(self, grid: Grid, gallery: Gallery) -> None:
        """Begin with what is there."""
        self.grid = grid
        self.gallery = gallery
        self._gone = 0  # pictures that had to make room

    def varied(self) -> Mapping[str, Any]:
        """Return the axes of the grid."""
        return {axis.name: axis.values for axis in self.grid.axes}

    def add(self, events: Iterable[CellEvent]) -> Content | None:
        """Take what became of cells; the page gets the files of new pictures."""
        items = []
        for event in events:
            if event.item is not None:
                items.append(event.item)
                self._gone += len(self.gallery.add(event.item, self.grid.ids()))
            item_id = event.item.id if event.item else None
            self.grid.change(event.cell, event.state, item=item_id, error=event.error)
        self.notice = told_of_lost(self._gone, self.gallery)
        told = [{"id": one.id, "type": one.type} for one in items]
        return {"items": told}, [one.file for one in items]

    @property
    def text(self) -> str:  # type: ignore[override]  # counted when asked for
        """How many pictures there are."""
        counts = self.grid.counts()
        return f"{counts['done']} of {counts['cells']} pictures"

    def settle(self) -> None:
        """Have the cells that are empty say so."""
        self.grid.settle()
        models = {one.model for one in map(self.gallery.get, self.grid.ids()) if one is not None}
        self.model = models.pop() if len(models) == 1 else None

    def ended(self) -> Content:
        """Return which picture is the newest."""
        return newest_in(self.gallery)

    def snapshot(self) -> Content:
        """Return the same again: the page asks for the pictures that it shows."""
        return newest_in(self.gallery)

    def result(self, asked: Mapping[str, Any]) -> Any:
        """Return the newest picture."""
        return self.gallery[-1].image if len(self.gallery) else None

    def still(self) -> Still:
        """Return the grid with the values at its sides."""
        return still_of_grid(self.grid, self.gallery, self.text)

    def stats(self) -> dict[str, Any]:
        """Return how many cells there are, are done, failed, and were reused."""
        return self.grid.counts()

    def told_of_failed(self) -> str | None:
        """Return what a person should know of cells that are empty."""
        counts = self.grid.counts()
        if not counts["failed"]:
            return None
        stopped = f", {counts['stopped']} stopped" if counts["stopped"] else ""
        return (
            f"{counts['done']} of {counts['cells']} pictures, {counts['failed']} failed{stopped}; "
            "each cell tells why, and can be tried again."
        )


def newest_in(gallery: Gallery) -> Content:
    """Return which picture the page shows where it has none of its own choice."""
    newest = gallery[-1] if len(gallery) else None
    told = None if newest is None else {"item": newest.id, "type": newest.type}
    return {"output": told}, ()


def _words_of(error: Exception) -> str:
    """Return what the server says; where it says nothing, what the error says."""
    said = getattr(error, "server_message", None)
    if said:
        return " ".join(str(said).split())
    return str(error).partition("\n\n")[0] or type(error).__name__


def _no_call() -> Flow[None]:
    yield from ()

"""One reading of lists of models: its connections, its thread, how far each list is read."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol

from hfwidgets.alone import Pause, aside, event
from hfwidgets.catalogue.columns import Rows
from hfwidgets.catalogue.sources import MOST_TRIES, Source, read_source
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.couriers import carry
from hfwidgets.widgets.engine.problems import problem_of, redacted_text
from hfwidgets.wire.flow import Request, Step, Wait, drive_async

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

AT_ONCE = 8  # lists of a server that are read at the same time
INTERVAL = 0.1  # seconds between two deliveries, after the first
DRAWN = 0.1  # seconds in which a page shows the first rows
STEP, MOST_STEPS = 0.005, 40  # seconds and times that decoding waits for the first rows to be shown
LONGEST = 400  # characters of an error in one line

State = Literal["waiting", "reading", "done", "failed", "stopped"]


@dataclass(slots=True)
class Reading:
    """A source, and how far it was read."""

    source: Source
    state: State = "waiting"
    count: int = 0
    read_at: float | None = None
    error: str | None = None
    can_retry: bool = False
    left_out: dict[str, int] = field(default_factory=dict)
    broken: str | None = None

    def note(self, rows: Rows) -> None:
        """Keep what was wrong with an answer."""
        self.broken = rows.broken or self.broken
        for what, count in rows.left_out.items():
            self.left_out[what] = self.left_out.get(what, 0) + count

    def remarks(self) -> str | None:
        """Return in one line what is wrong with the source, or with single entries of it."""
        found = [self.error] if self.error else []
        for what, count in self.left_out.items():
            entries = "1 entry was" if count == 1 else f"{count:,} entries were"
            found.append(
                f"{entries} left out: it {what}"
                if count == 1
                else f"{entries} left out: each {what}"
            )
        return "; ".join(found) or None

    def as_json(self) -> dict[str, Any]:
        """Return what the page shows."""
        return {
            "name": self.source.name,
            "host": self.source.host,
            "url": self.source.url,
            "state": self.state,
            "count": self.count,
            "read_at": self.read_at,
            "error": self.remarks(),
            "can_retry": self.can_retry,
        }


class Filled(Protocol):
    """What a reading fills."""

    config: Config

    def begin_version(self) -> None:
        """Begin anew."""

    def add(self, batch: list[tuple[Reading, Rows]], *, fresh: bool) -> None:
        """Take what came."""

    def tell(self, what: Callable[[Any], None]) -> None:
        """Tell who watches."""

    def end(self, stopped: bool, errors: list[Exception]) -> None:
        """Note how the reading ended."""

    def resume(self) -> None:
        """Read on where somebody came while the reading was ending."""


class Round:
    """One reading of some sources.

    Tasks of the background loop ask the server; a thread takes what they bring and tells who
    watches, the first at once and then at most every `INTERVAL`.
    """

    def __init__(
        self,
        listing: Filled,
        readings: list[Reading],
        *,
        fresh: bool,
        only: frozenset[str] | None,
    ) -> None:
        self.ended = event()
        self._listing = listing
        self._readings = readings
        self._fresh = fresh
        self._only = only
        self._lock = threading.Lock()
        self._pending: list[tuple[Reading, Rows]] = []
        self._errors: list[Exception] = []
        self._came = event()
        self._done = event()
        self._shown = threading.Event()
        self._shown_at: float | None = None
        self._has_rows = False
        self._decoding = asyncio.Lock()
        self._stopped = False
        self._future: concurrent.futures.Future[Any] | None = None

    def start(self) -> None:
        """Ask the server, and return at once."""
        carry(self._deliver)
        self._future = background().submit(self._read_all())
        # A future that is cancelled before its task began never runs it.
        self._future.add_done_callback(lambda _: self._finish())
        if self._stopped:
            self._future.cancel()

    def stop(self) -> None:
        """Close all connections; twice is harmless."""
        if self.ended.is_set():
            return
        self._stopped = True
        if self._future is not None:
            self._future.cancel()

    def _finish(self) -> None:
        self._done.set()
        self._came.set()

    async def _read_all(self) -> None:
        free = asyncio.Semaphore(AT_ONCE)
        loading = aside(_load_numpy)  # while the server prepares its answer
        await asyncio.gather(*(self._read(one, free) for one in self._readings), loading)

    async def _read(self, reading: Reading, free: asyncio.Semaphore) -> None:
        async with free:
            self._enter(reading, "reading")
            flow = read_source(
                self._listing.config,
                reading.source,
                lambda rows: self._take(reading, rows),
                self._only,
            )
            try:
                await drive_async(flow, lambda step: self._perform(reading, step))
            except Exception as error:
                self._errors.append(error)
                self._enter(reading, "failed", explained(error))
            else:
                self._enter(reading, "failed" if reading.broken else "done", reading.broken)

    async def _perform(self, reading: Reading, step: Step) -> Any:
        if isinstance(step, Request):
            return await background().perform(step)
        if isinstance(step, Wait):
            text = (
                "the server limits how often it is asked; it will be asked again (try "
                f"{step.attempt + 1} of {MOST_TRIES}) in {step.seconds:.0f} s"
            )
            self._enter(reading, "waiting", text)
            await background().perform(step)
            return self._enter(reading, "reading")
        await self._give_way(reading)
        # Decoding a large list lets no other thread run: one at a time, and the first rows before.
        async with self._decoding:
            for _ in range(MOST_STEPS):
                if self._shown.is_set() or not self._has_rows:
                    break
                await asyncio.sleep(STEP)
            return await background().perform(step)

    async def _give_way(self, reading: Reading) -> None:
        """Have what only tells more of rows wait for the first of them, until they are drawn."""
        while not (reading.source.has_rows or self._shown.is_set()):
            if not any(
                one.state in ("waiting", "reading") for one in self._readings if one.source.has_rows
            ):
                break
            await asyncio.sleep(STEP)
        if not reading.source.has_rows and self._shown_at is not None:
            await asyncio.sleep(max(self._shown_at + DRAWN - time.monotonic(), 0))

    def _take(self, reading: Reading, rows: Rows) -> None:
        reading.note(rows)
        with self._lock:
            self._pending.append((reading, rows))
            self._has_rows = True
        self._came.set()

    def _enter(self, reading: Reading, state: State, error: str | None = None) -> None:
        reading.state = state
        reading.error = error
        reading.can_retry = state in ("failed", "stopped")
        if state in ("done", "failed"):
            reading.read_at = time.time()
        self._came.set()

    def _deliver(self) -> Iterator[Pause]:
        listing, begun = self._listing, not self._fresh
        try:
            while True:
                yield self._came, None
                self._came.clear()
                over = self._done.is_set()
                with self._lock:
                    pending, self._pending = self._pending, []
                    if not (begun or over or any(len(rows) for _, rows in pending)):
                        self._pending, pending = pending, []  # terms of rows that come later
                if pending and not begun:
                    begun = True
                    listing.begin_version()
                if pending:
                    listing.add(pending, fresh=self._fresh)
                    if self._shown_at is None:
                        self._shown_at = time.monotonic()
                    self._shown.set()
                if over:
                    break
                listing.tell(lambda one: one.sources_changed())
                yield self._done, INTERVAL if self._shown.is_set() else STEP
        finally:
            self._close()

    def _close(self) -> None:
        """Note the end of each source and of the whole, and tell it."""
        for one in self._readings:
            if one.state in ("waiting", "reading"):
                one.state, one.error, one.can_retry = "stopped", None, True
        self._listing.end(self._stopped, self._errors)
        try:
            self._listing.tell(lambda one: one.sources_changed())
        finally:
            self.ended.set()
            self._listing.resume()


def _load_numpy() -> None:
    with suppress(ImportError):  # a browser may lack it, and only a search needs it
        import_module("numpy")


def list_problem(error: Exception) -> dict[str, Any]:
    """Return the card of an error that came in the place of a list of models."""
    card = problem_of(error, None)
    if card.get("status") in (404, 405, 410):
        card["title"] = "This server has no such list"
        card["remedy"] = (
            "Check the client's endpoint: servers of one model have no lists, and others may not "
            "have one of each framework."
        )
    return card


def explained(error: Exception) -> str:
    """Return an error in one line for people."""
    card = list_problem(error)
    cause = " ".join(str(card["cause"]).split())
    if type(error).__name__ == "InvalidResponseError":
        cause = "no list of models"
    elif "status" not in card:
        card["title"], cause = cause, ""
    parts = [card["title"], *([cause] if cause else [])]
    if "retry_at" in card:
        parts.append(f"allowed again in {max(card['retry_at'] - time.time(), 0):.0f} s")
    return redacted_text(": ".join(parts))[:LONGEST]

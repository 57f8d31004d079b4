"""One list of models in the kernel: read in the background, shared by all that show it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from hfwidgets.catalogue.columns import Columns, Rows
from hfwidgets.catalogue.packing import Part, packed, spans
from hfwidgets.catalogue.records import Checked, Models
from hfwidgets.catalogue.sources import Source, kept_frameworks, read_source, sources_of
from hfwidgets.tasks.deployed import framework_names
from hfwidgets.widgets.background import background
from hfwidgets.widgets.problems import problem_of, redacted_text
from hfwidgets.wire.flow import Request, Step, Wait, drive_async

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

AT_ONCE = 8  # lists of a server that are read at the same time
INTERVAL = 0.1  # seconds between two deliveries, after the first
LONGEST = 400  # characters of an error in one line
MOST_PARTS = 12  # parts that are kept as they were sent; more are packed anew

State = Literal["waiting", "reading", "done", "failed", "stopped"]


class Watcher(Protocol):
    """Who shows a list; called in the list's own thread, one call at a time."""

    def listing_began(self) -> None:
        """A new version of the list begins."""

    def rows_came(self, start: int, end: int, part: Part) -> None:
        """Take rows, also as they are to be sent to pages."""

    def sources_changed(self) -> None:
        """The state of a source, or of the whole, is another."""

    def checks_came(self, models: list[str]) -> None:
        """Single models were asked for their state."""


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


class Listing:
    """The models that a server lists, and what it said of single ones.

    Args:
        config: Settings of the client; the first who asked for this list gives them.
        frameworks: Which lists, as in `list_deployed_models`.

    Attributes:
        columns: The models; another object after each refresh that brought something.
        version: Counts these objects.
        status: `"idle"`, `"listing"`, `"done"`, `"stopped"` or `"error"` (nothing came).
        problem: The card of the error where nothing came, or None.
        checked: What single models' states were, by id.
    """

    def __init__(self, config: Config, frameworks: str | list[str] | None) -> None:
        """Nothing is read yet."""
        self.config = config
        self.columns = Columns()
        self.version = 0
        self.status = "idle"
        self.problem: dict[str, Any] | None = None
        self.checked: dict[str, Checked] = {}
        names = framework_names(frameworks)
        chosen = None if frameworks is None else names
        self._only = kept_frameworks(config, chosen)
        self.readings = [Reading(one) for one in sources_of(config, names)]
        self._watchers: weakref.WeakSet[Any] = weakref.WeakSet()
        self._lock = threading.RLock()
        self._round: Round | None = None
        self._sent: list[Part] = []

    def models(self, rows: Iterable[int] | None = None) -> Models:
        """Return rows as records; None for all."""
        columns = self.columns
        chosen = range(len(columns)) if rows is None else list(rows)
        return Models(columns, self.checked, chosen)

    def watch(self, watcher: Watcher) -> None:
        """Tell a watcher of everything that comes, as long as it lives."""
        self._watchers.add(watcher)

    def leave(self, watcher: Watcher) -> None:
        """Tell it no more; the last one that leaves ends the reading."""
        self._watchers.discard(watcher)
        if not self._watchers:
            self.stop()

    def refresh(self) -> None:
        """Read all lists anew; what is there stays until the first models have come."""
        with self._lock:
            if self.status != "listing":
                self._begin(self.readings, fresh=True)

    def retry(self, name: str | None = None) -> None:
        """Read a list again that failed or was stopped; None for all such."""
        with self._lock:
            again = [
                one
                for one in self.readings
                if one.state in ("failed", "stopped") and name in (None, one.source.name)
            ]
            if again and self.status != "listing":
                self._begin(again, fresh=not len(self.columns))

    def stop(self) -> None:
        """Close the connections; what came stays."""
        current = self._round
        if current is not None:
            current.stop()

    @property
    def ended(self) -> threading.Event | None:
        """Set when the reading that was begun last has ended; None if there was none."""
        return None if self._round is None else self._round.ended

    def whole(self) -> list[Part]:
        """Return all rows as parts for a page that was opened late."""
        with self._lock:
            if len(self._sent) > MOST_PARTS:
                self._sent = [self._packed(*span) for span in spans(0, len(self.columns))]
            return list(self._sent)

    def learn(self, found: dict[str, Checked]) -> None:
        """Keep what single models' states are."""
        with self._lock:
            self.checked.update(found)
            for model in found:
                self._mark(model)
        self.tell(lambda one: one.checks_came(list(found)))

    def _mark(self, model: str) -> None:
        columns = self.columns
        code = columns.state_codes[self.checked[model].state]
        for row in columns.places(model):
            columns.states[row] = code

    def tell(self, what: Callable[[Any], None]) -> None:
        """Call all watchers."""
        for watcher in list(self._watchers):
            what(watcher)

    def _begin(self, readings: list[Reading], *, fresh: bool) -> None:
        for one in readings:
            one.state, one.error, one.can_retry = "waiting", None, False
            one.count, one.left_out, one.broken = 0, {}, None
        self.status, self.problem = "listing", None
        self._round = Round(self, readings, fresh=fresh, only=self._only)
        self._round.start()

    # Called by the round, in its thread.

    def begin_version(self) -> None:
        """Replace the models by those that come now."""
        with self._lock:
            self.columns = Columns()
            self.version += 1
            self._sent = []
        self.tell(lambda one: one.listing_began())

    def add(self, batch: list[tuple[Reading, Rows]]) -> None:
        """Take models of sources."""
        with self._lock:
            columns = self.columns
            start = len(columns)
            for reading, rows in batch:
                columns.extend(rows, reading.source.name)
                reading.count += len(rows)
            end = len(columns)
            for model in self.checked.keys() & set(columns.ids[start:end]) if self.checked else ():
                self._mark(model)
        for first, last in spans(start, end):
            part = self._packed(first, last)
            with self._lock:
                self._sent.append(part)
            for one in list(self._watchers):
                one.rows_came(first, last, part)

    def _packed(self, start: int, end: int) -> Part:
        message, buffers = packed(self.columns, start, end)
        return {**message, "version": self.version}, buffers

    def end(self, stopped: bool, errors: list[Exception]) -> None:
        """Note how a reading ended."""
        with self._lock:
            states = {one.state for one in self.readings}
            if stopped:
                self.status = "stopped"
            elif "done" in states or len(self.columns):
                self.status = "done"
            else:
                self.status = "error"
                self.problem = problem_of(errors[0], None) if errors else None


class Round:
    """One reading of some sources.

    Tasks of the background loop ask the server; a thread takes what they bring and tells who
    watches, the first at once and then at most every `INTERVAL`.
    """

    def __init__(
        self,
        listing: Listing,
        readings: list[Reading],
        *,
        fresh: bool,
        only: frozenset[str] | None,
    ) -> None:
        self.ended = threading.Event()
        self._listing = listing
        self._readings = readings
        self._fresh = fresh
        self._only = only
        self._lock = threading.Lock()
        self._pending: list[tuple[Reading, Rows]] = []
        self._errors: list[Exception] = []
        self._came = threading.Event()
        self._done = threading.Event()
        self._stopped = False
        self._future: concurrent.futures.Future[Any] | None = None

    def start(self) -> None:
        """Ask the server, and return at once."""
        threading.Thread(target=self._deliver, name="hfwidgets-listing", daemon=True).start()
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
        await asyncio.gather(*(self._read(one, free) for one in self._readings))

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
            return await background().transport.send(step)
        if isinstance(step, Wait):
            text = f"the server limits how often it is asked; going on in {step.seconds:.0f} s"
            self._enter(reading, "waiting", text)
            await asyncio.sleep(step.seconds)
            return self._enter(reading, "reading")
        return await asyncio.to_thread(step.function)  # type: ignore[union-attr]

    def _take(self, reading: Reading, rows: Rows) -> None:
        reading.note(rows)
        with self._lock:
            self._pending.append((reading, rows))
        self._came.set()

    def _enter(self, reading: Reading, state: State, error: str | None = None) -> None:
        reading.state = state
        reading.error = error
        reading.can_retry = state in ("failed", "stopped")
        if state in ("done", "failed"):
            reading.read_at = time.time()
        self._came.set()

    def _deliver(self) -> None:
        listing = self._listing
        try:
            while True:
                self._came.wait()
                self._came.clear()
                over = self._done.is_set()
                with self._lock:
                    pending, self._pending = self._pending, []
                if pending and self._fresh:
                    self._fresh = False
                    listing.begin_version()
                if pending:
                    listing.add(pending)
                if over:
                    break
                listing.tell(lambda one: one.sources_changed())
                self._done.wait(INTERVAL)
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


def explained(error: Exception) -> str:
    """Return an error in one line for people."""
    card = problem_of(error, None)
    parts = [card["title"], " ".join(str(card["cause"]).split())]
    if "retry_at" in card:
        parts.append(f"allowed again in {max(card['retry_at'] - time.time(), 0):.0f} s")
    return redacted_text(": ".join(parts))[:LONGEST]


_listings: weakref.WeakValueDictionary[Any, Listing] = weakref.WeakValueDictionary()
_lock = threading.Lock()


def listing_of(config: Config, frameworks: str | list[str] | None = None) -> Listing:
    """Return the list that all widgets of the same server, account and frameworks share.

    Raises:
        ParameterError: Frameworks that are none (a `ValueError`).
    """
    names = None if frameworks is None else tuple(framework_names(frameworks))
    secret = hash(tuple(sorted(config.headers.plain().items())))  # nobody reads a token from it
    key = (config.dialect, names, secret)
    with _lock:
        found = _listings.get(key)
        if found is None:
            found = _listings[key] = Listing(config, frameworks)
        return found

"""One list of models in the kernel: read in the background, shared by all that show it."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from hfwidgets.catalogue.columns import Columns, Rows
from hfwidgets.catalogue.frameworks import framework_names
from hfwidgets.catalogue.packing import Part, packed, packed_offers, spans
from hfwidgets.catalogue.records import Checked, Models
from hfwidgets.catalogue.served_rows import Terms, renewed
from hfwidgets.catalogue.sources import kept_frameworks, prices_of, sources_of
from hfwidgets.widgets.models.round import Reading, Round, list_problem

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

logger = logging.getLogger("hfwidgets")

MOST_PARTS = 12  # parts that are kept as they were sent; more are packed anew


class Watcher(Protocol):
    """Who shows a list; called in the list's own thread, one call at a time."""

    def listing_began(self) -> None:
        """A new version of the list begins."""

    def rows_came(self, start: int, end: int, part: Part) -> None:
        """Take rows, also as they are to be sent to pages."""

    def offers_came(self, parts: list[Part]) -> None:
        """Take who serves models; rows that had offers have these instead."""

    def sources_changed(self) -> None:
        """The state of a source, or of the whole, is another."""

    def checks_came(self, models: list[str]) -> None:
        """Single models were asked for their state."""


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
        has_offers: Whether providers serve the models.
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
        self.has_offers = config.provider is not None
        sources = sources_of(config, names)
        if self.has_offers:
            sources.append(prices_of(config))
        self.readings = [Reading(one) for one in sources]
        self._terms = Terms()
        self._watchers: weakref.WeakSet[Any] = weakref.WeakSet()
        self._lock = threading.RLock()
        self._round: Round | None = None
        self._is_left = False  # whether the reading was stopped because nobody watched
        self._sent: list[Part] = []
        self._sent_offers: list[Part] = []

    def models(self, rows: Iterable[int] | None = None) -> Models:
        """Return rows as records; None for all."""
        columns = self.columns
        chosen = range(len(columns)) if rows is None else list(rows)
        return Models(columns, self.checked, chosen)

    def watch(self, watcher: Watcher) -> None:
        """Tell a watcher of everything that comes, as long as it lives.

        The first one after all had left is shown no old stop and no old failure: it is read again.
        """
        with self._lock:
            if not self._watchers and self.status in ("stopped", "error"):
                self._is_left = True
            self._watchers.add(watcher)
        self.resume()

    def leave(self, watcher: Watcher) -> None:
        """Tell it no more; the last one that leaves ends the reading."""
        self._watchers.discard(watcher)
        if not self._watchers:
            with self._lock:
                self._is_left = self._is_left or self.status == "listing"
            self.stop()

    def resume(self) -> None:
        """Read on where everybody had left, and somebody came again, also while it was ending."""
        with self._lock:
            if self._is_left and self._watchers and self.status != "listing":
                self._is_left = False
                self.retry()

    def refresh(self) -> None:
        """Read all lists anew; what is there stays until the first models have come."""
        with self._lock:
            if self.status != "listing":
                self._terms = Terms()
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
                # What the router alone told of may be listed now.
                anew = self.has_offers and any(one.source.name == "Hub" for one in again)
                self._begin(again, fresh=anew or not len(self.columns))

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
            if len(self._sent_offers) > MOST_PARTS:
                self._sent_offers = [self._offers(*span) for span in spans(0, len(self.columns))]
            return [*self._sent, *self._sent_offers]

    def learn(self, found: dict[str, Checked]) -> None:
        """Keep what single models' states are."""
        with self._lock:
            self.checked.update(found)
            for model in found:
                self._mark(model)
            parts = [self._offers(row, row + 1) for model in found for row in self._renew(model)]
            self._sent_offers += parts
        if parts:
            self.tell(lambda one: one.offers_came(parts))
        self.tell(lambda one: one.checks_came(list(found)))

    def state_of(self, model: str) -> str | None:
        """Return the state of a model as far as it is known; None if it is not in the list."""
        checked = self.checked.get(model)
        if checked is not None:
            return checked.state
        columns = self.columns
        with self._lock:
            rows = columns.places(model)
        return columns.state_codes.names[columns.states[rows[0]]] if rows else None

    def _renew(self, model: str) -> list[int]:
        """Take who serves a model now, and return its rows if that is another than before."""
        columns, told = self.columns, self.checked[model].offers
        if told is None or not columns.offers:
            return []
        rows = []
        for row in columns.places(model):
            now = renewed(columns.offers[row], told)
            if now != columns.offers[row]:
                columns.offers[row] = now
                columns.counted = (0, {})
                rows.append(row)
        return rows

    def _mark(self, model: str) -> None:
        columns = self.columns
        code = columns.state_codes[self.checked[model].state]
        for row in columns.places(model):
            columns.states[row] = code

    def tell(self, what: Callable[[Any], None]) -> None:
        """Call all watchers."""
        for watcher in list(self._watchers):
            try:
                what(watcher)
            except Exception:  # one that fails keeps nothing from the others
                logger.exception("a widget could not show what a list of models brought")

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
            self._sent, self._sent_offers = [], []
        self.tell(lambda one: one.listing_began())

    def add(self, batch: list[tuple[Reading, Rows]], *, fresh: bool) -> None:
        """Take models of sources; those of one that is read again may be there already."""
        changed = False
        with self._lock:
            columns = self.columns
            start = len(columns)
            for reading, rows in batch:
                if rows.terms is not None:
                    changed |= self._terms.come(rows.terms, columns)
                    reading.count += len(rows.terms)
                    continue
                doubles = self._extend(rows, reading.source.name)
                reading.count += len(rows) - (doubles if fresh else 0)
            end = len(columns)
            for model in self.checked.keys() & set(columns.ids[start:end]) if self.checked else ():
                self._mark(model)
        self._send(start, end, changed)

    def _extend(self, rows: Rows, source: str) -> int:
        if self.has_offers:
            self._terms.join(rows)
        return self.columns.extend(rows, source)

    def _send(self, start: int, end: int, changed: bool = False) -> None:
        """Tell of rows that came; `changed` is whether offers of those before are others now."""
        for first, last in spans(start, end):
            part = self._packed(first, last)
            with self._lock:
                self._sent.append(part)
            self.tell(lambda one, a=first, b=last, new=part: one.rows_came(a, b, new))  # type: ignore[misc]
        if self.has_offers and (changed or end > start):
            parts = [self._offers(*span) for span in spans(0 if changed else start, end)]
            with self._lock:
                self._sent_offers = [*([] if changed else self._sent_offers), *parts]
            self.tell(lambda one: one.offers_came(parts))

    def _offers(self, start: int, end: int) -> Part:
        message, buffers = packed_offers(self.columns, start, end)
        return {**message, "version": self.version}, buffers

    def _packed(self, start: int, end: int) -> Part:
        message, buffers = packed(self.columns, start, end)
        return {**message, "version": self.version}, buffers

    def end(self, stopped: bool, errors: list[Exception]) -> None:
        """Note how a reading ended."""
        if self.has_offers and not stopped:
            self._add_rest()
        with self._lock:
            states = {one.state for one in self.readings}
            if stopped:
                self.status = "stopped"
            elif "done" in states or len(self.columns):
                self.status = "done"
            else:
                self.status = "error"
                self.problem = list_problem(errors[0]) if errors else None

    def _add_rest(self) -> None:
        """Add the models that the router alone has told of."""
        with self._lock:
            start = len(self.columns)
            self._extend(self._terms.rest(self.columns), "prices")
            end = len(self.columns)
        self._send(start, end)


_listings: weakref.WeakValueDictionary[Any, Listing] = weakref.WeakValueDictionary()
_lock = threading.Lock()


def listing_of(config: Config, frameworks: str | list[str] | None = None) -> Listing:
    """Return the list that all widgets of the same server, account and frameworks share.

    Raises:
        ParameterError: Frameworks that are none (a `ValueError`).
    """
    names = None if frameworks is None else tuple(framework_names(frameworks))
    secret = hash(tuple(sorted(config.headers.plain().items())))  # nobody reads a token from it
    key = (config.dialect, config.provider is not None, names, secret)
    with _lock:
        found = _listings.get(key)
        if found is None:
            found = _listings[key] = Listing(config, frameworks)
        return found

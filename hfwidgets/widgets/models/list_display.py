"""From a list in the kernel to what an explorer's page shows of it: traits and messages."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hfwidgets.catalogue.packing import Part, line_of, shown_offers
from hfwidgets.catalogue.records import Models
from hfwidgets.catalogue.search import View, counts, found

if TYPE_CHECKING:
    from hfwidgets.widgets.models.model_explorer import ModelExplorer

FIRST = 40  # rows that the page shows before all have come, and that are saved with a notebook


class ListDisplay:
    """Tells one explorer's page what its list brings.

    Args:
        widget: The explorer.
        view: What it looks for at first.
    """

    def __init__(self, widget: ModelExplorer, view: View) -> None:
        """Nothing is shown yet."""
        self._widget = widget
        self._view = view
        self._shown_of: Any = None
        self._announced: set[str] = set()
        # What is read and what is told of it go together: of two threads, the later one tells last.
        self._turn = threading.RLock()

    def all_of_it(self) -> dict[str, Any]:
        """Return the traits of a widget that is made."""
        return {**self._listed(), **self._state(), "view": self._view_json("")}

    def found(self) -> Models:
        """Return the models that the view shows."""
        listing = self._widget.listing
        return listing.models(found(listing.columns, self._view))

    def look_for(self, view: View, by: str = "") -> Models:
        """Take what is looked for, and return the models."""
        with self._turn:
            self._view = view
            rows = found(self._widget.listing.columns, view)
            self._shown_of = None
            self._widget.tell(view=self._view_json(by), first=self._first(rows))
        return self._widget.listing.models(rows)

    def listing_began(self) -> None:
        """Begin a new version; what was selected is sought in it again as it comes."""
        self._shown_of = None

    def rows_came(self, start: int, end: int, part: Part) -> None:
        """Send rows to the page."""
        message, buffers = part
        if start == 0:
            self._show()
        self._widget.send({**message, "now": time.time()}, buffers)

    def offers_came(self, parts: list[Part]) -> None:
        """Send who serves models."""
        self._shown_of = None
        if parts[0][0]["from"] == 0:
            self._show()
        for message, buffers in parts:
            self._widget.send({**message, "now": time.time()}, buffers)

    def sources_changed(self) -> None:
        """Show how far the list is read."""
        self._show()
        self._widget.rows.seek(final=self._widget.status != "listing")
        if self._widget.checks.watches:
            self.watched()

    def checks_came(self, models: list[str]) -> None:
        """Show what single models' states are."""
        with self._turn:
            self._shown_of = None
            self._widget.tell(**self._listed())
            self._widget.send(self.statuses(models))
        self._widget.rows.renew(set(models))

    def statuses(self, models: Iterable[str]) -> dict[str, Any]:
        """Return the message that tells single models' states."""
        listing = self._widget.listing
        told = {}
        for model in models:
            checked = listing.checked[model]
            for row in listing.columns.places(model):
                told[str(row)] = {
                    "state": checked.state,
                    "compute_type": checked.compute_type,
                    "checked": checked.checked,
                    "reason": None if checked.reason is None else line_of(checked.reason),
                }
        return {"kind": "statuses", "version": listing.version, "rows": told}

    def watched(self) -> None:
        """Show which models are waited for, and tell when one is ready."""
        with self._turn:
            self._show_watched()

    def _show(self) -> None:
        with self._turn:
            self._widget.tell(**self._listed(), **self._state())

    def _show_watched(self) -> None:
        shown, places = {}, self._widget.listing.columns.places
        for model, watch in list(self._widget.checks.watches.items()):
            for row in places(model):
                shown[str(row)] = watch.as_json()
            if watch.ended == "ready" and model not in self._announced:
                self._announced.add(model)
                seconds = time.time() - watch.since
                self._widget.notice = f"{line_of(model)} is ready, after {seconds:.0f} s"
            elif watch.ended is None:
                self._announced.discard(model)
        self._widget.tell(watched=shown)

    def _listed(self) -> dict[str, Any]:
        columns = self._widget.listing.columns
        now = (id(columns), len(columns), self._view)
        if self._shown_of == now:
            return {}
        self._shown_of = now
        facets = {name: [list(one) for one in ones] for name, ones in counts(columns).items()}
        return {
            "version": self._widget.listing.version,
            "total": len(columns),
            "facets": facets,
            "first": self._first(found(columns, self._view)),
            "has_offers": self._widget.listing.has_offers,
        }

    def _state(self) -> dict[str, Any]:
        listing = self._widget.listing
        return {
            "sources": [one.as_json() for one in listing.readings],
            "problem": listing.problem,
            "status": listing.status,
        }

    def _view_json(self, by: str) -> dict[str, Any]:
        return {**self._view.as_json(), "by": by}

    def _first(self, rows: Any) -> dict[str, Any]:
        columns = self._widget.listing.columns
        shown = [
            [
                row,
                line_of(columns.ids[row]),
                columns.task_codes.names[columns.tasks[row]],
                columns.framework_codes.names[columns.frameworks[row]],
                columns.state_codes.names[columns.states[row]],
            ]
            for row in rows[:FIRST]
        ]
        first: dict[str, Any] = {"matched": len(rows), "rows": shown}
        if columns.offers:
            first["offers"] = [shown_offers(columns.offers[row]) for row in rows[:FIRST]]
        return first

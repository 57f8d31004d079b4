"""The list of models behind the model field of a task widget, and the state of the chosen one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from hfwidgets.catalogue.packing import Part, line_of
from hfwidgets.catalogue.records import Checked
from hfwidgets.catalogue.search import View, found
from hfwidgets.tasks.recommended import recommended_model
from hfwidgets.widgets.engine.desk import Answerer, reply
from hfwidgets.widgets.models.checks import Checks, answer
from hfwidgets.widgets.models.listing import Listing, listing_of

if TYPE_CHECKING:
    from concurrent.futures import Future

    from hfwidgets.tasks.spec import TaskSpec
    from hfwidgets.wire.config import Config

SHOWN = 40  # models that are sent for a query


class Picker:
    """Answers what a task widget's model field asks; the list is that of the explorers.

    Nothing is asked of a server before the page asks.

    Args:
        widget: Where the answers go.
        config: Returns the settings of its client.
        task: The row of its task; models of others are not offered.
    """

    def __init__(self, widget: Answerer, config: Callable[[], Config], task: TaskSpec) -> None:
        """Read nothing yet."""
        self._widget = widget
        self._config = config
        self._tasks = task.listed_as
        self._listing: Listing | None = None
        self._wide = False
        self._recommended: str | None = None
        self._asked: dict[str, Mapping[str, Any]] = {}
        self._changes = 0
        self._lock = threading.Lock()
        self._waiting: dict[str, list[Mapping[str, Any]]] = {}
        self.checks = Checks(config, self._learn, self._state, lambda _: None)

    def close(self) -> None:
        """Ask no more."""
        self.checks.stop()
        if self._listing is not None:
            self._listing.leave(self)

    def models(self, content: Mapping[str, Any], _: Any = None) -> None:
        """Answer `models`: send those that hold a text, again while the list grows."""
        listing = self._list()
        if content.get("refresh"):
            listing.refresh()
        self._asked[str(content.get("view"))] = content
        self._send_models(content)

    def _list(self) -> Listing:
        """Return the list, and have it read if it was not."""
        if self._listing is None:
            self._listing = listing_of(self._config())
            self._listing.watch(self)
            self.checks.run("recommended", self._ask_recommended())
            if self._listing.status == "idle":
                self._listing.refresh()
        return self._listing

    def _widened(self, listing: Listing) -> Listing:
        """Return the list of all frameworks where the main ones hold no model of the task."""
        by_framework = self._config().dialect.has_framework_lists
        complete = listing.status == "done" and by_framework
        if self._wide or not complete or self._rows(listing, ""):
            return listing
        self._wide = True
        listing.leave(self)
        self._listing = listing_of(self._config(), "all")
        self._listing.watch(self)
        if self._listing.status == "idle":
            self._listing.refresh()
        return self._listing

    def _rows(self, listing: Listing, query: str) -> list[int]:
        """Return the rows of the task's models that hold a text, in the order of the list."""
        columns = listing.columns
        rows = [found(columns, View(query, task)) for task in self._tasks]
        return sorted(row for some in rows for row in some)

    def _send_models(self, content: Mapping[str, Any]) -> None:
        """Send what there is; again where more came meanwhile, told by another thread before."""
        known = -1
        while known != self._changes:
            known = self._changes
            self._widget.send(self._answer(content))

    def _answer(self, content: Mapping[str, Any]) -> dict[str, Any]:
        listing = self._widened(self._list())
        query = str(content.get("query") or "")
        columns = listing.columns
        rows = self._rows(listing, query)
        first = columns.places(self._recommended) if self._recommended else []
        if first and first[0] in rows:
            rows.remove(first[0])
            rows.insert(0, first[0])
        try:
            offset = max(0, int(content.get("offset") or 0))
        except (TypeError, ValueError):
            offset = 0
        shown = [
            [line_of(one.model_id), one.state, one.model_id == self._recommended]
            for one in listing.models(rows[offset : offset + SHOWN])
        ]
        return {
            "kind": "models",
            "view": content.get("view"),
            "query": query,
            "offset": offset,
            "total": len(rows),
            "rows": shown,
            "status": "listing" if listing.status in ("idle", "listing") else listing.status,
            "note": _note(listing),
            "recommended": self._recommended,
        }

    async def _ask_recommended(self) -> None:
        try:
            self._recommended = await answer(recommended_model(self._config(), self._tasks[0]))
        except Exception:  # a list without a recommendation is a list
            return
        self.sources_changed()

    def status(self, content: Mapping[str, Any], _: Any = None) -> None:
        """Answer `model-status`: ask for the state of a model, once for all who want it now.

        Raises:
            ValueError: No model is named.
        """
        model = content.get("model")
        if not isinstance(model, str) or not model:
            raise ValueError(f"model is {model!r:.40}; it is the id of a model")
        with self._lock:
            waiting = self._waiting.setdefault(model, [])
            waiting.append(content)
            first = len(waiting) == 1
        if first:
            self.checks.verify([model]).add_done_callback(lambda done: self._checked(model, done))

    def _checked(self, model: str, done: Future[dict[str, Checked]]) -> None:
        with self._lock:
            waiting = self._waiting.pop(model, [])
        if self._widget.closed:
            return
        checked = None if done.cancelled() else done.result().get(model)
        for content in waiting:
            if checked is None:  # the list was left, or is asking by itself
                reply(self._widget, "ack", content, error=f"{line_of(model)} was not asked")
            else:
                reply(self._widget, "model-status", content, **_told(checked))

    def _learn(self, came: dict[str, Checked]) -> None:
        if self._listing is not None:
            self._listing.learn(came)

    def _state(self, model: str) -> str | None:
        return None if self._listing is None else self._listing.state_of(model)

    # Called by the list.

    def listing_began(self) -> None:
        """Wait for its first models."""

    def rows_came(self, start: int, end: int, part: Part) -> None:
        """Wait for all that came together."""

    def offers_came(self, parts: list[Part]) -> None:
        """Wait for all that came together."""

    def sources_changed(self) -> None:
        """Answer the last question of each view again: there is more now."""
        self._changes += 1
        if not self._widget.closed:
            for content in list(self._asked.values()):
                self._send_models(content)

    def checks_came(self, models: list[str]) -> None:
        """Show new states with the next question."""


def _told(checked: Checked) -> dict[str, Any]:
    reason = None if checked.reason is None else line_of(checked.reason)
    return {
        "state": checked.state,
        "compute_type": checked.compute_type,
        "checked": checked.checked,
        "reason": reason,
    }


def _note(listing: Listing) -> str | None:
    """Say in one line what the list lacks."""
    lacking = [one for one in listing.readings if one.state in ("failed", "stopped")]
    if not lacking:
        return None
    remarks = "; ".join(f"{one.source.name}: {one.remarks() or one.state}" for one in lacking)
    return f"not complete: {remarks}"[:300]

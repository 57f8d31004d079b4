"""What the page asks of an explorer. Each answer returns at once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from hfwidgets.widgets.engine.desk import (
    Buffers,
    Content,
    Desk,
    PageAnswer,
    acknowledged,
    reason,
    reply,
)
from hfwidgets.widgets.models.details import details_of
from hfwidgets.widgets.models.looking import view_of

if TYPE_CHECKING:
    from hfwidgets.catalogue.records import ModelRecord
    from hfwidgets.widgets.models.model_explorer import ModelExplorer

MOST_ROWS = 200  # rows that a page asks for at once


class ExplorerPage:
    """Answers the messages of the views of one explorer."""

    def __init__(self, widget: ModelExplorer) -> None:
        """Listen."""
        self._widget = widget
        acts = {
            "refresh": self._refresh,
            "stop": self._stop,
            "retry": self._retry,
            "view": self._view,
            "verify": self._verify,
            "watch": self._watch,
            "select": self._select,
            "open": self._open,
            "close": self._close,
            "recommend": self._recommend,
        }
        answers: dict[str, PageAnswer] = {
            "snapshot": self._snapshot,
            "visible": self._visible,
            "details": self._details,
            **{kind: acknowledged(widget, act) for kind, act in acts.items()},
        }
        Desk(widget, answers)

    def _snapshot(self, content: Content, _: Buffers) -> None:
        """Send all rows again; the first page that is shown begins the list."""
        listing = self._widget.listing
        for message, buffers in listing.whole():
            self._widget.send({**message, "view": content.get("view"), "now": time.time()}, buffers)
        if listing.checked:
            self._widget.send(self._widget.display.statuses(listing.checked))
        if listing.status == "idle":
            self._widget.refresh()

    def _refresh(self, content: Content) -> None:
        self._widget.refresh()

    def _stop(self, content: Content) -> None:
        self._widget.stop()

    def _retry(self, content: Content) -> None:
        name = content.get("source")
        self._widget.listing.retry(None if name is None else str(name))
        self._widget.display.sources_changed()

    def _view(self, content: Content) -> None:
        self._widget.display.look_for(view_of(content), str(content.get("by") or ""))

    def _verify(self, content: Content) -> None:
        rows = self._rows(content.get("rows"))
        if len(rows) > MOST_ROWS:
            raise ValueError(f"{len(rows):,} rows; ask for {MOST_ROWS} at most")
        self._widget.verify(self._widget.listing.models(rows).ids)

    def _watch(self, content: Content) -> None:
        model = self._record(content).model_id
        (self._widget.watch if content.get("on", True) else self._widget.unwatch)(model)

    def _visible(self, content: Content, _: Buffers) -> None:
        self._widget.checks.seen(str(content.get("view")), bool(content.get("on")))

    def _select(self, content: Content) -> None:
        focus = content.get("focus")
        rows = self._rows(content.get("rows"))
        self._widget.rows.select(rows, None if focus is None else self._rows([focus])[0])

    def _details(self, content: Content, _: Buffers) -> None:
        widget, record, by = self._widget, self._record(content), _provider_in(content)

        async def tell() -> None:
            try:
                found = await details_of(widget.listing, widget.client._config, record, by)
            except Exception as error:
                reply(widget, "ack", content, error=reason(error))
            else:
                reply(widget, "details", content, row=content.get("row"), **found)

        widget.checks.run(("details", content.get("id")), tell())

    def _open(self, content: Content) -> None:
        self._widget.open_model(self._record(content), provider=_provider_in(content))

    def _close(self, content: Content) -> None:
        self._widget.close_opened()

    def _recommend(self, content: Content) -> None:
        self._widget.recommend(self._record(content), bool(content.get("on", True)))

    def _record(self, content: Content) -> ModelRecord:
        (row,) = self._rows([content.get("row")])
        return self._widget.listing.models([row])[0]

    def _rows(self, asked: Any) -> list[int]:
        """Return rows that there are.

        Raises:
            ValueError: One that there is not: the list was read anew meanwhile.
        """
        total = len(self._widget.listing.columns)
        rows = asked if isinstance(asked, list) else []
        if not all(isinstance(row, int) and 0 <= row < total for row in rows):
            raise ValueError("the list was read anew meanwhile; choose the model again")
        return rows


def _provider_in(content: Content) -> str | None:
    provider = content.get("provider")
    return None if provider is None else str(provider)

"""What the page asks of an explorer. Each answer returns at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from hfwidgets.catalogue.search import SORTS, View

if TYPE_CHECKING:
    from hfwidgets.widgets.explorer import ModelExplorer


class ExplorerPage:
    """Answers the messages of the views of one explorer."""

    def __init__(self, widget: ModelExplorer) -> None:
        """Listen."""
        self._widget = widget
        self._answers: dict[str, Callable[[Mapping[str, Any]], str | None]] = {
            "snapshot": self._snapshot,
            "refresh": self._refresh,
            "stop": self._stop,
            "retry": self._retry,
            "view": self._view,
        }
        widget.on_msg(self._on_message)

    def _on_message(self, _: Any, content: Mapping[str, Any], buffers: Any) -> None:
        answer = self._answers.get(str(content.get("kind")))
        if answer is None or self._widget.closed:
            return
        try:
            error = answer(content)
        except Exception as problem:  # or the page would wait for an answer
            error = str(problem) or type(problem).__name__
        if "id" in content:
            told = {} if error is None else {"error": error}
            self._widget.send({"kind": "ack", "id": content["id"], **told})

    def _snapshot(self, content: Mapping[str, Any]) -> None:
        """Send all rows again; the first page that is shown begins the list."""
        listing = self._widget.listing
        for message, buffers in listing.whole():
            self._widget.send({**message, "view": content.get("view"), "now": time.time()}, buffers)
        if listing.status == "idle":
            self._widget.refresh()

    def _refresh(self, content: Mapping[str, Any]) -> None:
        self._widget.refresh()

    def _stop(self, content: Mapping[str, Any]) -> None:
        self._widget.stop()

    def _retry(self, content: Mapping[str, Any]) -> None:
        name = content.get("source")
        self._widget.listing.retry(None if name is None else str(name))
        self._widget.sources_changed()

    def _view(self, content: Mapping[str, Any]) -> str | None:
        sort = str(content.get("sort") or "")
        if sort not in SORTS:
            return f"there is no order {sort!r:.40}"
        view = View(
            str(content.get("query") or ""),
            _text(content.get("task")),
            _text(content.get("framework")),
            _text(content.get("state")),
            sort,
            bool(content.get("descending")),
        )
        self._widget.show(view, str(content.get("by") or ""))
        return None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)

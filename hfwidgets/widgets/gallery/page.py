"""What the page asks of a gallery: to pin, delete, restore, take over, and make grids."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Protocol

from hfwidgets.widgets.engine.desk import Buffers, Content, PageAnswer, acknowledged, reply
from hfwidgets.widgets.pictures.page import Pictured, PicturePage


class Kept(Pictured, Protocol):
    """What the page needs of a widget that keeps what it made."""

    _page: Any

    def pin(self, item: Any, pinned: bool = True) -> None:
        """Have a picture stay."""

    def delete(self, item: Any) -> None:
        """Delete a picture."""

    def take_parameters(self, item: Any = -1) -> None:
        """Set the form as it was for a picture."""

    def take_png(self, file: Any) -> None:
        """Set the form as a PNG file says."""

    def sweep_over(self, given: Mapping[str, Any], at_once: int = 2) -> Any:
        """Sweep over parameters by name."""

    def retry(self, cell: int | None = None) -> Any:
        """Try a cell of the grid again."""

    def seeds_lock_nothing(self) -> AbstractContextManager[None]:
        """Leave it open whether a seed is drawn."""


class GalleryPage(PicturePage):
    """Answers the messages about pictures that were made, of the views of one widget."""

    def __init__(self, widget: Kept) -> None:
        """Know the widget; its `Page` listens."""
        super().__init__(widget)
        self._gallery = widget
        now = partial(acknowledged, widget)
        self.answers.update(
            {
                "item-pin": now(self._pin),
                "item-delete": now(lambda content: widget.delete(_item(content))),
                "item-restore": now(lambda content: widget.restore(_item(content))),
                "item-parameters": now(self._parameters),
                "from-png": self._from_png,
                "sweep": now(self._sweep),
                "cell-retry": now(self._retry),
                "run": self._apart("_run"),
                "edit": self._edit,
            }
        )

    def _pin(self, content: Content) -> None:
        self._gallery.pin(_item(content), content.get("pinned") is not False)

    def _parameters(self, content: Content) -> None:
        self._gallery.take_parameters(_item(content))

    def _sweep(self, content: Content) -> None:
        axes = content.get("axes")
        if not isinstance(axes, Mapping):
            raise ValueError(f"axes is {axes!r:.80}; it has one or two names with their values")
        self._gallery.sweep_over(axes)

    def _retry(self, content: Content) -> None:
        cell = content.get("cell")
        self._gallery.retry(cell if isinstance(cell, int) else -1)

    def _from_png(self, content: Content, buffers: Buffers) -> None:
        if not buffers:
            raise ValueError("the file did not arrive; choose it again")
        self._gallery.take_png(bytes(buffers[0]))
        reply(self._gallery, "ack", content)

    def _edit(self, content: Content, buffers: Buffers) -> None:
        if isinstance(content.get("randomize"), bool):
            self._gallery.tell(randomize=content["randomize"])
        self._apart("_edit")(content, buffers)

    def _apart(self, name: str) -> PageAnswer:
        """Return how every page answers, with seeds that lock nothing: the page has its own way."""

        def answer(content: Mapping[str, Any], buffers: Buffers) -> None:
            with self._gallery.seeds_lock_nothing():
                getattr(self._gallery._page, name)(content, buffers)

        return answer


def _item(content: Content) -> str:
    return str(content.get("item"))

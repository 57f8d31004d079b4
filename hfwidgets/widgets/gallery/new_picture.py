"""The call that makes a picture, as an item of a gallery, and what a run of it brings."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.recommended import model_of
from hfwidgets.widgets.engine.output import Content, Output
from hfwidgets.widgets.engine.problems import redacted_text
from hfwidgets.widgets.engine.still import Still
from hfwidgets.widgets.gallery.gallery import Gallery, GalleryItem, request_of
from hfwidgets.widgets.gallery.sheets import still_of_gallery
from hfwidgets.widgets.gallery.sweep_run import newest_in
from hfwidgets.widgets.pictures.input import new_id
from hfwidgets.widgets.pictures.outputs import picture_made
from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow, elsewhere

if TYPE_CHECKING:
    from PIL.Image import Image

# Mean difference of two pictures (0 to 255) that machines alone do not cause.
ANOTHER = 4.0


@dataclass(frozen=True, slots=True)
class Made:
    """What one call made: the client's answer, and the same as an item."""

    answer: Image
    item: GalleryItem


def made(
    flow: Callable[..., Flow[Any]], config: Config, task: str, values: Mapping[str, Any]
) -> Flow[Made]:
    """Make a picture; which model made it is known then, also where none was named."""
    request = request_of({**values, "model": values.get("model") or config.model})
    model = yield from model_of(config, task, values.get("model"))
    answer = yield from flow(config, **{**values, "model": model})
    item = yield from elsewhere(lambda: _item(answer, values, shown_model(model), request))
    return Made(answer, item)


def _item(answer: Image, values: Mapping[str, Any], model: str, request: str) -> GalleryItem:
    picture = picture_made(answer)
    file, kind = picture.display_file()
    parameters = {name: one for name, one in values.items() if name not in ("prompt", "model")}
    return GalleryItem(
        new_id(),
        file,
        kind,
        picture.width,
        picture.height,
        values["prompt"],
        values.get("seed"),
        parameters,
        model,
        time.time(),
        request=request,
        asked=dict(values),
    )


def shown_model(model: str) -> str:
    """Return a model id or address without what may be secret in an address."""
    return redacted_text(shown_address(model))


class NewPicture(Output):
    """A picture for the gallery.

    Attributes:
        made: What came, or None.
    """

    @classmethod
    def of(cls, widget: Any, continue_from: str) -> NewPicture:
        """Return a picture for the gallery of a widget."""
        return cls(widget.task, widget.images)

    def __init__(self, task: str, gallery: Gallery) -> None:
        """Nothing has come yet."""
        self.made: Made | None = None
        self._task = task
        self._gallery = gallery

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Make a picture."""
        return made(flow, config, self._task, values)

    def read(self, answer: Made | None) -> None:
        """Take what came, and tell of a server that does not keep to the seed."""
        if answer is None:
            return
        self.made = answer
        item = answer.item
        self.text = f"a picture of {item.width} x {item.height}"
        earlier = self._gallery.made_by(item.request)
        if earlier is not None and not alike(earlier, item):
            self.notice = (
                f"The same request with the same seed ({item.seed}) made another picture than "
                "before: this server does not keep to the seed."
            )

    def ended(self) -> Content:
        """Return the picture as the server sent it."""
        if self.made is None:
            return {}, ()
        item = self.made.item
        return {"output": {"item": item.id, "type": item.type}}, [item.file]

    def snapshot(self) -> Content:
        """Return which picture is the newest: the page asks for those that it shows."""
        return newest_in(self._gallery)

    def still(self) -> Still:
        """Return the newest picture, with small ones of those before it."""
        return still_of_gallery(list(self._gallery), self.text)

    def result(self, asked: Mapping[str, Any]) -> Any:
        """Return what the client's method returns."""
        return None if self.made is None else self.made.answer


def alike(one: GalleryItem, other: GalleryItem) -> bool:
    """Whether two pictures show the same, but for what machines compute differently."""
    if one.file == other.file:
        return True
    if (one.width, one.height) != (other.width, other.height):
        return False
    import numpy as np

    pixels, others = (np.asarray(item.image.convert("RGB"), np.int16) for item in (one, other))
    return float(np.abs(pixels - others).mean()) <= ANOTHER

"""What the picture tasks bring: labels, boxes, segments, a picture. Each with its own picture."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from hfwidgets.errors import InvalidResponseError
from hfwidgets.pictures.captioned import Entry
from hfwidgets.pictures.drawn import legend_of, with_boxes, with_masks
from hfwidgets.pictures.entries import label_of, score_of
from hfwidgets.pictures.reading import Picture, PictureError
from hfwidgets.pictures.scores import are_shares, score_text
from hfwidgets.pictures.segments import Segments
from hfwidgets.widgets.engine.output import NOTHING, Content, Output
from hfwidgets.widgets.engine.still import Still, scored
from hfwidgets.widgets.pictures.input import Held, PictureInput, new_id
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow
from hfwidgets.wire.pictures import file_of

if TYPE_CHECKING:
    from hfwidgets.pictures.detections import Detections


class PictureOutput(Output):
    """The answer to a picture, which it keeps: the input may be another one by then.

    Args:
        given: The input that the run works on.

    Attributes:
        answer: What the client's method returns, or None.
        picture: The picture that was asked about, or None.
        id: Names the picture in messages.
    """

    @classmethod
    def of(cls, widget: Any, continue_from: str) -> PictureOutput:
        """Return the answer to the picture that a widget holds."""
        return cls(widget.picture_inputs.get("image"))

    def __init__(self, given: PictureInput | None) -> None:
        """Nothing has come yet."""
        self.given = given
        self._held = None if given is None else given.held()
        self.answer: Any = None
        self.picture: Picture | None = None
        self.id = ""
        self._model: str | None = None
        self._content: Content | None = None

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Send the picture's file, as it was when the run began."""
        given, held = self.given, self._held
        self._model = values.get("model")
        if given is None or held is None or held.value is None:
            return flow(config, **values)
        return self._asked(given, held, flow, config, values)

    def _asked(
        self,
        given: PictureInput,
        held: Held,
        flow: Callable[..., Flow[Any]],
        config: Config,
        values: Mapping[str, Any],
    ) -> Flow[Any]:
        body, self.picture = yield from given.file(held)
        self.id = held.id
        return (yield from flow(config, **{**values, given.field.name: body}))

    def read(self, answer: Any) -> None:
        """Take the answer, and make what the page is told of it."""
        if answer is not None:
            before, self.answer = self.answer, answer
            try:
                told, buffers = self.told()
            except PictureError as error:
                self.answer = before
                raise not_shown(error) from error
            self._content = (
                {"output": {"picture": self.id, "model": self._model, **told}},
                buffers,
            )

    def told(self) -> Content:
        """Return what the page is told of the answer."""
        raise NotImplementedError

    def ended(self) -> Content:
        """Return what the page is told at the end."""
        return self._content or NOTHING

    def snapshot(self) -> Content:
        """Return the same again."""
        return self._content or ({"output": None}, ())

    def result(self, asked: Mapping[str, Any]) -> Any:
        """Return what the client's method returns."""
        return self.answer

    def still(self) -> Still:
        """Return the picture with the answer below it."""
        if self.answer is None or self.picture is None:
            return super().still()
        return Still(self.text, picture=self.picture.upright)

    def picture_of(self, picture_id: str) -> Picture | None:
        """Return a picture of this output by its id."""
        return self.picture if picture_id == self.id else None

    @property
    def name(self) -> str:
        """What the picture is called."""
        return "picture" if self.picture is None else self.picture.name

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height of the picture, upright."""
        return None if self.picture is None else (self.picture.width, self.picture.height)


class Labels(PictureOutput):
    """Labels with scores."""

    def told(self) -> Content:
        """Return labels and scores."""
        best = max(self.table, key=lambda one: one["score"] or 0, default={"label": "no label"})
        self.text = best["label"]
        return {"items": self.table}, ()

    def still(self) -> Still:
        """Return the picture with labels and bars below it."""
        if self.answer is None or self.picture is None:
            return Still() if self.answer is None else Still(table=scored(self.table))
        shares = are_shares(row["score"] for row in self.table)
        legend = [
            Entry(
                row["label"],
                score_text(row["score"], shares=shares),
                share=row["score"] if shares else None,
            )
            for row in self.table
        ]
        return Still("" if legend else self.text, picture=self.picture.upright, legend=legend)

    @functools.cached_property
    def table(self) -> list[dict[str, Any]]:
        """Labels as text, and scores as numbers or None."""
        return [
            {"label": label_of(one.get("label")), "score": score_of(one.get("score"))}
            for one in self.answer or []
        ]


class Boxes(PictureOutput):
    """Things with boxes."""

    def told(self) -> Content:
        """Return labels, scores, boxes and colours."""
        self.text = _counted("object", self.detections.labels)
        self.notice = " ".join(self.detections.notices) or None
        return {"items": self.detections.table}, ()

    def still(self) -> Still:
        """Return the picture with numbered boxes, and their labels below it."""
        if self.answer is None or self.picture is None:
            return super().still()
        drawn = with_boxes(self.picture.upright, self.detections)
        return Still(self.text, picture=drawn, legend=legend_of(self.detections.table))

    @functools.cached_property
    def detections(self) -> Detections:
        """The things, as arrays and as a table."""
        from hfwidgets.pictures.detections import Detections

        return Detections.of(self.answer or [], self.size)


class Masks(PictureOutput):
    """Segments with masks."""

    def told(self) -> Content:
        """Return the index map of the masks, and a table of the segments."""
        self.text = _counted("segment", self.segments.labels)
        self.notice = " ".join(self.segments.notices) or None
        return self.segments.to_page()

    def still(self) -> Still:
        """Return the picture under its masks, and their labels below it."""
        if self.answer is None or self.picture is None:
            return super().still()
        drawn = with_masks(self.picture.upright, self.segments)
        return Still(self.text, picture=drawn, legend=legend_of(self.segments.table))

    @functools.cached_property
    def segments(self) -> Segments:
        """The segments, as arrays and as a table."""
        orientation = 1 if self.picture is None else self.picture.orientation
        return Segments.of(self.answer or [], self.size, orientation)


class MadePicture(PictureOutput):
    """A picture that was made, as the server sent it."""

    made: Picture | None = None
    made_id = ""

    def told(self) -> Content:
        """Return its size and type, and its file."""
        made = self.made = picture_made(self.answer)
        self.made_id = new_id()
        self.text = f"a picture of {made.width} x {made.height}"
        data, kind = made.display_file()
        about = {"width": made.width, "height": made.height, "type": kind, "size": len(data)}
        return {"made": {"id": self.made_id, **about}}, [data]

    def still(self) -> Still:
        """Return the picture that was made."""
        return Still() if self.made is None else Still(self.text, picture=self.made.upright)

    def picture_of(self, picture_id: str) -> Picture | None:
        """Return the picture that was given, or the one that was made."""
        return self.made if picture_id == self.made_id else super().picture_of(picture_id)


def picture_made(answer: Any) -> Picture:
    """Return a picture that a client's method returned, in the bytes that the server sent."""
    data = file_of(answer)
    try:
        return Picture.read(answer if data is None else data)
    except PictureError as error:
        raise not_shown(error) from error


def not_shown(error: PictureError) -> InvalidResponseError:
    """Return the error of an answer that is broken: what the user gave is not."""
    return InvalidResponseError(
        "The server answered, but not with something that can be shown: "
        f"{str(error).partition('; save')[0]}.",
        remedy="Try again; if it stays so, the model is not made for this task.",
    )


def _counted(noun: str, labels: list[str]) -> str:
    """Return how many there are, and what: "3 segments: cat, sofa"."""
    names = ", ".join(list(dict.fromkeys(labels))[:5])
    plural = noun if len(labels) == 1 else f"{noun}s"
    return f"{len(labels)} {plural}" + (f": {names}" if names else "")

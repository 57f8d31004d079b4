"""Task widgets that work on pictures: their inputs, what is handed on, what is exported."""

from __future__ import annotations

import operator
import os
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t
from ipywidgets import widget_serialization  # type: ignore[import-untyped]

from hfwidgets.pictures.reading import Picture
from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine.base import FieldTrait, Widget, refuse_unknown
from hfwidgets.widgets.engine.desk import PageAnswer
from hfwidgets.widgets.engine.marimo_host import same_session
from hfwidgets.widgets.engine.run import Outcome
from hfwidgets.widgets.engine.still_files import PAGES, PICTURES
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.widgets.engine.variables import name_of
from hfwidgets.widgets.pictures.input import PictureInput, PictureTrait, Source, file_or_path
from hfwidgets.widgets.pictures.page import PicturePage
from hfwidgets.widgets.registry import widget_class, widgets_taking

if TYPE_CHECKING:
    from hfwidgets.widgets.pictures.outputs import PictureOutput

# Widgets that can be handed a picture.
LIVE: weakref.WeakSet[PictureTask] = weakref.WeakSet()


class PictureTask(TaskWidget):
    """A task widget with pictures.

    A picture is set as a path, an http(s) address, bytes, an opened file, a PIL image, or an array
    `(height, width[, 3 or 4])` of bytes or of floats in [0, 1].

    Attributes:
        selected: Index of the segment or object that is pinned on the page, or None.
    """

    pictures = t.Dict(help="What the page is told of the pictures").tag(sync=True)
    selected = t.Int(None, allow_none=True, help="Index of what is pinned").tag(sync=True)
    opened = t.Instance(Widget, allow_none=True, help="A widget that was opened below").tag(
        sync=True, **widget_serialization
    )
    picture_inputs: dict[str, PictureInput]
    _machinery: ClassVar[tuple[str, ...]] = (
        *("pictures", "picture_inputs", "formats", "take_picture", "close_opened", "picture_of"),
        *("part", "targets", "use_in", "export"),
    )
    formats: ClassVar[Mapping[str, str]] = {}  # what `save` writes all as, by the ending

    def __init__(self, model: str | None = None, **parameters: Any) -> None:
        """Check the arguments, and be ready to be handed pictures."""
        self.picture_inputs = {}
        super().__init__(model, **parameters)
        if self.picture_inputs:
            LIVE.add(self)

    def trait_for(self, field: FieldSpec) -> FieldTrait:
        """Return the trait of a field; the page is told of a picture, not sent it."""
        if field.kind != "image":
            return super().trait_for(field)
        self.picture_inputs[field.name] = PictureInput(
            field, lambda: self._config, self._tell_pictures
        )
        return PictureTrait(field)

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers messages about pictures."""
        return PicturePage(self).answers

    def noted(self, name: str, value: Any) -> Any:
        """Return a picture's name and size for the history, not its pixels."""
        given = self.picture_inputs.get(name)
        return super().noted(name, value) if given is None else given.noted()

    def close(self) -> None:
        """Stop the run, and free everything on both sides."""
        LIVE.discard(self)
        self.stop()  # first, or it would fail where it waits for an address
        for given in self.__dict__.get("picture_inputs", {}).values():
            given.close()
        if self.opened is not None and not self.closed:
            self.opened.close()
        super().close()

    def send_to(
        self, other: TaskWidget, part: Any = None, *, run: bool = False, **parameters: Any
    ) -> TaskWidget:
        """Give a picture of this widget to another one.

        Args:
            other: A widget whose task takes a picture.
            part: Index of a segment or object, `"result"` or `"input"`. None: what is pinned, else
                the picture that was made, else the input.
            run: Whether the other one runs with it at once.
            **parameters: Inputs and parameters of the other one to set with it.

        Returns:
            The other widget.

        Raises:
            ValueError: There is no such picture yet, or the other widget takes none.
            TypeError: A parameter that the other widget does not have.
        """
        if not isinstance(other, PictureTask) or not other.picture_inputs:
            raise ValueError(f"{type(other).__name__} takes no picture")
        refuse_unknown(type(other).__name__, parameters, other.trait_of)
        what = self._named(part)
        if what["kind"] not in ("input", "item"):  # a gallery's pictures stay what they are
            self._answered()
        value, name = self.part(what)
        for parameter, setting in parameters.items():
            setattr(other, other.trait_of[parameter], setting)
        other.take_picture(value, source="widget", name=name)
        if run:
            other.run()
        return other

    # For the page, and for the kinds of picture tasks.

    def take_picture(
        self, value: Any, *, field: Any = None, source: Source = "python", **more: Any
    ) -> None:
        """Set an image field, telling where the value comes from."""
        given = self._input(field)
        given.take(value, source, **more)
        self._tell_pictures()

    def crop(self, box: tuple[float, float, float, float], *, field: Any = None) -> None:
        """Work on a part of the picture; `uncrop` brings the whole back.

        Args:
            box: `xmin, ymin, xmax, ymax` in pixels of the upright picture.
            field: Name of the image field; None for the only one.
        """
        self._input(field).crop(box)

    def uncrop(self, *, field: Any = None) -> None:
        """Work on the whole picture again."""
        self._input(field).uncrop()

    def restore(self, field: Any = None) -> None:
        """Work on the picture again that was there before the last change."""
        self._input(field).restore()

    def close_opened(self) -> None:
        """Close the widget that was opened below."""
        before, self.opened = self.opened, None
        if before is not None:
            before.close()

    def picture_of(self, picture_id: str) -> Picture | None:
        """Return a picture by its id, if it is still kept."""
        for given in self.picture_inputs.values():
            if given.id == picture_id:
                return given.picture
        shown: Any = self.control.shown
        found: Picture | None = shown.picture_of(picture_id)
        return found

    def part(self, what: Mapping[str, Any]) -> tuple[Any, str]:
        """Return a picture of this widget, and a name for it.

        Raises:
            ValueError: There is none.
        """
        if what.get("kind", "input") != "input":
            raise ValueError(f"{type(self).__name__} has no {what.get('kind')}")
        given = self._input(None)
        if given.picture is None:
            raise ValueError("there is no picture yet; choose one, or set it from Python")
        return file_or_path(given.picture), _stem(given)

    def targets(self) -> list[dict[str, str]]:
        """Return the widgets that can be handed a picture, and those that could be made."""
        there = [
            {
                "target": str(one.model_id),
                "title": str(one.form["title"]),
                "detail": name_of(one) or str(one.model or ""),
            }
            for one in sorted(LIVE, key=lambda one: str(one.model_id))
            if one is not self
            and not one.closed
            and one.comm is not None
            and same_session(one, self)
        ]
        new = [
            {"target": f"new:{kind.task}", "title": title, "detail": "new, below"}
            for title, kind in widgets_taking("image").items()
        ]
        return there + new

    def use_in(self, target: str, what: Mapping[str, Any]) -> None:
        """Hand a picture to the widget that the page chose; a new one is opened below.

        Raises:
            ValueError: There is no such widget or picture.
        """
        value, name = self.part(what)
        if target.startswith("new:"):
            task = target.partition(":")[2]
            kind = widget_class(task)
            if kind is None or not issubclass(kind, PictureTask):
                raise ValueError(f"there is no widget for {task!r}")
            fresh = kind(client=self._client)
            fresh.take_picture(value, source="widget", name=name)
            self.close_opened()
            self.opened = fresh
            return
        other = (
            self
            if target == "self"
            else next(
                (
                    one
                    for one in LIVE
                    if one.model_id == target and not one.closed and same_session(one, self)
                ),
                None,
            )
        )
        if other is None:
            raise ValueError("that widget is closed; choose another one")
        other.take_picture(value, source="widget", name=name)

    def save(self, path: str | os.PathLike[str], part: Any = None) -> Path:
        """Write what came to a file, in the format that the name ends in.

        `.html`, `.md`, `.txt` and, where nothing else ends so, `.png` and `.jpg` get it as a saved
        notebook shows it.

        Args:
            path: Where; a file that is there is replaced.
            part: Index of a segment or object, of which a PNG is written; None for all there is.

        Returns:
            The path.

        Raises:
            ValueError: There is no result yet, or it is not written in such a format.
        """
        target = Path(path).expanduser()
        ending = target.suffix.lower()
        if part is None and ending in (*PAGES, *PICTURES) and ending not in self.formats:
            return super().save(path)
        self._answered()
        form = "png" if part is not None else self.formats.get(target.suffix.lower())
        if form is None or (part is not None and target.suffix.lower() != ".png"):
            endings = [".png"] if part is not None else [*self.formats, *PAGES]
            raise ValueError(f"{target} ends in no format of this; take {' or '.join(endings)}")
        target.write_bytes(self.export({} if part is None else self._named(part), form)[2])
        return target

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return a file for the user: its name, its type and its content.

        Raises:
            ValueError: There is nothing to export, or not in this format.
        """
        raise ValueError(f"{type(self).__name__} exports nothing as {form!r}")

    def show_result(self, output: Any, outcome: Outcome) -> None:
        """Set the traits of a run that has ended: what was pinned was of the earlier answer."""
        if outcome.error is None and not outcome.stopped:
            self.tell(selected=None)
        elif outcome.error is not None and self.picture_inputs:
            # What an earlier run brought could be taken for what this one asked for. A gallery's
            # newest picture cannot: it tells itself what it was made of.
            self.tell(result=None)
        super().show_result(output, outcome)

    def _input(self, field: Any) -> PictureInput:
        name = next(iter(self.picture_inputs)) if field is None else str(field)
        if name not in self.picture_inputs:
            raise ValueError(f"{type(self).__name__} has no picture {name!r}")
        return self.picture_inputs[name]

    def _tell_pictures(self) -> None:
        """Tell the page and the traits what the inputs hold."""
        for name, given in self.picture_inputs.items():
            trait = self.traits()[self.trait_of[name]]
            try:
                if isinstance(trait, PictureTrait):
                    trait.put(self, given.value)
            except Exception as error:  # the picture is set, and the page must know
                self.observer_failed(name, error)
        self.tell(pictures={name: given.describe() for name, given in self.picture_inputs.items()})

    def _named(self, part: Any) -> dict[str, Any]:
        """Return what a part of `send_to` is in messages."""
        if hasattr(part, "__index__"):  # numbers of numpy, too
            part = operator.index(part)
            return {"kind": self._kind_of_part(), "index": part}
        if part == "input":
            return {"kind": "input"}
        if part in (None, "result"):
            return self._result_part() or {"kind": "input"}
        raise ValueError(f"part is {part!r:.80}; it is an index, 'result', 'input' or None")

    def _kind_of_part(self) -> str:
        raise ValueError(f"{type(self).__name__} has no parts; pass part='input'")

    def _result_part(self) -> dict[str, Any] | None:
        return None if self.selected is None else self._named(self.selected)

    def _answered(self) -> PictureOutput:
        """Return the output that `result` is of: the page goes on showing an earlier one, dimmed.

        Raises:
            ValueError: There is none yet, or the last run failed.
        """
        shown = self._shown()
        if self.result is None:
            raise ValueError(
                "result is None since the last run failed; the page shows what an earlier one "
                "brought, dimmed. See error, and run again"
            )
        return shown

    def _shown(self) -> PictureOutput:
        """Return the output that is shown.

        Raises:
            ValueError: There is none yet.
        """
        shown: Any = self.control.shown
        if shown.answer is None:
            raise ValueError("there is no result yet; press Run, or call run()")
        output: PictureOutput = shown
        return output


def _stem(given: PictureInput) -> str:
    name = (given.describe() or {}).get("name") or "picture"
    return str(name).rpartition("/")[2]

"""Task widgets that are given sounds, or make them."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import traitlets as t
from ipywidgets import widget_serialization  # type: ignore[import-untyped]

from hfwidgets.sounds.reading import Sound
from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine.base import FieldTrait, Widget, refuse_unknown
from hfwidgets.widgets.engine.desk import Buffers, Content, PageAnswer, acknowledged, reply
from hfwidgets.widgets.engine.marimo_host import same_session
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.widgets.engine.variables import name_of
from hfwidgets.widgets.registry import widget_class, widgets_taking
from hfwidgets.widgets.sounds.input import SoundInput, SoundTrait, Source
from hfwidgets.widgets.sounds.page import SoundPage

# Widgets that can be handed a sound.
LIVE: weakref.WeakSet[SoundTask] = weakref.WeakSet()


class SoundTask(TaskWidget):
    """A task widget with sounds.

    A sound is set as a path, an http(s) address, bytes, an opened file, an array `(samples,)` or
    `(samples, channels)` at 16,000 Hz, or `(rate, array)` as `scipy.io.wavfile.read` returns it.
    Arrays hold floats in [-1, 1], int16, int32 or uint8; servers get a WAV file of 16 bits.
    """

    sounds = t.Dict(help="What the page is told of the sounds").tag(sync=True)
    sound_inputs: dict[str, SoundInput]
    _machinery: ClassVar[tuple[str, ...]] = (
        *("sounds", "sound_inputs", "take_sound", "sound_of", "export"),
    )

    def __init__(self, model: str | None = None, **parameters: Any) -> None:
        """Check the arguments, and be ready to be handed sounds."""
        self.sound_inputs = {}
        super().__init__(model, **parameters)
        if self.sound_inputs:
            LIVE.add(self)

    def trait_for(self, field: FieldSpec) -> FieldTrait:
        """Return the trait of a field; the page is told of a sound, and asks for its bytes."""
        if field.kind != "audio":
            return super().trait_for(field)
        self.sound_inputs[field.name] = SoundInput(
            field, lambda: self._client._config, self._tell_sounds
        )
        return SoundTrait(field)

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers messages about sounds."""
        return {**super().page_answers(), **SoundPage(self).answers}

    def noted(self, name: str, value: Any) -> Any:
        """Return a sound's name and length for the history, not its samples."""
        given = self.sound_inputs.get(name)
        if given is None:
            return super().noted(name, value)
        told = given.held.describe() or {}
        seconds = told.get("seconds")
        length = "" if seconds is None else f" ({seconds:.1f} s)"
        return f"{told.get('url') or told.get('name') or 'a sound'}{length}"

    def close(self) -> None:
        """Stop the run, and free everything on both sides."""
        LIVE.discard(self)
        self.stop()  # first, or it would fail where it waits for an address
        for given in self.__dict__.get("sound_inputs", {}).values():
            given.close()
        super().close()

    def take_sound(
        self, value: Any, *, field: Any = None, source: Source = "python", **more: Any
    ) -> None:
        """Set an audio field, telling where the value comes from."""
        self._input(field).take(value, source, **more)

    def restore(self, field: Any = None) -> None:
        """Work on the sound again that was there before the last change."""
        self._input(field).restore()

    def sound_of(self, sound_id: str) -> Sound | None:
        """Return a sound by its id, if it is still kept."""
        for given in self.sound_inputs.values():
            if given.held.id == sound_id:
                return given.held.sound
        shown: Any = self.control.shown
        found: Sound | None = shown.sound_of(sound_id)
        return found

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return a file for the user: its name, its type and its content.

        Raises:
            ValueError: There is nothing to export, or not in this format.
        """
        raise ValueError(f"{type(self).__name__} exports nothing as {form!r:.20}")

    def _input(self, field: Any) -> SoundInput:
        name = next(iter(self.sound_inputs), None) if field is None else str(field)
        if name not in self.sound_inputs:
            raise ValueError(f"{type(self).__name__} has no sound {name!r:.40}")
        return self.sound_inputs[str(name)]

    def _tell_sounds(self) -> None:
        """Tell the page and the traits what the inputs hold."""
        for name, given in self.sound_inputs.items():
            trait = self.traits()[self.trait_of[name]]
            try:
                if isinstance(trait, SoundTrait):
                    trait.put(self, given.held.value)
            except Exception as error:  # the sound is set, and the page must know
                self.observer_failed(name, error)
        told = {name: given.held.describe() for name, given in self.sound_inputs.items()}
        self.tell(sounds=told)


class SoundMaker(SoundTask):
    """A task widget that makes sounds, which go on to widgets that listen."""

    opened = t.Instance(Widget, allow_none=True, help="A widget that was opened below").tag(
        sync=True, **widget_serialization
    )
    _machinery: ClassVar[tuple[str, ...]] = ("close_opened", "use_sound")

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers messages about sounds, and about handing them on."""
        now = partial(acknowledged, self)
        return {
            **super().page_answers(),
            "targets": self._targets,
            "use": now(self._use),
            "close": now(lambda _: self.close_opened()),
        }

    def send_to(
        self, other: TaskWidget, part: int = 0, *, run: bool = False, **parameters: Any
    ) -> TaskWidget:
        """Give a sound that was made to a widget that listens.

        Args:
            other: A widget whose task takes a sound.
            part: Which one, in the order of the answer, from 0.
            run: Whether the other one runs with it at once.
            **parameters: Inputs and parameters of the other one to set with it.

        Returns:
            The other widget.

        Raises:
            ValueError: There is no such sound yet, or the other widget takes none.
            TypeError: A parameter that the other widget does not have.
        """
        if not isinstance(other, SoundTask) or not other.sound_inputs:
            raise ValueError(f"{type(other).__name__} takes no sound")
        refuse_unknown(type(other).__name__, parameters, other.trait_of)
        data, name = self._made(part)
        for parameter, setting in parameters.items():
            setattr(other, other.trait_of[parameter], setting)
        other.take_sound(data, source="widget", name=name)
        if run:
            other.run()
        return other

    def use_sound(self, target: str, index: int) -> None:
        """Hand a sound to the widget that the page chose; a new one is opened below.

        Raises:
            ValueError: There is no such widget or sound.
        """
        data, name = self._made(index)
        if target.startswith("new:"):
            kind = widget_class(target.partition(":")[2])
            if kind is None or not issubclass(kind, SoundTask):
                raise ValueError(f"there is no widget for {target!r:.80}")
            fresh = kind(client=self._client)
            fresh.take_sound(data, source="widget", name=name)
            self.close_opened()
            self.opened = fresh
            return
        other = next(
            (
                one
                for one in LIVE
                if one.model_id == target and not one.closed and same_session(one, self)
            ),
            None,
        )
        if other is None:
            raise ValueError("that widget is closed; choose another one")
        other.take_sound(data, source="widget", name=name)

    def close_opened(self) -> None:
        """Close the widget that was opened below."""
        before, self.opened = self.opened, None
        if before is not None:
            before.close()

    def close(self) -> None:
        """Stop the run, and free everything on both sides."""
        if self.opened is not None and not self.closed:
            self.opened.close()
        super().close()

    def _made(self, index: int) -> tuple[bytes, str]:
        """Return the bytes of a sound that was made, and a name for it."""
        shown: Any = self.control.shown
        if shown.answer is None:
            raise ValueError("there is no result yet; press Run, or call run()")
        if not 0 <= index < len(shown.sounds) or shown.sounds[index][3] is None:
            raise ValueError(f"the answer has no sound {index}; it has {len(shown.sounds)}, from 0")
        _, label, _, sound = shown.sounds[index]
        stem = "".join(one if one.isalnum() or one in " -_" else "_" for one in label[:60])
        return sound.content(), f"{stem.strip() or 'sound'}.{sound.ending}"

    def _targets(self, content: Content, _: Buffers) -> None:
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
            for title, kind in widgets_taking("audio").items()
        ]
        reply(self, "targets", content, targets=there + new)

    def _use(self, content: Content) -> None:
        what = content.get("what") or {}
        index = what.get("index")
        if what.get("kind") != "sound" or not isinstance(index, int):
            raise ValueError("there is no sound to hand on; run first")
        self.use_sound(str(content.get("target")), index)

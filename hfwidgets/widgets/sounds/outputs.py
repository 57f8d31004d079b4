"""What the tasks on sounds bring: sounds that were made, words that were heard, labels."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from hfwidgets.errors import InvalidResponseError
from hfwidgets.pictures.entries import label_of
from hfwidgets.sounds.kinds import told
from hfwidgets.sounds.reading import Sound, SoundError
from hfwidgets.widgets.engine.output import NOTHING, Content, Output
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.sounds.input import Held, SoundInput, new_id
from hfwidgets.widgets.text.scores import Scores
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow

MOST_SOUNDS = 50  # that a page has players for
MOST_CHUNKS = 20_000


class Heard(Output):
    """The answer to a sound, which it keeps: the input may be another one by then.

    Attributes:
        answer: What the client's method returns, or None.
        held: The sound that was asked about, as it was when the run began.
    """

    answer: Any = None
    given: SoundInput | None = None
    held: Held | None = None

    @classmethod
    def of(cls, widget: Any, continue_from: str) -> Heard:
        """Return the answer to the sound that a widget holds."""
        made = cls()
        made.given = getattr(widget, "sound_inputs", {}).get("audio")
        made.held = None if made.given is None else made.given.held
        return made

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Send the sound's file, as it was when the run began."""
        given, held = self.given, self.held
        if given is None or held is None or held.value is None:
            return flow(config, **values)
        return self._asked(given, held, flow, config, values)

    def _asked(
        self,
        given: SoundInput,
        held: Held,
        flow: Callable[..., Flow[Any]],
        config: Config,
        values: Mapping[str, Any],
    ) -> Flow[Any]:
        body, sound = yield from given.file(held)
        held.sound = sound  # a fetch tells it a little later
        return (yield from flow(config, **{**values, given.field.name: body}))

    def sound_of(self, sound_id: str) -> Sound | None:
        """Return a sound of this output by its id."""
        held = self.held
        return held.sound if held is not None and held.id == sound_id else None

    def snapshot(self) -> Content:
        """Return the same again."""
        return self.ended() if self.answer is not None else ({"output": None}, ())

    def result(self, asked: Mapping[str, Any]) -> Any:
        """Return what the client's method returns."""
        return self.answer


class SoundScores(Heard, Scores):
    """Labels of a sound, with scores."""


class TranscriptOutput(Heard):
    """What was said, and when."""

    def read(self, answer: Any) -> None:
        """Take the answer."""
        if answer is None:
            return
        self.answer, self.text = answer, displayable(answer) or "nothing was heard"
        self.chunks = chunks_of(getattr(answer, "chunks", ()))
        if len(self.chunks) > MOST_CHUNKS:
            self.notice = f"The first {MOST_CHUNKS:,} of {len(self.chunks):,} parts are shown."

    def ended(self) -> Content:
        """Return text, chunks, and which sound they are of."""
        if self.answer is None:
            return NOTHING
        sound = None if self.held is None else self.held.describe()
        chunks = self.chunks[:MOST_CHUNKS]
        text = str(displayable(self.answer))  # a text alone: some hosts tell the times it has, too
        return {"output": {"text": text, "chunks": chunks, "sound": sound}}, ()

    def words(self, part: int | None = None) -> str:
        """Return what was said, or one of its parts.

        Raises:
            LookupError: There is none.
        """
        return str(self.answer) if part is None else str(self.chunks[part]["text"])


class MadeSounds(Heard):
    """Sounds that were made, in the bytes that the server sent."""

    def read(self, answer: Any) -> None:
        """Take the answer.

        Raises:
            InvalidResponseError: None of it is a sound.
        """
        if answer is None:
            return
        parts = self._parts(answer)
        found = [(label, kind, _sound(data)) for label, kind, data in parts]
        if found and not any(sound for _, _, sound in found):
            raise no_sound(parts[0][2])
        self.answer = answer
        self.sounds = [(new_id(), label, kind, sound) for label, kind, sound in found]
        names = ", ".join(label for _, label, _, _ in self.sounds[:5] if label)
        count = len(self.sounds)
        self.text = f"{count} sound{'' if count == 1 else 's'}" + (f": {names}" if names else "")
        odd = sum(sound is None for _, _, sound in found)
        shown = (
            f"The first {MOST_SOUNDS} of {count} sounds are shown." if count > MOST_SOUNDS else ""
        )
        lacks = f"{odd} of {count} parts of the answer are no sounds." if odd else ""
        self.notice = " ".join(filter(None, (shown, lacks))) or None

    def _parts(self, answer: Any) -> list[tuple[str, str, Any]]:
        return [
            (label_of(one.get("label")), str(one.get("content-type") or ""), one.get("blob"))
            for one in answer
        ]

    def ended(self) -> Content:
        """Return what the page is told of the sounds: it asks for those that are played."""
        if self.answer is None:
            return NOTHING
        sounds = [
            {
                "id": name,
                "label": label,
                "type": "" if sound is None else sound.type,
                "size": 0 if sound is None else sound.size,
                "seconds": None if sound is None else sound.seconds,
                "ending": "" if sound is None else sound.ending,
            }
            for name, label, _, sound in self.sounds[:MOST_SOUNDS]
        ]
        return {"output": {"sounds": sounds}}, ()

    def sound_of(self, sound_id: str) -> Sound | None:
        """Return a sound by its id."""
        made = {name: sound for name, _, _, sound in getattr(self, "sounds", ())}
        return made.get(sound_id) or super().sound_of(sound_id)


class OneSound(MadeSounds):
    """One sound that was made."""

    def _parts(self, answer: Any) -> list[tuple[str, str, Any]]:
        return [("", "", answer)]


def chunks_of(chunks: Any) -> list[dict[str, Any]]:
    """Return the parts of a transcript with their times, in seconds or None, whatever was sent."""
    found = []
    for one in chunks:
        if not isinstance(one, Mapping):
            continue
        times = one.get("timestamp") or one.get("timestamps")
        start, end = (*times, None, None)[:2] if isinstance(times, (list, tuple)) else (None, None)
        start, end = _time(one.get("start", start)), _time(one.get("end", end))
        text = one.get("text")
        found.append(
            {"text": displayable(str("" if text is None else text)), "start": start, "end": end}
        )
    return found


def _time(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None


def _sound(data: Any) -> Sound | None:
    if not isinstance(data, bytes):
        return None
    try:
        return Sound.read(data)
    except SoundError:
        return None


def no_sound(data: Any) -> InvalidResponseError:
    """Return the error of an answer that is no sound."""
    what = told(data) if isinstance(data, bytes) and data else "nothing"
    if isinstance(data, bytes) and data:
        try:
            Sound.read(data, "the answer")
        except SoundError as error:
            what = str(error).partition(";")[0]
    return InvalidResponseError(
        f"The server answered, but not with a sound that can be played: {what}.",
        remedy="Try again; if it stays so, the model is not made for this task.",
    )

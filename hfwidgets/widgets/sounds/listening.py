"""Widgets that listen: they say what a sound is, or write down what is said."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hfwidgets.widgets.sounds.subtitles import FORMATS
from hfwidgets.widgets.sounds.task import SoundTask
from hfwidgets.widgets.text.task import TextTask

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import (
        AudioClassificationArguments,
        AutomaticSpeechRecognitionArguments,
    )


class AudioClassification(SoundTask, TextTask):
    """Say what a sound is.

    Takes the arguments of `InferenceClient.audio_classification`; each is a trait of the same name.

    Example:
        >>> w = AudioClassification(audio="siren.wav")
        >>> w.run().wait()
        [{'label': 'siren', 'score': 0.98}, ...]
    """

    task = "audio-classification"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[AudioClassificationArguments]
    ) -> None:
        super().__init__(model, **arguments)


class AutomaticSpeechRecognition(SoundTask, TextTask):
    """Write down what is said.

    Takes the arguments of `InferenceClient.automatic_speech_recognition`; each is a trait of the
    same name. `return_timestamps` asks the model for times.

    Example:
        >>> w = AutomaticSpeechRecognition(audio=(rate, samples), return_timestamps=True)
        >>> w.run().wait()
        'hello world'
        >>> w.chunks
        [{'text': 'hello world', 'start': 0.0, 'end': 1.2}]
        >>> w.save("talk.srt")  # or .vtt, .txt
    """

    task = "automatic-speech-recognition"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[AutomaticSpeechRecognitionArguments]
    ) -> None:
        super().__init__(model, **arguments)

    @property
    def chunks(self) -> list[dict[str, Any]]:
        """Parts of what was said with `start` and `end` in seconds, None where they are not known.

        Raises:
            ValueError: There is no result yet.
        """
        return [dict(one) for one in self._said().chunks]

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write what was said to a file.

        Args:
            path: Where: its name ends in `.txt`, or in `.srt` or `.vtt` where there are times. A
                file that is there is replaced.

        Returns:
            The path.

        Raises:
            ValueError: There is no result yet, no times, or another ending.
        """
        target = Path(path).expanduser()
        if target.suffix.lower() in (".html", ".htm", ".md"):  # as a saved notebook shows it
            return super().save(path)
        target.write_bytes(self.export({}, target.suffix.lower()[1:])[2])
        return target

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return what was said as a file: a text, or subtitles."""
        said = self._said()
        if form not in FORMATS:
            raise ValueError(f"{form!r:.20} is no format of this; take .txt, .srt or .vtt")
        kind, write = FORMATS[form]
        return f"transcript.{form}", kind, write(str(said.answer), said.chunks).encode()

    def completed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values with the wish for times where servers read it."""
        times, more = values.pop("return_timestamps", None), values.get("extra_body")
        if times is not None:
            values["extra_body"] = {"return_timestamps": times, **(more or {})}
        return values

    def _said(self) -> Any:
        shown: Any = self.control.shown
        if shown.answer is None:
            raise ValueError("there is no result yet; press Run, or call run()")
        return shown

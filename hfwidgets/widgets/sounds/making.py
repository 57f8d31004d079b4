"""Widgets that make sounds: of a text, or of another sound."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hfwidgets.widgets.engine.still_files import PAGES
from hfwidgets.widgets.sounds.task import SoundMaker

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import AudioToAudioArguments, TextToSpeechArguments


class TextToSpeech(SoundMaker):
    """Speak a text.

    Takes the arguments of `InferenceClient.text_to_speech`; each is a trait of the same name.

    Example:
        >>> w = TextToSpeech(text="Hello world")
        >>> w.run().wait()[:4]
        b'RIFF'
        >>> w.save("hello")
        PosixPath('hello.wav')
        >>> w.send_to(AutomaticSpeechRecognition(), run=True)  # what was spoken, heard again
    """

    task = "text-to-speech"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[TextToSpeechArguments]
    ) -> None:
        super().__init__(model, **arguments)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the sound to a file, as the server sent it.

        Args:
            path: Where; a file that is there is replaced. A name without an ending gets that of the
                sound's format; `.html`, `.md` and `.txt` get what a saved notebook shows.

        Returns:
            The path.

        Raises:
            ValueError: There is no result yet, or the name ends as one of another format.
        """
        if Path(path).suffix.lower() in PAGES:
            return super().save(path)
        return _written(Path(path).expanduser(), *self._made(0))

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return the sound's file."""
        return _exported(self, what)


class AudioToAudio(SoundMaker):
    """Make other sounds of a sound: clean speech, or one sound for each source in it.

    Takes the arguments of `InferenceClient.audio_to_audio`; each is a trait of the same name.

    Example:
        >>> w = AudioToAudio(audio="noisy.wav")
        >>> [one["label"] for one in w.run().wait()]
        ['enhanced']
        >>> w.save("clean.wav")
    """

    task = "audio-to-audio"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[AudioToAudioArguments]
    ) -> None:
        super().__init__(model, **arguments)

    def save(self, path: str | os.PathLike[str], part: int = 0) -> Path:
        """Write a sound to a file, as the server sent it.

        Args:
            path: Where; a file that is there is replaced. A name without an ending gets that of the
                sound's format; `.html`, `.md` and `.txt` get what a saved notebook shows.
            part: Which sound, in the order of the answer, from 0.

        Returns:
            The path.

        Raises:
            ValueError: There is no such sound, or the name ends as one of another format.
        """
        if Path(path).suffix.lower() in PAGES:
            return super().save(path)
        return _written(Path(path).expanduser(), *self._made(part))

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return a sound's file."""
        return _exported(self, what)


def _written(path: Path, data: bytes, name: str) -> Path:
    ending = f".{name.rpartition('.')[2]}"
    if not path.suffix:
        path = path.with_name(path.name + ending)
    if path.suffix.lower() != ending:
        raise ValueError(f"{path} would hold {ending[1:].upper()}; name it {path.stem}{ending}")
    path.write_bytes(data)
    return path


def _exported(widget: SoundMaker, what: Mapping[str, Any]) -> tuple[str, str, bytes]:
    index = what.get("index", 0)
    data, name = widget._made(index if isinstance(index, int) else -1)
    return name, "application/octet-stream", data

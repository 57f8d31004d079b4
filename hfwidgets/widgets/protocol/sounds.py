"""What travels of sounds.

A page plays what it sent itself from its own file, and asks for the bytes of any other sound once.
Its outline comes in a message of its own, so that a saved notebook holds neither.
"""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import NotRequired, TypedDict


class Sound(TypedDict):
    """A sound that a field holds."""

    id: str
    name: str
    type: Annotated[str, "MIME type."]
    size: Annotated[int, "Bytes."]
    seconds: Annotated[float | None, "How long it lasts; null where only a player finds out."]
    rate: NotRequired[Annotated[int | None, "Samples a second."]]
    channels: NotRequired[int | None]
    source: Literal["page", "python", "url", "widget"]
    url: NotRequired[str | None]
    state: Literal["ready", "fetching", "bad"]
    fault: NotRequired[Annotated[str | None, "Why it cannot be used, and what to do."]]
    upload: NotRequired[
        Annotated[str | None, "The upload that brought it: the page that sent it has its bytes."]
    ]


class MadeSound(TypedDict):
    """A sound that was made."""

    id: str
    label: str
    type: Annotated[str, 'MIME type, or "" where it cannot be played.']
    size: Annotated[int, "Bytes."]
    seconds: float | None
    ending: Annotated[str, "How its file's name ends."]


class SoundsOutput(TypedDict):
    """The sounds that were made."""

    sounds: list[MadeSound]


class Chunk(TypedDict):
    """A part of what was said, in seconds."""

    text: str
    start: float | None
    end: float | None


class TranscriptOutput(TypedDict):
    """What was said, and when, where the model tells it."""

    text: str
    chunks: list[Chunk]
    sound: Annotated[Sound | None, "The sound that it is of."]


class SoundPart(TypedDict):
    """One of the sounds that were made."""

    kind: Literal["sound"]
    index: int


class SoundUrlCall(TypedDict):
    """Fetch a sound from an address."""

    kind: Literal["sound-url"]
    id: str
    field: str
    url: str


class SoundChangeCall(TypedDict):
    """Hold no sound, or what was held before the last change."""

    kind: Literal["sound-clear", "sound-restore"]
    id: str
    field: str


class SoundCall(TypedDict):
    """Send the bytes of a sound."""

    kind: Literal["sound"]
    id: str
    sound: str


class PeaksCall(TypedDict):
    """Send the outline of a sound."""

    kind: Literal["peaks"]
    id: str
    sound: str


SoundsCall = SoundUrlCall | SoundChangeCall | SoundCall | PeaksCall


class SoundNews(TypedDict):
    """The bytes of a sound, in one buffer."""

    kind: Literal["sound"]
    id: str
    type: Annotated[str, "MIME type."]


class PeaksNews(TypedDict):
    """Lowest and highest sample of each part in turn, a byte each in one buffer; 127 is full scale.

    Without a buffer only a player can read the file.
    """

    kind: Literal["peaks"]
    id: str

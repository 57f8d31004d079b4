"""A video that was made, as the server sent it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hfwidgets.errors import InvalidResponseError
from hfwidgets.widgets.engine.output import Content
from hfwidgets.widgets.pictures.outputs import PictureOutput


@dataclass(frozen=True, slots=True)
class Kind:
    """A format of video files: media type, ending with its dot, and name."""

    media_type: str
    ending: str
    name: str


MP4 = Kind("video/mp4", ".mp4", "MP4")
WEBM = Kind("video/webm", ".webm", "WebM")
UNKNOWN = Kind("application/octet-stream", ".bin", "a format that is not known")
# By what a file has at a place: offset, bytes. A QuickTime file is an MP4 with another brand.
_SIGNS: tuple[tuple[int, bytes, Kind], ...] = (
    (4, b"ftypqt", Kind("video/quicktime", ".mov", "QuickTime")),
    (4, b"ftyp", MP4),
    (0, b"\x1aE\xdf\xa3", WEBM),
    (0, b"OggS", Kind("video/ogg", ".ogv", "Ogg")),
    (8, b"AVI ", Kind("video/x-msvideo", ".avi", "AVI")),
    (0, b"GIF8", Kind("image/gif", ".gif", "GIF")),
    (8, b"WEBP", Kind("image/webp", ".webp", "WebP")),
)


def kind_of(data: bytes) -> Kind:
    """Return a video file's format by its first bytes."""
    for offset, sign, kind in _SIGNS:
        if data[offset : offset + len(sign)] == sign:
            return kind
    return UNKNOWN


class MadeVideo(PictureOutput):
    """A video, and the picture that it was made of where there was one.

    Attributes:
        format: Its format.
    """

    format: Kind = UNKNOWN

    @classmethod
    def of(cls, widget: Any, continue_from: str) -> MadeVideo:
        """Return what a run fills."""
        return cls(widget.picture_inputs.get("image"))

    def told(self) -> Content:
        """Return its type and size, and its file."""
        data = self.answer
        if not isinstance(data, bytes) or not data:
            raise InvalidResponseError(
                "The server answered, but not with a video: there are no bytes in it.",
                remedy="Try again; if it stays so, the model is not made for this task.",
            )
        self.format = kind_of(data)
        self.text = f"a video, {self.format.name}, {len(data):,} bytes"
        about = {"type": self.format.media_type, "ending": self.format.ending, "size": len(data)}
        return {"video": about}, [data]

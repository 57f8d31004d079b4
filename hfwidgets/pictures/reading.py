"""A picture as widgets and plots take it: from a path, bytes, a PIL image or an array.

Reading looks at a file's first and last bytes only; pixels are decoded when they are first used.
Addresses are fetched elsewhere.
"""

from __future__ import annotations

import io
import math
import os
import re
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from hfwidgets.pictures.suspects import advice_for, kind_of, length_of, looks_cut
from hfwidgets.pictures.upright import first_frame, stored_size
from hfwidgets.wire.body import FileBody
from hfwidgets.wire.depth import DEEP_MODES, TOLD, plain, told_of
from hfwidgets.wire.media import OPENED_AS_TEXT, file_at
from hfwidgets.wire.orientation import orientation_of, png_may_turn, turned_alike, upright
from hfwidgets.wire.pictures import (
    MOST_PIXELS,
    encoded,
    is_array,
    is_picture,
    opened,
    picture_of,
    type_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

# What all browsers show.
_SHOWN = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"})
_SENT = _SHOWN | {"image/tiff"}
_READ = 4096  # bytes from which a file is told


class PictureError(ValueError):
    """Something that was given as a picture is none, or cannot be used."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that is ready to be sent and to be shown.

    Attributes:
        source: Where its pixels are: a path, the bytes of a file, or a PIL image.
        name: What it is called, such as its file's name.
        width: Pixels from left to right of the upright picture.
        height: Pixels from top to bottom of the upright picture.
        type: MIME type of its file; `image/png` for a PIL image or an array.
        orientation: EXIF orientation of its file, 1 to 8; 1 is upright.
        notices: Sentences about what is done with it, such as that its first frame is used.
        mode: Pillow's mode of its file, such as `RGB` or `CMYK`.
        frames: 1, or more in an animation.
        shown_alike: Whether browsers are sure to show its file as it is read here.
    """

    source: Path | bytes | Image = field(repr=False)
    name: str
    width: int
    height: int
    type: str
    orientation: int = 1
    notices: tuple[str, ...] = ()
    mode: str = "RGB"
    frames: int = 1
    shown_alike: bool = True

    @classmethod
    def read(cls, value: Any, name: str | None = None) -> Picture:
        """Read a picture.

        Args:
            value: A path, the bytes of a file, an opened binary file (read from its start where
                it can be rewound), a PIL image, an array `(height, width[, 1, 3 or 4])` of bytes,
                of 16 bits or of floats in [0, 1], or a `Picture`.
            name: What to call it; a file's own name by default.

        Raises:
            PictureError: It is no picture, is cut, or has more than 100 million pixels.
            FileNotFoundError: No such path.
            TypeError: Another type.
        """
        if isinstance(value, Picture):
            return value
        if is_picture(value):
            return _of_image(value, name)
        if is_array(value):
            return _of_array(value, name)
        if isinstance(value, str) and value.startswith(("http://", "https://", "data:")):
            raise PictureError(
                f"{value[:80]!r} is an address; download it first and pass its bytes"
            )
        if isinstance(value, str) and not value.strip():  # as a path it is the folder one is in
            raise PictureError(f"{value!r} names no file; pass a path, such as 'photo.jpg'")
        if isinstance(value, (str, os.PathLike)):
            path = Path(os.fspath(value))
            file_at(path)  # says what is wrong with a path
            return _of_file(path, name or path.name)
        if hasattr(value, "read"):
            name = name or Path(str(getattr(value, "name", ""))).name
            value = content_of(value)
        if isinstance(value, (bytes, bytearray, memoryview)):
            return _of_file(bytes(value), name or "the picture")
        raise TypeError(
            f"a picture cannot be of type {type(value).__name__}; pass a path, bytes, a PIL image "
            "or an array"
        )

    @cached_property
    def size(self) -> int:
        """Length of its file in bytes, as it was at first; a PIL image or an array is encoded."""
        if isinstance(self.source, Path):
            return self.source.stat().st_size
        return len(self.source if isinstance(self.source, bytes) else self._png)

    @property
    def body(self) -> bytes | FileBody:
        """What a model is sent: the file as it is, or PNG of what services misread."""
        if is_picture(self.source) or self.mode in DEEP_MODES or self.type not in _SENT:
            return self._png
        return file_at(self.source) if isinstance(self.source, Path) else self._bytes

    @cached_property
    def upright(self) -> Image:
        """The picture as people see it, of mode L, LA, RGB or RGBA; do not draw on it.

        Raises:
            PictureError: The file is broken.
        """
        if not isinstance(self.source, (Path, bytes)):
            return plain(self.source)
        with _decoding(self.name), _opened(self.source) as file:
            return plain(first_frame(_headers(file, self.name, self.type)))

    def display_file(self) -> tuple[bytes, str]:
        """Return a file that browsers show upright, and its MIME type.

        It is the picture's own file wherever browsers show that alike.

        Raises:
            PictureError: The file must be decoded for it, and is broken.
        """
        own = self.type in _SHOWN and self.mode not in DEEP_MODES and self.frames == 1
        if own and self.shown_alike and not is_picture(self.source):
            return self._bytes, self.type
        return self._png, "image/png"

    @property
    def _bytes(self) -> bytes:
        if isinstance(self.source, Path):
            with _decoding(self.name):
                return self.source.read_bytes()
        return self.source if isinstance(self.source, bytes) else self._png

    @cached_property
    def _png(self) -> bytes:
        return encoded(self.upright)


def _of_image(image: Any, name: str | None) -> Picture:
    frames = 1 if _has_previews(image) else getattr(image, "n_frames", 1)
    with _decoding(name or "the picture"):
        turned = upright(image)
    notices = _notices(turned, 1, *image.size)
    if 0 in turned.size:
        raise PictureError(f"the picture has {image.width} x {image.height} pixels: it is empty")
    if frames > 1:
        notices = (f"It has {frames} frames; the current one is used.", *notices)
    return Picture(turned, name or _name_of(image), *turned.size, "image/png", notices=notices)


def _name_of(image: Any) -> str:
    return Path(str(getattr(image, "filename", "") or "picture.png")).name


def _of_array(array: Any, name: str | None) -> Picture:
    import numpy as np

    pixels = np.asarray(array)
    if pixels.size == 0:
        raise PictureError(f"the array has the shape {pixels.shape}: it is empty")
    try:
        image = picture_of(pixels)
    except ValueError as error:
        raise PictureError(str(error)) from None
    return _of_image(image, name or "array.png")


def _of_file(source: Path | bytes, name: str) -> Picture:
    with _opened(source) as file:
        size = length_of(file)
        file.seek(0)
        start = file.read(_READ)
        if not size:
            raise PictureError(f"{name} is empty: it has 0 bytes. Save or upload it again")
        kind = type_of(start)
        with _decoding(name):
            image = _headers(file, name, kind)
            turns = kind != "image/png" or png_may_turn(file)
            orientation = orientation_of(image) if turns else 1
            alike = not turns or turned_alike(image, orientation)
            frames = 1 if _has_previews(image) else getattr(image, "n_frames", 1)
            mode = image.mode
            width, height = stored_size(image)
            if looks_cut(file, size, kind) or mode in DEEP_MODES:
                image = first_frame(image)
    if orientation >= 5:
        width, height = height, width
    notices = _notices(image, frames, width, height)
    if kind not in _SENT:
        notices = (*notices, f"It is {kind_of(start)}; models are sent a PNG of it.")
    return Picture(
        source, name, width, height, kind or "", orientation, notices, mode, frames, alike
    )


def _has_previews(image: Any) -> bool:
    """Whether further pictures in a file are no frames: a JPEG's are previews, depth or light."""
    return bool(image.format == "MPO" and image.tell() == 0)


def _notices(image: Image, frames: int, width: int, height: int) -> tuple[str, ...]:
    import numpy as np

    found = []
    if frames > 1:
        found.append(f"It has {frames} frames; models look at the first one.")
    if image.mode == "CMYK":
        found.append("Its colours are CMYK, for print; they are shown and read as RGB.")
    if image.mode in DEEP_MODES:
        found.append(told_of(np.asarray(image)))
    elif TOLD in image.info:  # an array of colours, which Pillow holds with 8 bits only
        found.append(image.info[TOLD])
    if width * height <= 64:
        found.append(f"It has only {width} x {height} pixels: there is nothing to see for a model.")
    return tuple(found)


def _headers(file: BinaryIO, name: str, kind: str | None) -> Image:
    """Return the picture in a file, not decoded."""
    file.seek(0)
    start = file.read(_READ)
    file.seek(0)
    words = kind_of(start)
    if kind is None or not kind.startswith("image/"):
        raise PictureError(f"{name} is {words}, not a picture; {advice_for(words)}")
    try:
        return opened(file)
    except Exception as error:  # broken files end Pillow's readers in many ways
        if "pixels" in str(error):
            raise PictureError(_too_large(name, str(error))) from None
        if words in ("a HEIC photo", "an AVIF picture"):
            message = f"{name} is {words}, which cannot be read here; {advice_for(words)}"
            raise PictureError(message) from None
        raise PictureError(
            f"{name} begins like {words}, but is cut or damaged; save, copy or upload it again"
        ) from None


def _too_large(name: str, found: str) -> str:
    # Either "Image size (200000000 pixels) exceeds ...", or "a picture of 20000 x 10000 pixels".
    sizes = re.search(r"(?:([0-9]+) x )?([0-9]+) pixels", found)
    pixels = math.prod(int(size) for size in sizes.groups() if size) if sizes else 0
    return (
        f"{name} has {pixels:,} pixels, and {MOST_PIXELS:,} are the most; make it smaller, or cut "
        "out the part that matters"
    )


def content_of(file: Any) -> bytes:
    """Return all bytes of an opened file, wherever it stands; what cannot be rewound is read on.

    Raises:
        TypeError: It was opened as text, or is no file that reads at once.
    """
    name = str(getattr(file, "name", file))[:80]
    with suppress(OSError, AttributeError, ValueError):  # a pipe, a socket, a plain reader
        file.seek(0)
    content = file.read()
    if isinstance(content, str):
        raise TypeError(OPENED_AS_TEXT.format(name=name))
    if not isinstance(content, (bytes, bytearray, memoryview)):
        if hasattr(content, "close"):
            content.close()  # a coroutine that nobody awaits
        raise TypeError(f"{name}.read() gives {type(content).__name__}, not bytes; pass its bytes")
    return bytes(content)


@contextmanager
def _opened(source: Any) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        yield io.BytesIO(source)


@contextmanager
def _decoding(name: str) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about EXIF that is broken
            yield
    except PictureError:
        raise
    except FileNotFoundError as error:
        raise PictureError(
            f"{name} is gone: there is no file at {error.filename!r} any more; choose it again"
        ) from None
    except Exception as error:  # broken files end Pillow's readers in many ways
        raise PictureError(
            f"{name} is cut or damaged ({error}); save, copy or upload it again"
        ) from None

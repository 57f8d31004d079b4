"""What the bytes that were given as a picture are: a whole file, a cut one, or something else."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from hfwidgets.wire.pictures import type_of

_START = 1024  # bytes that tell what a file is
_TEXT_KINDS = (
    ("svg", "an SVG drawing"),
    ("!doctype html", "an HTML page"),
    ("html", "an HTML page"),
    ("head", "an HTML page"),
    ("?xml", "an XML file"),
)
_BINARY_KINDS = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x93NUMPY", "a NumPy file"),
    (b"8BPS", "a Photoshop file"),
    (b"\x00\x00\x01\x00", "an icon file"),
    (b"RIFF", "a sound or a video"),
    (b"\x7fELF", "a program"),
)
_ADVICE = {
    "an SVG drawing": "export it as PNG",
    "a PDF file": "export its page as PNG",
    "an HTML page": "give the address of the picture itself, or save the picture",
    "a HEIC photo": "save it as JPEG",
    "an AVIF picture": "save it as PNG or JPEG",
    "a NumPy file": "pass numpy.load(path)",
    "plain text": "pass a path as str or Path, and the content of a file as bytes",
}


def kind_of(start: bytes) -> str:
    """Say in words what a file is that begins with these bytes."""
    found = type_of(start)
    if found:
        family, _, name = found.partition("/")
        if name in ("avif", "heic"):
            return {"avif": "an AVIF picture", "heic": "a HEIC photo"}[name]
        if family == "image":
            return f"a {name.upper()} picture"
        return f"a sound ({found})" if family == "audio" else f"a {family} ({found})"
    if start[4:8] == b"ftyp":
        return "a HEIC photo" if start[8:12] in (b"mif1", b"msf1") else "a video"
    for signature, words in _BINARY_KINDS:
        if start.startswith(signature):
            return words
    return _kind_of_text(start)


def advice_for(kind: str) -> str:
    """Say what to do with something that `kind_of` named and that is no picture."""
    return _ADVICE.get(kind, "pass a PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF file")


def _kind_of_text(start: bytes) -> str:
    try:
        text = start[:_START].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(start[:_START]) - 3:  # else only the last character is cut
            return f"of no known kind (it begins with {start[:8].hex(' ')})"
        text = start[: error.start].decode("utf-8-sig", "replace")
    if any(ord(letter) < 9 for letter in text):
        return f"of no known kind (it begins with {start[:8].hex(' ')})"
    low = text.lstrip().lower()
    if low.startswith("<"):
        if "<svg" in low:
            return "an SVG drawing"
        return next(
            (words for tag, words in _TEXT_KINDS if low.startswith(f"<{tag}")), "plain text"
        )
    return "JSON" if low.startswith(("{", "[")) else "plain text"


def looks_cut(file: BinaryIO, size: int, kind: str | None) -> bool:
    """Whether a file seems to lack its end, told by its first and last bytes.

    A file without its usual end may still be whole: only decoding it is proof.

    Args:
        file: Opened, seekable.
        size: Its length in bytes.
        kind: Its MIME type.
    """
    file.seek(0)
    start = file.read(12)
    file.seek(max(size - 32, 0))
    end = file.read()
    if kind == "image/png":
        return b"IEND" not in end
    if kind == "image/jpeg":
        return not end.rstrip(b"\0\r\n ").endswith(b"\xff\xd9")
    if kind == "image/gif":
        return not end.rstrip(b"\0").endswith(b";")
    if kind == "image/webp" and len(start) >= 8:
        return bool(struct.unpack("<I", start[4:8])[0] + 8 > size)
    if kind == "image/bmp" and len(start) >= 6:
        return bool(struct.unpack("<I", start[2:6])[0] > size)
    return False


def length_of(file: BinaryIO) -> int:
    """Return the length of an opened file in bytes."""
    return file.seek(0, os.SEEK_END)

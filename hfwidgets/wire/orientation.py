"""Which way up a picture file is: by Pillow, as it is used here, and by browsers."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from PIL.Image import Image

_TAG = 0x0112  # https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, Orientation
_SHORT = 3  # the only type that browsers take an orientation in
_EXIF = b"Exif\0\0"
# https://www.w3.org/TR/png-3/#5Chunk-layout
_PNG = b"\x89PNG\r\n\x1a\n"
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_KEYWORDS = (b"Raw profile type", b"XML:com.adobe.xmp")


def orientation_of(image: Any) -> int:
    """Return the orientation of a PIL image, 1 to 8; 1 where there is none that is valid.

    It is the one of its EXIF, else of its XMP.
    """
    try:
        found = image.getexif().get(_TAG, 1)
    except Exception:  # broken EXIF ends Pillow's reader in many ways, and turns nothing
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def png_may_turn(file: BinaryIO) -> bool:
    """Whether a PNG file has a chunk that can hold an orientation; it may be behind the pixels.

    Pillow decodes all pixels to find out. The file is left where it was.
    """
    before = file.tell()
    file.seek(len(_PNG))
    found = False
    while not found and len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        keyword = file.read(min(length, 32)) if kind in _TEXTS else b""
        found = kind == b"eXIf" or keyword.startswith(_KEYWORDS)
        file.seek(length - len(keyword) + 4, 1)
    file.seek(before)
    return found


def turned_alike(image: Any, orientation: int) -> bool:
    """Whether browsers are sure to show a file as Pillow reads it.

    Browsers turn JPEG by the first EXIF segment, if it holds the orientation as one SHORT, as the
    standard says; Pillow also takes other types, later segments and XMP. Of other formats some
    browsers turn some.

    Args:
        image: A PIL image that was opened from the file, not decoded.
        orientation: What `orientation_of` says of it.
    """
    try:
        if image.format not in ("JPEG", "MPO"):
            return orientation == 1 and _TAG not in image.getexif()
        return _orientation_in_browsers(image) == orientation
    except Exception:  # EXIF that is broken for one may not be so for the other
        return False


def _orientation_in_browsers(image: Any) -> int:
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    segments = [data for name, data in image.applist if name == "APP1" and data[:6] == _EXIF]
    if not segments:
        return 1
    file = io.BytesIO(segments[0][len(_EXIF) :])
    directory = ImageFileDirectory_v2(file.read(8))
    file.seek(directory.next)
    directory.load(file)
    found = directory.get(_TAG, 1)
    valid = directory.tagtype.get(_TAG) == _SHORT and isinstance(found, int) and 1 <= found <= 8
    return found if valid else 1


def upright(image: Image) -> Image:
    """Return a PIL image turned as its orientation says, without that orientation.

    It is a copy even of an upright one: its owner may draw on it, or close it.
    """
    from PIL import ImageOps

    return image.copy() if orientation_of(image) == 1 else ImageOps.exif_transpose(image)

"""Turning pictures and arrays as their EXIF orientation says, and bringing them to 8 bits."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.Image import Image

_TAG = 0x0112  # https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, Orientation
# https://www.w3.org/TR/png-3/#5Chunk-layout
_PNG = b"\x89PNG\r\n\x1a\n"
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_KEYWORDS = (b"Raw profile type", b"XML:com.adobe.xmp")
DEEP_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")


def orientation_of(image: Any) -> int:
    """Return the EXIF orientation of a PIL image, 1 to 8; 1 where there is none that is valid."""
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


def stored_size(image: Any) -> tuple[int, int]:
    """Return width and height as they are in the file, of a PIL image that is not decoded."""
    if image.format != "TIFF":
        return image.width, image.height
    # Pillow tells a TIFF file's size as it will be when it is turned, which it is when decoded.
    return int(image.tag_v2[256]), int(image.tag_v2[257])


def first_frame(image: Image) -> Image:
    """Return the decoded first frame, upright."""
    if getattr(image, "n_frames", 1) > 1:
        image.seek(0)
    image.load()
    return upright(image)


def upright(image: Image) -> Image:
    """Return a PIL image turned as its EXIF orientation says, without that orientation."""
    from PIL import ImageOps

    # A copy even of an upright one: its owner may draw on it, or close it.
    return image.copy() if orientation_of(image) == 1 else ImageOps.exif_transpose(image)


def turned(array: npt.NDArray[Any], orientation: int) -> npt.NDArray[Any]:
    """Return an array `(height, width)` turned as an EXIF orientation says."""
    if orientation in (5, 7):
        array = array.T
        return array if orientation == 5 else array[::-1, ::-1]
    rows = -1 if orientation in (3, 4) else 1
    columns = -1 if orientation in (2, 3) else 1
    if orientation in (6, 8):
        return np.rot90(array, -1 if orientation == 6 else 1)
    return array[::rows, ::columns]


def eight_bits(image: Image) -> Image:
    """Return a PIL image of more bits as one of mode L; others as they are.

    Values up to 1 are taken as shares of white, up to 255 as bytes, larger ones as 16 bits.
    """
    if image.mode not in DEEP_MODES:
        return image
    from PIL import Image as Images

    return Images.fromarray(bytes_of(np.asarray(image)))


def bytes_of(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Return numbers of any type as bytes, with 0 for black and 255 for white.

    Args:
        values: Booleans, shares in [0, 1], {0, 1}, 0 to 255, or more, which counts as 16 bits.
            Negative numbers and NaN count as 0.
    """
    if values.dtype == bool:
        return np.asarray(values.view(np.uint8) * np.uint8(255), np.uint8)
    most = values.max(initial=0) if values.dtype.kind != "f" else np.nanmax(values, initial=0)
    if values.dtype == np.uint8:
        return np.asarray(values * np.uint8(255) if most <= 1 else values, np.uint8)
    scale = 255.0 if most <= 1 else 1.0 if most <= 255 else 255 / 65535
    scaled = np.clip(np.nan_to_num(values.astype(np.float64)) * scale, 0, 255)
    return np.asarray(np.round(scaled), np.uint8)


def plain(image: Image) -> Image:
    """Return a PIL image of mode L, LA, RGB or RGBA, which all readers take alike."""
    image = eight_bits(image)
    if image.mode in ("L", "LA", "RGB", "RGBA"):
        return image
    if image.mode == "1":
        return image.convert("L")
    made = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode == "CMYK":
        made.info.pop("icc_profile", None)  # it tells what the inks look like
    return made

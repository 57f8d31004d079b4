"""Turning arrays as an orientation says, and reading the first frame of a file upright."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hfwidgets.wire.orientation import upright

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL.Image import Image


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


def turned(array: npt.NDArray[Any], orientation: int) -> npt.NDArray[Any]:
    """Return an array `(height, width)` turned as an EXIF orientation says."""
    if orientation in (5, 7):
        array = array.T
        return array if orientation == 5 else array[::-1, ::-1]
    rows = -1 if orientation in (3, 4) else 1
    columns = -1 if orientation in (2, 3) else 1
    if orientation in (6, 8):
        import numpy as np  # whoever only reads a file's size goes without

        return np.rot90(array, -1 if orientation == 6 else 1)
    return array[::rows, ::columns]

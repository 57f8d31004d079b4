"""Masks of any kind as patches: bytes from 0 to 255, cut to where they are not zero."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from hfwidgets.alone import threads
from hfwidgets.pictures.mask_values import Bytes, bytes_of, flat, levels_of
from hfwidgets.pictures.reading import PictureError
from hfwidgets.pictures.upright import turned
from hfwidgets.wire.pictures import is_array, is_picture, opened


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A mask without its margins.

    Attributes:
        left: Columns that were cut off before it.
        top: Rows that were cut off above it.
        values: Bytes of shape `(height, width)`; those from 128 belong to the segment.
        width: Columns of the whole mask.
        height: Rows of the whole mask.
        soft: Whether some values are neither 0 nor 255.
    """

    left: int
    top: int
    values: Bytes
    width: int
    height: int
    soft: bool

    def resized(self, width: int, height: int) -> Patch:
        """Return the patch of the mask at another size: each pixel is the nearest one's."""
        if (width, height) == (self.width, self.height):
            return self
        columns, rows = nearest(self.width, width), nearest(self.height, height)
        left, right = np.searchsorted(columns, (self.left, self.left + self.values.shape[1]))
        top, bottom = np.searchsorted(rows, (self.top, self.top + self.values.shape[0]))
        inside = np.ix_(rows[top:bottom] - self.top, columns[left:right] - self.left)
        return replace(
            self,
            left=int(left),
            top=int(top),
            values=self.values[inside],
            width=width,
            height=height,
        )

    def whole(self) -> Bytes:
        """Return the values of the whole mask, `(height, width)`."""
        made = np.zeros((self.height, self.width), np.uint8)
        height, width = self.values.shape
        made[self.top : self.top + height, self.left : self.left + width] = self.values
        return made


def nearest(source: int, target: int) -> npt.NDArray[np.intp]:
    """Return for each of `target` pixels in a row which of `source` pixels it shows."""
    return ((2 * np.arange(target) + 1) * source // (2 * target)).astype(np.intp, copy=False)


def patches_of(masks: Sequence[Any]) -> list[Patch | PictureError]:
    """Return the patches of masks; files are decoded at the same time.

    Args:
        masks: PIL images of any mode, arrays `(height, width)`, or bytes of picture files.

    Returns:
        The patch of each; of one that is none of these, is broken, or has no pixels, an error that
        names its number.
    """
    undecoded = {id(mask): mask for mask in masks if getattr(mask, "fp", None) is not None}
    if len(undecoded) > 1:  # Pillow decodes without Python's lock
        with threads(min(len(undecoded), 4, os.cpu_count() or 1), "hfwidgets-masks") as pool:
            list(pool.map(_loaded, undecoded.values()))
    return [_patch_or_error(mask, number) for number, mask in enumerate(masks, 1)]


def turned_patch(patch: Patch, orientation: int) -> Patch:
    """Return a patch turned as an EXIF orientation says."""
    return _cut(turned(patch.whole(), orientation))


def _loaded(image: Any) -> None:
    with suppress(Exception):  # it is met again, and told with the mask's number, by _patch
        image.load()


def _patch_or_error(mask: Any, number: int) -> Patch | PictureError:
    try:
        return _patch(mask, number)
    except PictureError as error:
        return error


def _patch(mask: Any, number: int) -> Patch:
    try:
        if isinstance(mask, (bytes, bytearray)):
            mask = opened(bytes(mask))
        if is_picture(mask):
            return _patch_of_image(mask)
        if is_array(mask):
            return _patch_of_array(np.asarray(mask))
    except Exception as error:  # broken files end Pillow's readers in many ways
        raise PictureError(
            f"the mask of segment {number} is broken ({error}); ask the model again"
        ) from None
    if mask is None:
        raise PictureError(f"segment {number} has no mask; is the model made for segmentation?")
    raise PictureError(
        f"the mask of segment {number} is of type {type(mask).__name__}; pass PIL images or arrays"
    )


def _patch_of_image(image: Any) -> Patch:
    image.load()
    image = levels_of(image)
    if not hasattr(image, "getbbox"):
        return _cut(image)
    width, height = image.size
    box = image.getbbox()
    if box is None:
        return Patch(0, 0, np.zeros((0, 0), np.uint8), width, height, soft=False)
    whole = box == (0, 0, width, height)
    values = bytes_of(np.asarray(image.crop(box)), whole=whole)
    return Patch(box[0], box[1], values, width, height, _is_soft(values))


def _patch_of_array(array: npt.NDArray[Any]) -> Patch:
    array = flat(array)
    if array.ndim == 2:
        return _cut(array)
    from PIL import Image

    return _patch_of_image(Image.fromarray(np.ascontiguousarray(array)))


def _cut(array: npt.NDArray[Any]) -> Patch:
    height, width = array.shape
    if not array.size:
        raise ValueError(f"it has {width} x {height} pixels")
    signed = array.dtype.kind in "if" and array.min() < 0
    if signed:  # 0 is not nothing there
        array = bytes_of(array)
    columns = np.flatnonzero(array.any(axis=0))
    if not columns.size:
        return Patch(0, 0, np.zeros((0, 0), np.uint8), width, height, soft=False)
    left, right = columns[0], columns[-1] + 1
    rows = np.flatnonzero(array[:, left:right].any(axis=1))
    inside = array[rows[0] : rows[-1] + 1, left:right]
    values = inside if signed else bytes_of(inside, whole=inside.shape == array.shape)
    return Patch(int(left), int(rows[0]), values, width, height, _is_soft(values))


def _is_soft(values: Bytes) -> bool:
    # 0 and 255 alone are less than 2 when 1 is added.
    return bool((values + np.uint8(1) > 1).any())

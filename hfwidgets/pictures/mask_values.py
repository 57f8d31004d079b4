"""What the values of a mask mean: on any scale to bytes, of which those from 128 belong to it.

Models and programs write masks on many scales. They are told apart by their values alone:

* numbers below 0 (by more than resizing may add) are *logits*: 0 is a half;
* numbers up to 1 are shares, up to 255 bytes, and larger ones have 16 bits;
* where nothing reaches a half and there are just two values, as in a mask of 0 and 7, the larger
  one is the segment: the scale is not known, and does not matter;
* a palette is a list of classes, so that its colours say nothing: index 0 is the background and
  255, where other classes are, what nobody labelled. One of greys is read by their brightness.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

HALF = 128  # the least value that belongs to a segment
_RINGING = 0.1  # what resizing adds to shares beyond 0 and 1
_VOID = 255  # of Pascal VOC and what follows it
Bytes = npt.NDArray[np.uint8]


def bytes_of(values: npt.NDArray[Any], *, whole: bool = True) -> Bytes:
    """Return a mask's numbers as bytes, by this module's rules; NaN counts as the least.

    Args:
        values: Numbers or booleans of any type.
        whole: Whether these are all values of the mask; else zeros were cut off around them.
    """
    if values.dtype == bool:
        return np.asarray(values.view(np.uint8) * np.uint8(255), np.uint8)
    real = values.dtype.kind == "f"
    if real and not np.isfinite(values).all():
        values = np.nan_to_num(values, nan=min(float(np.nanmin(values, initial=0)), 0.0))
    least, most = values.min(initial=0), values.max(initial=0)
    shares = real and least >= -_RINGING and most <= 1 + _RINGING
    found = _scaled(values, most, shares) if shares or least >= 0 else _of_logits(values)
    if not shares and most > 0 and (least < 0 or found.max() < HALF):
        return _of_two_values(values, found, whole=whole)
    return found


def _scaled(values: npt.NDArray[Any], most: Any, shares: bool) -> Bytes:
    if values.dtype == np.uint8:
        return np.asarray(values * np.uint8(255) if most <= 1 else values, np.uint8)
    scale = 255.0 if shares or most <= 1 else 1.0 if most <= 255 else 255 / 65535
    return np.asarray(np.round(np.clip(values.astype(np.float64) * scale, 0, 255)), np.uint8)


def _of_logits(values: npt.NDArray[Any]) -> Bytes:
    """Return the shares that logits stand for; a half and what is below it does not belong."""
    logits = np.clip(values.astype(np.float64), -60, 60)
    found = np.round(255 / (1 + np.exp(-logits)))
    return np.where(logits > 0, np.maximum(found, HALF), np.minimum(found, HALF - 1)).astype(
        np.uint8
    )


def _of_two_values(values: npt.NDArray[Any], found: Bytes, *, whole: bool) -> Bytes:
    """Return white where the larger of two values is; `found` where there are not just two."""
    least, most = (values.min() if whole else values.dtype.type(0)), values.max()
    upper = values == most
    # One number alone is all of the picture; a real one may as well be unsure of it.
    constant = values.dtype.kind in "ui" and least == most
    has_two = constant or (least < most and bool((upper | (values == least)).all()))
    return np.asarray(upper * np.uint8(255), np.uint8) if has_two else found


def levels_of(image: Any) -> Any:
    """Return the values of a mask that is a PIL image, as one of mode L, or as an array."""
    if image.mode == "L":
        return image
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("La", "RGBa"):
        image = image.convert(image.mode.upper())
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        return _alpha_or_color(image.convert("RGBA"))
    if image.mode == "P":
        return _of_palette(image)
    if image.mode == "RGB":
        return np.asarray(image).max(axis=2)
    return np.asarray(image) if image.mode[0] in "IF" else image.convert("L")


def _of_palette(image: Any) -> Any:
    indices = np.asarray(image)
    used = np.flatnonzero(np.bincount(indices.reshape(-1), minlength=256))
    colors = np.asarray(image.getpalette("RGB") or [0], np.uint8)
    colors = np.resize(np.pad(colors, (0, max(0, 768 - len(colors)))), 768).reshape(256, 3)
    grey = bool((colors[used] == colors[used][:, :1]).all())
    if grey and colors[used].max(initial=0) >= HALF:
        return colors[:, 0][indices]
    classes = indices > 0
    void = indices == _VOID
    return classes & ~void if (classes & ~void).any() else classes


def _alpha_or_color(image: Any) -> Any:
    """Return the alpha channel where it tells something, else the brightest colour."""
    alpha = image.getchannel("A")
    least, most = alpha.getextrema()
    return alpha if least != most else np.asarray(image)[:, :, :3].max(axis=2)


def flat(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return an array of a mask as `(height, width)`, or `(height, width, 3 or 4)` of bytes.

    Axes of length 1 before and after are dropped; of several channels the largest value counts.

    Raises:
        ValueError: Another shape, or no numbers.
    """
    shape = array.shape
    while array.ndim > 2 and array.shape[0] == 1:
        array = array[0]
    while array.ndim > 2 and array.shape[-1] == 1:
        array = array[..., 0]
    if array.ndim == 3 and array.shape[2] in (3, 4) and array.dtype != np.uint8:
        array = array.max(axis=2)
    colors = array.ndim == 3 and array.shape[2] in (3, 4)
    if not (array.ndim == 2 or colors) or array.dtype.kind not in "buif":
        raise ValueError(f"an array of {array.dtype} with the shape {shape}")
    return array

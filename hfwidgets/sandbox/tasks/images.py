"""Images as they come: decoded, turned upright, in RGB, of a size that can be worked on.

Nothing larger than `MOST_PIXELS` is decoded. What opens an image runs on the model's thread.
"""

from __future__ import annotations

import functools
import io
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from hfwidgets.sandbox.refusals import Refusal, refuse

MOST_PIXELS = 50_000_000
# No format whose reader starts another program, as EPS does.
_FORMATS = ("PNG", "JPEG", "MPO", "GIF", "BMP", "WEBP", "TIFF", "PPM", "ICO", "AVIF", "TGA")


def on_image(
    compute: Callable[[Any, Image.Image, dict[str, Any]], object],
) -> Callable[[Any, bytes, dict[str, Any]], object]:
    """Return what has `compute` work on the image of a file."""
    return lambda engine, raw, given: compute(engine, open_image(raw), given)


def open_image(raw: bytes) -> Image.Image:
    """Return an image in RGB, upright, transparent parts white; of an animation the first frame.

    Raises:
        Refusal: 400 for what is no image, is broken, or has too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(raw), formats=_known_formats()) as image:
                _check_size(image.size)
                return _in_rgb(ImageOps.exif_transpose(image))
    except Refusal:
        raise
    except UnidentifiedImageError:
        raise _unidentified(raw) from None
    except Image.DecompressionBombError as error:
        raise refuse(400, str(error)) from None
    # Pillow's readers raise whatever their parsing meets in a file that was damaged.
    except Exception as error:
        raise refuse(400, f"The image is broken: {error}") from error


@functools.cache
def _known_formats() -> tuple[str, ...]:
    Image.init()
    return tuple(name for name in _FORMATS if name in Image.OPEN)


def _check_size(size: tuple[int, int]) -> None:
    count = size[0] * size[1]
    if count > MOST_PIXELS:
        raise refuse(
            400,
            f"Image size ({count} pixels) exceeds limit of {MOST_PIXELS} pixels, could be "
            "decompression bomb DOS attack.",
        )


def _unidentified(raw: bytes) -> Refusal:
    hint = "" if raw else "; the body is empty"
    if b"<svg" in raw[:1000]:
        hint = "; SVG is a drawing, not an image: export it as PNG"
    return refuse(400, f"cannot identify image file <_io.BytesIO object>{hint}")


def _in_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    return image.convert("RGB")


def _from_deep(image: Image.Image) -> Image.Image:
    """Bring more than eight bits to eight: 16-bit values by their range, others by their own."""
    values = np.nan_to_num(np.asarray(image, np.float64))
    low, high = (0.0, 65535.0) if values.min() >= 0 else (values.min(), values.max())
    if values.max() > high or image.mode == "F":
        low, high = values.min(), values.max()
    scaled = (values - low) * (255.0 / max(high - low, 1e-9))
    return Image.fromarray(scaled.astype(np.uint8), "L").convert("RGB")

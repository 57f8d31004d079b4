"""Bringing pictures and arrays of any depth to 8 bits, and to the modes that all readers share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL.Image import Image

DEEP_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
TOLD = "hfwidgets: told of its depth"  # a PIL image's `info`: what was done to its values
_WHITE = 65535  # of 16 bits
_PREMULTIPLIED = {"La": "LA", "RGBa": "RGBA"}  # and what Pillow converts them to
_PLAIN = ("L", "LA", "RGB", "RGBA")


def stretched(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Return numbers of more than 8 bits as bytes, 0 for black and 255 for white.

    What uses half of 16 bits or more is divided by 257, and so is as bright as before. Else its
    largest value becomes white, as scanners and depth cameras use 10 or 12 of 16 bits. Floats up to
    1 are shares of white. The least value becomes black where it is negative. NaN is black.
    """
    import numpy as np

    found = values.astype(np.float64)
    finite = found[np.isfinite(found)]
    least = min(float(finite.min()), 0.0) if finite.size else 0.0
    most = float(finite.max()) if finite.size else 0.0
    if least == 0 and values.dtype.kind == "f" and most <= 1:
        most = 1.0
    elif least == 0 and _WHITE / 2 <= most <= _WHITE:
        most = _WHITE
    scaled = (found - least) * (255 / ((most - least) or 1.0))
    scaled = np.nan_to_num(scaled, nan=0.0, posinf=255.0, neginf=0.0)
    return np.asarray(np.round(np.clip(scaled, 0, 255)), np.uint8)


def told_of(values: npt.NDArray[Any]) -> str:
    """Return a sentence about what `stretched` does with the values of a picture."""
    import numpy as np

    least, most = np.nanmin(values, initial=0), np.nanmax(values, initial=0)
    return (
        f"It has more than 8 bits per pixel, with values from {least:,.6g} to {most:,.6g}; they "
        "are stretched to 8 bits, which are shown and sent."
    )


def plain(image: Image) -> Image:
    """Return a PIL image of mode L, LA, RGB or RGBA, which all readers take alike."""
    if image.mode in _PLAIN:
        return image
    if image.mode in DEEP_MODES:
        import numpy as np
        from PIL import Image as Images

        return Images.fromarray(stretched(np.asarray(image)))
    if image.mode in _PREMULTIPLIED:
        return image.convert(_PREMULTIPLIED[image.mode])
    if image.mode == "1":
        return image.convert("L")
    made = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode == "CMYK":
        made.info.pop("icc_profile", None)  # it tells what the inks look like
    return made

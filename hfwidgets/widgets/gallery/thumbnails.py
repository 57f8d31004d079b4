"""Small pictures of large ones, for a gallery."""

from __future__ import annotations

import io

from hfwidgets.pictures.reading import Picture

LEAST, MOST = 16, 1024  # pixels of the shorter side


def thumbnail(picture: Picture, side: int) -> Picture:
    """Return a picture whose shorter side has so many pixels, itself where it has no more."""
    from PIL import features
    from PIL.Image import Resampling

    side = min(max(side, LEAST), MOST)
    if min(picture.width, picture.height) <= side:
        return picture
    scale = side / min(picture.width, picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = picture.upright.resize(size, Resampling.LANCZOS, reducing_gap=2.0)
    file = io.BytesIO()
    if features.check("webp"):
        small.save(file, "WEBP", quality=85, method=2)
    else:
        small.save(file, "PNG", compress_level=1)
    return Picture.read(file.getvalue(), picture.name)

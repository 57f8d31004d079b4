"""Many pictures of a gallery as one: a grid with its values at the sides, or the newest of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hfwidgets.pictures.captioned import SIDE, above_strip
from hfwidgets.pictures.contact_sheet import contact_sheet
from hfwidgets.widgets.engine.still import Still
from hfwidgets.widgets.gallery.gallery import Gallery, GalleryItem
from hfwidgets.widgets.gallery.sweep import Grid

if TYPE_CHECKING:
    from PIL.Image import Image

STRIP = 8  # earlier pictures that a saved notebook shows


def sheet_of_grid(grid: Grid, gallery: Gallery, *, side: int = 512, dark: bool = False) -> Image:
    """Return a grid as one picture, with the values at its sides.

    Args:
        grid: What was swept over.
        gallery: Where its pictures are.
        side: Most pixels of the longer side of a picture; none is enlarged.
        dark: Whether the sheet is dark.
    """
    items = [grid.picture(one, gallery) for one in grid.cells]
    across, *down = [
        [f"{axis.name} {_axis_value(one)}" for one in axis.values] for axis in grid.axes
    ]
    return contact_sheet(
        [None if one is None else one.file for one in items],
        grid.columns,
        down[0] if down else (),
        across,
        side=side,
        dark=dark,
    )


def still_of_grid(grid: Grid, gallery: Gallery, text: str) -> Still:
    """Return a grid as a saved notebook shows it."""
    side = max(SIDE // max(grid.columns, 1), 32)
    return Still(text, picture=sheet_of_grid(grid, gallery, side=side))


def still_of_gallery(items: Sequence[GalleryItem], text: str) -> Still:
    """Return the newest picture of a gallery above a strip of those before it."""
    if not items:
        return Still(text)
    *earlier, newest = items
    files = [one.file for one in earlier[-STRIP:]]
    return Still(text, picture=above_strip(newest.image, files))


def _axis_value(value: Any) -> str:
    return "unset" if value is None else str(value).removesuffix(".0")

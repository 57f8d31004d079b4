"""Several pictures side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hfwidgets.pictures.reading import Picture
from hfwidgets.plot.axes import literal, shortened, show
from hfwidgets.plot.grounds import blend_in
from hfwidgets.wire.pictures import is_array, is_picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LETTERS_PER_INCH = 9
_CELL = 2.6  # inches
_WIDEST = 12.0


def images(
    pictures: Any,
    *,
    ax: Any = None,
    columns: int | None = None,
    titles: Sequence[str] | None = None,
) -> npt.NDArray[np.object_]:
    """Draw pictures side by side.

    Args:
        pictures: A list, each a path, bytes, a PIL image, an array, or an item of a widget's
            `images`; or a mapping of title to picture; or one picture alone.
        ax: Where to draw: Axes, which are divided, or a list or array of one for each picture. By
            default a new figure.
        columns: Pictures in a row; by default as many as fit well.
        titles: One above each picture.

    Returns:
        An array of Axes, `(pictures,)`, one for each picture in their order.

    Raises:
        PictureError: One is no picture.
        ValueError: No pictures, or another number of titles or of Axes.
    """
    if isinstance(pictures, Mapping):
        titles, pictures = list(pictures), list(pictures.values())
    read = [Picture.read(_unpacked(value)) for value in _several(pictures)]
    if not read:
        raise ValueError("there are no pictures to draw; give at least one")
    if titles is not None and len(titles) != len(read):
        raise ValueError(
            f"{len(read)} pictures and {len(titles)} titles; give as many titles as pictures"
        )
    columns = min(columns or _columns(len(read)), len(read))
    axes = _axes(ax, read, columns, titles is not None)
    for number, (one, picture) in enumerate(zip(axes, read, strict=True)):
        show(one, picture)
        if titles is not None:
            width = one.get_window_extent().width / one.figure.dpi
            text = shortened(str(titles[number]), max(8, int(width * _LETTERS_PER_INCH)))
            literal(one.set_title(text, fontsize="medium"))
    if ax is None:
        blend_in(*axes)
    return axes


def _several(pictures: Any) -> Iterable[Any]:
    if isinstance(pictures, (str, bytes, bytearray, memoryview)) or is_picture(pictures):
        return [pictures]
    if is_array(pictures):
        return list(pictures) if pictures.ndim == 4 else [pictures]
    return pictures if isinstance(pictures, Iterable) else [pictures]


def _unpacked(item: Any) -> Any:
    """Return the picture of a gallery's item; others as they are."""
    return item.image if is_picture(getattr(item, "image", None)) else item


def _columns(count: int) -> int:
    """Return how many columns make rows of about the same length."""
    rows = math.ceil(count / math.ceil(math.sqrt(1.5 * count)))
    return math.ceil(count / rows)


def _axes(ax: Any, pictures: list[Picture], columns: int, titled: bool) -> npt.NDArray[np.object_]:
    count = len(pictures)
    rows = math.ceil(count / columns)
    if ax is None:
        return _new_axes(pictures, columns, rows, titled)
    if hasattr(ax, "inset_axes"):
        return _listed([ax] if count == 1 else _divided(ax, count, columns, rows, titled))
    given = list(np.asarray(ax, dtype=object).reshape(-1))
    if len(given) < count:
        raise ValueError(f"{count} pictures and {len(given)} Axes; give an Axes for each picture")
    return _listed(given[:count])


def _listed(axes: list[Axes]) -> npt.NDArray[np.object_]:
    made = np.empty(len(axes), dtype=object)
    made[:] = axes
    return made


def _new_axes(
    pictures: list[Picture], columns: int, rows: int, titled: bool
) -> npt.NDArray[np.object_]:
    import matplotlib.pyplot as plt

    proportions = sorted(picture.width / picture.height for picture in pictures)
    proportion = min(max(proportions[len(proportions) // 2], 0.4), 2.5)
    width = min(_CELL * max(proportion, 1), _WIDEST / columns) if columns > 1 else 5.0
    height = width / proportion + (0.35 if titled else 0.05)
    figure = plt.figure(figsize=(columns * width, rows * height))
    figure.set_layout_engine("constrained", w_pad=0.04, h_pad=0.04, wspace=0.02, hspace=0.02)
    return _listed([figure.add_subplot(rows, columns, one + 1) for one in range(len(pictures))])


def _divided(ax: Axes, count: int, columns: int, rows: int, titled: bool) -> list[Axes]:
    ax.set_axis_off()
    wide, high = 1 / columns, 1 / rows
    used = 0.86 if titled else 0.97
    places = (divmod(number, columns) for number in range(count))
    return [
        ax.inset_axes((column * wide, 1 - (row + 1) * high, 0.97 * wide, used * high))
        for row, column in places
    ]

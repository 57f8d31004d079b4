"""Masks on a picture: colours and outlines, numbers, and a legend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hfwidgets.pictures.mask_values import HALF, Bytes
from hfwidgets.pictures.patches import Patch
from hfwidgets.pictures.reading import Picture
from hfwidgets.pictures.scores import are_shares, reaches, score_text
from hfwidgets.pictures.segments import Segments
from hfwidgets.plot.axes import LONGEST_SIDE, picture_axes, plate, plate_size, shortened, warn_of
from hfwidgets.plot.grounds import blend_in
from hfwidgets.plot.legends import legend_size, numbered_legend

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from PIL.Image import Image

_SHORTEST_SIDE = 1000  # pixels of the longer side of what is drawn over a small picture


def masks(
    image: Any,
    segments: Any,
    *,
    ax: Axes | None = None,
    opacity: float = 0.45,
    outlines: bool = True,
    numbers: bool = True,
    legend: bool | None = None,
    threshold: float = 0.0,
    min_area: float = 0.0,
) -> Axes:
    """Draw segments over their picture.

    Args:
        image: Path, bytes, PIL image or array; it is drawn upright.
        segments: What `image_segmentation` returns, or `Segments`.
        ax: Where to draw; by default on a new figure.
        opacity: Of the colours in the masks, from 0 to 1.
        outlines: Whether every mask has its edge drawn, also where another one covers it.
        numbers: Whether every segment has its number in the legend written on it.
        legend: Whether labels and scores stand at the right; else they stand on the segments. By
            default they do so on a figure of its own.
        threshold: Segments of a lower score are not drawn; those without score are, and 0 hides
            none.
        min_area: Segments of a smaller part of the picture are not drawn, from 0 to 1.

    Returns:
        The Axes, in pixels of the upright picture.

    Raises:
        PictureError: No picture, or no list of segments.
    """
    picture = Picture.read(image)
    size = (picture.width, picture.height)
    found = Segments.of(segments, size, picture.orientation)
    warn_of(found.notices)
    shown = _shown(found, threshold, min_area)
    own = ax is None
    legend = own if legend is None else legend
    names = {segment: _name(found, segment, legend) for segment in shown}
    beside = legend_size(list(names.values())) if legend else (0.0, 0.0)
    canvas = _Canvas(found, shown, size)
    ax = picture_axes(ax, picture, beside, lambda image: canvas.painted(image, opacity, outlines))
    for segment in canvas.order:
        number = str(segment + 1)
        text = number if legend else f"{number} {names[segment]}" if numbers else names[segment]
        if numbers or not legend:
            _write(ax, text, found.colors[segment], canvas.inside(segment), size)
    if legend:
        entries = [(segment + 1, names[segment], found.colors[segment]) for segment in shown]
        numbered_legend(ax, entries)
    if own:
        blend_in(ax)
    return ax


def _write(
    ax: Axes, text: str, color: str, place: tuple[float, float], size: tuple[int, int]
) -> None:
    """Write a plate so that it stays inside the picture."""
    sides = zip(place, plate_size(ax, text, *size), size, strict=True)
    x, y = (max(min(at, most - side / 2), side / 2) for at, side, most in sides)
    plate(ax, x, y, text, color)


def _shown(segments: Segments, threshold: float, min_area: float) -> list[int]:
    return [
        index
        for index, row in enumerate(segments.table)
        if row["pixels"] and row["share"] >= min_area and reaches(row["score"], threshold)
    ]


def _name(segments: Segments, segment: int, legend: bool) -> str:
    name = shortened(segments.labels[segment], 22 if legend else 20)
    score = score_text(segments.scores[segment], shares=are_shares(segments.scores))
    return f"{name}, {score}" if legend and score else name


class _Canvas:
    """The masks at the size in which they are drawn."""

    def __init__(self, segments: Segments, shown: list[int], size: tuple[int, int]) -> None:
        longest = max(size)
        scale = min(max(_SHORTEST_SIDE / longest, 1), LONGEST_SIDE / longest)
        self.width, self.height = (max(1, round(length * scale)) for length in size)
        self._scale = (size[0] / self.width, size[1] / self.height)
        self._colors = segments.colors
        self._patches = {
            segment: segments.patches[segment].resized(self.width, self.height) for segment in shown
        }
        # The smallest is painted last, and of twins the first one, as widgets do.
        self.order = sorted(shown, key=lambda one: (-segments.measures[one].pixels, -one))
        self._top = np.zeros((self.height, self.width), np.int32)
        for segment in self.order:
            patch = self._patches[segment]
            self._top[_place(patch)][patch.values >= HALF] = segment + 1

    def painted(self, picture: Image, opacity: float, outlines: bool) -> Bytes:
        """Return the picture under the colours, RGB `(height, width, 3)`."""
        base = np.array(picture.resize((self.width, self.height), reducing_gap=2.0).convert("RGB"))
        strength = np.zeros((self.height, self.width, 1), np.float32)
        colors = np.zeros_like(base)
        for segment in self.order:
            patch = self._patches[segment]
            place, covers = _place(patch), patch.values >= HALF
            colors[place][covers] = _rgb(self._colors[segment])
            strength[place][covers, 0] = patch.values[covers] * (opacity / 255)
        thickness = max(1, round(max(self.width, self.height) / 450))
        for segment in self.order if outlines else ():
            patch = self._patches[segment]
            edge = _edge(patch.values >= HALF, thickness)
            colors[_place(patch)][edge] = _rgb(self._colors[segment])
            strength[_place(patch)][edge] = 1
        return np.asarray(np.round(base + strength * (colors.astype(np.float32) - base)), np.uint8)

    def inside(self, segment: int) -> tuple[float, float]:
        """Return a place in the picture where a segment is seen, far from its edges."""
        patch = self._patches[segment]
        covers = patch.values >= HALF
        seen = self._top[_place(patch)] == segment + 1
        step = max(1, max(covers.shape) // 60)
        y, x = _deepest((seen if seen.any() else covers)[::step, ::step], covers, step)
        return (patch.left + x + 0.5) * self._scale[0], (patch.top + y + 0.5) * self._scale[1]


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))


def _place(patch: Patch) -> tuple[slice, slice]:
    height, width = patch.values.shape
    return np.s_[patch.top : patch.top + height, patch.left : patch.left + width]


def _edge(mask: npt.NDArray[np.bool_], thickness: int) -> npt.NDArray[np.bool_]:
    """Return the pixels of a mask that are near one outside it."""
    kept = mask
    for _ in range(thickness):
        kept = _eroded(kept)
    return mask & ~kept


def _eroded(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    wide = np.pad(mask, 1)
    return wide[1:-1, 1:-1] & wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:]


def _deepest(
    coarse: npt.NDArray[np.bool_], mask: npt.NDArray[np.bool_], step: int
) -> tuple[int, int]:
    """Return row and column of the place that is left when a mask is eroded away."""
    if not coarse.any():  # all of it fell between the steps
        y, x = np.argwhere(mask)[0]
        return int(y), int(x)
    while (smaller := _eroded(coarse)).any():
        coarse = smaller
    places = np.argwhere(coarse)
    middle = places[np.linalg.norm(places - places.mean(axis=0), axis=1).argmin()]
    return int(middle[0]) * step, int(middle[1]) * step

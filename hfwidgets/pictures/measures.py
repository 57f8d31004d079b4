"""Area, centroid and box of segments, in pixels of the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hfwidgets.pictures.mask_values import HALF
from hfwidgets.pictures.patches import Patch, nearest

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measures:
    """Where a segment is; its centroid and box are None where it has no pixels.

    Attributes:
        pixels: How many pixels of the picture it covers.
        centroid: Mean x and y of these pixels; the middle of the first pixel is (0.5, 0.5).
        box: Its least x and y, and its largest x and y plus 1: `xmin, ymin, xmax, ymax`.
    """

    pixels: int
    centroid: tuple[float, float] | None
    box: tuple[int, int, int, int] | None


class Ruler:
    """Measures masks of one size on a picture of another, as if they were resized to it."""

    def __init__(self, mask: tuple[int, int], picture: tuple[int, int]) -> None:
        """Count the picture's columns and rows that each column and row of a mask stands for.

        Args:
            mask: Width and height of the masks.
            picture: Width and height of the picture; neither is smaller than the masks'.
        """
        self._same = mask == picture
        self._columns = _Axis(mask[0], picture[0])
        self._rows = _Axis(mask[1], picture[1])

    def measure(self, patch: Patch) -> Measures:
        """Return the measures of a mask."""
        covers = patch.values >= HALF
        columns = self._columns.part(patch.left, patch.values.shape[1])
        rows = self._rows.part(patch.top, patch.values.shape[0])
        if self._same:
            per_row = np.count_nonzero(covers, axis=1).astype(float)
            per_column = np.count_nonzero(covers, axis=0).astype(float)
        else:
            # All of it is finite: libraries of linear algebra set the processor's flag at times.
            with np.errstate(invalid="ignore"):
                per_row = covers @ columns.counts.astype(np.float32)
                per_column = rows.counts.astype(np.float32) @ covers
        pixels = float(rows.counts @ per_row)
        if not pixels:
            return Measures(0, None, None)
        x = float(columns.sums @ per_column) / pixels
        y = float(rows.sums @ per_row) / pixels
        left, right = columns.ends(per_column > 0)
        top, bottom = rows.ends(per_row > 0)
        return Measures(int(pixels), (round(x, 2), round(y, 2)), (left, top, right, bottom))


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Some columns (or rows) of a mask: how many of the picture's they are, and where."""

    counts: Numbers
    sums: Numbers
    starts: npt.NDArray[np.intp]

    def ends(self, used: npt.NDArray[np.bool_]) -> tuple[int, int]:
        found = np.flatnonzero(used)
        last = found[-1]
        return int(self.starts[found[0]]), int(self.starts[last] + self.counts[last])


class _Axis:
    def __init__(self, mask: int, picture: int) -> None:
        shown = nearest(mask, picture)
        middles = np.arange(picture) + 0.5
        self._counts = np.bincount(shown, minlength=mask).astype(np.float64)
        self._sums = np.bincount(shown, middles, minlength=mask).astype(np.float64)
        self._starts: npt.NDArray[np.intp] = np.searchsorted(shown, np.arange(mask))

    def part(self, start: int, length: int) -> _Part:
        inside = slice(start, start + length)
        return _Part(self._counts[inside], self._sums[inside], self._starts[inside])

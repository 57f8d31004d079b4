"""Superpixels: a photo's patches of like colour (SLIC, https://doi.org/10.1109/TPAMI.2012.120).

Colours are CIE L*a*b*. A patch may fall into parts; what uses them does not mind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_ROUNDS = 6
# How much a step across the grid weighs against a step in colour.
_COMPACTNESS = 12.0


@dataclass(frozen=True, slots=True)
class Patches:
    """The patches of an image, `count` of them.

    Args:
        labels: Each pixel's patch, (rows, columns).
        colors: Their mean colours in L*a*b*, (count, 3).
        places: Their middles as fractions of the sides, (count, 2): down, right.
        sizes: Their numbers of pixels.
        touching: Pairs of patches with a common border, (pairs, 2), both ways.
        border: How many pixels of the image's border each has.
    """

    labels: Integers
    colors: Floats
    places: Floats
    sizes: Floats
    touching: Integers
    border: Floats

    @property
    def count(self) -> int:
        """How many patches there are."""
        return len(self.colors)

    def mean(self, values: npt.NDArray[Any]) -> Floats:
        """Return a map's mean in each patch."""
        sums = np.bincount(self.labels.ravel(), values.ravel(), self.count)
        return np.asarray(sums / self.sizes)


def lab(image: Image.Image) -> Floats:
    """Return an sRGB image's colours in L*a*b*, (rows, columns, 3)."""
    shares = np.asarray(image, np.float64) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    # sRGB to XYZ, divided by the white of D65 (IEC 61966-2-1).
    matrix = np.array(
        [
            [0.412453 / 0.950456, 0.357580 / 0.950456, 0.180423 / 0.950456],
            [0.212671, 0.715160, 0.072169],
            [0.019334 / 1.088754, 0.119193 / 1.088754, 0.950227 / 1.088754],
        ]
    )
    ratio = linear @ matrix.T
    curved = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    x, y, z = curved[..., 0], curved[..., 1], curved[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)


def divide(image: Image.Image, wanted: int) -> Patches:
    """Divide an image in RGB into about so many patches."""
    colors = lab(image)
    rows, columns = colors.shape[:2]
    step = max(int((rows * columns / wanted) ** 0.5), 1)
    down, across = max(rows // step, 1), max(columns // step, 1)
    y, x = np.mgrid[:rows, :columns]
    home_y, home_x = y * down // rows, x * across // columns
    places = np.stack([y, x], -1) * (_COMPACTNESS / step)
    points = np.concatenate([colors, places], -1)
    labels = home_y * across + home_x
    for _ in range(_ROUNDS):
        centres = _means(labels, points, down * across)
        labels = _nearest(points, centres.reshape(down, across, -1), home_y, home_x)
    return _described(labels, colors, y / rows, x / columns)


def _means(labels: Integers, points: Floats, count: int) -> Floats:
    """Return each label's mean point; where there is none, one far from all."""
    sizes = np.bincount(labels.ravel(), minlength=count)
    sums = [
        np.bincount(labels.ravel(), points[..., part].ravel(), count)
        for part in range(points.shape[-1])
    ]
    means = np.stack(sums, -1) / np.maximum(sizes, 1)[:, None]
    means[sizes == 0] = 1e6
    return means


def _nearest(points: Floats, centres: Floats, home_y: Integers, home_x: Integers) -> Integers:
    """Return the nearest of the nine centres around each pixel's home cell."""
    down, across = centres.shape[:2]
    best = np.full(points.shape[:2], np.inf)
    labels = np.zeros(points.shape[:2], np.int64)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            cell_y = np.clip(home_y + dy, 0, down - 1)
            cell_x = np.clip(home_x + dx, 0, across - 1)
            away = points - centres[cell_y, cell_x]
            distance = np.einsum("ijk,ijk->ij", away, away)
            nearer = distance < best
            best[nearer] = distance[nearer]
            labels[nearer] = (cell_y * across + cell_x)[nearer]
    return labels


def _described(labels: Integers, colors: Floats, down: Floats, right: Floats) -> Patches:
    _, flat = np.unique(labels, return_inverse=True)
    labels = flat.reshape(labels.shape).astype(np.int64)
    count = int(labels.max()) + 1
    means = _means(labels, np.concatenate([colors, down[..., None], right[..., None]], -1), count)
    edges = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    return Patches(
        labels,
        means[:, :3],
        means[:, 3:],
        np.bincount(labels.ravel(), minlength=count).astype(np.float64),
        _touching(labels),
        np.bincount(edges, minlength=count).astype(np.float64),
    )


def _touching(labels: Integers) -> Integers:
    pairs = np.concatenate(
        [
            np.stack([labels[:, :-1].ravel(), labels[:, 1:].ravel()], -1),
            np.stack([labels[:-1].ravel(), labels[1:].ravel()], -1),
        ]
    )
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], -1), axis=0)
    return np.concatenate([pairs, pairs[:, ::-1]])

"""What stands out in a photo: patches unlike the border, and where a classifier sees its classes.

The border's share in each patch's surroundings follows "Saliency Optimization from Robust
Background Detection" (https://doi.org/10.1109/CVPR.2014.360); the evidence of the classes is added
to it, because an object may touch the border.
"""

from __future__ import annotations

import numpy as np

from hfwidgets.sandbox.engines.superpixels import Floats, Patches

# Widths of likeness, in L*a*b* units and in fractions of the image's sides.
_COLOR = 10.0
_PLACE = 0.25


def foreground(patches: Patches, evidence: Floats) -> Floats:
    """Return how much each patch belongs to what stands out, 0 to 1.

    Args:
        patches: The image's patches.
        evidence: How much each speaks for the classes that were found, 0 to 1.
    """
    if patches.count < 2:
        return np.ones(patches.count)
    away = patches.colors[:, None] - patches.colors[None]
    colors = np.sqrt((away**2).sum(-1))
    outside = _outside(patches, colors)
    apart = ((patches.places[:, None] - patches.places[None]) ** 2).sum(-1)
    contrast = (colors * np.exp(-apart / (2 * _PLACE**2)) * outside * patches.sizes).sum(1)
    inside = _scaled(contrast) * (0.05 + evidence)
    outside = outside * (1.1 - evidence) + 0.2 * (1 - evidence) ** 2
    inside = _scaled(inside + 0.35 * evidence)
    return np.clip(_settled(patches, colors, inside, outside), 0, 1)


def threshold(values: Floats, sizes: Floats) -> float:
    """Return where values fall into two groups best (Otsu's method)."""
    steps = np.linspace(0.05, 0.95, 37)
    best, found = -1.0, 0.5
    total = sizes.sum()
    for step in steps:
        above = values >= step
        share = sizes[above].sum() / total
        if not 0 < share < 1:
            continue
        high = np.average(values[above], weights=sizes[above])
        low = np.average(values[~above], weights=sizes[~above])
        spread = share * (1 - share) * (high - low) ** 2
        if spread > best:
            best, found = spread, float(step)
    return found


def _outside(patches: Patches, colors: Floats) -> Floats:
    """Return how likely each patch is background: how much of the border is like it, near it."""
    near = _shortest(patches, colors)
    like = np.exp(-(near**2) / (2 * _COLOR**2))
    share = patches.border / patches.border.sum() * 4 * np.sqrt(patches.sizes.sum())
    length = like @ share
    area = like @ patches.sizes
    return np.asarray(1 - np.exp(-((length / np.sqrt(area)) ** 2) / 2))


def _shortest(patches: Patches, colors: Floats) -> Floats:
    """Return the least colour to cross between any two patches (Floyd and Warshall)."""
    near = np.full(colors.shape, np.inf)
    one, other = patches.touching.T
    steps = colors[one, other]
    # Small steps do not add up along a smooth ground.
    near[one, other] = np.maximum(steps - 3.0, 0)
    np.fill_diagonal(near, 0)
    for middle in range(len(near)):
        np.minimum(near, near[:, middle, None] + near[middle], out=near)
    return near


def _settled(patches: Patches, colors: Floats, inside: Floats, outside: Floats) -> Floats:
    """Return values near 1 where `inside` is high, near 0 where `outside` is, alike where alike."""
    ties = np.zeros(colors.shape)
    one, other = patches.touching.T
    ties[one, other] = np.exp(-(colors[one, other] ** 2) / (2 * _COLOR**2)) + 0.05
    matrix = np.diag(ties.sum(1) + inside + outside) - ties
    return np.asarray(np.linalg.solve(matrix, inside))


def _scaled(values: Floats) -> Floats:
    low, high = values.min(), values.max()
    return np.asarray((values - low) / max(high - low, 1e-9))

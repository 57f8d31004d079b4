"""The objects in a photo: where something stands out, and what a classifier calls it there.

No trained detector: superpixels that stand out are joined to regions, and each region is named by
the classifier's features inside it. It finds one or a few clear objects; it splits what has several
colours, joins what touches, and knows only the thousand classes of ImageNet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from hfwidgets.sandbox.engines.efficientnet import Array, Network, labels, softmax
from hfwidgets.sandbox.engines.salience import foreground, threshold
from hfwidgets.sandbox.engines.superpixels import Floats, Patches, divide

_WORKING = 256
_NETWORK = 448
_PATCHES = 350
_CLASSES = 8
LEAST_SHARE = 0.01
_MOST = 6


@dataclass(frozen=True, slots=True)
class Region:
    """An object: a mask of the working size, its class, the classifier's share for it."""

    mask: npt.NDArray[np.bool_]
    index: int
    score: float

    @property
    def label(self) -> str:
        """The class's first name."""
        return labels()[self.index].partition(",")[0]


@dataclass(frozen=True, slots=True)
class Scene:
    """What was found in a photo.

    Args:
        size: The photo's width and height.
        standing_out: How much each pixel of the working size stands out, 0 to 1.
        regions: The objects, best first.
    """

    size: tuple[int, int]
    standing_out: Floats
    regions: tuple[Region, ...]


def look(
    network: Network,
    image: Image.Image,
    level: float | None = None,
    least_share: float = LEAST_SHARE,
) -> Scene:
    """Find the objects of a photo.

    Args:
        network: The classifier.
        image: The photo in RGB.
        level: How much a pixel of an object stands out at least, 0 to 1; None: as it fits best.
        least_share: Share of the photo that an object fills at least; the largest may be smaller.
    """
    working = _fitted(image, _WORKING, 1)
    patches = divide(working, _PATCHES)
    features = network.features(_fitted(image, _NETWORK, 32))
    evidence = _enlarged(_evidence(network, features), working.size)
    values = foreground(patches, patches.mean(evidence))
    chosen = values >= (threshold(values, patches.sizes) if level is None else level)
    regions = [_named(network, image, part) for part in _parts(patches, chosen, least_share)]
    regions.sort(key=lambda region: -region.score * region.mask.mean() ** 0.25)
    return Scene(image.size, values[patches.labels], tuple(regions))


def _fitted(image: Image.Image, side: int, multiple: int) -> Image.Image:
    """Return the image with its longer side `side`, the shorter a multiple of `multiple`."""
    factor = side / max(image.size)
    width, height = (max(round(length * factor / multiple), 1) * multiple for length in image.size)
    return image.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _evidence(network: Network, features: Array) -> Array:
    """Return how much each cell speaks for the image's likeliest classes, 0 to 1."""
    logits = network.logits(features)
    shares = softmax(network.logits(features.mean((0, 1))))
    best = np.argsort(-shares)[:_CLASSES]
    weights = shares[best] / shares[best].sum()
    found = np.maximum(logits[..., best] - logits.mean(-1, keepdims=True), 0) @ weights
    low, high = found.min(), found.max()
    result: Array = (found - low) / max(high - low, 1e-6)
    return result


def _enlarged(values: Array, size: tuple[int, int]) -> Floats:
    image = Image.fromarray(np.asarray(values, np.float32), "F")
    return np.clip(np.asarray(image.resize(size, Image.Resampling.BICUBIC), np.float64), 0, 1)


def _parts(
    patches: Patches, chosen: npt.NDArray[np.bool_], least_share: float
) -> list[npt.NDArray[np.bool_]]:
    """Return masks of the connected groups of chosen patches, largest first."""
    group = np.arange(patches.count)
    one, other = patches.touching[chosen[patches.touching].all(-1)].T
    while True:
        least = group.copy()
        np.minimum.at(least, one, group[other])
        if (least == group).all():
            break
        group = least
    sizes = np.bincount(group[chosen], patches.sizes[chosen], patches.count)
    order = [number for number in np.argsort(-sizes) if sizes[number] > 0]
    total = patches.sizes.sum()
    kept = [number for number in order if sizes[number] >= least_share * total] or order[:1]
    return [((group == number) & chosen)[patches.labels] for number in kept[:_MOST]]


def bounds(mask: npt.NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Return the box around a mask's white: left, top, right, bottom; the last two excluded."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _named(network: Network, image: Image.Image, mask: npt.NDArray[np.bool_]) -> Region:
    """Name a region by what the network sees in the box around it."""
    left, top, right, bottom = bounds(mask)
    across, down = image.width / mask.shape[1], image.height / mask.shape[0]
    middle = ((left + right) / 2 * across, (top + bottom) / 2 * down)
    half = max((right - left) * across, (bottom - top) * down) * 0.6
    box = (
        max(middle[0] - half, 0),
        max(middle[1] - half, 0),
        min(middle[0] + half, image.width),
        min(middle[1] + half, image.height),
    )
    seen = image.resize((224, 224), Image.Resampling.BICUBIC, box=box, reducing_gap=2.0)
    shares = softmax(network.logits(network.features(seen).mean((0, 1))))
    index = int(shares.argmax())
    return Region(mask, index, float(shares[index]))

"""Names for photos, chosen among any: the classifier's words compared with them by meaning.

ConSE (https://arxiv.org/abs/1312.5650): the likeliest of the classifier's thousand classes stand
for the photo, and a sentence encoder says how near each name is to them. What no class is near to,
such as a person, cannot be named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from hfwidgets.sandbox.engines import efficientnet, sentences
from hfwidgets.sandbox.engines.efficientnet import Network
from hfwidgets.sandbox.engines.sentences import Encoder

_CLASSES = 10
_SHARPNESS = 14.0
_ARTICLE = re.compile(r"^(?:an?|the|some)\s+", re.IGNORECASE)


def load() -> ImageNames:
    """Load network and encoder.

    Raises:
        ImportError: One of their packages is not installed.
    """
    return ImageNames(efficientnet.load(), sentences.load())


class ImageNames:
    """Judges how well names fit a photo.

    Args:
        network: The classifier.
        encoder: The sentence encoder.
    """

    def __init__(self, network: Network, encoder: Encoder) -> None:
        self.network = network
        self._encoder = encoder
        # A name that is near to everything gets less for being near.
        self._usual = [_first(label) for label in efficientnet.labels()[::25]]

    def fits(
        self, shares: npt.NDArray[Any], names: Sequence[str], template: str = "{}"
    ) -> npt.NDArray[np.float64]:
        """Return how well each name fits what a classifier's shares say, about 0 to 1."""
        best = np.argsort(-shares)[:_CLASSES]
        weights = shares[best] / shares[best].sum()
        wanted = self._encode(names, template)
        found = np.zeros(len(names))
        for index, weight in zip(best, weights, strict=True):
            synonyms = efficientnet.labels()[index].split(", ")[:3]
            found += weight * (wanted @ self._encode(synonyms, template).T).max(1)
        usual = (wanted @ self._encode(self._usual, template).T).mean(1)
        result: npt.NDArray[np.float64] = found - 0.5 * usual
        return result

    def rank(
        self, image: Image.Image, names: Sequence[str], template: str
    ) -> list[tuple[str, float]]:
        """Return (name, score) pairs, best first; the scores sum to 1."""
        shares = efficientnet.softmax(self.network.classify(image))
        fits = self.fits(shares, names, template) * _SHARPNESS
        raised = np.exp(fits - fits.max())
        pairs = zip(names, (float(score) for score in raised / raised.sum()), strict=True)
        return sorted(pairs, key=lambda pair: -pair[1])

    def _encode(self, names: Sequence[str], template: str) -> npt.NDArray[np.float32]:
        texts = [template.replace("{}", _ARTICLE.sub("", name.strip())) for name in names]
        return self._encoder.encode(texts)


def _first(label: str) -> str:
    return label.partition(",")[0]

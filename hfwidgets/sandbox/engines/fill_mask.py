"""Guessing a masked word with a model that writes from left to right.

What could stand there is what the words before it make likely; of those, what makes the words
behind it likely too. Scores are shares among the candidates that were weighed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hfwidgets.sandbox.engines import llama, ngram, prose
from hfwidgets.sandbox.engines.sentences import softmax

# How many candidates are weighed, and how many tokens behind the mask are read for each.
_CANDIDATES = 16
_CANDIDATES_AT_START = 40
_REACH = 6
# A text of so few tokens says little about the next one.
_LED = 3
_SMALL = -4.0
_START = "<|endoftext|>"


@dataclass(frozen=True, slots=True)
class Guess:
    """A word for a mask: its token, its text, its share, and the whole text with it."""

    token: int
    token_str: str
    score: float
    sequence: str


def load_smollm2() -> MaskFiller:
    """Load SmolLM2.

    Raises:
        FileNotFoundError: Its weights are not installed.
    """
    return MaskFiller(llama.load())


def load_ngram() -> MaskFiller:
    """Train the n-gram model."""
    return MaskFiller(ngram.load())


class MaskFiller:
    """Guesses masked words.

    Args:
        model: A language model whose sessions can compare continuations.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        words = [
            "" if token_id in model.special_tokens else _word(model.spell(token_id))
            for token_id in range(model.size)
        ]
        self._is_word = np.array([bool(word) for word in words])
        self._is_small = np.array([word.strip().lower() in prose.COMMON for word in words])

    def fill(self, text: str, targets: Sequence[str] = ()) -> list[list[Guess]]:
        """Return guesses for each mask, best first; an earlier mask is filled with its best."""
        parts = prose.at_masks(text)
        found, left = [], parts[0]
        for number, right in enumerate(parts[1:]):
            guesses = self._guess(left, right, targets)
            rest = right + "".join(prose.MASK + part for part in parts[number + 2 :])
            found.append(
                [
                    Guess(token, word, share, left + word.strip() + rest)
                    for token, word, share in guesses
                ]
            )
            left += guesses[0][1].strip() + right
        return found

    def _guess(self, left: str, right: str, targets: Sequence[str]) -> list[tuple[int, str, float]]:
        session = self._model.open()
        before = self._model.encode(left.rstrip()) if left.strip() else []
        if not before and hasattr(self._model, "chat_template"):
            before = self._model.encode(_START)
        session.read(before[-self._model.max_input_tokens // 2 :])
        logprobs = session.logprobs()
        chosen = self._named(targets) if targets else self._likeliest(logprobs, len(before))
        after = self._model.encode(right)[:_REACH]
        behind = session.compare([[*tokens, *after] for tokens in chosen])
        scores = [
            float(logprobs[tokens[0]]) + more for tokens, more in zip(chosen, behind, strict=True)
        ]
        floor = max(max(scores), -1e6) - 1e3
        shares = softmax([max(score, floor) for score in scores]).tolist()
        words = [
            (tokens[0], b"".join(map(self._model.spell, tokens)).decode("utf-8", "replace"), share)
            for tokens, share in zip(chosen, shares, strict=True)
        ]
        return sorted(words, key=lambda one: -one[2])

    def _likeliest(self, logprobs: Any, led_by: int) -> list[list[int]]:
        """Return the words that are likeliest here; small ones only if they are really likely."""
        scores = np.where(self._is_word[: len(logprobs)], logprobs, -np.inf)
        scores = np.where(self._is_small & (scores < _SMALL), -np.inf, scores)
        count = _CANDIDATES if led_by > _LED else _CANDIDATES_AT_START
        best = np.argpartition(-scores, count)[:count]
        return [[int(token)] for token in best if np.isfinite(scores[token])]

    def _named(self, targets: Sequence[str]) -> list[list[int]]:
        """Return each target's tokens, as of a word behind a space."""
        return [self._model.encode(f" {target.strip()}") for target in dict.fromkeys(targets)]


def _word(spelling: bytes) -> str:
    """Return a token's text if it is a whole word behind a space, else nothing."""
    try:
        text = spelling.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if text[:1] == " " and text[1:].isalpha() and len(text) > 1 else ""

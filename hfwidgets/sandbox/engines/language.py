"""What a language model offers to `generation.py`: tokens, bytes, log-probabilities.

No model and no arithmetic here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Session(Protocol):
    """One text being read or written by a model."""

    def read(self, tokens: Sequence[int]) -> None:
        """Take `tokens` as the text's continuation."""

    def judge(self, tokens: Sequence[int]) -> list[float | None]:
        """Read `tokens` and return the log-probability each had; None for a text's first token."""

    def logprobs(self) -> NDArray[np.float64]:
        """Log-probability of every token of the vocabulary to come next; the exps sum to 1."""


class LanguageModel(Protocol):
    """A model that continues text."""

    @property
    def max_input_tokens(self) -> int:
        """Most tokens a prompt may have."""

    @property
    def max_total_tokens(self) -> int:
        """Most tokens a prompt and its continuation may have together."""

    @property
    def read_size(self) -> int:
        """How many prompt tokens to read between two chances to give up."""

    @property
    def end_tokens(self) -> frozenset[int]:
        """Tokens that end a text."""

    @property
    def special_tokens(self) -> frozenset[int]:
        """Tokens that are marks, not text."""

    def encode(self, text: str) -> list[int]:
        """Split a text into tokens, without loss."""

    def spell(self, token: int) -> bytes:
        """Return the UTF-8 bytes of a token; they need not be whole characters."""

    def open(self) -> Session:
        """Begin a text."""

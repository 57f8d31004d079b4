"""Tokens as they travel to the page: a list of distinct texts, and columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from hfwidgets.tasks.token_records import TokenAlternative, TokenRecord
from hfwidgets.widgets.engine.surrogates import displayable

LONGEST_WORD = 2_000  # characters of one token that a page is sent
SPECIAL, PROMPT, KEPT = 1, 2, 4

Content = tuple[dict[str, Any], list[bytes]]


def packed_tokens(records: Sequence[TokenRecord], kept: int) -> Content:
    """Return tokens as `protocol.lens.TokensNews` describes them.

    Args:
        records: They.
        kept: How many generated tokens of the text were taken over.
    """
    words: dict[str, int] = {}

    def word(text: str) -> int:
        return words.setdefault(_shown(text), len(words))

    alternatives = [other for one in records for other in one.alternatives]
    columns = [
        np.array([word(one.text) for one in records], "<u4"),
        _floats(one.logprob for one in records),
        _floats(one.entropy for one in records),
        np.array([one.rank or 0 for one in records], "<u2"),
        np.array([_flags(one, kept) for one in records], "u1"),
        np.array([len(one.alternatives) for one in records], "u1"),
        np.array([word(one.text) for one in alternatives], "<u4"),
        _floats(one.logprob for one in alternatives),
        np.array([_flags(one, 0) for one in alternatives], "u1"),
    ]
    return {"words": list(words), "count": len(records)}, [one.tobytes() for one in columns]


def _shown(text: str) -> str:
    if len(text) > LONGEST_WORD:
        text = f"{text[:LONGEST_WORD]}… ({len(text) - LONGEST_WORD:,} more characters)"
    return displayable(text)


def _flags(one: TokenRecord | TokenAlternative, kept: int) -> int:
    flags = SPECIAL if one.special else 0
    if isinstance(one, TokenRecord):
        flags |= PROMPT if one.prompt else KEPT if one.position < kept else 0
    return flags


def _floats(values: Iterable[float | None]) -> np.ndarray[Any, Any]:
    """Return numbers as 32-bit floats; NaN is none."""
    with np.errstate(over="ignore"):
        return np.array([np.nan if one is None else one for one in values], "<f8").astype("<f4")

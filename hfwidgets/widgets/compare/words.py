"""What two texts have in common, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

# What stands in both ("="), in the first alone ("-"), in the second alone ("+").
Piece: TypeAlias = tuple[Literal["=", "-", "+"], str]

# Scripts without spaces between their words: each letter is one.
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"\s*[{_UNSPACED}]|\s*[^\s{_UNSPACED}]+|\s+$")
_LINE = re.compile(r"[^\n]*\n|[^\n]+$")
MOST_WORDS = 20_000  # of longer texts whole lines are compared
EXACT = 2_000  # words up to which also frequent words are anchors


def word_diff(first: str, second: str) -> list[Piece]:
    """Return the difference of two texts.

    Joined without `"+"` it is the first text, without `"-"` the second.

    Words are told apart with the space before them; of texts of more than 20,000 words, lines are.

    Example:
        >>> word_diff("a red house", "a blue house")
        [('=', 'a'), ('-', ' red'), ('+', ' blue'), ('=', ' house')]
    """
    left, right = _WORD.findall(first), _WORD.findall(second)
    if max(len(left), len(right)) > MOST_WORDS:
        left, right = _LINE.findall(first), _LINE.findall(second)
    return list(_merged(_pieces(left, right)))


def _pieces(left: Sequence[str], right: Sequence[str]) -> Iterator[Piece]:
    start = _alike(left, right)
    end = _alike(left[start:][::-1], right[start:][::-1])
    yield "=", "".join(left[:start])
    inner = left[start : len(left) - end], right[start : len(right) - end]
    matcher = SequenceMatcher(None, *inner, autojunk=max(map(len, inner)) > EXACT)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield "=", "".join(inner[0][a:b])
        else:
            yield "-", "".join(inner[0][a:b])
            yield "+", "".join(inner[1][c:d])
    yield "=", "".join(left[len(left) - end :])


def _alike(left: Sequence[str], right: Sequence[str]) -> int:
    """Return how many words two texts begin with alike."""
    for at, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return at
    return min(len(left), len(right))


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Leave out empty pieces, and join those of one kind."""
    last: Piece | None = None
    for kind, text in pieces:
        if not text:
            continue
        if last is not None and last[0] == kind:
            last = kind, last[1] + text
            continue
        if last is not None:
            yield last
        last = kind, text
    if last is not None:
        yield last

"""Byte-level BPE as in GPT-2 and SmolLM2: text to tokens and tokens to bytes, without loss."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

# SmolLM2's splitter: digits one by one, then GPT-2's pattern. Python's `re` lacks \p{L} and \p{N}:
# [^\W\d_] is a letter, \d a decimal digit; other numerals (², Ⅷ) count as letters here, which
# changes where they are cut, never which text comes back.
_WORDS = re.compile(
    r"\d|\s+(?=\d)|'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+", re.DOTALL
)
_CONTROL = 3


def _byte_letters() -> dict[int, str]:
    """Return GPT-2's printable stand-in for each byte (its `bytes_to_unicode`)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {code: chr(code) for code in printable}
    rest = [code for code in range(256) if code not in letters]
    return letters | {code: chr(256 + number) for number, code in enumerate(rest)}


_LETTERS = _byte_letters()
_CODES = {letter: code for code, letter in _LETTERS.items()}


class BytePairs:
    """A byte-level BPE vocabulary.

    Args:
        tokens: The tokens' texts, in GPT-2's letters; special ones as they are.
        kinds: GGUF's kind of each token; 3 is a control token.
        merges: The merges, "left right", best first.
    """

    def __init__(self, tokens: Sequence[str], kinds: Sequence[int], merges: Sequence[str]) -> None:
        self.special = frozenset(i for i, kind in enumerate(kinds) if kind == _CONTROL)
        self._ids = {token: token_id for token_id, token in enumerate(tokens)}
        self._ranks = {merge: rank for rank, merge in enumerate(merges)}
        self._spellings = [
            token.encode() if token_id in self.special else bytes(_CODES[c] for c in token)
            for token_id, token in enumerate(tokens)
        ]
        marks = sorted((tokens[i] for i in self.special), key=len, reverse=True)
        self._marks = re.compile("(" + "|".join(map(re.escape, marks)) + ")") if marks else None
        self._split_word = lru_cache(maxsize=8192)(self._merge)

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text; special tokens written in it are recognised."""
        parts = self._marks.split(text) if self._marks else [text]
        tokens: list[int] = []
        for number, part in enumerate(parts):
            if number % 2:
                tokens.append(self._ids[part])
            else:
                for word in _WORDS.findall(part):
                    tokens += self._split_word(word)
        return tokens

    def spell(self, token: int) -> bytes:
        """Return the bytes of a token."""
        return self._spellings[token]

    def _merge(self, word: str) -> list[int]:
        """Join the most preferred neighbours until none can be joined."""
        parts = [_LETTERS[code] for code in word.encode()]
        last = len(self._ranks)
        # A run of very many letters is cut, as merging is quadratic in its length.
        if len(parts) > 128:
            half = len(word) // 2
            return [*self._merge(word[:half]), *self._merge(word[half:])]
        while len(parts) > 1:
            ranks = [self._ranks.get(f"{left} {right}", last) for left, right in pairwise(parts)]
            best = min(ranks)
            if best == last:
                break
            at = ranks.index(best)
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        return [self._ids[part] for part in parts]

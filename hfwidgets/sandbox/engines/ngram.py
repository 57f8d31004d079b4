"""A word n-gram model, interpolated Kneser-Ney, trained on the prose that ships with Python.

Tokens are words and signs with the space before them; whatever is not in the vocabulary is spelled
in UTF-8 bytes, so that any text can be read and given back without loss. The probabilities are a
true distribution over the whole vocabulary: Chen and Goodman, "An Empirical Study of Smoothing
Techniques for Language Modeling", section 2.7 (https://dash.harvard.edu/handle/1/25104739).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hfwidgets.sandbox.engines.corpus import sections
from hfwidgets.sandbox.engines.shared import shared

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

ORDER = 5
# By length of the context. Smaller than what predicts unseen text best: it reads more fluently.
DISCOUNTS = (0.75, 0.7, 0.6, 0.5)
# Behind a paragraph's break any word may stand that begins one, and hardly another.
DISCOUNT_AT_START = 0.02
# Share of the lowest order's mass kept for tokens that no text of the corpus shows there.
UNSEEN = 0.002

# A word may be a dotted name or a call: sys.stdout, object.__eq__(), user's.
_PIECES = re.compile(
    r"\n\n| ?[^\W\d]\w*(?:[.'’][^\W\d]\w*)*(?:\(\))?| ?\d+(?:\.\d+)*| ?[^\w\s]|.", re.DOTALL
)
_BYTES = 256
_END = 256
_BREAK = 257


def load() -> NgramModel:
    """Train the model on the prose that ships with Python; takes about a second, once."""
    return shared("ngram", lambda: NgramModel(sections()))


class NgramModel:
    """An n-gram model of a corpus.

    Args:
        corpus: Sections, each a list of paragraphs.
    """

    max_input_tokens = 8192
    max_total_tokens = 32768
    read_size = 16
    end_tokens = frozenset({_END})
    special_tokens = frozenset({_END, _BREAK})

    def __init__(self, corpus: Iterable[Sequence[str]]) -> None:
        pieces = [_PIECES.findall("\n\n".join(section)) for section in corpus]
        counts = Counter(piece for section in pieces for piece in section)
        self._index_vocabulary(counts)
        stream = [_BREAK]
        for section in pieces:
            stream += [self._ids[piece] for piece in section]
            stream += [_END, _BREAK]
        words = len(stream)
        for piece, count in counts.items():
            if count == 1 and piece.strip().isalpha():
                stream += [*piece.encode(), _BREAK]
        self._sort_contexts(np.array(stream, dtype=np.int64))
        self._lowest = self._unigrams(np.array(stream[:words], dtype=np.int64))
        self._recall = lru_cache(maxsize=2048)(self._count)

    def _index_vocabulary(self, counts: Counter[str]) -> None:
        """Give ids: bytes, marks, the corpus's pieces, and the words without their space."""
        self._ids: dict[str, int] = {}
        self._spellings = [bytes([code]) for code in range(_BYTES)] + [b"</s>", b"<s>"]
        for piece, _ in counts.most_common():
            self._add(piece)
        known = len(self._spellings)
        # A word at the start of a prompt has no space; it stands for the one that has.
        self._alias = list(range(known))
        for piece in list(self._ids):
            bare = piece[1:]
            if piece[0] == " " and bare and bare not in self._ids:
                self._add(bare)
                self._alias.append(self._ids[piece])
        self.size = len(self._spellings)
        self._paragraph = self._ids.get("\n\n", _BREAK)

    def _add(self, piece: str) -> None:
        if piece not in self._ids:
            self._ids[piece] = len(self._spellings)
            self._spellings.append(piece.encode())

    def _sort_contexts(self, stream: Integers) -> None:
        """Sort all positions by the tokens before them, nearest first.

        The positions that share a context, of any length, are then neighbours: no table of
        contexts is needed, and a longer context is a part of a shorter one's range.
        """
        reach = ORDER - 1
        padded = np.concatenate([np.full(reach, _BREAK, dtype=np.int64), stream])
        before = [padded[reach - k : len(padded) - k] for k in range(1, reach + 1)]
        order = np.lexsort((stream, *reversed(before)))
        self._next = stream[order].astype(np.int32)
        self._before = [column[order].astype(np.int32) for column in before]

    def _unigrams(self, stream: Integers) -> Floats:
        """Return the lowest order: in how many contexts a token occurs; a little for the rest."""
        pairs = np.unique(stream[:-1] * self.size + stream[1:]) % self.size
        contexts = np.bincount(pairs, minlength=self.size).astype(np.float64)
        contexts[_BREAK] = 0.0
        unseen = np.ones(self.size)
        unseen[_BREAK] = 0.0
        seen: Floats = contexts / contexts.sum()
        lowest: Floats = (1 - UNSEEN) * seen + UNSEEN * unseen / unseen.sum()
        return lowest

    def _count(self, start: int, stop: int, order: int) -> tuple[Integers, Floats]:
        """Return which tokens follow the context of a range, and their counts.

        The highest order counts occurrences, the others distinct contexts one token longer.
        """
        following = self._next[start:stop].astype(np.int64)
        if order < ORDER - 1:
            longer = self._before[order][start:stop].astype(np.int64)
            following = np.unique(longer * self.size + following) % self.size
        tokens, counts = np.unique(following[following != _BREAK], return_counts=True)
        return tokens, counts.astype(np.float64)

    def distribution(self, context: Sequence[int]) -> Floats:
        """Return the probability of every token to follow `context` (at most ORDER - 1 tokens)."""
        probabilities: Floats = self._lowest.copy()
        start, stop = 0, len(self._next)
        for order, token in enumerate(reversed(context)):
            column = self._before[order][start:stop]
            start, stop = (
                start + int(np.searchsorted(column, token, "left")),
                start + int(np.searchsorted(column, token, "right")),
            )
            if start == stop:
                break
            tokens, counts = self._recall(start, stop, order + 1)
            total = counts.sum()
            if total == 0:
                continue
            discount = (
                DISCOUNT_AT_START if (order, token) == (0, self._paragraph) else DISCOUNTS[order]
            )
            probabilities *= discount * len(tokens) / total
            probabilities[tokens] += (counts - discount) / total
        return probabilities

    def encode(self, text: str) -> list[int]:
        """Split a text into known pieces and bytes."""
        tokens: list[int] = []
        for piece in _PIECES.findall(text):
            known = self._ids.get(piece)
            if known is None:
                tokens += piece.encode()
            else:
                tokens.append(known)
        return tokens

    def spell(self, token: int) -> bytes:
        """Return the bytes of a token."""
        return self._spellings[token]

    def open(self) -> NgramSession:
        """Begin a text."""
        return NgramSession(self)

    def meaning(self, token: int) -> int:
        """Return the token that `token` counts as in a context."""
        return self._alias[token]


class NgramSession:
    """A text of an n-gram model: its last few tokens."""

    def __init__(self, model: NgramModel) -> None:
        self._model = model
        self._context: list[int] = [_BREAK]

    def read(self, tokens: Sequence[int]) -> None:
        """Take `tokens` as the text's continuation."""
        recent = [self._model.meaning(token) for token in tokens[1 - ORDER :]]
        self._context = (self._context + recent)[1 - ORDER :]

    def judge(self, tokens: Sequence[int]) -> list[float | None]:
        """Read `tokens` and return the log-probability each had."""
        judged: list[float | None] = []
        for token in tokens:
            at_start = self._context == [_BREAK]
            judged.append(None if at_start else float(self.logprobs()[token]))
            self.read([token])
        return judged

    def compare(self, continuations: Sequence[Sequence[int]]) -> list[float]:
        """Return the log-probability of each continuation's tokens but the first."""
        found = []
        for one in continuations:
            branch = NgramSession(self._model)
            branch._context = list(self._context)
            branch.read(one[:1])
            judged = branch.judge(one[1:])
            found.append(sum(value for value in judged if value is not None))
        return found

    def logprobs(self) -> Floats:
        """Return the log-probability of every token to come next."""
        with np.errstate(divide="ignore"):
            return np.log(self._model.distribution(self._context))

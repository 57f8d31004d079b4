"""The tokens of an answer with what the model knew of them, whichever format told of it.

`TokenRecord` is one token, `TokenReader` makes them of a stream as it comes; `token_reading` has
the function that reads any answer.
"""

from __future__ import annotations

import codecs
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: Where one level of sureness ends and the next begins, as probabilities of the token: level 0 is
#: from the first on, 4 is below the last.
LEVELS = (0.9, 0.5, 0.2, 0.05)
#: The level of a token whose probability is not known.
UNKNOWN_LEVEL = 5

_MOST_ALTERNATIVES = 100
_ROUNDING = 1e-3  # a logarithm that is so little above 0 was rounded


@dataclass(frozen=True, slots=True)
class TokenAlternative:
    """A token that could have stood at a place.

    Attributes:
        text: It as text; empty or U+FFFD where it is a part of a character.
        logprob: Natural logarithm of its probability, from -inf to 0, or None.
        id: Its number in the vocabulary, or None.
        special: Whether it is a mark and no text.
    """

    text: str
    logprob: float | None
    id: int | None = None
    special: bool = False

    @property
    def probability(self) -> float | None:
        """From 0 to 1, or None."""
        return None if self.logprob is None else math.exp(self.logprob)


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token of an answer, or of the prompt.

    Attributes:
        position: Its place among the generated tokens, from 0; those of the prompt count down from
            -1, which is the last of them.
        text: It as text; empty where it is the beginning of a character that a later one ends.
        logprob: Natural logarithm of its probability, from -inf to 0, or None where it is not told.
        id: Its number in the vocabulary, or None.
        special: Whether it is a mark and no text.
        prompt: Whether it is of the prompt.
        alternatives: The likeliest tokens at its place, best first, as far as the server tells; it
            can be among them.
    """

    position: int
    text: str
    logprob: float | None
    id: int | None = None
    special: bool = False
    prompt: bool = False
    alternatives: tuple[TokenAlternative, ...] = ()

    @property
    def probability(self) -> float | None:
        """From 0 to 1, or None."""
        return None if self.logprob is None else math.exp(self.logprob)

    @property
    def rank(self) -> int | None:
        """Its place among the likeliest, from 1; None where that is not told."""
        for place, one in enumerate(self.alternatives, 1):
            by_text = self.id is None or one.id is None
            if one.text == self.text if by_text else one.id == self.id:
                return place
        return None

    @property
    def level(self) -> int:
        """How sure the model was: 0 (from 90 %) to 4 (below 5 %), or 5 where it is not known."""
        return level_of(self.probability)

    @property
    def coverage(self) -> float | None:
        """Probability of all tokens at its place that are told of, at most 1; None without them."""
        known = self._known()
        return min(sum(known), 1.0) if known else None

    @property
    def entropy(self) -> float | None:
        """Entropy of the next token in bits, at least: all that are not told of count as one.

        None where no alternatives are told of.
        """
        known = self._known()
        if not known:
            return None
        rest = 1.0 - sum(known)
        return math.fsum(-p * math.log2(p) for p in (*known, rest) if p > 0) + 0.0

    def _known(self) -> list[float]:
        """Return the probabilities at its place that are told of."""
        if not self.alternatives:
            return []
        told = [one.probability for one in self.alternatives]
        if self.rank is None:
            told.append(self.probability)
        return [one for one in told if one is not None]


def level_of(probability: float | None) -> int:
    """Return the level of a probability, as `TokenRecord.level`."""
    if probability is None:
        return UNKNOWN_LEVEL
    return next((level for level, least in enumerate(LEVELS) if probability >= least), len(LEVELS))


def field_of(value: Any, name: str) -> Any:
    """Return a field of an object of any library, None where it has none."""
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)


def listed(value: Any) -> list[Any]:
    """Return a list, an empty one for what is none."""
    return list(value) if isinstance(value, (list, tuple)) else []


class TokenReader:
    """Makes records of tokens in the order in which they come.

    The bytes of one character can come with several tokens: the one that ends it has it.

    Args:
        answer: Which of the answers that a stream brings at once.
    """

    def __init__(self, answer: int = 0) -> None:
        """Nothing has come yet."""
        self.count = 0
        self._answer = answer
        self._bytes = codecs.getincrementaldecoder("utf-8")("replace")

    def read(self, event: Any) -> Iterator[TokenRecord]:
        """Yield the records of one event of a stream: a generation server's, or of OpenAI's."""
        token = field_of(event, "token")
        if token is not None and not isinstance(token, str):
            yield self.token(token, field_of(event, "top_tokens"))
            return
        for choice in listed(field_of(event, "choices")):
            if (id_of(field_of(choice, "index")) or 0) == self._answer:
                yield from self.choice(choice)

    def token(self, token: Any, tops: Any = None) -> TokenRecord:
        """Return the record of a generation server's token."""
        record = TokenRecord(
            self.count,
            text_of(field_of(token, "text")),
            logprob_of(field_of(token, "logprob")),
            id_of(field_of(token, "id")),
            bool(field_of(token, "special")),
            alternatives=alternatives_of(tops),
        )
        self.count += 1
        return record

    def choice(self, choice: Any) -> Iterator[TokenRecord]:
        """Yield the records of a choice of OpenAI's formats, whole or a piece of one."""
        told = field_of(choice, "logprobs")
        found = listed(field_of(told, "content")) + listed(field_of(told, "refusal"))
        if found:
            yield from (self._entry(one) for one in found)
            return
        columns = listed(field_of(told, "tokens"))
        if columns:
            yield from self._columns(told, columns)
            return
        text = content_of(choice)
        if text:
            yield self._made(text, None)

    def _entry(self, entry: Any) -> TokenRecord:
        text = text_of(field_of(entry, "token"))
        raw = field_of(entry, "bytes")
        if isinstance(raw, list) and all(isinstance(b, int) and 0 <= b < 256 for b in raw):
            text = self._bytes.decode(bytes(raw)) if raw else text
        return self._made(
            text,
            field_of(entry, "logprob"),
            field_of(entry, "token_id"),
            field_of(entry, "top_logprobs"),
        )

    def _columns(self, told: Any, texts: list[Any]) -> Iterator[TokenRecord]:
        names = ("token_logprobs", "token_ids", "top_logprobs")
        logprobs, ids, tops = (listed(field_of(told, name)) for name in names)
        for place, text in enumerate(texts):
            logprob, number, top = (
                column[place] if place < len(column) else None for column in (logprobs, ids, tops)
            )
            yield self._made(text_of(text), logprob, number, top)

    def _made(self, text: str, logprob: Any, number: Any = None, tops: Any = None) -> TokenRecord:
        record = TokenRecord(
            self.count,
            text,
            logprob_of(logprob),
            id_of(number),
            alternatives=alternatives_of(tops),
        )
        self.count += 1
        return record


def content_of(choice: Any) -> str:
    """Return the text of a choice of OpenAI's formats, whole or a piece of one."""
    for inside in ("message", "delta"):
        message = field_of(choice, inside)
        content = None if message is None else field_of(message, "content")
        if isinstance(content, str):
            return content
        parts = [field_of(one, "text") for one in listed(content) if one is not None]
        if parts:
            return "".join(part for part in parts if isinstance(part, str))
    text = field_of(choice, "text")
    return text if isinstance(text, str) else ""


def alternatives_of(tops: Any) -> tuple[TokenAlternative, ...]:
    """Return alternatives, best first: of a list of tokens, or a mapping of text to logprob."""
    if isinstance(tops, Mapping):
        tops = [{"text": text, "logprob": logprob} for text, logprob in tops.items()]
    found = [
        TokenAlternative(
            text_of(next((t for t in (field_of(one, "text"), field_of(one, "token")) if t), "")),
            logprob_of(field_of(one, "logprob")),
            id_of(field_of(one, "id")),
            bool(field_of(one, "special")),
        )
        for one in listed(tops)[:_MOST_ALTERNATIVES]
        if one is not None
    ]
    found.sort(key=lambda one: -math.inf if one.logprob is None else one.logprob, reverse=True)
    return tuple(found)


def text_of(value: Any) -> str:
    """Return a token's text; what is none as it would be written."""
    return value if isinstance(value, str) else "" if value is None else str(value)


def id_of(value: Any) -> int | None:
    """Return a token's number; None where it has none."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and value >= 0 else None


def logprob_of(value: Any) -> float | None:
    """Return a log-probability; None for what is none: no number, NaN, or above 0."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        number = -math.inf if value < 0 else math.inf
    if math.isnan(number) or number > _ROUNDING:
        return None
    return min(number, 0.0)

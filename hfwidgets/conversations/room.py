"""How much of a model's context a conversation takes, as servers count it, else as estimated."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hfwidgets.conversations.message import Message

NEAR = 0.8  # of the context: from here on it is told
WRAPPING = 4  # tokens that a message takes beside its words, about
# Characters of a token, about: of words in Latin letters, and of other scripts.
LATIN, OTHER = 4.0, 1.5
NOT_LATIN = re.compile("[\u0250-\U0010ffff]+")
BOUNDS = (0.5, 12.0)  # of what a count may say of the characters of a token

Level = Literal["unknown", "ample", "near", "full"]


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a model's context the next request takes.

    Attributes:
        limit: Most tokens of prompt and answer together, or None where nobody has told it.
        told_by: Who told it: `"provider"` (its offer), `"server"` (an error), or `""`.
        used: Tokens of what would be sent, about: what the server counted of the last answer, and
            an estimate of what came since. Pictures that came since are not counted.
        answer: Tokens that the answer may have, or None where the server decides.
        characters_per_token: What the estimate takes a token for.
    """

    limit: int | None
    told_by: Literal["provider", "server", ""]
    used: int
    answer: int | None
    characters_per_token: float

    @property
    def left(self) -> int | None:
        """Tokens that are left beside the answer; below 0 it is too much. None: not known."""
        return None if self.limit is None else self.limit - self.used - (self.answer or 0)

    @property
    def level(self) -> Level:
        """`"ample"`, `"near"` (from 80 % on) or `"full"`; `"unknown"` without a limit."""
        if self.limit is None:
            return "unknown"
        taken = self.used + (self.answer or 0)
        return "full" if taken > self.limit else "near" if taken > NEAR * self.limit else "ample"

    def with_text(self, text: str) -> Room:
        """Return the room with one more message."""
        more = round(len(text) / self.characters_per_token) + WRAPPING if text.strip() else 0
        return Room(
            self.limit, self.told_by, self.used + more, self.answer, self.characters_per_token
        )


def tokens_of(text: str) -> int:
    """Return how many tokens a text has, about."""
    others = 0 if text.isascii() else sum(map(len, NOT_LATIN.findall(text)))
    return round((len(text) - others) / LATIN + others / OTHER)


def measured(path: Sequence[Message], system: str = "") -> tuple[int, float]:
    """Return the tokens of what would be sent, about, and the characters of one.

    Args:
        path: The messages, oldest first.
        system: The system prompt.
    """
    counted = next((at for at in reversed(range(len(path))) if _count(path[at])), None)
    if counted is None:
        texts = [system, *map(_said, path)]
        letters, tokens = sum(map(len, texts)), sum(map(tokens_of, texts))
        wrapping = WRAPPING * (len(path) + bool(system))
        return tokens + (wrapping if letters else 0), letters / tokens if tokens else LATIN
    answer = path[counted]
    tokens = _count(answer)
    before = answer.system or ""
    letters = len(before) + sum(len(_said(one)) for one in path[: counted + 1])
    per_token = min(max(letters / tokens, BOUNDS[0]), BOUNDS[1]) if letters else LATIN
    since = sum(len(_said(one)) / per_token + WRAPPING for one in path[counted + 1 :])
    other = (len(system) - len(before)) / per_token  # the prompt of now may be another one
    return max(round(tokens + since + other), 0), per_token


def _count(answer: Message) -> int:
    """Return the tokens of all that was said up to an answer, as its server counted; 0: it did not.

    What the model thought is counted, and is not sent back.
    """
    read, written = (_number(answer.usage, one) for one in ("prompt_tokens", "completion_tokens"))
    if read <= 0:
        return 0
    details = answer.usage.get("completion_tokens_details")
    thought = _number(details, "reasoning_tokens") if isinstance(details, Mapping) else 0
    if not thought and answer.reasoning:
        said = len(_said(answer))
        thought = round(written * len(answer.reasoning) / (len(answer.reasoning) + said))
    return read + max(written - thought, 0)


def _number(told: Mapping[str, object], name: str) -> int:
    value = told.get(name)
    return value if type(value) is int and value > 0 else 0


def _said(message: Message) -> str:
    """Return the words that are sent of a message, those of its calls too."""
    calls = "".join(str(one.get("function", one)) for one in message.tool_calls)
    return (message.text or message.refusal) + calls


# What servers say where the context is too short, and the numbers in it.
TOO_LONG = re.compile(
    r"context[ _](length|window|size)|maximum context|exceeds?[\w ]+ context"
    r"|`inputs` tokens \+|`inputs` must have less than|prompt is too long|too many (in\w+ )?tokens"
    r"|reduce the length of the (messages|prompt|input)|longer than the model",
    re.IGNORECASE,
)
_N = r"(\d[\d,]*)"
LIMITS = (
    rf"context (?:length|window|size)(?: is| of)?(?: only)?[ :(]*{_N}",
    rf"must be <= {_N}",
    rf"must have less than {_N}",
    rf"limit is {_N}",
    rf"> {_N} maximum",
    rf"maximum (?:of|is) {_N}",
    rf"at most {_N} tokens",
    rf'"?n_ctx"?\W+{_N}',
)
GIVEN = (
    rf"Given: {_N} `inputs` tokens and {_N}",
    rf"Given: {_N}",
    rf"requested(?: about| a total of)? {_N} tokens",
    rf"(?:resulted in|contains at least|has) {_N} (?:input )?tokens",
    rf"(?:request|input|prompt) \(?{_N} tokens",
    rf"too long: {_N}",
    rf"[Cc]urrent length is {_N}",
    rf'"?n_prompt_tokens"?\W+{_N}',
)


@dataclass(frozen=True, slots=True)
class TooLong:
    """What a server said of a context that is too short.

    Attributes:
        limit: Most tokens that it takes, or None where it did not say.
        given: Tokens that it was sent or asked for, or None.
    """

    limit: int | None
    given: int | None


def read_too_long(words: str) -> TooLong | None:
    """Return what a server's words say of a context that is too short; None: of something else.

    Args:
        words: Of its error.
    """
    words = words[:4000]
    if not TOO_LONG.search(words):
        return None
    return TooLong(_first(LIMITS, words), _first(GIVEN, words))


def _first(patterns: Sequence[str], words: str) -> int | None:
    for pattern in patterns:
        match = re.search(pattern, words)
        if match:
            numbers = [int(one.replace(",", "")) for one in match.groups() if one]
            return sum(numbers) or None
    return None

"""How much of a model's context a conversation takes, as servers count it, else as estimated."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hfwidgets.conversations.message import Message

NEAR = 0.8  # of the context: from here on it is told
WRAPPING = 4  # tokens that a message takes beside its words, about
PICTURE = 1000.0  # tokens of a picture while nobody has told, about
# Characters of a token, about: of words in Latin letters, and of other scripts.
LATIN, OTHER = 4.0, 1.5
NOT_LATIN = re.compile("[\u0250-\U0010ffff]+")
BOUNDS = (0.5, 12.0)  # of what a count may say of the characters of a token
MOST_COUNTED = 10**9  # tokens; what says more is no count

Level = Literal["unknown", "ample", "near", "full"]


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a model's context the next request takes.

    Attributes:
        limit: Most tokens of prompt and answer together, or None where nobody has told it.
        told_by: Who told it: `"provider"` (its offer), `"server"` (an error), or `""`.
        used: Tokens of what would be sent, about: what the server counted of the last answer, and
            an estimate of what came since; a picture takes what earlier ones took.
        answer: Tokens that the answer may have, or None where the server decides.
        characters_per_token: What the estimate takes a token for.
        left_out: How many of the oldest messages would not be sent; 0 unless that is asked for.
    """

    limit: int | None
    told_by: Literal["provider", "server", ""]
    used: int
    answer: int | None
    characters_per_token: float
    left_out: int = 0

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
        return replace(self, used=self.used + more)


def tokens_of(text: str) -> int:
    """Return how many tokens a text has, about."""
    others = 0 if text.isascii() else sum(map(len, NOT_LATIN.findall(text)))
    return round((len(text) - others) / LATIN + others / OTHER)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a conversation takes of a context, in tokens, message by message.

    Attributes:
        each: Of every message, oldest first.
        pictures: Of its pictures alone.
        rest: Of the system prompt and whatever else goes along.
        characters_per_token: What the estimate takes a token for.
    """

    each: list[float]
    pictures: list[float]
    rest: float
    characters_per_token: float

    def behind(self, left_out: int) -> int:
        """Return the tokens of all but so many of the oldest messages."""
        return max(round(self.rest + sum(self.each[left_out:])), 0)


def weighed(path: Sequence[Message], system: str = "", picture: float | None = None) -> Weights:
    """Return what each message of a conversation takes, as the last count of a server tells.

    Args:
        path: The messages, oldest first.
        system: The system prompt.
        picture: Tokens that a picture takes at least where no count tells; None: nobody knows.
    """
    at = next((at for at in reversed(range(len(path))) if _count(path[at])), None)
    if at is not None:
        return _as_counted(path, at, system, picture)
    said = [_said(one) for one in path]
    letters, tokens = sum(map(len, [system, *said])), sum(map(tokens_of, [system, *said]))
    wrapping = WRAPPING if letters else 0
    rest = tokens_of(system) + (wrapping if system else 0)
    pictures = [shown_in(one) * (PICTURE if picture is None else picture) for one in path]
    each = [tokens_of(one) + wrapping + seen for one, seen in zip(said, pictures, strict=True)]
    return Weights(each, pictures, rest, letters / tokens if tokens else LATIN)


def _as_counted(
    path: Sequence[Message], counted: int, system: str, picture: float | None
) -> Weights:
    """Return what each message takes, by the count of one of them."""
    answer, known, tokens = path[counted], _sent_for(path, counted), _count(path[counted])
    before = answer.system or ""
    guesses = [tokens_of(_said(one)) for one in path]
    shown = _shown_for(path, counted)
    one = _picture(path, counted) if shown else _picture_before(path, counted)
    another = PICTURE if one is None and picture is None else max(one or 0, picture or 0)
    words = max(tokens - shown * (one or 0), 0)
    guess = tokens_of(before) + sum(guesses[at] for at in known)
    scale = words / guess if guess else 1.0
    scale = min(max(scale, LATIN / BOUNDS[1]), LATIN / BOUNDS[0])
    counts = [shown_in(each) for each in path]
    pictures = [
        count * (one if at in known and one is not None else another) if count else 0.0
        for at, count in enumerate(counts)
    ]
    each = [
        guesses[at] * scale + (at not in known) * WRAPPING + pictures[at] for at in range(len(path))
    ]
    # The prompt of now may be another one.
    rest = tokens - sum(each[at] for at in known)
    rest += (tokens_of(system) - tokens_of(before)) * scale
    letters = len(before) + sum(len(_said(path[at])) for at in known)
    per_token = min(max(letters / words, BOUNDS[0]), BOUNDS[1]) if letters and words else LATIN
    return Weights(each, pictures, rest, per_token)


def _sent_for(path: Sequence[Message], counted: int) -> range:
    """Return the places of what a count is of; it knows nothing of what was left out."""
    return range(min(path[counted].left_out, counted), counted + 1)


def _shown_for(path: Sequence[Message], counted: int) -> int:
    return sum(shown_in(path[at]) for at in _sent_for(path, counted))


def _picture(path: Sequence[Message], counted: int) -> float:
    """Return the tokens of a picture, as a count tells: what the words do not take."""
    said = [path[counted].system or "", *(_said(path[at]) for at in _sent_for(path, counted))]
    words = sum(tokens_of(one) + WRAPPING for one in said)
    return max(_count(path[counted]) - words, 0) / _shown_for(path, counted)


def _picture_before(path: Sequence[Message], counted: int) -> float | None:
    """Return the tokens of a picture, as the last count of a request that held one tells."""
    told = (at for at in reversed(range(counted)) if _count(path[at]) and _shown_for(path, at))
    return next((_picture(path, at) for at in told), None)


def measured(path: Sequence[Message], system: str = "") -> tuple[int, float]:
    """Return the tokens of what would be sent, about, and the characters of one.

    Args:
        path: The messages, oldest first.
        system: The system prompt.
    """
    weights = weighed(path, system)
    return weights.behind(0), weights.characters_per_token


def oldest(path: Sequence[Message], weights: Weights, room: float, least: int = 0) -> int:
    """Return how many of the oldest messages are left out, so that the others fit.

    What is sent begins with a message of the user: an answer without its question, and the result
    of a call without the call, are refused by servers. The last of the user is always sent.

    Args:
        path: The messages, oldest first.
        weights: What they take.
        room: Tokens that there are for them.
        least: So many are left out where there is a later message of the user to begin with.
    """
    begins = [at for at, one in enumerate(path) if one.role == "user" and at]
    fitting = (at for at in [0, *begins] if at >= least and weights.behind(at) <= room)
    return next(fitting, begins[-1] if begins else 0)


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


def is_counted(answer: Message) -> bool:
    """Whether a server has counted the tokens of what was said up to an answer."""
    return _count(answer) > 0


def _number(told: Mapping[str, object], name: str) -> int:
    value = told.get(name)
    return value if type(value) is int and 0 < value <= MOST_COUNTED else 0


def _said(message: Message) -> str:
    """Return the words that are sent of a message, those of its calls too."""
    calls = "".join(str(one.get("function", one)) for one in message.tool_calls)
    return (message.text or message.refusal) + calls


def shown_in(message: Message) -> int:
    """Return how many pictures a message holds, or other things that are no words."""
    content = message.content if isinstance(message.content, list) else []
    return sum(one.get("type") not in (None, "text") for one in content)


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
            total = sum(numbers)
            return total if 0 < total <= MOST_COUNTED else None
    return None

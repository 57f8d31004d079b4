"""The texts that a lens has: the first ones, and those that branch off at a token of another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hfwidgets.tasks.token_reading import TokenStatistics, TokenSummary, spelling
from hfwidgets.tasks.token_records import TokenAlternative, TokenRecord

#: Characters of an alternative that name a branch.
LONGEST_NAME = 40

NO_PROBABILITIES = (
    "The server told no probabilities of these tokens. Generation servers "
    "(text-generation-inference) tell them with details=True, chat servers with logprobs=True."
)


@dataclass
class Branch:
    """One text with its tokens.

    Attributes:
        number: Counts the branches of a lens from 1.
        parent: The one that it branches off, or None.
        at: How many of its generated tokens were taken over.
        chosen: The alternative that was put behind them, or None.
        tokens: All tokens: those of the prompt where they are told of, those taken over, new ones.
        prompt: What the text goes on from, where that is known.
        status: `"running"`, `"loading"`, `"done"`, `"stopped"` or `"error"`.
        seed: Seed of the generation, where it has one.
        finish_reason: Why it ended, in the server's words, or None.
        notice: What a person should know of it, or None.
        error: What it failed with, or None.
        problem: The card of that.
    """

    number: int
    parent: int | None = None
    at: int | None = None
    chosen: str | None = None
    tokens: list[TokenRecord] = field(default_factory=list)
    prompt: str = ""
    status: str = "done"
    seed: int | None = None
    finish_reason: str | None = None
    notice: str | None = None
    error: Exception | None = None
    problem: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        """Sum up the first tokens."""
        self.kept = 0 if self.parent is None else sum(not one.prompt for one in self.tokens)
        self._statistics = TokenStatistics(self.tokens)

    @property
    def text(self) -> str:
        """The generated text, with what was taken over."""
        return spelling(self.tokens)

    @property
    def summary(self) -> TokenSummary:
        """What the probabilities of its tokens say together."""
        return self._statistics.summary()

    @property
    def generated(self) -> int:
        """How many tokens stand behind the prompt's."""
        return self.summary.tokens

    def extend(self, records: Iterable[TokenRecord]) -> None:
        """Take more tokens."""
        records = list(records)
        self.tokens += records
        self._statistics.add(records)

    def replace(self, records: Iterable[TokenRecord]) -> None:
        """Take other tokens instead."""
        self.tokens = list(records)
        self._statistics = TokenStatistics(self.tokens)

    def settle(self, status: str) -> None:
        """Take the end, and note what the tokens lack."""
        self.status = status
        summary = self.summary
        if summary.tokens and not summary.known and status != "error":
            self.notice = f"{self.notice} {NO_PROBABILITIES}" if self.notice else NO_PROBABILITIES

    def as_row(self) -> dict[str, Any]:
        """Return what the page lists of it, as JSON values."""
        return {
            "number": self.number,
            "parent": self.parent,
            "at": self.at,
            "chosen": None if self.chosen is None else self.chosen[:LONGEST_NAME],
            "kept": self.kept,
            "status": self.status,
            "finish_reason": self.finish_reason,
            "summary": summary_row(self.summary),
        }

    def __repr__(self) -> str:
        origin = "" if self.parent is None else f", from {self.parent} at {self.at}"
        return f"<Branch {self.number}{origin}: {self.generated} tokens, {self.status}>"


def summary_row(summary: TokenSummary) -> dict[str, Any]:
    """Return a summary as JSON values; an infinite perplexity is null beside tokens known."""
    values = {name: getattr(summary, name) for name in TokenSummary.__slots__}
    return {name: None if is_endless(one) else one for name, one in values.items()}


def is_endless(value: Any) -> bool:
    """Whether a value is a number that JSON does not have."""
    return isinstance(value, float) and not math.isfinite(value)


def place_of(tokens: Sequence[TokenRecord], position: int) -> int:
    """Return the index of a generated token.

    Raises:
        ValueError: There is none.
    """
    prompt = sum(one.prompt for one in tokens)
    if not 0 <= position < len(tokens) - prompt:
        raise ValueError(f"there is no token {position}; there are {len(tokens) - prompt}, from 0")
    return prompt + position


def alternative_of(token: TokenRecord, wanted: int | str) -> TokenAlternative:
    """Return an alternative of a token: by its rank from 1, or its text.

    Raises:
        ValueError: The server told of none such, or it is a part of a character.
    """
    if isinstance(wanted, str):
        found = [one for one in token.alternatives if one.text == wanted]
    else:
        found = list(token.alternatives[max(wanted - 1, 0) : wanted])
    if not found:
        told = ", ".join(repr(one.text) for one in token.alternatives[:10]) or "none"
        raise ValueError(f"token {token.position} has no alternative {wanted!r:.60}; it has {told}")
    chosen = found[0]
    if not chosen.special and chosen.text.strip("\ufffd") == "":
        raise ValueError(
            f"the alternative {wanted!r:.60} of token {token.position} is a part of a character: "
            "no text can go on from it; choose another"
        )
    return chosen


def kept_tokens(
    tokens: Sequence[TokenRecord], at: int, alternative: int | str | None
) -> tuple[list[TokenRecord], TokenAlternative | None]:
    """Return what a branch takes over: tokens before a place, and the alternative there.

    What begins a character that a later token ends is left out.

    Raises:
        ValueError: No such place or alternative.
    """
    count = sum(not one.prompt for one in tokens)
    at_end = alternative is None and at == count
    place = len(tokens) if at_end else place_of(tokens, at)
    kept = list(tokens[:place])
    while kept and not kept[-1].text and not kept[-1].special and not kept[-1].prompt:
        kept.pop()
    if alternative is None:
        return kept, None
    chosen = alternative_of(tokens[place], alternative)
    put = TokenRecord(
        at,
        chosen.text,
        chosen.logprob,
        chosen.id,
        chosen.special,
        alternatives=tokens[place].alternatives,
    )
    return [*kept, put], chosen

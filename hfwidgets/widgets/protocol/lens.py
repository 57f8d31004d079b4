"""What travels of a lens over tokens.

Tokens come as columns: from `start` on they replace what a view has, so that more of them, a
changed text and all of it are one message. A view that misses some asks for a snapshot.
"""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import NotRequired, TypedDict

from hfwidgets.widgets.protocol.calls import SnapshotCall, StopCall
from hfwidgets.widgets.protocol.further import BundleCall, BundleNews
from hfwidgets.widgets.protocol.news import AckNews
from hfwidgets.widgets.protocol.shapes import Announce, Problem, Status, Waiting


class TokenSummary(TypedDict):
    """What the probabilities of a text's tokens say together."""

    tokens: Annotated[int, "How many were generated."]
    known: Annotated[int, "Of how many of them the probability is told."]
    perplexity: Annotated[float | None, "Null without tokens known; else null is infinite."]
    entropy: Annotated[
        float | None, "Mean, bits, at least; null where no alternatives are told of."
    ]
    entropy_tokens: Annotated[int, "At how many places alternatives are told of."]
    coverage: Annotated[float | None, "Mean probability of what is told of there."]
    prompt_tokens: Annotated[int, "Tokens of the prompt whose probability is told."]
    prompt_perplexity: Annotated[float | None, "Of these."]


class TokenBranch(TypedDict):
    """A text, as the page lists it."""

    number: Annotated[int, "From 1."]
    parent: Annotated[int | None, "The one that it branches off."]
    at: Annotated[int | None, "The token of that one, from 0, in whose place it begins."]
    chosen: Annotated[str | None, "The alternative that was put there."]
    kept: Annotated[int, "How many of its generated tokens were taken over."]
    status: Status
    finish_reason: str | None
    summary: TokenSummary


class LensTraits(TypedDict):
    """Of a lens over tokens."""

    status: Status
    problem: Problem | None
    waiting: Waiting | None
    notice: str | None
    announce: Announce
    provider: str | None
    branch: Annotated[int, "Number of the branch that is shown; 0 is none."]
    outline: Annotated[list[TokenBranch], "All branches."]
    can_run: Annotated[bool, "Whether the lens generates by itself."]
    can_cut: Annotated[bool, "Whether a text can go on from a token."]


class LensRunCall(TypedDict):
    """Generate a first text anew."""

    kind: Literal["run"]
    id: str


class LensRetryCall(TypedDict):
    """Run what failed once more."""

    kind: Literal["retry"]
    id: str


class LensEditCall(TypedDict):
    """Ask another provider from now on."""

    kind: Literal["edit"]
    values: dict[str, str]


class LensCutCall(TypedDict):
    """Have a text go on from one of its tokens, as a new branch."""

    kind: Literal["cut"]
    id: str
    branch: int
    at: Annotated[int, "Position of the generated token that is left out, from 0."]
    alternative: NotRequired[Annotated[int | None, "What comes in its place: rank from 1."]]


class LensShowCall(TypedDict):
    """Show a branch."""

    kind: Literal["show"]
    id: str
    branch: int


class LensSnapshotCall(SnapshotCall):
    """Tell this view all tokens of a branch: it is new, or missed something."""

    branch: NotRequired[int]


LensCall = (
    BundleCall
    | LensRunCall
    | LensRetryCall
    | StopCall
    | LensEditCall
    | LensCutCall
    | LensShowCall
    | LensSnapshotCall
)


class TokensNews(TypedDict):
    """Tokens of a branch, from one on.

    Buffers, a number for each token: index of its text in `words` (32 bits), natural logarithm of
    its probability and entropy of its place in bits (32-bit floats, NaN is not told), rank (16
    bits, 0 is not told), flags (8 bits: 1 special, 2 of the prompt, 4 taken over), how many
    alternatives it has (8 bits). Then for each alternative: index of its text, logarithm, flags.
    """

    kind: Literal["tokens"]
    branch: int
    start: int
    count: int
    words: list[str]
    summary: NotRequired[TokenSummary]
    view: NotRequired[Annotated[str, "The view that has asked; else all views are told."]]
    prompt: NotRequired[Annotated[str, "The end of what the text goes on from."]]


LensNews = AckNews | BundleNews | TokensNews

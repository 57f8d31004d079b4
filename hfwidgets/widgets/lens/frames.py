"""The tokens of branches as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hfwidgets.frames import frame_of
from hfwidgets.tasks.token_records import TokenRecord
from hfwidgets.widgets.lens.branches import Branch

COLUMNS: dict[str, Callable[[Branch, TokenRecord], Any]] = {
    "branch": lambda branch, one: branch.number,
    "position": lambda branch, one: one.position,
    "text": lambda branch, one: one.text,
    "id": lambda branch, one: one.id,
    "logprob": lambda branch, one: one.logprob,
    "probability": lambda branch, one: one.probability,
    "rank": lambda branch, one: one.rank,
    "entropy": lambda branch, one: one.entropy,
    "special": lambda branch, one: one.special,
    "prompt": lambda branch, one: one.prompt,
    "taken_over": lambda branch, one: not one.prompt and one.position < branch.kept,
    "alternatives": lambda branch, one: [
        (other.text, other.probability) for other in one.alternatives
    ],
}


def tokens_frame(branches: Iterable[Branch]) -> Any:
    """Return a row for each token; `alternatives` is a list of texts with their probabilities."""
    tokens = [(branch, one) for branch in branches for one in list(branch.tokens)]
    return frame_of({name: [value(*pair) for pair in tokens] for name, value in COLUMNS.items()})

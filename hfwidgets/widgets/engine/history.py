"""The runs of a widget, kept within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_RUNS = 50
MOST_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run: what was asked, what came, how it ended.

    Attributes:
        inputs: What was worked on, for instance `{"prompt": ...}`.
        model: Model id or address, None for the recommended one.
        parameters: Parameters that were set.
        status: `"done"`, `"stopped"` or `"error"`.
        text: What had come, as text.
        stats: Counters, times in seconds.
        error: The error's message, or None.
        started: When it began, seconds since 1970.
    """

    inputs: Mapping[str, Any]
    model: str | None
    parameters: Mapping[str, Any]
    status: str
    text: str = ""
    stats: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    started: float = 0.0

    @property
    def size(self) -> int:
        """Characters that the record holds."""
        return len(self.text) + sum(len(str(value)) for value in self.inputs.values())


def extended(history: tuple[RunRecord, ...], record: RunRecord) -> tuple[RunRecord, ...]:
    """Return the history with one more run, without the oldest ones that no longer fit."""
    kept = [record]
    characters = record.size
    for one in reversed(history[-(MOST_RUNS - 1) :]):
        characters += one.size
        if characters > MOST_CHARACTERS:
            break
        kept.append(one)
    return tuple(reversed(kept))

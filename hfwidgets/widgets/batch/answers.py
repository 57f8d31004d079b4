"""What a row brought, as cells of a table: the best label with its score, else the whole answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from hfwidgets.widgets.engine.problems import redacted_text

# Kinds of output whose answer is a list, best first, with what of it becomes columns.
BEST: dict[str, tuple[str, ...]] = {
    "labels": ("label", "score"),
    "scores": ("label", "score"),
    "sound-scores": ("label", "score"),
    "candidates": ("token_str", "score"),
    "answers": ("answer", "score"),
    "picture-answers": ("answer", "score"),
    "cells": ("answer",),
}


def cells_of(kind: str, answer: Any) -> dict[str, Any]:
    """Return the columns of an answer besides the whole of it."""
    best = answer[0] if isinstance(answer, list) and answer else answer
    if isinstance(best, list) and best:  # several masks: the first word of the first
        best = best[0]
    if dataclasses.is_dataclass(best) and not isinstance(best, type):
        best = {one.name: getattr(best, one.name) for one in dataclasses.fields(best)}
    if not isinstance(best, Mapping):
        return {}
    return {name: best[name] for name in BEST.get(kind, ()) if name in best}


def shown_answer(kind: str, answer: Any, most: int) -> str:
    """Return an answer in one line."""
    cells = cells_of(kind, answer)
    if cells:
        words = [f"{one:.3f}" if isinstance(one, float) else str(one) for one in cells.values()]
        return " ".join(", ".join(words).split())[:most]
    if isinstance(answer, (bytes, bytearray)):
        return f"{len(answer):,} bytes"
    if hasattr(answer, "getbands"):
        return f"a picture of {answer.width} x {answer.height}"
    if hasattr(answer, "shape"):
        return f"numbers, {' x '.join(map(str, answer.shape))}"
    if isinstance(answer, list):
        more = len(answer) - 8
        words = [_name(one) for one in answer[:8]]
        return " ".join(", ".join(words).split())[:most] + (f", {more} more" if more > 0 else "")
    return " ".join(str(answer)[: 4 * most].split())[:most]


def said(error: Exception) -> str:
    """Return an error in one line."""
    return redacted_text(" ".join((str(error) or type(error).__name__).split()))


def _name(one: Any) -> str:
    """Return what tells an entry of a list from others."""
    if isinstance(one, Mapping):
        named = [one[name] for name in ("word", "entity_group", "label", "score") if name in one]
        return " ".join(f"{one:.2f}" if isinstance(one, float) else str(one) for one in named[:2])
    return f"{one:.3f}" if isinstance(one, float) else str(one)

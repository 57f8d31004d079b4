"""The entries of a model's answer about a picture: each has a label and a score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from hfwidgets.pictures.reading import PictureError


def entries_of(result: Any, what: str, key: str) -> list[Mapping[str, Any]]:
    """Return the entries of an answer.

    Args:
        result: A list of dicts.
        what: What it should be, for the error: "detections are".
        key: What an entry has besides its label and score.

    Raises:
        PictureError: It is no list of dicts.
    """
    listed = isinstance(result, Iterable) and not isinstance(result, (str, bytes, Mapping))
    found = list(result) if listed else [result]
    if not listed or not all(isinstance(entry, Mapping) for entry in found):
        raise PictureError(
            f"{what} a list of dicts with 'label', 'score' and {key!r}, and this is of type "
            f"{type(result).__name__}: {repr(result)[:80]}"
        )
    return found


def label_of(value: Any) -> str:
    """Return a label as text."""
    return "unnamed" if value is None else str(value)


def score_of(value: Any) -> float | None:
    """Return a score as a number, or None where it is none."""
    try:
        score = float(value)
    except (TypeError, ValueError):
        return None
    return score if isfinite(score) else None

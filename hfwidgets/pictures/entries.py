"""The entries of a model's answer about a picture: each has a label and a score."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from hfwidgets.pictures.reading import PictureError

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def entries_of(result: Any, what: str, key: str) -> list[Mapping[str, Any]]:
    """Return the entries of an answer.

    Args:
        result: A list of dicts.
        what: What it should be, for the error: "detections are".
        key: What an entry has besides its label and score, or its score.

    Raises:
        PictureError: It is no list of dicts.
    """
    listed = isinstance(result, Iterable) and not isinstance(result, (str, bytes, Mapping))
    found = list(result) if listed else [result]
    if not listed or not all(isinstance(entry, Mapping) for entry in found):
        keys = "'label' and 'score'" if key == "score" else f"'label', 'score' and {key!r}"
        raise PictureError(
            f"{what} a list of dicts with {keys}, and this is of type {type(result).__name__}: "
            f"{repr(result)[:80]}"
        )
    return found


def label_of(value: Any) -> str:
    """Return a label as text that UTF-8 can carry and that reads as it is written.

    Characters that turn the direction of reading around are shown by their numbers: with them
    `gnp.exe` reads `exe.png` (https://www.unicode.org/reports/tr9/, explicit directional).
    """
    text = "unnamed" if value is None else str(value)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _TURNING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def score_of(value: Any) -> float | None:
    """Return a score as a number, or None where it is none."""
    try:
        score = float(value)
    except (TypeError, ValueError):
        return None
    return score if isfinite(score) else None


def check_number(of: str, index: Any) -> None:
    """Refuse what is no number of an entry, such as its label.

    Raises:
        TypeError: It is none.
    """
    if not hasattr(index, "__index__"):
        raise TypeError(f"{of} has a number, from 0 on in the answer's order, not {index!r:.40}")

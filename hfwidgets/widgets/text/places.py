"""Where something stands in a text: offsets as models give them, or words that are found in order.

Python and models count code points; pages count UTF-16 units, of which an emoji has two.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Any

from hfwidgets.wire.plain import scalar_of

# What tokenizers put before a piece of a word, or before a word in the place of its space.
_MARKERS = re.compile("^(##|\u2581|\u0120|@@)|(</w>|@@)$")


def offsets_of(start: Any, end: Any, length: int) -> tuple[int, int] | None:
    """Return offsets of at least one character of a text, or None where they are none."""
    first, last = _whole(start), _whole(end)
    if first is None or last is None or not 0 <= first < last <= length:
        return None
    return first, last


def found_at(text: str, word: Any, start: int) -> tuple[int, int] | None:
    """Return where a word stands from some place on, in any case of letters, or None."""
    bare = _MARKERS.sub("", str(word or "")).strip()
    if not bare:
        return None
    at = text.find(bare, start)
    if at >= 0:
        return at, at + len(bare)
    other_case = re.compile(re.escape(bare), re.IGNORECASE).search(text, start)
    return None if other_case is None else other_case.span()


class Units:
    """A text's code points as the units that a page counts.

    Args:
        text: The text.
    """

    def __init__(self, text: str) -> None:
        """Count them, where there is a difference."""
        wide = any(one > "\uffff" for one in text)
        steps = accumulate((1 + (one > "\uffff") for one in text), initial=0)
        self._places = list(steps) if wide else None

    def __call__(self, place: int) -> int:
        """Return how many units are before a code point."""
        return place if self._places is None else self._places[place]


def _whole(value: Any) -> int | None:
    number = scalar_of(value)
    if isinstance(number, bool) or not isinstance(number, (int, float)) or number != number:
        return None
    return int(number) if abs(number) < float("inf") and number == int(number) else None

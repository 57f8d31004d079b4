"""Texts that end an answer, taken off it while it streams."""

from __future__ import annotations

from collections.abc import Iterable


class Stops:
    """Lets a text through up to the first of the texts that end it.

    What may be the beginning of one waits until the next piece tells.

    Args:
        stops: The texts; empty ones are passed over.

    Attributes:
        found: Whether one has come: nothing is let through any more.

    Example:
        >>> stops = Stops(["<|im_end|>"])
        >>> [stops.add(piece) for piece in ("A moon", ".<|im", "_end|>", "more")]
        ['A moon', '.', '', '']
    """

    def __init__(self, stops: Iterable[str]) -> None:
        """Nothing has come yet."""
        self.found = False
        self._stops = tuple(one for one in stops if one)
        self._held = ""

    def add(self, text: str) -> str:
        """Take the next piece, and return what is sure to be of the answer."""
        if self.found:
            return ""
        text = self._held + text
        self._held = ""
        places = [at for one in self._stops if (at := text.find(one)) >= 0]
        if places:
            self.found = True
            return text[: min(places)]
        kept = max((_begun(text, one) for one in self._stops), default=0)
        if kept:
            text, self._held = text[:-kept], text[-kept:]
        return text

    def end(self) -> str:
        """Return what waited: nothing comes any more."""
        held, self._held = self._held, ""
        return held


def _begun(text: str, stop: str) -> int:
    """Return how many letters at the end of a text begin a stop without being it."""
    longest = min(len(text), len(stop) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(stop[:n])), 0)

"""Thoughts inside an answer: `<think>` and `</think>`, also split over the pieces of a stream."""

from __future__ import annotations

from dataclasses import dataclass

BEGIN, END = "<think>", "</think>"
SPACES = {"before": "thoughts", "after": "text"}  # where they are passed over, and what comes then


@dataclass(frozen=True, slots=True)
class Split:
    """What a piece adds.

    Attributes:
        text: To the answer.
        reasoning: To the thoughts.
        moved: Whether all that had come as the answer was thoughts: only their end was marked.
    """

    text: str = ""
    reasoning: str = ""
    moved: bool = False


class Thinking:
    """Splits the pieces of an answer into thoughts and words.

    Thoughts stand at the beginning alone; a `<think>` later is text that speaks of it.
    """

    def __init__(self) -> None:
        """Nothing has come yet."""
        self._state = "start"  # then "before", "thoughts", "after", and "text"
        self._waiting = ""  # what may be the beginning of a mark
        self._marked = False  # whether thoughts had a beginning or an end

    def add(self, piece: str) -> Split:
        """Take a piece, and return what can be told of it by now."""
        self._waiting += piece
        text = reasoning = ""
        moved = False
        while True:
            before = (self._state, len(self._waiting))
            one = self._step()
            text, reasoning = text + one.text, reasoning + one.reasoning
            if one.moved:
                text, reasoning, moved = "", text + reasoning, True
            if (self._state, len(self._waiting)) == before:
                return Split(text, reasoning, moved)

    def end(self) -> Split:
        """Return what was held back."""
        left, self._waiting = self._waiting, ""
        return Split(reasoning=left) if self._state == "thoughts" else Split(left)

    def _step(self) -> Split:
        if self._state == "start":
            return self._begin()
        if self._state in SPACES:
            self._waiting = self._waiting.lstrip()
            self._state = SPACES[self._state] if self._waiting else self._state
            return Split()
        taken, found = self._upto(END) if not self._is_plain() else self._all()
        if self._state == "thoughts":
            self._state = "after" if found else self._state
            return Split(reasoning=taken)
        if found:  # the template of the model had begun them
            self._state = "after"
            self._marked = True
            return Split(taken, moved=True)
        return Split(taken)

    def _begin(self) -> Split:
        begun = self._waiting.lstrip()
        if begun.startswith(BEGIN):
            self._waiting = begun[len(BEGIN) :]
            self._state, self._marked = "before", True
        elif begun and not BEGIN.startswith(begun):
            self._state = "text"
        return Split()

    def _is_plain(self) -> bool:
        """Whether all that comes is text: there were thoughts already."""
        return self._state == "text" and self._marked

    def _all(self) -> tuple[str, bool]:
        taken, self._waiting = self._waiting, ""
        return taken, False

    def _upto(self, mark: str) -> tuple[str, bool]:
        """Return what comes before a mark, and whether that is there."""
        at = self._waiting.find(mark)
        if at >= 0:
            taken, self._waiting = self._waiting[:at], self._waiting[at + len(mark) :]
            return taken, True
        sizes = range(min(len(mark) - 1, len(self._waiting)), 0, -1)
        held = next((size for size in sizes if self._waiting.endswith(mark[:size])), 0)
        cut = len(self._waiting) - held
        taken, self._waiting = self._waiting[:cut], self._waiting[cut:]
        return taken, False


def split(text: str) -> tuple[str, str]:
    """Return the words and the thoughts of a whole answer."""
    thinking = Thinking()
    first, last = thinking.add(text), thinking.end()
    return first.text + last.text, first.reasoning + last.reasoning

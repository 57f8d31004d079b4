"""Spans of a text that a model named, with their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from hfwidgets.frames import frame_of
from hfwidgets.pictures.entries import label_of, score_of
from hfwidgets.widgets.text.places import found_at, offsets_of


@dataclass(frozen=True, slots=True)
class Span:
    """One span of a text.

    Attributes:
        label: Its kind, as the model calls it.
        score: How sure the model is, or None.
        text: What the text says there; what the model says, where it has no place.
        start: Its first character, from 0, counted as Python counts; None without a place.
        end: The character behind its last; None without a place.
        found: Whether its place was not told, or was none of the text, and its word was looked for.
    """

    label: str
    score: float | None
    text: str
    start: int | None
    end: int | None
    found: bool = False

    @property
    def group(self) -> str:
        """Its kind without the letter that tells where in a name a token is (`B-PER`: `PER`)."""
        letter, dash, rest = self.label.partition("-")
        return rest if dash and rest and letter in ("B", "I", "E", "S", "L", "U") else self.label


class Spans(Sequence[Span]):
    """The spans of a text, in the order of the answer.

    Args:
        text: The text.
        spans: What is in it.

    Attributes:
        text: The text.
    """

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        """Hold them."""
        self.text = text
        self._spans = tuple(spans)

    @classmethod
    def of(cls, text: str, answer: Any) -> Spans:
        """Return the spans of an answer.

        Offsets count code points. Where they are missing, or no part of the text, the word is
        looked for: from the end of the span before on, then from the beginning.
        """
        spans: list[Span] = []
        behind = 0
        for one in answer if isinstance(answer, (list, tuple)) else ():
            if isinstance(one, Mapping):
                spans.append(_span(text, one, behind))
                behind = max(behind, spans[-1].end or 0)
        return cls(text, spans)

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Span, ...]: ...
    def __getitem__(self, index: int | slice) -> Span | tuple[Span, ...]:
        """Return a span by its number, from 0 on."""
        return self._spans[index]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._spans)

    def __iter__(self) -> Iterator[Span]:
        """Go through them."""
        return iter(self._spans)

    def __repr__(self) -> str:
        """Return their number, and the first of them."""
        shown = ", ".join(f"{one.text[:20]!r} {one.label}" for one in self._spans[:3])
        more = ", ..." if len(self) > 3 else ""
        return f"<{len(self)} spans: {shown}{more}>" if self._spans else "<no spans>"

    def of_group(self, group: str) -> Spans:
        """Return those of one kind: `"PER"` has `B-PER` and `I-PER`, too."""
        return Spans(self.text, [one for one in self if group in (one.group, one.label)])

    def to_frame(self) -> Any:
        """Return them as a `pandas.DataFrame`, or a dict of columns without pandas.

        Its columns are label, text, score, start and end.
        """
        names = ("label", "text", "score", "start", "end")
        return frame_of({name: [getattr(one, name) for one in self] for name in names})


def _span(text: str, one: Mapping[str, Any], behind: int) -> Span:
    label = label_of(one.get("entity_group", one.get("entity", one.get("label"))))
    score, word = score_of(one.get("score")), one.get("word")
    place = offsets_of(one.get("start"), one.get("end"), len(text))
    if place is not None:
        return Span(label, score, text[slice(*place)], *place)
    found = found_at(text, word, behind) or found_at(text, word, 0)
    if found is not None:
        return Span(label, score, text[slice(*found)], *found, found=True)
    return Span(label, score, label_of(word), None, None)

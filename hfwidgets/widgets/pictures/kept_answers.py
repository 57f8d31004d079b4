"""What was said about pictures: the answers that a widget keeps, each with what it answers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hfwidgets.pictures.reading import Picture
from hfwidgets.widgets.engine.surrogates import displayable

Box: TypeAlias = tuple[float, float, float, float]

MOST_ANSWERS = 100
MOST_TOLD = 60_000  # characters of answers that a page and a notebook get
MOST_WORDS = 4_000  # characters of a text that a page gets
MOST_OTHERS = 20  # candidates of an answer that a page gets
MOST_PICTURES = 8
MOST_BYTES = 64 * 1024 * 1024  # of pictures that are no input any more
SIDES = ("xmin", "ymin", "xmax", "ymax")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of what a model answers to a question.

    Attributes:
        answer: In words; "" where the model says that there is none.
        score: In [0, 1] as a rule; None where the model gives none.
        boxes: Where it stands, `xmin, ymin, xmax, ymax` in pixels of the upright picture, a box a
            line; empty where the model does not tell.
    """

    answer: str
    score: float | None = None
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureAnswer:
    """An answer about a picture.

    Attributes:
        question: What was asked; "" for a caption.
        candidates: What the model answered, best first; empty where it found nothing.
        picture: What the picture is called.
        model: Model id or address, None for the recommended one.
        seconds: How long it took.
        started: When it was asked, seconds since 1970.
        page: Page of a document, or None.
    """

    question: str
    candidates: tuple[Candidate, ...]
    picture: str
    model: str | None = None
    seconds: float | None = None
    started: float = 0.0
    page: int | None = None
    id: str = field(default="", repr=False)
    picture_id: str = field(default="", repr=False)

    @property
    def answer(self) -> str:
        """The best answer; "" where there is none."""
        return self.candidates[0].answer if self.candidates else ""

    @property
    def score(self) -> float | None:
        """The score of the best answer, or None."""
        return self.candidates[0].score if self.candidates else None

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Where the best answer stands, in pixels; empty where the model does not tell."""
        return self.candidates[0].boxes if self.candidates else ()

    def to_page(self) -> dict[str, Any]:
        """Return what the page is told of it."""
        told = {
            "id": self.id,
            "question": _short(self.question),
            "items": [
                {"answer": _short(one.answer), "score": one.score, "boxes": list(one.boxes)}
                for one in self.candidates[:MOST_OTHERS]
            ],
            "picture": self.picture_id,
            "name": displayable(self.picture)[:200],
            "model": self.model,
            "seconds": self.seconds,
            "at": self.started,
        }
        return told if self.page is None else {**told, "page": self.page}


class KeptAnswers:
    """The answers that a widget keeps, oldest first, with the pictures that they are about."""

    def __init__(self) -> None:
        """None so far."""
        self.all: tuple[PictureAnswer, ...] = ()
        self._pictures: dict[str, Picture] = {}
        self._deleted: tuple[PictureAnswer, ...] | None = None  # all, as they were before
        self._numbers = itertools.count(1)

    def new_id(self) -> str:
        """Return a name for an answer that no other of this widget has."""
        return f"a{next(self._numbers)}"

    def add(self, answer: PictureAnswer, picture: Picture | None) -> None:
        """Keep one more; the oldest goes where there are a hundred."""
        self.all = (*self.all, answer)[-MOST_ANSWERS:]
        self._deleted = None
        if picture is not None:
            self._pictures.pop(answer.picture_id, None)
            self._pictures[answer.picture_id] = picture
        self._let_go()

    def delete(self, answer_id: str | None) -> None:
        """Let an answer go, or all of them; `restore` takes that back.

        Raises:
            ValueError: There is none of this id.
        """
        if answer_id is not None:
            self.one(answer_id)
        self._deleted = self.all
        self.all = tuple(one for one in self.all if answer_id is not None and one.id != answer_id)

    def restore(self) -> None:
        """Take the last deletion back.

        Raises:
            ValueError: There is nothing to take back.
        """
        if self._deleted is None:
            raise ValueError("nothing was deleted since the last answer")
        self.all, self._deleted = self._deleted, None

    def one(self, answer_id: Any) -> PictureAnswer:
        """Return an answer by its id.

        Raises:
            ValueError: It is not kept any more.
        """
        found = next((one for one in self.all if one.id == answer_id), None)
        if found is None:
            raise ValueError("this answer is not kept any more; ask again")
        return found

    def picture(self, picture_id: str) -> Picture | None:
        """Return a picture that an answer is about, while it is kept."""
        return self._pictures.get(picture_id)

    def to_page(self) -> dict[str, Any]:
        """Return what the page is told: the newest first, as many as are not too long."""
        told: list[dict[str, Any]] = []
        room = MOST_TOLD
        for one in reversed(self.all):
            entry = one.to_page()
            room -= len(entry["question"]) + sum(len(item["answer"]) for item in entry["items"])
            if room < 0 and told:
                break
            told.append(entry)
        return {"answers": told, "left": len(self.all) - len(told)}

    def _let_go(self) -> None:
        about = {one.picture_id for one in self.all}
        self._pictures = {name: one for name, one in self._pictures.items() if name in about}
        sizes = {name: _size(one) for name, one in self._pictures.items()}
        for name in list(self._pictures)[:-1]:
            if len(sizes) <= MOST_PICTURES and sum(sizes.values()) <= MOST_BYTES:
                break
            del self._pictures[name], sizes[name]


def box_of(value: Any) -> Box | None:
    """Return a box of an answer: four numbers, or a mapping of them; None where it is none."""
    found: Any = [value.get(side) for side in SIDES] if isinstance(value, Mapping) else value
    if not isinstance(found, Sequence) or isinstance(found, str) or len(found) != 4:
        return None
    try:
        left, top, right, bottom = (float(one) for one in found)
    except (TypeError, ValueError, OverflowError):
        return None
    if not all(map(math.isfinite, (left, top, right, bottom))) or right <= left or bottom <= top:
        return None
    return left, top, right, bottom


def boxes_of(
    entry: Mapping[str, Any], size: tuple[int, int] | None, words: Sequence[Any] = ()
) -> tuple[Box, ...]:
    """Return where an answer stands.

    Args:
        entry: It, with a `box`, with `boxes`, or with `start` and `end`, both included, which
            count the words that were sent.
        size: Width and height of the upright picture.
        words: The words that were sent, each with its box in thousandths of the picture.

    Returns:
        Boxes in pixels, one for each line; none where it does not tell, or tells nonsense.
    """
    several = entry.get("boxes")
    given = several if isinstance(several, list) else [entry.get("box")]
    found = [box for box in map(box_of, given) if box is not None]
    if found:
        return tuple(found)
    start, end = entry.get("start"), entry.get("end")
    whole = all(isinstance(one, int) and not isinstance(one, bool) for one in (start, end))
    if size is None or not whole or not 0 <= start <= end < len(words):  # type: ignore[operator]
        return ()
    return tuple(_lines(words[start : end + 1], size))  # type: ignore[operator]


def _lines(words: Iterable[Any], size: tuple[int, int]) -> list[Box]:
    """Return the boxes of words in pixels, those of a line as one."""
    lines: list[Box] = []
    for word in words:
        box = box_of(word[1]) if isinstance(word, Sequence) and len(word) == 2 else None
        if box is None:
            continue
        across, down = size[0] / 1000, size[1] / 1000
        left, top, right, bottom = box[0] * across, box[1] * down, box[2] * across, box[3] * down
        last = lines[-1] if lines else None
        if last is not None and last[1] < (top + bottom) / 2 < last[3] and left >= last[0]:
            ends = max(last[2], right), max(last[3], bottom)
            lines[-1] = (last[0], min(last[1], top), *ends)
        else:
            lines.append((left, top, right, bottom))
    return lines


def _short(text: str) -> str:
    shown = displayable(text)
    return shown if len(shown) <= MOST_WORDS else f"{shown[:MOST_WORDS]}…"


def _size(picture: Picture) -> int:
    """Return about how much memory a picture takes."""
    if isinstance(picture.source, bytes):
        return len(picture.source)
    return 0 if hasattr(picture.source, "open") else 4 * picture.width * picture.height

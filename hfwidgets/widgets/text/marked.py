"""What a text says where: named spans, and answers to a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hfwidgets.pictures.entries import label_of, score_of
from hfwidgets.widgets.engine.output import NOTHING, Content
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.engine.value import Value
from hfwidgets.widgets.text.places import Units, found_at, offsets_of
from hfwidgets.widgets.text.spans import Spans
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow

MOST_SPANS = 5_000  # spans that a page shows
MOST_TEXT = 300_000  # characters that it shows
MOST_ANSWERS = 50
MOST_WORDS = 200  # characters of what a span is called on the page
UNSURE = 0.1  # a best answer below this score is called unsure


class Marked(Value):
    """An answer about a text, which it keeps: the input may be another one by then.

    Attributes:
        about: The text, as it was sent.
    """

    source = "text"
    about = ""

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Return the flow of the run, whose text is kept."""
        text = values.get(self.source)
        self.about = text if isinstance(text, str) else ""
        return super().call(flow, config, values)

    def shown_text(self) -> str:
        """Return as much of the text as a page shows."""
        return self.about[:MOST_TEXT]

    def too_long(self) -> str | None:
        """Return what a person should know of a text that is not shown whole."""
        if len(self.about) <= MOST_TEXT:
            return None
        return f"The first {MOST_TEXT:,} of {len(self.about):,} characters are shown."


class MarkedSpans(Marked):
    """Named spans of a text."""

    spans = Spans("", ())

    def read(self, answer: Any) -> None:
        """Take the answer, and find the places of its spans."""
        if answer is None:
            return
        self.answer = answer
        spans = self.spans = Spans.of(self.about, answer)
        counts: dict[str, int] = {}
        for one in spans:
            counts[one.group] = counts.get(one.group, 0) + 1
        listed = ", ".join(f"{count} {group}" for group, count in list(counts.items())[:5])
        self.text = listed or "no span"
        self.notice = " ".join(filter(None, (self.too_long(), *_notices(spans)))) or None

    def ended(self) -> Content:
        """Return the text and its spans."""
        if self.answer is None:
            return NOTHING
        text = self.shown_text()
        place = Units(text)
        spans = [
            {
                "label": one.label[:MOST_WORDS],
                "group": one.group[:MOST_WORDS],
                "score": one.score,
                "start": place(one.start),
                "end": place(min(one.end, len(text))),
            }
            for one in self.spans[:MOST_SPANS]
            if one.start is not None and one.end is not None and one.start < len(text)
        ]
        lost = [one for one in self.spans if one.start is None][:20]
        unplaced = [
            {"label": one.label[:MOST_WORDS], "word": one.text[:MOST_WORDS], "score": one.score}
            for one in lost
        ]
        return {"output": {"text": displayable(text), "spans": spans, "unplaced": unplaced}}, ()

    def words(self, part: int | None = None) -> str:
        """Return what a span says, by default the first.

        Raises:
            LookupError: There is none.
        """
        return self.spans[part or 0].text


class Answers(Marked):
    """Answers to a question, with their places in the context."""

    source = "context"

    def read(self, answer: Any) -> None:
        """Take the answer, or several of them."""
        if answer is None:
            return
        self.answer = answer
        found = self.found = _answers(self.about, answer)
        best = found[0] if found else None
        self.text = best["answer"] if best and best["answer"] else "no answer"
        told = [self.too_long()]
        if len(found) > MOST_ANSWERS:
            told.append(f"The first {MOST_ANSWERS} of {len(found)} answers are shown.")
        self.notice = " ".join(filter(None, told)) or None

    found: list[dict[str, Any]] = []  # noqa: RUF012 - replaced, never changed

    def ended(self) -> Content:
        """Return the context and the answers, best first."""
        if self.answer is None:
            return NOTHING
        text = self.shown_text()
        place = Units(text)
        answers = []
        for one in self.found[:MOST_ANSWERS]:
            start, end = one["start"], one["end"]
            seen = start is not None and start < len(text)
            answers.append(
                {
                    "answer": displayable(one["answer"][:MOST_TEXT]),
                    "score": one["score"],
                    "start": place(start) if seen else None,
                    "end": place(min(end, len(text))) if seen else None,
                }
            )
        return {"output": {"text": displayable(text), "answers": answers, "unsure": UNSURE}}, ()

    def words(self, part: int | None = None) -> str:
        """Return an answer, by default the best.

        Raises:
            LookupError: There is none.
        """
        said: str = self.found[part or 0]["answer"]
        return said


def _notices(spans: Spans) -> list[str]:
    """Return what a person should know of the places of spans."""
    looked_for = sum(one.found for one in spans)
    lost = sum(one.start is None for one in spans)
    told = []
    if looked_for:
        told.append(
            f"{looked_for} of {len(spans)} spans have no offsets in this text: each is shown where "
            "its word stands next."
        )
    if lost:
        told.append(f"{lost} of {len(spans)} spans are not in the text, and are listed below it.")
    if len(spans) > MOST_SPANS:
        told.append(f"The first {MOST_SPANS:,} of {len(spans):,} are shown; spans has all.")
    return told


def _answers(context: str, answer: Any) -> list[dict[str, Any]]:
    """Return the answers of a list, or the only one, with places where they have one."""
    found = []
    for one in answer if isinstance(answer, (list, tuple)) else [answer]:
        if not isinstance(one, Mapping):
            continue
        said = one.get("answer")
        text = said if isinstance(said, str) else "" if said is None else label_of(said)
        place = offsets_of(one.get("start"), one.get("end"), len(context))
        if place is None and text.strip():
            place = found_at(context, text, 0)
        start, end = place or (None, None)
        score = score_of(one.get("score"))
        found.append({"answer": text.strip() and text, "score": score, "start": start, "end": end})
    return found

"""What a run brings that says something about a picture: a caption, or answers to a question."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Any

from hfwidgets.pictures.captioned import Entry
from hfwidgets.pictures.detections import Detections
from hfwidgets.pictures.documents import DocumentPage
from hfwidgets.pictures.drawn import with_boxes
from hfwidgets.pictures.entries import label_of, score_of
from hfwidgets.pictures.scores import are_shares, score_text
from hfwidgets.widgets.engine.output import Content
from hfwidgets.widgets.engine.still import Still
from hfwidgets.widgets.pictures.input import Held, PictureInput
from hfwidgets.widgets.pictures.kept_answers import (
    Candidate,
    KeptAnswers,
    PictureAnswer,
    boxes_of,
)
from hfwidgets.widgets.pictures.outputs import PictureOutput
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow, elsewhere

NOTHING_FOUND = "no answer"


class PictureAnswers(PictureOutput):
    """Answers to a question about a picture, or its caption.

    Attributes:
        question: What was asked, "" for a caption.
        kept: The answers that the widget keeps.
        answer_id: Names this one among them.
    """

    kept: KeptAnswers
    takes_words = False
    question = ""
    answer_id = ""
    _words: Sequence[Any] = ()
    _began = 0.0

    @classmethod
    def of(cls, widget: Any, continue_from: str) -> PictureAnswers:
        """Return the answer to what a widget holds."""
        output = cls(widget.picture_inputs.get("image"))
        output.kept = getattr(widget, "kept_answers", None) or KeptAnswers()
        output.takes_words = "word_boxes" in widget.trait_of
        output.answer_id = output.kept.new_id()
        return output

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Send the picture and the question, as they were when the run began."""
        self.question = str(values.get("question") or "")
        self._words = list(values.get("word_boxes") or ())
        self._began = time.time()
        return super().call(flow, config, values)

    def _asked(
        self,
        given: PictureInput,
        held: Held,
        flow: Callable[..., Flow[Any]],
        config: Config,
        values: Mapping[str, Any],
    ) -> Flow[Any]:
        picture = held.picture
        if self.takes_words and not self._words and isinstance(picture, DocumentPage):
            page = picture
            self._words = yield from elsewhere(
                lambda: [[text, list(box)] for text, box in page.words]
            )
            if self._words:
                values = {**values, "word_boxes": self._words}
                self.notice = (
                    f"The page's own {len(self._words):,} words were sent with the question: "
                    "nothing had to be read from its picture."
                )
        return (yield from super()._asked(given, held, flow, config, values))

    def told(self) -> Content:
        """Return which of the kept answers it is."""
        best = self.candidates[0].answer if self.candidates else ""
        self.text = best or NOTHING_FOUND
        return {"answer": self.answer_id}, ()

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What the model answered, best first where it tells scores."""
        if isinstance(self.answer, str):
            return (Candidate(label_of(self.answer)),)
        entries = [one for one in self.answer or [] if isinstance(one, Mapping)]
        found = [
            Candidate(
                _words_of(one.get("answer")),
                score_of(one.get("score")),
                boxes_of(one, self.size, self._words),
            )
            for one in entries
        ]
        return tuple(sorted(found, key=lambda one: inf if one.score is None else -one.score))

    def kept_as(self, model: str | None, seconds: float | None) -> PictureAnswer:
        """Return it as the widget keeps it."""
        page = self.picture.page if isinstance(self.picture, DocumentPage) else None
        return PictureAnswer(
            *(self.question, self.candidates, self.name, model, seconds, self._began, page),
            id=self.answer_id,
            picture_id=self.id,
        )

    def still(self) -> Still:
        """Return the picture with the answer's boxes, and all that was said about it below it."""
        if self.answer is None or self.picture is None:
            return super().still()
        picture, boxes = self.picture.upright, self.candidates[0].boxes if self.candidates else ()
        if boxes:
            things = [{"label": self.text, "score": None, "box": list(box)} for box in boxes]
            picture = with_boxes(picture, Detections.of(things, self.size))
        earlier = [
            one
            for one in self.kept.all
            if one.picture_id == self.id and one.id != self.answer_id and one.question
        ]
        legend = [_entry(f"{one.question}  {_said(one)}", one.score) for one in earlier]
        best = self.candidates[0].score if self.candidates else None
        score = "" if best is None else f" ({score_text(best, shares=are_shares([best]))})"
        return Still(f"{self.text}{score}", picture=picture, legend=legend)


def _said(one: PictureAnswer) -> str:
    return one.answer or NOTHING_FOUND


def _entry(text: str, score: float | None) -> Entry:
    shares = are_shares([score])
    return Entry(text, "" if score is None else score_text(score, shares=shares))


def _words_of(value: Any) -> str:
    return "" if value is None else label_of(value)

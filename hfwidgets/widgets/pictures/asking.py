"""Widgets that say something about a picture in words, and keep all that was said."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t

from hfwidgets.frames import frame_of
from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine.base import FieldTrait, refuse_unknown
from hfwidgets.widgets.engine.desk import Buffers, Content, PageAnswer, acknowledged, reply
from hfwidgets.widgets.engine.handing import hand_text, put_text, text_targets
from hfwidgets.widgets.engine.run import Outcome
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.widgets.pictures.document_input import DocumentInput, DocumentMessages
from hfwidgets.widgets.pictures.exports import csv_of
from hfwidgets.widgets.pictures.input import PictureTrait
from hfwidgets.widgets.pictures.kept_answers import KeptAnswers, PictureAnswer
from hfwidgets.widgets.pictures.task import PictureTask

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.pictures.reading import Picture
    from hfwidgets.widgets.arguments import (
        DocumentQuestionAnsweringArguments,
        ImageToTextArguments,
        VisualQuestionAnsweringArguments,
    )

COLUMNS = ("question", "answer", "score", "picture", "page", "model", "seconds")


class AskingTask(PictureTask):
    """A task widget that is given a picture once, and keeps each answer about it.

    A PDF file is taken where pypdfium2 is installed (`pip install 'hfwidgets[pdf]'`): its page
    `page` is the picture.
    """

    asked = t.Dict(help="What the page is told of the answers that are kept").tag(sync=True)
    kept_answers: KeptAnswers
    formats: ClassVar = {".csv": "csv"}
    _machinery: ClassVar[tuple[str, ...]] = ("asked", "kept_answers", "turn", "words_of")

    def __init__(self, model: str | None = None, page: int | None = None, **values: Any) -> None:
        """Check the arguments, and keep no answer yet."""
        self.kept_answers = KeptAnswers()
        super().__init__(model, **values)
        if page is not None:
            self.page = page

    @property
    def answers(self) -> tuple[PictureAnswer, ...]:
        """What was said so far, oldest first, at most 100: with question, score, boxes and time."""
        return self.kept_answers.all

    @property
    def page(self) -> int | None:
        """Page of the PDF file that is the picture, from 1; None for other pictures.

        Raises:
            ParameterError: When set: there is no such page.
        """
        return self._document.page

    @page.setter
    def page(self, number: int) -> None:
        self.turn(number)

    @property
    def pages(self) -> int | None:
        """How many pages the PDF file has; None for other pictures."""
        return self._document.pages

    def turn(self, page: int, *, field: Any = None) -> None:
        """Work on another page of the document."""
        given: Any = self._input(field)
        given.turn(page)

    def ask_again(self, answer: PictureAnswer | str) -> AskingTask:
        """Ask the same question about the picture that is there now, as `run` does."""
        kept = answer if isinstance(answer, PictureAnswer) else self.kept_answers.one(answer)
        return self._again(kept)

    def delete(self, answer: PictureAnswer | str | None = None) -> None:
        """Let an answer go, or all of them; `undelete` takes that back.

        Raises:
            ValueError: It is not kept.
        """
        self.kept_answers.delete(answer.id if isinstance(answer, PictureAnswer) else answer)
        self._tell_answers()

    def undelete(self) -> None:
        """Take the last deletion back.

        Raises:
            ValueError: There is nothing to take back.
        """
        self.kept_answers.restore()
        self._tell_answers()

    def to_frame(self) -> Any:
        """Return all answers as a pandas DataFrame; without pandas a dict of lists."""
        rows = self._rows()
        return frame_of({name: [row[name] for row in rows] for name in COLUMNS})

    def send_to(
        self,
        other: TaskWidget,
        part: Any = None,
        *,
        field: str | None = None,
        run: bool = False,
        **parameters: Any,
    ) -> TaskWidget:
        """Give what was said, or the picture, to another widget.

        Args:
            other: A widget whose task takes a text or a picture.
            part: `"result"` for the best answer in words, an index for that of one of the answers
                (as in `answers`), `"input"` for the picture. None: the picture where the other
                one takes pictures, else the words.
            field: Which text of the other one the words become. None: its first.
            run: Whether the other one runs with it at once.
            **parameters: Inputs and parameters of the other one to set with it.

        Returns:
            The other widget.

        Raises:
            ValueError: There is no such answer yet, or the other widget takes no such thing.
            TypeError: A parameter that the other widget does not have.
        """
        takes = isinstance(other, PictureTask) and bool(other.picture_inputs)
        if part == "input" or (part is None and takes and field is None):
            return super().send_to(other, "input", run=run, **parameters)
        refuse_unknown(type(other).__name__, parameters, other.trait_of)
        put_text(other, field, self.words_of(None if part == "result" else part))
        for name, value in parameters.items():
            setattr(other, other.trait_of[name], value)
        if run:
            other.run()
        return other

    # For the page, and for what is around the widget.

    def words_of(self, part: int | None = None) -> str:
        """Return the last answer in words, or one of `answers`.

        Raises:
            ValueError: There is none.
        """
        try:
            return self.answers[-1 if part is None else part].answer
        except (IndexError, TypeError):
            told = f"there is no answer {part!r:.40}" if part is not None else "nothing was said"
            raise ValueError(f"{told} yet; press Run, or call run()") from None

    def trait_for(self, field: FieldSpec) -> FieldTrait:
        """Return the trait of a field; a picture may be a page of a document."""
        if field.kind != "image":
            return super().trait_for(field)
        self.picture_inputs[field.name] = DocumentInput(
            field, lambda: self._config, self._tell_pictures
        )
        return PictureTrait(field)

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers messages about pictures, and about what was said of them."""
        now = partial(acknowledged, self)
        kept = self.kept_answers
        return {
            **DocumentMessages(self).answers,
            "targets": self._targets,
            "answer-delete": now(lambda content: self.delete(content.get("answer"))),
            "answer-restore": now(lambda _: self.undelete()),
            "answer-again": now(lambda content: self._again(kept.one(content.get("answer")))),
        }

    def use_in(self, target: str, what: Mapping[str, Any]) -> None:
        """Hand the picture, or a text, to the widget that the page chose.

        Raises:
            ValueError: There is no such widget, picture or text.
        """
        if what.get("kind") != "text":
            super().use_in(target, what)
            return
        text = what.get("text")
        if not isinstance(text, str):
            raise ValueError("there is no text to hand on; run first")
        fresh = hand_text(self, target, text)
        if fresh is not None:
            self.close_opened()
            self.opened = fresh

    def picture_of(self, picture_id: str) -> Picture | None:
        """Return a picture by its id, while it is an input or an answer is about it."""
        return super().picture_of(picture_id) or self.kept_answers.picture(picture_id)

    def show_result(self, output: Any, outcome: Outcome) -> None:
        """Keep what was said, and set the traits of a run that has ended."""
        if outcome.error is None and not outcome.stopped:
            run = self.control.run
            seconds = None if run is None or run.ended is None else run.ended - run.started
            model = self.noted("model", output.model)
            answer = output.kept_as(model, None if seconds is None else round(seconds, 3))
            self.kept_answers.add(answer, output.picture)
            self._tell_answers()
        super().show_result(output, outcome)

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return all answers as CSV."""
        if form != "csv":
            return super().export(what, form)
        return "answers.csv", "text/csv", csv_of(self._rows())

    @property
    def _document(self) -> DocumentInput:
        given = self._input(None)
        assert isinstance(given, DocumentInput)
        return given

    def _again(self, answer: PictureAnswer) -> AskingTask:
        if "question" in self.trait_of:
            self.question = answer.question
        self.run()
        return self

    def _rows(self) -> list[dict[str, Any]]:
        return [{name: getattr(one, name) for name in COLUMNS} for one in self.answers]

    def _tell_answers(self) -> None:
        self.tell(asked=self.kept_answers.to_page())

    def _targets(self, content: Content, _: Buffers) -> None:
        found = self.targets() if content.get("of") == "picture" else text_targets(self)
        reply(self, "targets", content, targets=found)


class ImageToText(AskingTask):
    """Say in words what a picture shows, or read its text.

    Takes the arguments of `InferenceClient.image_to_text`; each is a trait of the same name.

    Example:
        >>> w = ImageToText(image="cat.jpg")
        >>> w  # displays it; press Run, or:
        >>> w.run().wait()
        'a cat standing in a grassy field'
        >>> w.send_to(TextToImage(), "result", run=True)
    """

    task = "image-to-text"

    def __init__(
        self,
        model: str | None = None,
        *,
        page: int | None = None,
        **arguments: Unpack[ImageToTextArguments],
    ) -> None:
        super().__init__(model, page, **arguments)


class VisualQuestionAnswering(AskingTask):
    """Answer questions about a picture, which is uploaded once; all answers stay in a list.

    Takes the arguments of `InferenceClient.visual_question_answering`; each is a trait of the same
    name.

    Example:
        >>> w = VisualQuestionAnswering(image="cat.jpg", question="What animal is it?")
        >>> w.run().wait()
        [{'score': 0.78, 'answer': 'cat'}, ...]
        >>> w.run(question="What colour is it?").wait()
        >>> [(one.question, one.answer) for one in w.answers]
        [('What animal is it?', 'cat'), ('What colour is it?', 'grey')]
    """

    task = "visual-question-answering"

    def __init__(
        self,
        model: str | None = None,
        *,
        page: int | None = None,
        **arguments: Unpack[VisualQuestionAnsweringArguments],
    ) -> None:
        super().__init__(model, page, **arguments)


class DocumentQuestionAnswering(AskingTask):
    """Answer questions about a document, and show where the answers stand.

    Takes the arguments of `InferenceClient.document_question_answering`; each is a trait of the
    same name. Of a PDF file the words of its page are sent with each question, unless `word_boxes`
    is set: the model need not read them off the picture.

    Example:
        >>> w = DocumentQuestionAnswering(image="invoice.pdf", question="What is the total?")
        >>> w.run().wait()
        [{'score': 0.97, 'answer': '128.50 EUR', 'start': 11, 'end': 12}]
        >>> w.answers[-1].boxes  # pixels of the page's picture
        ((561.2, 416.6, 728.7, 438.8),)
        >>> w.page = 2
    """

    task = "document-question-answering"

    def __init__(
        self,
        model: str | None = None,
        *,
        page: int | None = None,
        **arguments: Unpack[DocumentQuestionAnsweringArguments],
    ) -> None:
        super().__init__(model, page, **arguments)

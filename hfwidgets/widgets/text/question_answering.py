"""The widget that finds the answer to a question in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hfwidgets.widgets.text.task import TextTask

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import QuestionAnsweringArguments


class QuestionAnswering(TextTask):
    """Find the answer to a question in a text, and show where it stands.

    Takes the arguments of `InferenceClient.question_answering`; each is a trait of the same name.

    Example:
        >>> w = QuestionAnswering(question="What's my name?", context="My name is Clara.")
        >>> w.run().wait()
        {'score': 0.93, 'start': 11, 'end': 16, 'answer': 'Clara'}
    """

    task = "question-answering"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[QuestionAnsweringArguments]
    ) -> None:
        super().__init__(model, **arguments)

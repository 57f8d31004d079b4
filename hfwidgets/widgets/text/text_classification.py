"""The widget that says which class a text belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hfwidgets.widgets.text.task import TextTask

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import TextClassificationArguments


class TextClassification(TextTask):
    """Say which class a text belongs to: a sentiment, a topic, a language.

    Takes the arguments of `InferenceClient.text_classification`; each is a trait of the same name.

    Example:
        >>> w = TextClassification(text="I like you")
        >>> w.run().wait()
        [{'label': 'POSITIVE', 'score': 0.9998}, {'label': 'NEGATIVE', 'score': 0.0002}]
    """

    task = "text-classification"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[TextClassificationArguments]
    ) -> None:
        super().__init__(model, **arguments)

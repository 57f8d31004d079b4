"""The widgets that make another text of a text: a summary, a translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hfwidgets.widgets.text.task import TextTask

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import SummarizationArguments, TranslationArguments


class RewritingTask(TextTask):
    """A task widget that makes a text, all of which is handed on: a page may hold its beginning."""

    def use_text(self, target: str, text: str) -> None:
        """Hand the text that was made to the widget that the page chose.

        Raises:
            ValueError: There is no such widget, or no text.
        """
        super().use_text(target, self.words_of())


class Summarization(RewritingTask):
    """Make a text shorter: text and summary side by side, and what is new in it on request.

    Takes the arguments of `InferenceClient.summarization`; each is a trait of the same name.

    Example:
        >>> w = Summarization(text="The Eiffel tower ...")
        >>> w  # displays it; press Run, or:
        >>> w.run().wait()
        'The Eiffel tower is one of the most famous landmarks in the world.'
    """

    task = "summarization"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[SummarizationArguments]
    ) -> None:
        super().__init__(model, **arguments)


class Translation(RewritingTask):
    """Translate a text: both side by side, with languages that can be swapped.

    Takes the arguments of `InferenceClient.translation`; each is a trait of the same name.

    Example:
        >>> w = Translation("Helsinki-NLP/opus-mt-en-fr", text="My name is Sarah")
        >>> w.run().wait()
        'Mon nom est Sarah'
    """

    task = "translation"

    def __init__(self, model: str | None = None, **arguments: Unpack[TranslationArguments]) -> None:
        super().__init__(model, **arguments)

"""The widget that continues a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t

from hfwidgets.widgets.engine.run import Outcome
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.widgets.text.streamed_text import StreamedText

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import TextGenerationArguments
    from hfwidgets.widgets.lens.token_lens import TokenLens


class TextGeneration(TaskWidget):
    """Continue a text, token by token.

    Takes the arguments of `InferenceClient.text_generation`; each is a trait of the same name.

    Example:
        >>> w = TextGeneration("sandbox/ngram-topics", prompt="A function is", max_new_tokens=50)
        >>> w  # displays it; press Run, or:
        >>> w.run().wait()
        ' called with an argument list ...'

    Attributes:
        text: What was generated so far, without special tokens; grows while it streams.
        details: Finish reason, seed and tokens with log-probabilities, or None.
    """

    task = "text-generation"
    own_defaults: ClassVar[dict[str, Any]] = {"stream": True}

    text = t.Unicode(help="What was generated so far")
    details = t.Any(None, help="Finish reason, seed and tokens of the last run")

    def __init__(
        self, model: str | None = None, **arguments: Unpack[TextGenerationArguments]
    ) -> None:
        super().__init__(model, **arguments)

    def lens(self) -> TokenLens:
        """Return a lens over the tokens of this widget's runs, the last one and those to come.

        Set `top_n_tokens` to have alternatives told. Close the lens to follow no more.
        """
        from hfwidgets.widgets.lens.token_lens import TokenLens

        return TokenLens(self)

    def show_start(self, output: StreamedText) -> None:
        """Empty the text, or begin with the one that goes on."""
        self.tell(details=None, text=output.text)

    def show_growth(self, output: StreamedText, seconds_to_first: float | None) -> None:
        """Set the text so far."""
        stats = {"tokens": len(output.tokens), "time_to_first_token": seconds_to_first}
        self.tell(stats=stats, text=output.text)

    def show_edited(self, output: StreamedText) -> None:
        """Take over the changed text."""
        self.tell(text=output.text)

    def shown_value(self) -> Any:
        """Return the result, or the text where that has no result or was changed since."""
        as_answered = self.result is not None and not self.control.output.edited
        return self.result if as_answered else self.text

    def show_result(self, output: StreamedText, outcome: Outcome) -> None:
        """Set the whole text, its details, and the result."""
        super().show_result(output, outcome)
        self.tell(details=output.details, text=output.text)

"""The widget that finds names and other spans in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hfwidgets.widgets.text.spans import Spans
from hfwidgets.widgets.text.task import TextTask

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import TokenClassificationArguments


class TokenClassification(TextTask):
    """Find names and other spans in a text, or the kind of each word.

    Takes the arguments of `InferenceClient.token_classification`; each is a trait of the same name.

    Example:
        >>> w = TokenClassification(text="My name is Sarah, I live in London")
        >>> w.run().wait()
        [{'entity_group': 'PER', 'score': 0.99, 'word': 'Sarah', 'start': 11, 'end': 16}, ...]
        >>> w.spans.of_group("LOC").to_frame()
    """

    task = "token-classification"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[TokenClassificationArguments]
    ) -> None:
        super().__init__(model, **arguments)

    @property
    def spans(self) -> Spans:
        """The spans of the last result with their places in the text that was run.

        Where the server tells no offsets, each word is looked for, in order.

        Raises:
            ValueError: There is no result yet.
        """
        if self.result is None:
            raise ValueError("there is no result yet; press Run, or call run()")
        shown: Any = self.control.shown
        spans: Spans = shown.spans
        return spans

    def to_frame(self) -> Any:
        """Return `spans` as a `pandas.DataFrame`, or a dict of columns without pandas.

        Raises:
            ValueError: There is no result yet.
        """
        return self.spans.to_frame()

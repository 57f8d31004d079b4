"""The widget that says which of one's own labels fits a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hfwidgets.widgets.text.task import TextTask

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import ZeroShotClassificationArguments


class ZeroShotClassification(TextTask):
    """Say which of your own labels fits a text.

    Takes the arguments of `InferenceClient.zero_shot_classification`; each is a trait of the same
    name.

    Example:
        >>> w = ZeroShotClassification(text="A new moon was found", labels=["space", "cooking"])
        >>> w.run().wait()
        [{'label': 'space', 'score': 0.98}, {'label': 'cooking', 'score': 0.02}]
    """

    task = "zero-shot-classification"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[ZeroShotClassificationArguments]
    ) -> None:
        super().__init__(model, **arguments)

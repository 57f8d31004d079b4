"""The widget that fills the masked words of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from hfwidgets.widgets.engine.desk import PageAnswer
from hfwidgets.widgets.text.masks import Masks
from hfwidgets.widgets.text.task import TextTask

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import FillMaskArguments


class FillMask(TextTask):
    """Fill the masked words of a text.

    Takes the arguments of `InferenceClient.fill_mask`; each is a trait of the same name.

    Example:
        >>> w = FillMask(text="The goal of life is [MASK].")
        >>> w.run().wait()[0]["token_str"]
        'life'
        >>> w.filled()
        'The goal of life is life.'
    """

    task = "fill-mask"
    masks: Masks
    _machinery: ClassVar[tuple[str, ...]] = ("masks",)

    def __init__(self, model: str | None = None, **arguments: Unpack[FillMaskArguments]) -> None:
        self.masks = Masks(self)
        super().__init__(model, **arguments)

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers the button that inserts a mask, too."""
        return {**super().page_answers(), "mask": self.masks.answer}

    def filled(self, choices: int | Sequence[int] = 0) -> str:
        """Return the text that was run with its masks filled.

        Args:
            choices: Which words, in the order of the answer, from 0: one number for all masks, or
                one for each.

        Returns:
            The text.

        Raises:
            ValueError: There is no result yet, no such word, or the masks of the text are not those
                of the answer.
        """
        if self.result is None:
            raise ValueError("there is no result yet; press Run, or call run()")
        shown: Any = self.control.shown
        text: str = shown.filled(choices)
        return text

    def words_of(self, part: int | None = None) -> str:
        """Return the text with its masks filled by their best words, or by those of a number."""
        return self.filled(part or 0)

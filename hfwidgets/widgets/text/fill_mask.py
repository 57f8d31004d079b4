"""The widget that fills the masked words of a text."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from hfwidgets.tasks.masks import COMMON, mask_token
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.desk import Buffers, Content, PageAnswer, reply
from hfwidgets.widgets.text.task import TextTask
from hfwidgets.wire.flow import drive_async

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import FillMaskArguments

PATIENCE = 5.0  # seconds that the page waits for a model's mask
UNKNOWN = (
    "Nothing tells this model's mask: {token} is inserted. Change it if the model has another."
)


class FillMask(TextTask):
    """Fill the masked words of a text.

    Takes the arguments of `InferenceClient.fill_mask`; each is a trait of the same name.

    Example:
        >>> w = FillMask(text="The goal of life is [MASK].")
        >>> w.run().wait()[0]["token_str"]
        'life'
        >>> w.filled()
        'The goal of life is life.'

    Attributes:
        masks: The mask tokens of the models that were looked up, by model; None where nothing
            tells them.
    """

    task = "fill-mask"
    masks: dict[str | None, str | None]
    _machinery: ClassVar[tuple[str, ...]] = ("masks",)

    def __init__(self, model: str | None = None, **arguments: Unpack[FillMaskArguments]) -> None:
        self.masks = {}
        super().__init__(model, **arguments)

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers the button that inserts a mask, too."""
        return {**super().page_answers(), "mask": self._mask}

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

    def _mask(self, content: Content, _: Buffers) -> None:
        background().submit(self._tell_mask(content))

    async def _tell_mask(self, content: Content) -> None:
        """Tell the page the model's mask; the commonest one, and why, where nothing tells it."""
        model = self.model
        if self.masks.get(model) is None:
            flow = mask_token(self._client._config, model)
            try:
                looked_up = drive_async(flow, background().perform)
                self.masks[model] = await asyncio.wait_for(looked_up, PATIENCE)
            except Exception:  # whatever it is, a mask can be typed
                self.masks[model] = None
        token = self.masks[model]
        note = None if token else UNKNOWN.format(token=COMMON[0])
        reply(self, "mask", content, token=token or COMMON[0], note=note)

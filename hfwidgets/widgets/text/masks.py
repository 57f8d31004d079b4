"""Which mask a model has: looked up when the page asks for it, and kept."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from hfwidgets.tasks.masks import COMMON, mask_token
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.desk import Answerer, Buffers, Content, reply
from hfwidgets.wire.flow import drive_async

PATIENCE = 5.0  # seconds that the page waits for a model's mask
UNKNOWN = (
    "Nothing tells this model's mask: {token} is inserted. Change it if the model has another."
)


class Masked(Answerer, Protocol):
    """What is needed of a widget that fills masks."""

    model: Any
    _client: Any


class Masks:
    """The mask tokens of a widget's models.

    Args:
        widget: Whose they are.

    Attributes:
        known: Tokens by model; None where nothing tells one.
    """

    def __init__(self, widget: Masked) -> None:
        """Know none yet."""
        self.known: dict[str | None, str | None] = {}
        self._widget = widget

    def answer(self, content: Content, _: Buffers) -> None:
        """Tell the page the mask, once it is looked up."""
        background().submit(self._tell(content))

    async def _tell(self, content: Content) -> None:
        """Tell the model's mask; the commonest one, and why, where nothing tells it."""
        model = self._widget.model
        if self.known.get(model) is None:
            flow = mask_token(self._widget._client._config, model)
            try:
                looked_up = drive_async(flow, background().perform)
                self.known[model] = await asyncio.wait_for(looked_up, PATIENCE)
            except Exception:  # whatever it is, a mask can be typed
                self.known[model] = None
        token = self.known[model]
        note = None if token else UNKNOWN.format(token=COMMON[0])
        reply(self._widget, "mask", content, token=token or COMMON[0], note=note)

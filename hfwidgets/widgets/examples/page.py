"""What the page asks of examples: to be told them, to have one, to have back what was there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from hfwidgets.alone import aside
from hfwidgets.tasks.masks import COMMON, mask_token
from hfwidgets.widgets.batch.answers import said
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.desk import Buffers, Content, PageAnswer, reply
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.examples.example import Example
from hfwidgets.widgets.examples.kept import Kept
from hfwidgets.widgets.examples.of_models import card_of, examples_of_card, files_of
from hfwidgets.widgets.examples.of_tasks import examples_of_task
from hfwidgets.widgets.examples.shown import origins, shown
from hfwidgets.wire.flow import Flow, drive_async

PATIENCE = 10.0  # seconds that the page waits for the Hub
NO_ANSWER = "The model's card was not read: the Hub has not answered."


class ExamplePage:
    """Answers the messages about examples of the views of one widget.

    Args:
        widget: Whose they are.
    """

    def __init__(self, widget: Any) -> None:
        """Know the widget."""
        self._widget = widget
        self._kept = Kept(widget)
        self._held: dict[str, Example] = {}
        self.answers: dict[str, PageAnswer] = {
            "examples": lambda content, _: self._begin(content),
            "example-use": self._use,
            "example-back": self._back,
        }

    def _begin(self, content: Content) -> None:
        background().submit(self._tell(content))

    async def _tell(self, content: Content) -> None:
        """Tell the examples that are here, or those of the model's card."""
        told: dict[str, Any] = {"model": None, "lack": None, "left": self._kept.left}
        try:
            if content.get("card"):
                model, found = await asyncio.wait_for(self._of_card(), PATIENCE)
                told["model"] = displayable(model)
                held = {f"card {model}": found}
            else:
                held = await self._here()
            rows, buffers = await aside(self._shown, held)
        except asyncio.TimeoutError:
            rows, buffers, told["lack"] = [], [], NO_ANSWER
        except Exception as error:  # whatever it is, the form can be filled
            rows, buffers, told["lack"] = [], [], displayable(said(error))
        reply(self._widget, "examples", content, buffers, examples=rows, **told)

    async def _here(self) -> dict[str, Sequence[Example]]:
        own = self._widget.examples_given
        if own is not None:
            return {"own": own}
        task = self._widget.task  # a chat takes messages, whatever task answers them
        mask = await self._mask() if task == "fill-mask" else None
        return {"task": examples_of_task(task, mask)}

    async def _mask(self) -> str:
        """Return the model's mask, the commonest one where nothing tells it."""
        try:
            flow = mask_token(self._widget._config, self._widget.model)
            token = await asyncio.wait_for(_performed(flow), PATIENCE)
        except Exception:  # it can be changed in the text
            token = None
        return token or COMMON[0]

    async def _of_card(self) -> tuple[str, Sequence[Example]]:
        widget = self._widget
        config = widget._config
        model, entries = await _performed(card_of(config, widget._spec.name, widget.model))
        files = files_of(config.dialect.hub, model)
        return model, examples_of_card(widget._spec, entries, files)

    def _shown(self, held: Mapping[str, Sequence[Example]]) -> tuple[list[Any], list[bytes]]:
        buffers: list[bytes] = []
        named = origins(held)
        rows = [shown(self._widget, key, one, buffers) for key, one in named.items()]
        self._held.update(named)
        return rows, buffers

    def _use(self, content: Content, _: Buffers) -> None:
        example = self._held.get(str(content.get("key")))
        if example is None:
            raise ValueError("this example is not there any more: open the examples again")
        number = self._kept.use(example.values, bool(content.get("faulty")))
        reply(self._widget, "example", content, kept=number, back=None, left=self._kept.left)

    def _back(self, content: Content, _: Buffers) -> None:
        back, number = self._kept.put_back(bool(content.get("faulty")))
        reply(self._widget, "example", content, kept=number, back=back, left=self._kept.left)


async def _performed(flow: Flow[Any]) -> Any:
    return await drive_async(flow, background().perform)

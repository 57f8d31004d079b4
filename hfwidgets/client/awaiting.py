"""`AsyncInferenceClient`: the same calls, awaited."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from hfwidgets.client.base import ClientBase
from hfwidgets.client.binding import described_by
from hfwidgets.tasks import endpoints, generation, nlp
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow, Request, Step, Wait, drive_async

if TYPE_CHECKING:
    from hfwidgets.client.async_transport import AsyncTransport

P = ParamSpec("P")
T = TypeVar("T")


def _method(
    flow: Callable[Concatenate[Config, P], Flow[T]],
) -> Callable[Concatenate[AsyncInferenceClient, P], Coroutine[Any, Any, T]]:
    async def call(self: AsyncInferenceClient, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await drive_async(flow(self._config, *args, **kwargs), self._perform)

    described_by(call, flow)
    call.__qualname__ = f"AsyncInferenceClient.{flow.__name__}"
    return call


class AsyncInferenceClient(ClientBase):
    """Ask models for their answers, over aiohttp, without blocking the event loop.

    Works in any number of event loops, one after the other or in several threads.
    `close()` or `async with` closes its connections; so does the end of the loop.
    """

    __doc__ = ClientBase.describe(__doc__)

    _transport: AsyncTransport | None = None

    text_classification = _method(nlp.text_classification)
    text_generation = _method(generation.text_generation)
    post = _method(endpoints.post)

    async def close(self) -> None:
        """Close all connections of this client. It can be used again."""
        transport = self.__dict__.pop("_transport", None)
        if transport is not None:
            await transport.close()

    async def __aenter__(self) -> AsyncInferenceClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def _perform(self, step: Step) -> Any:
        if isinstance(step, Request):
            transport = self._transport or await self._opened()
            return await transport.send(step)
        if isinstance(step, Wait):
            if self._config.on_wait is not None:
                told = self._config.on_wait(step)
                if isinstance(told, Awaitable):
                    await told
            return await asyncio.sleep(step.seconds)
        return await asyncio.to_thread(step.function)

    async def _opened(self) -> AsyncTransport:
        name = "hfwidgets.client.async_transport"
        # Loading aiohttp takes a tenth of a second, in which the loop goes on.
        if name not in sys.modules:
            await asyncio.to_thread(import_module, name)
        from hfwidgets.client.async_transport import AsyncTransport

        # In one step: loops in several threads may come here at once.
        opened: AsyncTransport = self.__dict__.setdefault("_transport", AsyncTransport())
        return opened

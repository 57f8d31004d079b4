"""`InferenceClient`: calls that block until the answer is there."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from hfwidgets.client.base import ClientBase
from hfwidgets.client.binding import described_by
from hfwidgets.tasks import endpoints, generation, nlp
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow, Request, Step, Wait, drive

P = ParamSpec("P")
T = TypeVar("T")


def _method(
    flow: Callable[Concatenate[Config, P], Flow[T]],
) -> Callable[Concatenate[InferenceClient, P], T]:
    def call(self: InferenceClient, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return drive(flow(self._config, *args, **kwargs), self._perform)

    described_by(call, flow)
    call.__qualname__ = f"InferenceClient.{flow.__name__}"
    return call


class InferenceClient(ClientBase):
    """Ask models for their answers, over requests.

    Use one client from as many threads as you like; connections are kept and shared.
    `close()` or `with` closes the idle ones.
    """

    __doc__ = ClientBase.describe(__doc__)

    text_classification = _method(nlp.text_classification)
    text_generation = _method(generation.text_generation)
    post = _method(endpoints.post)

    def close(self) -> None:
        """Close the connections that no call is using. The client can be used again."""
        import sys

        transport = sys.modules.get("hfwidgets.client.sync_transport")
        if transport is not None:
            transport.close_idle()

    def __enter__(self) -> InferenceClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _perform(self, step: Step) -> Any:
        if isinstance(step, Request):
            from hfwidgets.client.sync_transport import send

            return send(step)
        if isinstance(step, Wait):
            if self._config.on_wait is not None:
                self._config.on_wait(step)
            return time.sleep(step.seconds)
        return step.function()

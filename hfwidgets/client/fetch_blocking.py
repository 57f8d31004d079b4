"""The blocking transport of a browser: calls wait where it can switch stacks, else they say so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from hfwidgets.alone import suspended
from hfwidgets.client.fetch_transport import AsyncTransport
from hfwidgets.wire.flow import Request, Response, Source

INSTEAD = "use AsyncInferenceClient, and await its calls"

_transport = AsyncTransport()
_leaving: set[Any] = set()


class SuspendedBody:
    """The unread body of a streamed answer, read by who can wait."""

    def __init__(self, source: Any) -> None:
        """Take it over."""
        self._source: Source = source
        self._blocks = source.blocks_async()

    @property
    def aborted(self) -> bool:
        """Whether the reader has left."""
        aborted: bool = self._source.aborted  # type: ignore[attr-defined]
        return aborted

    def blocks(self) -> Iterator[bytes]:
        """Yield what has arrived, as soon as it has."""
        while (block := suspended(lambda: anext(self._blocks, None), INSTEAD)) is not None:
            yield block

    def abort(self) -> None:
        """Close the connection."""
        self._source.abort()


def send(request: Request) -> Response:
    """Send one request and return its answer; the body is read unless it is to be streamed.

    Raises:
        RuntimeError: Nothing can wait here.
        InferenceTimeoutError, InferenceConnectionError: As in `AsyncTransport`.
    """
    response = suspended(lambda: _transport.send(request), INSTEAD)
    if response.source is None:
        return response
    return replace(response, source=SuspendedBody(response.source))


def send_all(requests: tuple[Request, ...]) -> list[Response | Exception]:
    """Send requests at once; one that fails leaves its error in its place."""
    return suspended(lambda: _transport.send_all(requests), INSTEAD)


def send_away(request: Request) -> None:
    """Send a request in the page's loop, whatever becomes of it."""

    async def sent() -> None:
        with suppress(Exception):
            await _transport.send(request)

    task = asyncio.ensure_future(sent())
    _leaving.add(task)
    task.add_done_callback(_leaving.discard)

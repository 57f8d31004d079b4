"""What a call would send, without sending it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hfwidgets.client.mapping import method_of
from hfwidgets.wire.flow import Flow, Request, Step, drive, drive_async

if TYPE_CHECKING:
    from hfwidgets.client.base import ClientBase

SHOWN = 2000  # letters of a body


@dataclass(frozen=True)
class Preview:
    """A request that was not sent.

    Attributes:
        method: `"POST"`.
        url: Address.
        headers: Headers; secrets are `***`.
        body: The JSON value or the bytes that would be sent; None for none.
        size: Bytes of the body.
        provider: Who would answer, where that is a provider; else None.
    """

    method: str
    url: str
    headers: dict[str, str]
    body: Any
    size: int
    provider: str | None

    def __repr__(self) -> str:
        lines = [f"{self.method} {self.url}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if isinstance(self.body, bytes):
            lines += ["", f"<{self.size:,} bytes>"]
        elif self.body is not None:
            text = json.dumps(self.body, indent=1, ensure_ascii=False)
            cut = text if len(text) <= SHOWN else f"{text[:SHOWN]}\n... ({self.size:,} bytes)"
            lines += ["", cut]
        return "\n".join(lines)


class _WouldSendError(BaseException):
    """Ends a flow at the request that asks the model."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request


def _stop_at(step: Step) -> None:
    """End the flow where it asks the model; look-ups before that are made."""
    if isinstance(step, Request) and step.method == "POST":
        raise _WouldSendError(step)


def _flow(client: ClientBase, task: str, args: tuple[Any, ...], named: dict[str, Any]) -> Flow[Any]:
    method = getattr(type(client), method_of(client, task))
    if not hasattr(method, "__wrapped_flow__"):
        raise ValueError(f"task is {task!r}; name a task, such as 'fill-mask'")
    unpaid = replace(client._config, budget=None)
    flow: Flow[Any] = method.__wrapped_flow__(unpaid, *args, **named)
    return flow


def preview(client: Any, task: str, args: tuple[Any, ...], named: dict[str, Any]) -> Preview:
    """Return what a call of the blocking client would send."""

    def perform(step: Step) -> Any:
        _stop_at(step)
        return client._perform(step)

    try:
        drive(_flow(client, task, args, named), perform)
    except _WouldSendError as found:
        return _shown(found.request)
    raise _no_request(task)


async def preview_async(
    client: Any, task: str, args: tuple[Any, ...], named: dict[str, Any]
) -> Preview:
    """Return what a call of the async client would send."""

    async def perform(step: Step) -> Any:
        _stop_at(step)
        return await client._perform(step)

    try:
        await drive_async(_flow(client, task, args, named), perform)
    except _WouldSendError as found:
        return _shown(found.request)
    raise _no_request(task)


def _no_request(task: str) -> ValueError:
    return ValueError(f"task is {task!r}, which asks no model")


def _shown(request: Request) -> Preview:
    body: Any = request.body
    if body is not None and not isinstance(body, bytes):
        size, body = body.size, b""
    else:
        size = len(body or b"")
        if (request.headers.get("Content-Type") or "").startswith("application/json"):
            body = json.loads(body or b"null")
    provider = None if request.served is None else request.served.provider
    return Preview(request.method, request.url, request.headers.redacted(), body, size, provider)

"""Flows driven by hand: recorded replies go in, the steps come out; no socket, no sleep."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hfwidgets.wire.config import Config, configure
from hfwidgets.wire.flow import Flow, Request, Response, Wait, Work
from hfwidgets.wire.headers import Headers

ENDPOINT = "http://127.0.0.1:1"


def config(model: str | None = "m", **options: Any) -> Config:
    """The settings of a client of a classic server on this machine."""
    arguments: dict[str, Any] = {
        "token": False,
        "timeout": None,
        "headers": None,
        "cookies": None,
        "endpoint": ENDPOINT,
        "hub_endpoint": None,
        "dialect": None,
        "bill_to": None,
        "on_wait": None,
        **options,
    }
    plain = [arguments.pop(name) for name in ("token", "timeout", "headers", "cookies")]
    return configure(model, *plain, **arguments)


@dataclass
class Reply:
    """What a server answers, or the error of a transport."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    error: Exception | None = None

    @classmethod
    def of(cls, value: Any, status: int = 200, **headers: str) -> Reply:
        names = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(status, json.dumps(value).encode(), names)


class Clock:
    """Stands in for the module `time`: moves when a flow waits or a server takes its time."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@dataclass
class Played:
    """What a flow did."""

    requests: list[Request] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    result: Any = None


def play(
    flow: Flow[Any], *replies: Reply | Callable[[Request], Reply], clock: Clock | None = None
) -> Played:
    """Carry a flow to its end; the last reply answers every further request."""
    played = Played()
    queue = list(replies)
    try:
        step = next(flow)
        while True:
            if isinstance(step, Work):
                step = flow.send(step.function())
                continue
            if isinstance(step, Wait):
                played.waits.append(step)
                if clock is not None:
                    clock.now += step.seconds
                step = flow.send(None)
                continue
            played.requests.append(step)
            answer = queue.pop(0) if len(queue) > 1 else queue[0]
            reply = answer(step) if callable(answer) else answer
            if clock is not None:
                clock.now += reply.seconds
            if reply.error is not None:
                step = flow.throw(reply.error)
            else:
                step = flow.send(response(step, reply))
    except StopIteration as end:
        played.result = end.value
    return played


def response(request: Request, reply: Reply) -> Response:
    """An answer as a transport gives it."""
    return Response(
        reply.status,
        "Scripted",
        Headers.received(reply.headers.items()),
        request.url,
        request,
        reply.body,
    )


def answered(
    status: int = 200, body: bytes = b"", request_headers: Any = None, **headers: str
) -> Response:
    """An answer to no particular request."""
    names = {name.replace("_", "-"): text for name, text in headers.items()}
    request = Request("POST", f"{ENDPOINT}/models/m", Headers(request_headers))
    return response(request, Reply(status, body, names))

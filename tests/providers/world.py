"""The network as a test wrote it down: today's hosts answer here, in both clients, by no socket."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from hfwidgets import AsyncInferenceClient, InferenceClient
from hfwidgets.wire.flow import Request, Response
from tests.unit.played import Reply, response

TOKEN = "hf_token0123456789"
KEY = "own-key-0123456789"
HUB, ROUTER = "https://huggingface.co", "https://router.huggingface.co"
MODEL = "org/model"

Answer = Callable[[Request], Reply]


def entry(task: str, identifier: str = "the/id", **more: Any) -> dict[str, Any]:
    """One entry of a mapping."""
    return {"status": "live", "providerId": identifier, "task": task, **more}


def mapping(**entries: Any) -> Reply:
    """What the Hub answers for a model: `_` in a name stands for `-`."""
    named = {name.replace("_", "-"): one for name, one in entries.items()}
    return Reply.of({"id": MODEL, "inferenceProviderMapping": named})


class World:
    """Hosts and their answers.

    Attributes:
        asked: Requests in their order.
        farewells: Those that nobody waits for.
        answers: By host, or by the beginning of an address; the longest that fits answers.
    """

    def __init__(self, patch: Any) -> None:
        self.asked: list[Request] = []
        self.answers: dict[str, Reply | list[Reply] | Answer] = {}
        self._lock = threading.Lock()
        patch.setattr("hfwidgets.client.performing.Blocking.send", lambda _, one: self.send(one))

        async def send(_: Any, one: Request) -> Response:
            await asyncio.sleep(0)
            return self.send(one)

        patch.setattr("hfwidgets.client.performing.Awaiting.send", send)

        async def send_all(_: Any, asked: tuple[Request, ...]) -> list[Response | Exception]:
            return self.send_all(asked)

        patch.setattr(
            "hfwidgets.client.performing.Blocking.send_all", lambda _, asked: self.send_all(asked)
        )
        patch.setattr("hfwidgets.client.performing.Awaiting.send_all", send_all)

        async def pause(_: Any, wait: Any) -> None:
            self.pause(wait)

        patch.setattr("hfwidgets.client.performing.Blocking.pause", lambda _, one: self.pause(one))
        patch.setattr("hfwidgets.client.performing.Awaiting.pause", pause)
        self.waits: list[Any] = []
        self.farewells: list[Request] = []

        async def part(_: Any, one: Any) -> None:
            self.part(one)

        patch.setattr("hfwidgets.client.performing.Blocking.part", lambda _, one: self.part(one))
        patch.setattr("hfwidgets.client.performing.Awaiting.part", part)

    def part(self, farewell: Any) -> None:
        self.farewells.append(farewell.request)

    def pause(self, wait: Any) -> None:
        self.waits.append(wait)

    def send(self, request: Request) -> Response:
        with self._lock:
            self.asked.append(request)
            fits = [start for start in self.answers if request.url.startswith(start)]
            assert fits, f"nobody is asked at {request.url}"
            answer = self.answers[max(fits, key=len)]
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
        # Not under the lock: an answer may wait for other requests.
        return response(request, answer(request) if callable(answer) else answer)

    def send_all(self, requests: tuple[Request, ...]) -> list[Response | Exception]:
        return [self.send(one) for one in requests]

    def urls(self) -> list[str]:
        return [one.url for one in self.asked]

    def hosts(self) -> list[str]:
        return [urlsplit(one.url).netloc for one in self.asked]

    def to(self, start: str) -> list[Request]:
        return [one for one in self.asked if one.url.startswith(start)]


def headers_of(request: Request) -> str:
    """All headers as they travel, secrets too."""
    return "".join(f"{name}: {value!s}\n" for name, value in request.headers.plain().items())


def sent(request: Request) -> Any:
    """The JSON that a request carries."""
    assert isinstance(request.body, bytes)
    return json.loads(request.body)


def streamed(found: Any) -> Any:
    """Leave a body unread."""
    return replace(found, source=Unread(found.body), body=b"")


class Unread:
    aborted = False

    def __init__(self, body: bytes) -> None:
        self.body = body

    def blocks(self) -> Any:
        yield self.body

    async def blocks_async(self) -> Any:
        yield self.body

    def abort(self) -> None:
        self.aborted = True


def stream(world: World, body: bytes, headers: dict[str, str] | None = None) -> None:
    """Have the model answer in pieces."""
    plain = world.send

    def send(request: Any) -> Any:
        found = plain(request)
        answer = Reply(200, body, headers or {})
        return streamed(response(request, answer)) if request.stream else found

    world.send = send  # type: ignore[method-assign]


def call(mode: str, method: str, *args: Any, client: dict[str, Any], **keywords: Any) -> Any:
    """Make a call with one of the two clients; a stream is read to its end."""
    if mode == "blocking":
        found = getattr(InferenceClient(**client), method)(*args, **keywords)
        return list(found) if keywords.get("stream") else found

    async def awaited() -> Any:
        async with AsyncInferenceClient(**client) as made:
            found = await getattr(made, method)(*args, **keywords)
            return [one async for one in found] if keywords.get("stream") else found

    return asyncio.run(awaited())

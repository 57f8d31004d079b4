"""Both clients behind one face, and the scripted server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient, Sandbox
from tests.waiting import PATIENCE, soon
from tests.wire.scripted import ScriptedServer


class Blocking:
    """Calls `InferenceClient`."""

    name = "blocking"

    def __init__(self) -> None:
        self._clients: list[InferenceClient] = []

    def client(self, model: str | None = "m", **options: Any) -> InferenceClient:
        client = InferenceClient(model, **options)
        self._clients.append(client)
        return client

    def call(self, client: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        return getattr(client, method)(*args, **kwargs)

    def read(self, stream: Any) -> list[Any]:
        return list(stream)

    def take(self, stream: Any, count: int) -> list[Any]:
        return [next(stream) for _ in range(count)]

    def leave(self, stream: Any) -> None:
        stream.close()

    def soon(self, condition: Callable[[], object]) -> None:
        """Wait until something holds, and let meanwhile happen what was put off."""
        soon(condition)

    def close_client(self, client: Any) -> None:
        client.close()

    def close(self) -> None:
        for client in self._clients:
            client.close()


class Awaiting(Blocking):
    """Calls `AsyncInferenceClient` in an event loop of its own."""

    name = "awaiting"

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.new_event_loop()

    def client(self, model: str | None = "m", **options: Any) -> Any:
        client = AsyncInferenceClient(model, **options)
        self._clients.append(client)  # type: ignore[arg-type]
        return client

    def call(self, client: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        return self._runner.run_until_complete(getattr(client, method)(*args, **kwargs))

    def read(self, stream: Any) -> list[Any]:
        async def collect() -> list[Any]:
            return [value async for value in stream]

        return self._runner.run_until_complete(collect())

    def take(self, stream: Any, count: int) -> list[Any]:
        async def some() -> list[Any]:
            return [await stream.__anext__() for _ in range(count)]

        return self._runner.run_until_complete(some())

    def leave(self, stream: Any) -> None:
        self._runner.run_until_complete(stream.aclose())

    def soon(self, condition: Callable[[], object]) -> None:
        async def look() -> None:
            while not condition():
                await asyncio.sleep(0.002)

        self._runner.run_until_complete(asyncio.wait_for(look(), PATIENCE))

    def close_client(self, client: Any) -> None:
        self._runner.run_until_complete(client.close())

    def close(self) -> None:
        for client in self._clients:
            self._runner.run_until_complete(client.close())
        self._runner.run_until_complete(self._runner.shutdown_asyncgens())
        self._runner.close()


@pytest.fixture(params=[Blocking, Awaiting], ids=lambda kind: kind.name)
def either(request: pytest.FixtureRequest) -> Iterator[Blocking]:
    face: Blocking = request.param()
    yield face
    face.close()


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One for all tests here: its models are loaded once. What a test breaks in it has a name."""
    with Sandbox() as running:
        yield running


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()

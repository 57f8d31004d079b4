"""A widget that makes pictures with the sandbox's painter, and what its page would see."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from hfwidgets import InferenceClient, InferenceError, Sandbox, TextToImage
from hfwidgets.client.async_transport import AsyncTransport
from tests.widgets.conftest import until

PAINTER = "sandbox/painter"
QUICK = {"width": 64, "height": 64, "num_inference_steps": 1}


class Painted:
    """A widget, what it sent in order (messages and traits), and a page's messages."""

    def __init__(self, widget: TextToImage) -> None:
        self.widget = widget
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []
        self.order: list[str] = []
        self._serial = 0
        widget.send = self._send
        widget.observe(lambda change: self.order.append(change.name), ["items", "grid"])

    def _send(self, content: dict[str, Any], buffers: Any = None) -> None:
        json.dumps(content)  # as the channel does
        self.sent.append((content, [bytes(one) for one in buffers or ()]))
        self.order.append(content["kind"])

    def page_sends(self, *buffers: bytes, **content: Any) -> None:
        self.widget._handle_custom_msg(content, [memoryview(one) for one in buffers])

    def page_asks(self, *buffers: bytes, **content: Any) -> str | None:
        """Send a message and return the error that it is acknowledged with."""
        self._serial += 1
        number = f"m{self._serial}"
        self.page_sends(*buffers, id=number, **content)
        until(lambda: any(one.get("id") == number for one in self.messages("ack")))
        return next(one for one in self.messages("ack") if one["id"] == number).get("error")

    def page_gets(self, kind: str, **content: Any) -> tuple[dict[str, Any], list[bytes]]:
        """Ask, and return what answers it: of the same kind, or a refusal."""
        self._serial += 1
        by = "view" if "view" in content else "id"
        number = content.setdefault(by, f"m{self._serial}")
        before = len(self.sent)
        self.page_sends(kind=kind, **content)
        until(lambda: [one for one in self.sent[before:] if one[0].get(by) == number])
        (told,) = [one for one in self.sent[before:] if one[0].get(by) == number]
        assert told[0]["kind"] == ("ack" if "error" in told[0] else kind)
        return told

    def of(self, kind: str) -> list[tuple[dict[str, Any], list[bytes]]]:
        return [one for one in list(self.sent) if one[0]["kind"] == kind]

    def messages(self, kind: str) -> list[dict[str, Any]]:
        return [content for content, _ in self.of(kind)]

    def states(self) -> list[str]:
        return [cell["state"] for cell in self.widget.grid["cells"]]


def painted(sandbox: Sandbox, model: str | None = PAINTER, **parameters: Any) -> Painted:
    """Return a new widget; small pictures unless told otherwise."""
    client = parameters.pop("client", None) or InferenceClient(endpoint=sandbox.url)
    parameters = {"prompt": "a red fox in the snow", **QUICK, **parameters}
    return Painted(TextToImage(model, client=client, **parameters))


def calls(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Return the requests for pictures that the sandbox has seen."""
    with urllib.request.urlopen(f"{sandbox.url}/sandbox/log") as answer:
        log = json.load(answer)
    entries = log if isinstance(log, list) else log["requests"]
    return [one for one in entries if "/models/" in one["path"] and one["method"] == "POST"]


@contextmanager
def painters(sandbox: Sandbox) -> Iterator[Callable[..., Painted]]:
    """Give a way to make such widgets, and close them at the end."""
    made: list[Painted] = []

    def one(model: str | None = PAINTER, **parameters: Any) -> Painted:
        made.append(painted(sandbox, model, **parameters))
        return made[-1]

    yield one
    for each in made:
        each.widget.close()


def _before_sending(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Any, Any], Awaitable[Any]]
) -> None:
    """Have requests go through a function of the request and its seed."""
    send = AsyncTransport.send

    async def changed(self: AsyncTransport, request: Any) -> Any:
        body = json.loads(request.body) if isinstance(request.body, bytes) else {}
        return await send(self, await change(request, body.get("parameters", {}).get("seed")))

    monkeypatch.setattr(AsyncTransport, "send", changed)


def refuse(monkeypatch: pytest.MonkeyPatch, seeds: set[int]) -> None:
    """Have calls with some seeds fail before they are sent."""

    async def refused(request: Any, seed: Any) -> Any:
        if seed in seeds:
            raise InferenceError("the power is out")
        return request

    _before_sending(monkeypatch, refused)


def hold(monkeypatch: pytest.MonkeyPatch, seeds: set[Any]) -> set[Any]:
    """Hold calls with some seeds, or `"all"`, back as long as the set has them."""

    async def held(request: Any, seed: Any) -> Any:
        while seed in seeds or "all" in seeds:
            await asyncio.sleep(0.002)
        return request

    _before_sending(monkeypatch, held)
    return seeds


def hang(monkeypatch: pytest.MonkeyPatch, seeds: set[int]) -> set[int]:
    """Have the server never answer calls with some seeds."""

    async def hung(request: Any, seed: Any) -> Any:
        url = request.url.replace(PAINTER, f"{PAINTER}@hang")
        return replace(request, url=url) if seed in seeds else request

    _before_sending(monkeypatch, hung)
    return seeds

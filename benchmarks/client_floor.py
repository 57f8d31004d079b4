"""The floor: the same calls over requests' pool and over aiohttp, with nothing around them.

No errors, no retries, no checks; JSON by the standard library. What a client costs more than this
is its own.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any


class Token:
    """A token with its details."""

    id: int
    text: str
    logprob: float
    special: bool
    __slots__ = ("id", "logprob", "special", "text")


class Event:
    """An event with its details."""

    token: Token
    generated_text: str | None
    details: Any
    __slots__ = ("details", "generated_text", "token")


def _body(prompt: str, stream: bool) -> bytes:
    return json.dumps({"inputs": prompt, "stream": stream, "parameters": {}}).encode()


def _made(line: bytes, details: bool) -> Any:
    value = json.loads(line[5:])
    if not details:
        return value["token"]["text"]
    one, event = value["token"], Event()
    token = event.token = Token()
    token.id, token.text = one["id"], one["text"]
    token.logprob, token.special = one["logprob"], one["special"]
    event.generated_text, event.details = value["generated_text"], value["details"]
    return event


def _parsed(blocks: Iterable[bytes], details: bool) -> Iterator[Any]:
    rest: list[bytes] = []
    for block in blocks:
        if b"\n" not in block:
            rest.append(block)
            continue
        rest.append(block)
        events = b"".join(rest).split(b"\n\n")
        rest = [events.pop()]
        for event in events:
            yield _made(event, details)


class InferenceClient:
    """Calls over the pool that requests uses."""

    def __init__(self, url: str, token: bool = False) -> None:
        import requests.adapters

        adapter = requests.adapters.HTTPAdapter(pool_maxsize=128)
        self._pool = adapter.poolmanager.connection_from_url(url)
        self._path = "/" + url.split("/", 3)[3]

    def text_generation(self, prompt: str, stream: bool = False, details: bool = False) -> Any:
        """Send the request; return the text, or an iterator of tokens."""
        answer = self._pool.urlopen(
            "POST",
            self._path,
            _body(prompt, stream),
            {"Content-Type": "application/json"},
            preload_content=not stream,
            retries=False,
        )
        if not stream:
            return json.loads(answer.data)[0]["generated_text"]
        return _parsed(answer.read_chunked(), details)


class AsyncInferenceClient:
    """Calls over one aiohttp session."""

    _session: Any = None

    def __init__(self, url: str, token: bool = False) -> None:
        self._url = url

    async def text_generation(
        self, prompt: str, stream: bool = False, details: bool = False
    ) -> Any:
        """Send the request; return the text, or an iterator of tokens."""
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        headers = {"Content-Type": "application/json"}
        body = _body(prompt, stream)
        answer = await self._session.post(self._url, data=body, headers=headers)
        if not stream:
            return json.loads(await answer.read())[0]["generated_text"]
        return self._tokens(answer, details)

    async def _tokens(self, answer: Any, details: bool) -> AsyncIterator[Any]:
        rest: list[bytes] = []
        async for block in answer.content.iter_any():
            rest.append(block)
            if b"\n" not in block:
                continue
            events = b"".join(rest).split(b"\n\n")
            rest = [events.pop()]
            for event in events:
                yield _made(event, details)

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

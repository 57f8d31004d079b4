"""Requests to answers over aiohttp: one session per client and event loop, opened on first use."""

from __future__ import annotations

import asyncio
import ssl
import sys
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp
from yarl import URL

from hfwidgets.client.broken import bare, broken, cut, inherited, timed_out
from hfwidgets.client.line import ATTEMPT, Attempt, StalledError
from hfwidgets.client.sending import Sending
from hfwidgets.client.sessions import Keeper
from hfwidgets.client.surroundings import origin_of, route_to
from hfwidgets.wire.body import FileBody
from hfwidgets.wire.failure import without_token
from hfwidgets.wire.flow import Request, Response
from hfwidgets.wire.headers import Headers

if sys.version_info >= (3, 11):
    from asyncio import timeout
else:
    # aiohttp requires it there
    from async_timeout import timeout  # type: ignore[import-not-found, unused-ignore]

PIECE = 1 << 18  # bytes of a large body that are handed over at once
FILE_PIECE = 1 << 16  # bytes of a file that are read at once in the loop ...
SLOW_READ = 0.002  # ... until it takes this many seconds: a disk that is far away, or asleep
SLOW_PIECE = 1 << 20  # bytes of such a file that are read at once in a thread
PROXY_SCHEMES = frozenset({"http", "https"})  # aiohttp would send to others in clear
LARGE = 1 << 20  # from here on a body is sent in pieces


class Body:
    """The unread body of a streamed answer."""

    def __init__(self, answer: aiohttp.ClientResponse, request: Request, keeper: Keeper) -> None:
        """Take over the connection, and keep its session though its client may go."""
        self._answer = answer
        self._request = request
        self._keeper = keeper
        self.aborted = False

    async def blocks_async(self) -> AsyncIterator[bytes]:
        """Yield what has arrived, as soon as it has."""
        if self._keeper.is_inherited():
            await _load_errors()
            raise inherited(self._request)
        try:
            async for block in self._answer.content.iter_any():
                yield block
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError) as error:
            if self.aborted:
                return
            if rest := _rest_of(self._answer.content):
                yield rest
            await _load_errors()
            if isinstance(error, asyncio.TimeoutError):
                what = "went silent in the middle of its stream"
                raise timed_out(self._request, what) from bare(error)
            raise cut(self._request, error) from bare(error)

    def abort(self) -> None:
        """Give the connection back if all was read, else close it: now, or soon in its loop."""
        if self.aborted or self._keeper.is_inherited():
            return
        self.aborted = True
        loop = self._keeper.loop
        if asyncio._get_running_loop() is loop:
            self._end()
        else:
            with suppress(RuntimeError):  # the loop is closed: nothing is left but aiohttp's books
                if loop.is_closed():
                    self._answer.release()
                else:
                    loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        if self._answer.content.at_eof():
            self._answer.release()
        else:
            self._answer.close()

    def __del__(self) -> None:
        self.abort()


class AsyncTransport(Sending):
    """The sessions of one client: one for each event loop that it is used in."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._keepers: WeakKeyDictionary[asyncio.AbstractEventLoop, Keeper] = WeakKeyDictionary()

    async def send(self, request: Request) -> Response:
        """Send one request and return its answer; the body is read unless it is to be streamed.

        Raises:
            InferenceTimeoutError: No connection or answer within the request's seconds, or a stall.
            InferenceConnectionError: No connection, or it broke.
        """
        loop = asyncio.get_running_loop()
        keeper = self._keepers.get(loop)
        if keeper is None or keeper.session.closed or keeper.is_inherited():
            keeper = self._keepers[loop] = Keeper(loop)
            await keeper.open()
        elif keeper.may_hold_broken():
            await _look()
            await _look()
        try:
            answer = await _answer(keeper, request)
        except asyncio.TimeoutError as error:
            await _load_errors()
            is_stall = isinstance(error, StalledError)
            what = "took no more of the request" if is_stall else "did not answer"
            raise timed_out(request, what) from bare(error)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            await _load_errors()
            raise broken(request, error) from bare(error)
        if answer.status >= 400:
            await _load_errors()
        body = b""
        source: Body | None = None
        if request.stream and 200 <= answer.status < 300:
            source = Body(answer, request, keeper)
        else:
            body = await _read_all(answer, request)
        headers = Headers.received(answer.headers.items())
        response = Response(
            answer.status, answer.reason or "", headers, request.url, request, body, source
        )
        return response if response.status < 300 else without_token(response)

    async def close(self) -> None:
        """Close the connections of this loop now, those of others as soon as their loops run."""
        keeper = self._keepers.pop(asyncio.get_running_loop(), None)
        if keeper is not None:
            await keeper.close()
        self._keepers.clear()


async def _answer(keeper: Keeper, request: Request) -> aiohttp.ClientResponse:
    """Send a request, and once more where `UnansweredError` tells that this is right."""
    is_large = _size(request) >= LARGE
    attempt = Attempt(is_large=is_large)
    try:
        return await _ask(keeper, request, attempt)
    except (aiohttp.ClientError, OSError) as error:
        if isinstance(error, asyncio.TimeoutError) or not attempt.met_a_closed_line():
            raise
    return await _ask(keeper, request, Attempt(fresh=True, is_large=is_large))


async def _ask(keeper: Keeper, request: Request, attempt: Attempt) -> aiohttp.ClientResponse:
    token = ATTEMPT.set(attempt)
    try:
        asked = keeper.session.request(
            request.method, URL(request.url, encoded=True), **_options(request)
        )
        if request.deadline is None:
            return await asked
        async with timeout(request.patience()):
            return await asked
    finally:
        ATTEMPT.reset(token)


def _options(request: Request) -> dict[str, Any]:
    route = route_to(origin_of(request.url))
    headers = request.headers.plain()
    options: dict[str, Any] = {
        "headers": headers,
        "allow_redirects": False,
        "proxy": route.proxy_of(PROXY_SCHEMES),
        "timeout": _limits(request.timeout),
    }
    if route.certificates:
        options["ssl"] = _trusting(route.certificates)
    body = request.body
    if isinstance(body, FileBody) or (body is not None and len(body) >= LARGE):
        headers["Content-Length"] = str(_size(request))
        options["data"] = _pieces(body)
    elif body is not None or request.method == "POST":
        options["data"] = body or b""
    return options


def _size(request: Request) -> int:
    body = request.body
    return body.size if isinstance(body, FileBody) else len(body or b"")


@lru_cache(maxsize=64)
def _limits(seconds: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=seconds, sock_read=seconds)


@lru_cache(maxsize=8)
def _trusting(bundle: str) -> ssl.SSLContext:
    is_folder = Path(bundle).is_dir()
    return ssl.create_default_context(
        cafile=None if is_folder else bundle, capath=bundle if is_folder else None
    )


async def _pieces(body: bytes | FileBody) -> AsyncIterator[memoryview]:
    """Yield a body piece by piece: aiohttp copies large bytes.

    A file is read in the loop while that is fast, which costs two thirds of reading in threads.
    Before each piece the loop reads what has come: a server that refuses a body early closes the
    connection, and a write to it would destroy the answer.
    """
    if isinstance(body, bytes):
        view = memoryview(body)
        for at in range(0, len(body), PIECE):
            await _look()
            yield view[at : at + PIECE]
        return
    with body.opened() as file:
        # Read, not mapped: a mapped file that gets shorter ends the whole process.
        left, slow = body.size, False
        while left:
            start = time.monotonic()
            if slow:
                block = await asyncio.to_thread(file.read, min(left, SLOW_PIECE))
            else:
                block = file.read(min(left, FILE_PIECE))
            slow = slow or time.monotonic() - start > SLOW_READ
            if not block:
                raise OSError(f"the file ended {left:,} bytes early: it got shorter meanwhile")
            left -= len(block)
            await _look()
            yield memoryview(block)


async def _look() -> None:
    """Let the loop read what has come: it finds out in one turn, and reads in the next."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def _load_errors() -> None:
    """Load the errors, and requests with them, away from the loop: that takes a tenth of a second.

    Where they are loaded already this is nothing.
    """
    if "hfwidgets.errors" not in sys.modules:
        await asyncio.to_thread(import_module, "hfwidgets.errors")


def _rest_of(content: Any) -> bytes:
    """Return what had arrived before a connection broke.

    aiohttp raises the break before it gives these bytes; no public call does it the other way.
    """
    read = getattr(content, "_read_nowait", None)
    return bytes(read(-1)) if read is not None else b""


async def _read_all(answer: aiohttp.ClientResponse, request: Request) -> bytes:
    try:
        if request.limit is None:
            return await answer.read()
        blocks, size = [], 0
        async for block in answer.content.iter_any():
            blocks.append(block)
            size += len(block)
            if size > request.limit:
                answer.close()
                break
        return b"".join(blocks)
    except asyncio.TimeoutError as error:
        await _load_errors()
        raise timed_out(request, "went silent in the middle of its answer") from bare(error)
    except (aiohttp.ClientError, OSError) as error:
        await _load_errors()
        raise broken(request, error) from bare(error)

"""Requests to answers over aiohttp: one session per client and event loop, opened on first use."""

from __future__ import annotations

import asyncio
import io
import mmap
import ssl
from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp

from hfwidgets.client.broken import broken, cut, timed_out
from hfwidgets.client.surroundings import route_to
from hfwidgets.wire.flow import Request, Response
from hfwidgets.wire.headers import Headers
from hfwidgets.wire.media import FileBody

PIECE = 1 << 18  # bytes of a large body that are handed over at once
LARGE = 1 << 20  # from here on a body is sent in pieces


class Body:
    """The unread body of a streamed answer."""

    def __init__(self, answer: aiohttp.ClientResponse, request: Request) -> None:
        """Take over the connection."""
        self._answer = answer
        self._request = request
        self.aborted = False

    async def blocks_async(self) -> AsyncIterator[bytes]:
        """Yield what has arrived, as soon as it has."""
        try:
            async for block in self._answer.content.iter_any():
                yield block
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError) as error:
            if self.aborted:
                return
            if rest := _rest_of(self._answer.content):
                yield rest
            if isinstance(error, asyncio.TimeoutError):
                what = "went silent in the middle of its stream"
                raise timed_out(self._request, what) from _bare(error)
            raise cut(self._request, error) from _bare(error)

    def abort(self) -> None:
        """Give the connection back if all was read, else close it."""
        self.aborted = True
        if self._answer.content.at_eof():
            self._answer.release()
        else:
            self._answer.close()


class AsyncTransport:
    """The sessions of one client: one for each event loop that it is used in."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, _Keeper] = WeakKeyDictionary()

    async def send(self, request: Request) -> Response:
        """Send one request and return its answer; the body is read unless it is to be streamed.

        Raises:
            InferenceTimeoutError: No connection or answer within the request's seconds, or a stall.
            InferenceConnectionError: No connection, or it broke.
        """
        session = await self._session()
        try:
            async with asyncio_timeout(request.deadline):
                answer = await session.request(request.method, request.url, **_options(request))
        except asyncio.TimeoutError as error:
            raise timed_out(request, "did not answer") from _bare(error)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise broken(request, error) from _bare(error)
        headers = Headers()
        for name, value in answer.headers.items():
            headers[name] = value
        body = b""
        source: Body | None = None
        if request.stream and 200 <= answer.status < 300:
            source = Body(answer, request)
        else:
            body = await _read_all(answer, request)
        return Response(
            answer.status, answer.reason or "", headers, request.url, request, body, source
        )

    async def close(self) -> None:
        """Close the sessions of every loop that still runs."""
        for keeper in list(self._sessions.values()):
            await keeper.close()
        self._sessions.clear()

    async def _session(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        keeper = self._sessions.get(loop)
        if keeper is None or keeper.session.closed:
            keeper = self._sessions[loop] = _Keeper()
            await keeper.open()
        return keeper.session


class _Keeper:
    """Closes a session with its client, or with the loop, whichever ends first.

    An asynchronous generator that has begun is closed by `loop.shutdown_asyncgens`, which
    `asyncio.run` calls, and by the loop when it is collected.
    """

    def __init__(self) -> None:
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            skip_auto_headers=("User-Agent",),
        )
        self._life = _keep(self.session)

    async def open(self) -> None:
        await self._life.__anext__()

    async def close(self) -> None:
        if self.session._loop is asyncio.get_running_loop():  # type: ignore[attr-defined, unused-ignore]
            await self._life.aclose()  # type: ignore[attr-defined]


async def _keep(session: aiohttp.ClientSession) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await session.close()


class asyncio_timeout:  # noqa: N801 - stands in for asyncio.timeout, which Python 3.10 lacks
    """Cancel the block after some seconds and raise TimeoutError; None never does."""

    def __init__(self, seconds: float | None) -> None:
        """Start no clock yet."""
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None
        self._fired = False

    async def __aenter__(self) -> None:
        if self._seconds is not None:
            task = asyncio.current_task()
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._seconds, self._fire, task)

    def _fire(self, task: asyncio.Task[Any] | None) -> None:
        self._fired = True
        if task is not None:
            task.cancel()

    async def __aexit__(self, kind: Any, error: Any, traceback: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._fired and kind is asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and hasattr(task, "uncancel"):
                task.uncancel()
            raise asyncio.TimeoutError from None


def _options(request: Request) -> dict[str, Any]:
    route = route_to(request.url)
    headers = request.headers.plain()
    options: dict[str, Any] = {
        "headers": headers,
        "allow_redirects": False,
        "proxy": route.proxy,
        "timeout": aiohttp.ClientTimeout(
            total=None, connect=request.timeout, sock_read=request.timeout
        ),
    }
    if route.certificates:
        options["ssl"] = _trusting(route.certificates)
    body = request.body
    if isinstance(body, FileBody) or (body is not None and len(body) >= LARGE):
        size = body.size if isinstance(body, FileBody) else len(body)
        headers["Content-Length"] = str(size)
        headers.setdefault("Content-Type", _content_type(body))
        options["data"] = _pieces(body)
    elif body is not None or request.method == "POST":
        options["data"] = body or b""
    return options


@lru_cache(maxsize=8)
def _trusting(bundle: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=bundle)


def _content_type(body: bytes | FileBody) -> str:
    from mimetypes import guess_type

    name = body.name if isinstance(body, FileBody) else None
    return (guess_type(name)[0] if name else None) or "application/octet-stream"


async def _pieces(body: bytes | FileBody) -> AsyncIterator[memoryview]:
    """Yield a body piece by piece without copying it: aiohttp copies large bytes."""
    if isinstance(body, bytes):
        view = memoryview(body)
        for at in range(0, len(view), PIECE):
            yield view[at : at + PIECE]
        return
    if not body.size:
        return
    with body.opened() as file:
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError, io.UnsupportedOperation):
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield memoryview(piece)
            return
        with mapped, memoryview(mapped) as view:
            for at in range(body.start, body.start + body.size, PIECE):
                with view[at : min(at + PIECE, body.start + body.size)] as piece_of_file:
                    yield piece_of_file


def _rest_of(content: Any) -> bytes:
    """Return what had arrived before a connection broke.

    aiohttp raises the break before it gives these bytes; no public call does it the other way.
    """
    read = getattr(content, "_read_nowait", None)
    return bytes(read(-1)) if read is not None else b""


async def _read_all(answer: aiohttp.ClientResponse, request: Request) -> bytes:
    try:
        return await answer.read()
    except asyncio.TimeoutError as error:
        raise timed_out(request, "went silent in the middle of its answer") from _bare(error)
    except (aiohttp.ClientError, OSError) as error:
        raise broken(request, error) from _bare(error)


def _bare(error: BaseException) -> BaseException:
    """Drop the frames of an error, which hold headers."""
    error.__context__ = None
    return error.with_traceback(None)

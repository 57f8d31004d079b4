"""Requests to answers over a browser's `fetch`, for Python that runs in the page (Pyodide).

What a page may not do: name cookies or the host, see a redirect before it follows it, learn why
there was no answer, read headers that a server does not expose. Each is an error that says so, or
is left to the browser where it does the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from importlib import import_module
from typing import Any, TypeVar

from pyodide.ffi import JsException, to_js

from hfwidgets.client.broken import cut, timed_out
from hfwidgets.client.sending import Sending
from hfwidgets.client.unexplained import refused_header, turned_away, unexplained
from hfwidgets.wire.body import FileBody
from hfwidgets.wire.failure import without_token
from hfwidgets.wire.flow import Request, Response
from hfwidgets.wire.headers import Headers

T = TypeVar("T")

js: Any = import_module("js")

# A browser sets these itself: https://fetch.spec.whatwg.org/#forbidden-request-header
ITS_OWN = frozenset(
    {"accept-charset", "accept-encoding", "connection", "content-length", "date", "expect", "host"}
    | {"keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "user-agent"}
)
# It lets no page set these, and leaves them out without a word.
REFUSED = frozenset({"cookie", "cookie2", "dnt", "origin", "referer", "via"})
REFUSED_STARTS = ("proxy-", "sec-")


class _Line:
    """A request that was handed to the browser, and what comes of it."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self._controller = js.AbortController.new()
        self._reader: Any = None
        self.aborted = False

    async def answered(self) -> Any:
        """Return the browser's answer, whose body is not read."""
        asked = js.fetch(self.request.url, _options(self.request, self._controller.signal))
        try:
            answer = await self._within(asked, self.request.patience())
        except asyncio.TimeoutError:
            raise timed_out(self.request, "did not answer") from None
        except JsException as error:
            raise unexplained(self.request, error) from None
        if answer.type == "opaqueredirect":
            self.abort()
            raise turned_away(self.request)
        if answer.body:
            self._reader = answer.body.getReader()
        return answer

    async def blocks(self) -> AsyncIterator[bytes]:
        """Yield what has arrived, as soon as it has."""
        while self._reader is not None:
            read = await self._within(self._reader.read(), self.request.timeout)
            if read.done:
                self._reader = None
                return
            yield read.value.to_bytes()

    def abort(self) -> None:
        """Close the connection, unless all was read."""
        if not self.aborted:
            self.aborted = True
            self._controller.abort()

    async def _within(self, promise: Awaitable[T], seconds: float | None) -> T:
        try:
            return await asyncio.wait_for(promise, seconds)
        except BaseException:
            self.abort()
            raise


class Body:
    """The unread body of a streamed answer."""

    def __init__(self, line: _Line) -> None:
        """Take over the connection."""
        self._line = line
        self.aborted = False

    async def blocks_async(self) -> AsyncIterator[bytes]:
        """Yield what has arrived, as soon as it has."""
        try:
            async for block in self._line.blocks():
                yield block
        except asyncio.TimeoutError:
            what = "went silent in the middle of its stream"
            raise timed_out(self._line.request, what) from None
        except JsException as error:
            if not self.aborted:
                raise cut(self._line.request, OSError(str(error.message))) from None

    def abort(self) -> None:
        """Close the connection, unless all was read."""
        self.aborted = True
        self._line.abort()

    def __del__(self) -> None:
        self.abort()


class AsyncTransport(Sending):
    """What `async_transport` has under this name, over `fetch`: the browser keeps connections."""

    async def send(self, request: Request) -> Response:
        """Send one request and return its answer; the body is read unless it is to be streamed.

        Raises:
            InferenceTimeoutError: No connection or answer within the request's seconds, or a stall.
            InferenceConnectionError: No connection, or it broke, or a browser may not do it.
        """
        line = _Line(request)
        answer = await line.answered()
        body = b""
        source: Body | None = None
        if request.stream and 200 <= answer.status < 300:
            source = Body(line)
        else:
            body = await _read_all(line)
        headers = Headers.received(tuple(pair) for pair in answer.headers.entries())
        url = answer.url or request.url
        response = Response(answer.status, answer.statusText, headers, url, request, body, source)
        return response if response.status < 300 else without_token(response)

    async def close(self) -> None:
        """Do nothing: connections are the browser's."""


def _options(request: Request, signal: Any) -> Any:
    """Return how the browser is to ask.

    A page sees no redirect: the browser follows it with every header, to hosts that are not to see
    them. So with a secret none is followed (`manual`); without one nothing can be told to anybody.
    """
    options: dict[str, Any] = {
        "method": request.method,
        "headers": _headers(request),
        "redirect": "manual" if request.headers.secrets() else "follow",
        "credentials": "omit",  # the page's cookies are another account's
        "cache": "no-store",
        "signal": signal,
    }
    body = request.body
    if isinstance(body, FileBody):
        with body.opened() as file:
            body = file.read()
    if body is not None or request.method == "POST":
        options["body"] = bytes(body or b"")
    return to_js(options, dict_converter=js.Object.fromEntries)


def _headers(request: Request) -> dict[str, str]:
    found = {}
    for name, value in request.headers.plain().items():
        lower = name.lower()
        if lower in REFUSED or lower.startswith(REFUSED_STARTS):
            raise refused_header(request, name)
        if lower not in ITS_OWN:
            found[name] = value
    return found


async def _read_all(line: _Line) -> bytes:
    limit = line.request.limit
    blocks, size = [], 0
    try:
        async for block in line.blocks():
            blocks.append(block)
            size += len(block)
            if limit is not None and size > limit:
                line.abort()
                break
    except asyncio.TimeoutError:
        raise timed_out(line.request, "went silent in the middle of its answer") from None
    except JsException as error:
        raise unexplained(line.request, error) from None
    return b"".join(blocks)

"""Requests to answers over requests and urllib3, from any number of threads.

All blocking clients of a process share one pool of connections. No cookie jar, no `.netrc`:
nothing of one account travels with another's token.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple, cast

import requests
from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest
from urllib3.exceptions import HTTPError as TransportError
from urllib3.exceptions import ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from hfwidgets.client.broken import (
    UnansweredError,
    bare,
    broken,
    cut,
    inherited,
    innermost,
    stalled,
    timed_out,
)
from hfwidgets.client.pools import GIVEN, have_own_pools
from hfwidgets.client.surroundings import Route, origin_of, route_to
from hfwidgets.wire.failure import without_token
from hfwidgets.wire.flow import Request, Response
from hfwidgets.wire.headers import Headers

POOL = 256  # connections kept open to one origin
ORIGINS = 64  # origins whose connections are kept
MOST_THREADS = 32  # for requests that are sent together
PIECE = 131072  # bytes of a body that are written at once
BLOCK = 65536  # bytes read at once from a stream


class RawResponse(NamedTuple):
    """What this module reads of a `requests.Response`, which test libraries may give instead.

    `request` and `headers` are here for those that look at what an adapter gives: responses does.
    """

    status_code: int
    reason: str | None
    raw: Any
    request: PreparedRequest

    @property
    def headers(self) -> Any:
        """The headers, as urllib3 has them."""
        return self.raw.headers


class Pieces:
    """A body that is written piece by piece: a timeout is for each write, not for them all."""

    def __init__(self, body: bytes) -> None:
        """Keep the body; nothing is copied."""
        self._view = memoryview(body)

    def __iter__(self) -> Iterator[memoryview]:
        return (self._view[at : at + PIECE] for at in range(0, len(self._view), PIECE))


class PooledAdapter(HTTPAdapter):
    """requests' adapter with its pool kept per origin instead of worked out at each call."""

    def __init__(self) -> None:
        """Open no connection yet."""
        super().__init__(pool_connections=ORIGINS, pool_maxsize=POOL, pool_block=False)
        self._pools: dict[tuple[str, Any, str | None], Any] = {}

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Write large bodies in few pieces: 128 KiB cost a third less than urllib3's 16."""
        super().init_poolmanager(*args, blocksize=PIECE, **options)
        have_own_pools(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        """Return the pools of a proxy."""
        manager = super().proxy_manager_for(*args, **options)
        have_own_pools(manager)
        return manager

    def get_connection_with_tls_context(
        self, request: PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        """Return the pool of an origin."""
        url = cast("str", request.url)
        key = (origin_of(url), verify, (proxies or {}).get("http"))
        pool = self._pools.get(key)
        if pool is None or pool.pool is None:  # none yet, or the least used of too many: closed
            pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
            super().cert_verify(pool, url, verify, cert)  # type: ignore[no-untyped-call]
            self._pools[key] = pool
        return pool

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Do nothing: done once, when the pool was made."""

    def request_url(self, request: PreparedRequest, proxies: Any) -> str:
        """Return what a request line names: the path, or the whole address for a proxy."""
        url = cast("str", request.url)
        path = url[len(origin_of(url)) :]
        if proxies or not path.startswith("/") or "#" in path:
            path = super().request_url(request, proxies)
        GIVEN.target = path
        return path

    def build_response(self, req: PreparedRequest, resp: Any) -> Any:
        """Return what is read of an answer; cookies and encodings are not."""
        return RawResponse(resp.status, resp.reason, resp, req)

    def close_idle(self, origin: str | None = None) -> None:
        """Close the connections that no request uses; those in use, and the pools, go on."""
        for (own, *_), pool in list(self._pools.items()):
            if origin not in (None, own):
                continue
            with suppress(queue.Empty, AttributeError):  # empty, or closed meanwhile
                while True:
                    if (connection := pool.pool.get(block=False)) is not None:
                        connection.close()


def proxies_of(route: Route) -> dict[str, str]:
    """Return the proxies of a route as requests takes them.

    Raises:
        ProxyError: The proxy speaks another protocol.
    """
    proxy = route.proxy_of(_proxy_schemes())
    return {} if proxy is None else {"http": proxy, "https": proxy}


@cache
def _proxy_schemes() -> frozenset[str]:
    """Return what urllib3 speaks to proxies: SOCKS where PySocks is installed."""
    socks = {"socks4", "socks4a", "socks5", "socks5h"} if find_spec("socks") else set()
    return frozenset({"http", "https"} | socks)


class Body:
    """The unread body of a streamed answer, read in one thread, closed from any."""

    def __init__(self, raw: Any, request: Request) -> None:
        """Take over the connection."""
        self._raw = raw
        self._request = request
        self._process = os.getpid()
        self.aborted = False
        self._lock = threading.Lock()

    def blocks(self) -> Iterator[bytes]:
        """Yield what has arrived, as soon as it has."""
        raw = self._raw
        if self._process != os.getpid():
            raise inherited(self._request)
        packed = "Content-Encoding" in raw.headers  # else a token goes through fewer hands
        try:
            if getattr(raw, "chunked", False) and raw.supports_chunked_reads():
                yield from raw.read_chunked(decode_content=packed)
            else:
                # An empty block is the end only where nothing can follow: gzip may have nothing to
                # give yet, and may have more to give than one block when all has been read.
                # The class of a stand-in (VCR.py) has a `read1` that knows no encodings.
                read = raw.read1 if isinstance(raw, BaseHTTPResponse) else raw.read
                while (block := read(BLOCK, decode_content=packed)) or not _at_end(raw):
                    if block:
                        yield block
        except ReadTimeoutError as error:
            what = "went silent in the middle of its stream"
            raise timed_out(self._request, what) from bare(error)
        except (TransportError, OSError, ValueError, AttributeError) as error:
            # The last two are how http.client meets a connection closed under its feet.
            if not self.aborted:
                raise cut(self._request, error) from bare(error)

    def abort(self) -> None:
        """Give the connection back if all was read, else close it.

        A forked child leaves it alone: it is its parent's.
        """
        if self._process != os.getpid():
            return
        with self._lock:
            if self.aborted:
                return
            self.aborted = True
        raw = self._raw
        if not raw.closed:
            with suppress(OSError, ValueError, RuntimeError, AttributeError):
                raw.shutdown()
            raw.close()
        raw.release_conn()

    def __del__(self) -> None:
        self.abort()


def _at_end(raw: Any) -> bool:
    """Whether an empty block was the last: the connection has none left to give."""
    # A file, and not an answer, or nothing, where a test library stands in.
    fp = raw._fp if hasattr(raw, "_fp") else None
    return raw.closed or raw.length_remaining == 0 or getattr(fp, "fp", None) is None


_adapter: PooledAdapter | None = None
_adapter_lock = threading.Lock()


def _begin_anew() -> None:
    """Have connections of our own in a forked child: answers to its parent come over the others."""
    global _adapter, _adapter_lock
    _adapter, _adapter_lock = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)


def shared_adapter() -> PooledAdapter:
    """Return the process's adapter."""
    global _adapter
    if _adapter is None:
        with _adapter_lock:
            if _adapter is None:
                _adapter = PooledAdapter()
    return _adapter


def close_idle() -> None:
    """Close the connections that no request uses."""
    if _adapter is not None:
        _adapter.close_idle()


def send(request: Request) -> Response:
    """Send one request and return its answer; the body is read unless it is to be streamed.

    Raises:
        InferenceTimeoutError: No connection, no answer, or a stall, within the request's seconds.
        InferenceConnectionError: No connection, or it broke.
    """
    answer = _ask(request)
    if answer is None:  # see `UnansweredError`; others that are idle may be closed as well
        shared_adapter().close_idle(origin_of(request.url))
        answer = _ask(request, is_last=True)
    return _received(request, answer)


def _ask(request: Request, is_last: bool = False) -> Any:
    """Send a request once; None where it is to be sent once more."""
    with ExitStack() as stack:
        prepared = _prepared(request, stack)
        try:
            route = route_to(origin_of(request.url))
            patience = request.patience()
            return shared_adapter().send(
                prepared,
                stream=True,
                timeout=cast("Any", (patience, patience)),
                verify=route.certificates or True,
                proxies=proxies_of(route),
            )
        except requests.Timeout as error:
            raise timed_out(request, "did not answer") from bare(error)
        except (requests.RequestException, TransportError, OSError) as error:
            if isinstance(innermost(error), UnansweredError) and not is_last:
                return None
            if stalled(error):
                raise timed_out(request, "took no more of the request") from bare(error)
            raise broken(request, error) from bare(error)


def _prepared(request: Request, stack: ExitStack) -> PreparedRequest:
    prepared = PreparedRequest()
    prepared.method, prepared.url = request.method, request.url
    headers = request.headers.plain()
    prepared.headers = cast("Any", headers)
    body: Any = request.body
    if body is not None and not isinstance(body, bytes):
        headers["Content-Length"] = str(body.size)
        body = stack.enter_context(body.opened())
    elif request.method != "GET":
        headers["Content-Length"] = str(len(body or b""))
        if body and len(body) > PIECE and request.timeout is not None:
            body = Pieces(body)
    prepared.body = body
    return prepared


def send_all(requests: tuple[Request, ...]) -> list[Response | Exception]:
    """Send requests at once, each in a thread; one that fails leaves its error in its place."""
    from concurrent.futures import ThreadPoolExecutor

    def outcome(request: Request) -> Response | Exception:
        try:
            return send(request)
        except Exception as error:
            return error

    with ThreadPoolExecutor(min(len(requests), MOST_THREADS)) as pool:
        return list(pool.map(outcome, requests))


def _received(request: Request, answer: requests.Response) -> Response:
    raw = answer.raw
    if request.deadline is not None and (connection := getattr(raw, "connection", None)):
        socket = getattr(connection, "sock", None)
        if socket is not None:  # the deadline held for the headers; the body has its own time
            socket.settimeout(request.timeout)
    headers = Headers.received(raw.headers.items())
    body = b""
    source: Body | None = None
    if request.stream and 200 <= answer.status_code < 300:
        source = Body(raw, request)
    else:
        body = _read_all(raw, request)
    response = Response(
        answer.status_code, answer.reason or "", headers, request.url, request, body, source
    )
    return response if response.status < 300 else without_token(response)


def _read_all(raw: Any, request: Request) -> bytes:
    try:
        most = None if request.limit is None else request.limit + 1
        body: bytes = raw.read(most, decode_content=True)
        if most is not None and len(body) == most:
            raw.close()
        raw.release_conn()
    except ReadTimeoutError as error:
        raw.close()
        raise timed_out(request, "went silent in the middle of its answer") from bare(error)
    except (TransportError, OSError) as error:
        raw.close()
        raise broken(request, error) from bare(error)
    return body

"""The errors of a transport that gave no answer, told the same by both clients."""

from __future__ import annotations

import re
from http.client import RemoteDisconnected
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hfwidgets.wire.addresses import is_loopback, shown_address
from hfwidgets.wire.remedies import IN_A_STREAM, STOPPED, unreachable

if TYPE_CHECKING:
    from hfwidgets.errors import (
        InferenceConnectionError,
        InferenceError,
        InferenceTimeoutError,
        StreamError,
    )
    from hfwidgets.wire.flow import Request


class UnansweredError(RemoteDisconnected):
    """A server had closed a kept connection when a request came over it, and answered nothing.

    Servers close connections that are idle, which no client can see in time: a request that was on
    its way then fails though nothing is wrong. It is sent once more, over a new connection, where

    - the connection had served a request before: a new one that is closed tells of a fault,
    - not one byte of an answer came: what has begun may have been counted, or paid for,
    - the body can be read again: all of them can, bytes, paths and rewound files.

    The server may have read the request nevertheless, and ended while it worked on it. Calls of
    models change nothing there, so that at worst one is computed twice. Timeouts, and the second
    failure, are told as they are.
    """


# How the two libraries call a body that ends before it is complete.
CUT_SHORT = frozenset(
    {"TransferEncodingError", "ContentLengthError", "ClientPayloadError", "IncompleteRead"}
    | {"InvalidChunkLength", "ServerDisconnectedError", "RemoteDisconnected", "UnansweredError"}
)


def timed_out(request: Request, what: str) -> InferenceTimeoutError:
    """Return the error of a server that kept silent for too long."""
    from hfwidgets.errors import InferenceTimeoutError

    after = f" for {request.timeout:g} s" if request.timeout is not None else ""
    error = InferenceTimeoutError(
        f"{shown_address(request.url)} {what}{after}",
        url=request.url,
        remedy="Allow more time (timeout=...), ask for less, or stream the answer.",
    )
    _tell(request, error)
    return error


def broken(request: Request, error: BaseException) -> InferenceConnectionError:
    """Return the error of a connection that could not be made, or broke before the answer."""
    from hfwidgets.errors import InferenceConnectionError

    return InferenceConnectionError(
        f"No answer from {shown_address(request.url)}: {cause_of(error)}",
        url=request.url,
        remedy=unreachable(urlsplit(request.url).hostname or "", is_loopback(request.url)),
    )


def cut(request: Request, error: BaseException) -> StreamError:
    """Return the error of a connection that broke in the middle of a stream."""
    from hfwidgets.errors import StreamError

    found = StreamError(
        f"The connection to {shown_address(request.url)} broke in the middle of the stream: "
        f"{cause_of(error)}",
        url=request.url,
        remedy=STOPPED if is_loopback(request.url) else IN_A_STREAM,
    )
    _tell(request, found)
    return found


def _tell(request: Request, error: InferenceError) -> None:
    """Say which provider was asked: a stream breaks when its call has long returned."""
    if request.served is not None:
        request.served.tell(error)


def inherited(request: Request) -> StreamError:
    """Return the error of a forked child that reads a stream: it would take from its parent."""
    from hfwidgets.errors import StreamError

    return StreamError(
        f"The stream from {shown_address(request.url)} was opened by another process, which this "
        "one was forked from",
        url=request.url,
        remedy="Ask in the process that reads the answer.",
    )


def bare(error: BaseException) -> BaseException | None:
    """Return a transport's error as a cause to show: without frames, and without the request.

    Both hold headers. An error whose own words would show them is left out.
    """
    if hasattr(error, "request_info"):
        return None
    for one in _layers(error):
        for name in ("request", "response"):
            if hasattr(one, name):
                setattr(one, name, None)
        one.__context__ = None
        one.__traceback__ = None
    return error


def _layers(error: BaseException) -> list[BaseException]:
    """Return an error and what it wraps, the innermost last."""
    layers = [error]
    while len(layers) < 10:
        error = layers[-1]
        inner = getattr(error, "reason", None) or error.__cause__
        if not isinstance(inner, BaseException):
            inner = next((arg for arg in error.args if isinstance(arg, BaseException)), None)
        if inner is None or inner in layers:
            break
        layers.append(inner)
    return layers


def innermost(error: BaseException) -> BaseException:
    """Return the error that the others wrap."""
    return _layers(error)[-1]


def stalled(error: BaseException) -> bool:
    """Whether an error is a socket's timeout below: its own have no number, the system's have."""
    inner = innermost(error)
    return isinstance(inner, TimeoutError) and inner.errno is None


def cause_of(error: BaseException) -> str:
    """Return the innermost cause in plain words: the layers above it only wrap it."""
    error = innermost(error)
    if type(error).__name__ in CUT_SHORT:
        return "it was closed before its end"
    words = getattr(error, "strerror", None)
    text = str(words or error).partition("object at 0x")[0]
    # Libraries quote addresses whole: a proxy's holds its password.
    return re.sub(r"[^\s/'\"]*:[^\s/'\"]*@", "", text or type(error).__name__)[:300]

"""Connections of urllib3 that know their past, and the pools that keep them."""

from __future__ import annotations

import errno
import queue
import ssl
import threading
from functools import cache
from http.client import HTTPResponse, RemoteDisconnected
from typing import Any

from urllib3.util.wait import wait_for_read

from hfwidgets.client.broken import UnansweredError


class Answer(HTTPResponse):
    """An answer that tells an end before its first byte from one after it."""

    def begin(self) -> None:
        """Read the head."""
        try:
            begun = self.fp.peek(1)
        except (ConnectionError, ssl.SSLEOFError) as error:
            raise UnansweredError(*error.args) from None
        if not begun:
            raise UnansweredError("Remote end closed connection without response")
        super().begin()


class Kept:
    """What is added to a connection of urllib3: how often it was used, and how a write ends."""

    response_class = Answer
    uses = 0

    def connect(self) -> None:
        """Connect, and begin to count."""
        self.uses = 0
        super().connect()  # type: ignore[misc]

    def send(self, data: Any) -> None:
        """Write; where that fails, an answer that is there already is read all the same.

        urllib3 does so after a `BrokenPipeError`. TLS tells a closed connection by other errors,
        and a server that refuses a body early may keep the connection open, and read no more.
        """
        sock: Any = getattr(self, "sock", None)
        try:
            super().send(data)  # type: ignore[misc]
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
            if sock is None:  # it was to be connected first
                raise
            raise BrokenPipeError(errno.EPIPE, "the server closed the connection") from error
        except TimeoutError as error:
            # Over TLS what can be read need not be an answer.
            if sock is None or isinstance(sock, ssl.SSLSocket) or not wait_for_read(sock, 0):
                raise
            raise BrokenPipeError(errno.EPIPE, "the server answered before the end") from error

    def getresponse(self) -> Any:
        """Return the answer.

        Raises:
            UnansweredError: There is none, and the connection was used before.
        """
        try:
            answer = super().getresponse()  # type: ignore[misc]
        except UnansweredError as error:
            if self.uses:
                raise
            raise (error.__context__ or RemoteDisconnected(*error.args)) from None
        self.uses += 1
        return answer


class Idle(queue.LifoQueue[Any]):
    """The idle connections to one origin, the last used first; any number may be in use.

    urllib3's own queue warns in the log for each connection that there is no room for.
    """

    def __init__(self, maxsize: int = 0) -> None:
        """Hold nothing yet: urllib3 would fill the room with None."""
        super().__init__()
        self._room = maxsize

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Keep a connection, or close it where enough are kept."""
        if item is None:
            return
        if self.qsize() < self._room:
            super().put(item, block, timeout)
        else:
            item.close()


GIVEN = threading.local()  # `target`: what this thread's request line names


class Own:
    """A pool of urllib3 that asks for an address as it was given, not as urllib3 would write it."""

    QueueCls = Idle

    @property
    def ConnectionCls(self) -> Any:  # noqa: N802 - urllib3's name
        """The kind of its connections; asked for at each, since VCR.py puts its own into pools."""
        return _kept_class(super().ConnectionCls)  # type: ignore[misc]

    def _make_request(self, conn: Any, method: str, url: str, **options: Any) -> Any:
        given = getattr(GIVEN, "target", url)
        return super()._make_request(conn, method, given, **options)  # type: ignore[misc]


def have_own_pools(manager: Any) -> None:
    """Let a manager make its pools of this module's kind."""
    manager.pool_classes_by_scheme = {
        scheme: kind if issubclass(kind, Own) else type(kind.__name__, (Own, kind), {})
        for scheme, kind in manager.pool_classes_by_scheme.items()
    }


@cache
def _kept_class(kind: Any) -> Any:
    if not hasattr(kind, "response_class"):  # it opens no connection: it stands in for one
        return kind
    return type(kind.__name__, (Kept, kind), {})

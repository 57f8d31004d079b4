"""A connection of aiohttp that knows its past, and notices a server that takes no more of a body.

aiohttp's own timeouts are for connecting and for reading.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler

BLOCK = 1 << 16  # bytes read at once of what a server said last


class StalledError(asyncio.TimeoutError):
    """The server took no more of a request for as long as the timeout says."""


@dataclass(slots=True)
class Haste:
    """Whether nobody can wait for the end of connections that are closed."""

    is_on: bool = False


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is needed to read a TLS connection's last words when the event loop has given it up.

    The loop closes its socket at once where a write fails; the system keeps what came before for
    another one of the same connection.

    Attributes:
        socket: That other one.
        incoming: Where encrypted bytes go ...
        plain: ... and what makes plain ones of them.
    """

    socket: socket.socket
    incoming: ssl.MemoryBIO
    plain: ssl.SSLObject

    @classmethod
    def of(cls, transport: asyncio.BaseTransport) -> Sealed | None:
        """Return what a transport has; None for a plain one, and for one of another event loop."""
        plain = transport.get_extra_info("ssl_object")
        # asyncio has no public way to it.
        incoming = getattr(getattr(transport, "_ssl_protocol", None), "_incoming", None)
        if not isinstance(plain, ssl.SSLObject) or not isinstance(incoming, ssl.MemoryBIO):
            return None
        with suppress(OSError, AttributeError, TypeError):
            return cls(transport.get_extra_info("socket").dup(), incoming, plain)
        return None

    def rest(self) -> Iterator[bytes]:
        """Yield what had come and nobody has read."""
        with suppress(OSError):
            while block := self.socket.recv(BLOCK):
                self.incoming.write(block)
        with suppress(ssl.SSLError):  # that there is no more of it
            while block := self.plain.read(BLOCK):
                yield block


class Line(ResponseHandler):
    """One connection, request after request.

    Attributes:
        uses: Requests that went over it.
        heard: Whether a byte of the answer to the last of them came.
        left: Whether the server ended it (True) or we (False), None while it lasts.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, haste: Haste) -> None:
        """Begin unused."""
        super().__init__(loop)
        self._haste = haste
        self.uses = 0
        self.heard = False
        self.left: bool | None = None
        self._clock = loop
        self._patience: float | None = None
        self._unsent = 0
        self._watch: asyncio.TimerHandle | None = None
        self._sealed: Sealed | None = None

    def begin(self, patience: float | None, is_large: bool = False) -> None:
        """Note that a request is sent now, whose body may be large, and pause so many seconds."""
        self.uses += 1
        self.heard = False
        self._patience = patience
        self._unseal()
        if is_large and self.transport is not None:
            self._sealed = Sealed.of(self.transport)

    def data_received(self, data: bytes) -> None:
        """Note that the server says something."""
        if data:
            self.heard = True
        super().data_received(data)

    def pause_writing(self) -> None:
        """Watch the server: it takes less than there is."""
        super().pause_writing()
        if self._patience and self.transport is not None:
            self._unsent = self.transport.get_write_buffer_size()
            self._watch = self._clock.call_later(self._patience, self._check)

    def resume_writing(self) -> None:
        """Watch no longer."""
        super().resume_writing()
        self._unwatch()

    def _check(self) -> None:
        """End the request if nothing was taken since the last look."""
        transport, self._watch = self.transport, None
        if self.heard or not self._patience or transport is None or transport.is_closing():
            return
        before, self._unsent = self._unsent, transport.get_write_buffer_size()
        if self._unsent < before:
            self._watch = self._clock.call_later(self._patience, self._check)
            return
        self.set_exception(StalledError())
        transport.abort()

    def _unwatch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def set_exception(self, exc: Any, *cause: Any) -> None:
        """Fail the request, unless the server answered before it closed."""
        if self.transport is not None and self.transport.is_closing():
            self._end()
        super().set_exception(exc, *cause)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Hear the server's last words before the connection is given up."""
        self._unwatch()
        if self.transport is not None:
            self._end()
        self._unseal()
        super().connection_lost(exc)

    def _end(self) -> None:
        if self.left is None:
            self.left = True
            self._hear_rest()

    def _hear_rest(self) -> None:
        """Read what came before a write failed: the event loop gives up both ways at once.

        A server that refuses a body early answers and closes.
        """
        transport = self.transport
        if self._sealed is not None:
            for block in self._sealed.rest():
                self.data_received(block)
        if transport is None or transport.get_extra_info("sslcontext") is not None:
            return
        # AttributeError and TypeError: sockets of other event loops cannot be copied.
        nothing = suppress(OSError, AttributeError, TypeError)
        with nothing, transport.get_extra_info("socket").dup() as twin:
            while block := twin.recv(BLOCK):
                self.data_received(block)

    def _unseal(self) -> None:
        if self._sealed is not None:
            self._sealed.socket.close()
            self._sealed = None

    def close(self) -> None:
        """Close; what was not sent yet is dropped: a server that takes no more would hold it."""
        if self.left is None:
            self.left = False
        self._unseal()
        if self._clock.is_closed():  # which takes no calls any more, and transports make some
            with suppress(RuntimeError):
                super().close()
            self.transport = None
            return
        transport = self.transport
        if transport is not None and (self._haste.is_on or transport.get_write_buffer_size()):
            transport.abort()
        self._unwatch()
        super().close()

    @property
    def closed(self) -> asyncio.Future[None] | None:
        """What a connector waits for when it is closed; None in haste."""
        return None if self._haste.is_on else super().closed


@dataclass(slots=True)
class Attempt:
    """One try to send a request.

    Attributes:
        fresh: Whether it must have a connection of its own.
        is_large: Whether its body is: the server may refuse it before it has it all.
        line: The connection that it has.
    """

    fresh: bool = False
    is_large: bool = False
    line: Line | None = None

    def met_a_closed_line(self) -> bool:
        """Whether the server had closed a kept connection: see `UnansweredError`."""
        line = self.line
        return line is not None and line.uses > 1 and line.left is True and not line.heard


ATTEMPT: ContextVar[Attempt | None] = ContextVar("ATTEMPT", default=None)


class Connector(aiohttp.TCPConnector):
    """aiohttp's connector for such connections.

    Silent when it is collected: its `Keeper` closes it where one can.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Open nothing yet; any number may be open."""
        super().__init__(limit=0)
        self._haste = Haste()
        self._factory: Any = partial(Line, loop=loop, haste=self._haste)

    def hurry(self) -> None:
        """Close at once where it comes to that: the loop may be at its end, and wait no more."""
        self._haste.is_on = True

    async def connect(self, *args: Any, **named: Any) -> Any:
        """Return a connection for the request's `Attempt`."""
        attempt = ATTEMPT.get()
        while True:
            connection = await super().connect(*args, **named)
            line = connection.protocol
            if not isinstance(line, Line) or attempt is None:
                return connection
            if not line.uses or not attempt.fresh:
                break
            connection.close()
        limits = named.get("timeout")
        patience = limits.sock_read if isinstance(limits, aiohttp.ClientTimeout) else None
        line.begin(patience, attempt.is_large)
        attempt.line = line
        return connection

    def __del__(self, *_: Any) -> None:
        """Leave the connections to their own collection."""

"""The life of an aiohttp session: made in a loop, closed with its client or with the loop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from weakref import finalize

import aiohttp

from hfwidgets.client.line import Connector

LONGEST_HEADER = 1 << 16  # bytes, as in http.client
IDLE = 0.02  # seconds after which a server may have closed a connection unseen


class Keeper:
    """Holds a session, and closes it with its client or with the loop, whichever ends first.

    An asynchronous generator that has begun is closed by `loop.shutdown_asyncgens`, which
    `asyncio.run` calls, and by its loop when it is collected.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Make a session of a running loop; it connects when it is used."""
        self.loop = loop
        self._process = os.getpid()
        connector = Connector(loop)
        self.session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            skip_auto_headers=("User-Agent",),
            max_line_size=LONGEST_HEADER,
            max_field_size=LONGEST_HEADER,
        )
        self._life = _keep(connector)
        self._used = loop.time()
        finalize(self, _let_go, self.session, connector)

    def is_inherited(self) -> bool:
        """Whether this is a forked child: the connections are its parent's."""
        return self._process != os.getpid()

    async def open(self) -> None:
        """Begin the generator that closes the session."""
        await self._life.__anext__()

    def may_hold_broken(self) -> bool:
        """Whether the loop must run for it to see which idle connections the server has closed.

        While a cell keeps a notebook's loop busy it sees nothing, and a request on such a
        connection would fail.
        """
        before, self._used = self._used, self.loop.time()
        return self._used - before > IDLE

    async def close(self) -> None:
        """Close the session's connections; those of a parent are left alone."""
        if not self.is_inherited():
            await self._life.aclose()


def _let_go(session: aiohttp.ClientSession, connector: Connector) -> None:
    """Nobody has the keeper any more, so its generator is collected next, which closes at once.

    Where a loop ends without closing its generators there is nothing left to close, and nothing to
    warn of.
    """
    connector.hurry()
    session.detach()


async def _keep(connector: Connector) -> AsyncGenerator[None, None]:
    try:
        yield
    finally:
        await connector.close()

"""The package's own event loop in a thread of its own: all calls of all widgets run there.

Never the kernel's loop: a busy cell would hold it up, and ipykernel 7 stops background tasks when
their cell ends.
"""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import os
import threading
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from hfwidgets.alone import ALONE
from hfwidgets.client import network
from hfwidgets.client.performing import Awaiting, performed
from hfwidgets.wire.flow import Step

if TYPE_CHECKING:
    from hfwidgets.client.async_transport import AsyncTransport


class Background:
    """An event loop that runs in a daemon thread, and the connections that live in it."""

    def __init__(self) -> None:
        """Start the thread."""
        self.process = os.getpid()
        self._transport: AsyncTransport | None = None
        self._performer = Awaiting(self._opened)
        self.loop = self._begun()

    def _begun(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._run, args=(loop,), name="hfwidgets-calls", daemon=True
        )
        self._thread.start()
        atexit.register(self.close)
        return loop

    @property
    def transport(self) -> AsyncTransport:
        """The connections; to be used in the loop only."""
        if self._transport is None:
            self._transport = network.opened()
        return self._transport

    def submit(self, work: Coroutine[Any, Any, Any]) -> concurrent.futures.Future[Any]:
        """Run a coroutine in the loop; the future is cancelled to stop it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    async def perform(self, step: Step) -> Any:
        """Do what a flow asks for."""
        return await performed(step, self._performer)

    async def _opened(self) -> AsyncTransport:
        return self.transport

    def close(self) -> None:
        """Cancel what runs, close all connections, end the thread."""
        if self.process != os.getpid() or self.loop.is_closed():
            return
        atexit.unregister(self.close)
        future = asyncio.run_coroutine_threadsafe(self._wind_up(), self.loop)
        try:
            future.result(timeout=2)
        except Exception:  # the interpreter ends anyway, and the thread is a daemon
            return
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(timeout=2)

    async def _wind_up(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        if self._transport is not None:
            await self._transport.close()
        await self.loop.shutdown_asyncgens()

    @staticmethod
    def _run(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            loop.close()


class PageBackground(Background):
    """The loop of the page itself, where Python has no thread but the one that it runs in."""

    def _begun(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_event_loop()

    def close(self) -> None:
        """Leave everything to the page: it closes its connections when it is left."""


_background: Background | None = None
_lock = threading.Lock()


def _unlock() -> None:
    """Have a lock of our own in a forked child: a thread that it has not may hold the other."""
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock)


def background() -> Background:
    """Return the process's background loop; a forked child gets its own."""
    global _background
    with _lock:
        if (
            _background is None
            or _background.process != os.getpid()
            or _background.loop.is_closed()
        ):
            _background = PageBackground() if ALONE else Background()
        return _background


def warm_up() -> None:
    """Load what the first call needs, in the background, so that it does not wait for it."""

    async def load() -> None:
        background().transport  # noqa: B018 - imports aiohttp

    background().submit(load())

"""What carries requests: aiohttp and requests, or in a browser its own `fetch`."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from hfwidgets.alone import ALONE, aside

if TYPE_CHECKING:
    from hfwidgets.client.async_transport import AsyncTransport
    from hfwidgets.wire.flow import Request

AWAITED = f"hfwidgets.client.{'fetch_transport' if ALONE else 'async_transport'}"
BLOCKING = f"hfwidgets.client.{'fetch_blocking' if ALONE else 'sync_transport'}"


async def loaded() -> None:
    """Load the transport that is awaited: aiohttp takes a tenth of a second; the loop goes on."""
    if AWAITED not in sys.modules:
        await aside(import_module, AWAITED)


def opened() -> AsyncTransport:
    """Return a transport that is awaited."""
    found: AsyncTransport = import_module(AWAITED).AsyncTransport()
    return found


def blocking() -> Any:
    """Return the transport that blocks, a module: `send` and `send_all`."""
    return import_module(BLOCKING)


def send_away(request: Request) -> None:
    """Send a request, whatever becomes of it: in a thread, where there are any.

    No task of a loop: a loop that ends, as one does after Ctrl-C, would take it along. The
    interpreter waits for the thread, for as long as the request's timeout at most.
    """
    if ALONE:
        blocking().send_away(request)
        return
    from threading import Thread

    def work() -> None:
        with suppress(Exception):
            blocking().send(request)

    with suppress(RuntimeError):  # the interpreter is ending, and starts no thread any more
        Thread(target=work, name="hfwidgets-farewell").start()

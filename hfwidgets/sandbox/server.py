"""The sandbox's server process: listening, request ids, when it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import uuid
from collections.abc import Callable, Iterable

from aiohttp import web

from hfwidgets.sandbox.model_row import Model
from hfwidgets.sandbox.routes import Routes
from hfwidgets.sandbox.sites import Sites

HOST = "127.0.0.1"


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    if "provider" in request:
        response.headers["x-inference-provider"] = request["provider"]
    response.headers.setdefault(
        "x-request-id", request.headers.get("x-request-id") or str(uuid.uuid4())
    )


async def serve(
    served: Iterable[Model],
    port: int,
    announce: Callable[[str], None],
    *,
    with_parent: bool = False,
    tell: Callable[[str], None] | None = None,
    synthetic: int = 0,
    listing: str = "",
    sites: Sites | None = None,
) -> None:
    """Serve until told to stop: by a signal, or by the end of the parent process.

    Args:
        served: The models.
        port: The port; 0 for any free one.
        announce: Called with the URL when the server listens.
        with_parent: Whether to stop when standard input closes or the parent changes.
        tell: Called with one line per request, or None.
        synthetic: How many made-up models are listed besides.
        listing: Faults of the Hub's list.
        sites: Which pages may ask; None for none of another site.

    Raises:
        OSError: The port is taken or not allowed.
    """
    # Python threads hand over every 5 ms by default; a stream should not wait that long for eight
    # texts that are written beside it.
    sys.setswitchinterval(0.001)
    routes = Routes(served, tell, synthetic, listing, sites)
    applications = routes.application(), routes.house.results.application()
    runner, results = (_runner(one, routes.sites) for one in applications)
    stop = asyncio.Event()
    try:
        bound = await _listen(runner, port)
        routes.house.results.base = f"http://{HOST}:{await _listen(results, 0)}"
        _stop_on_signals(stop)
        if with_parent:
            _stop_with_parent(stop)
        announce(f"http://{HOST}:{bound}")
        await stop.wait()
    finally:
        await runner.cleanup()
        await results.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> int:
    """Listen on a port, 0 for any free one, and return it."""
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    bound: int = runner.addresses[0][1]
    return bound


def _runner(application: web.Application, sites: Sites) -> web.AppRunner:
    application.on_response_prepare.append(sites.invite)
    application.on_response_prepare.append(_add_headers)
    # A handler is cancelled as soon as its client has gone: the models' work ends with it.
    return web.AppRunner(
        application, access_log=None, handler_cancellation=True, shutdown_timeout=0.5
    )


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


def _stop_with_parent(stop: asyncio.Event) -> None:
    """Set `stop` when standard input closes, or when the parent is another.

    The pipe alone would do if no other process could hold its other end; a fork of the parent does.
    """
    loop = asyncio.get_running_loop()
    parent = os.getppid()

    def wait_for_end() -> None:
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(stop.set)

    def look() -> None:
        if os.getppid() != parent:
            stop.set()
        loop.call_later(1.0, look)

    threading.Thread(target=wait_for_end, name="parent", daemon=True).start()
    look()

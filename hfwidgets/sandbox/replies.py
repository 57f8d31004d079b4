"""Whole answers, and what faults do to them: cut, reset, broken JSON, no chunks."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Mapping

from aiohttp import web
from aiohttp.http import HttpVersion10

from hfwidgets.sandbox.faults import Faults
from hfwidgets.sandbox.journal import Entry
from hfwidgets.sandbox.refusals import JSON, Refusal, encode

_BLOCK = 65536


async def reply_json(
    request: web.Request, value: object, headers: Mapping[str, str], faults: Faults, entry: Entry
) -> web.StreamResponse:
    """Answer with a JSON value, through the faults that concern a whole body."""
    body = encode(value)
    if faults.broken_json is not None:
        body = body[: max(len(body) - 2, 1)] + b",}"
    return await reply_bytes(request, body, JSON, headers, faults, entry)


async def reply_bytes(
    request: web.Request,
    body: bytes,
    content_type: str,
    headers: Mapping[str, str],
    faults: Faults,
    entry: Entry,
) -> web.StreamResponse:
    """Answer with bytes, through the faults that concern a whole body.

    A request marked "whole" comes from within: its answer is returned, and not written.
    """
    if request.get("whole"):
        return web.Response(body=body, headers={**headers, "Content-Type": content_type})
    all_headers = {**headers, "Content-Type": content_type}
    breaks = [count for count in (faults.cut, faults.reset, faults.hang) if count is not None]
    response = begin(request, all_headers, faults)
    if not faults.unchunked:
        response.content_length = len(body)
    await response.prepare(request)
    entry.status = response.status
    shown = body[: len(body) // 2] if breaks else body
    for start in range(0, len(shown), _BLOCK):
        block = shown[start : start + _BLOCK]
        await response.write(block)
        entry.wrote(len(block))
    if breaks:
        await break_off(request, faults)
    return response


def begin(request: web.Request, headers: Mapping[str, str], faults: Faults) -> web.StreamResponse:
    """Return an answer whose body is still to be written."""
    response = web.StreamResponse(status=request.get("status", 200), headers=dict(headers))
    if request.get("engine"):
        response.headers["x-compute-engine"] = request["engine"]
    if faults.unchunked:
        # aiohttp writes chunks to every client that speaks HTTP/1.1; there is no public switch.
        request._version = HttpVersion10
        response.force_close()
    return response


async def break_off(request: web.Request, faults: Faults) -> None:
    """End the connection in mid-answer as the fault says, or leave it open for ever."""
    transport = request.transport
    if faults.hang is not None:
        await asyncio.Event().wait()
    if transport is None:
        return
    if faults.reset is not None:
        connection = transport.get_extra_info("socket")
        # Time for what was written to arrive: a reset discards what the peer has not yet read.
        await asyncio.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    else:
        transport.close()


def reply_refusal(refusal: Refusal) -> web.Response:
    """Return the answer to a refused request."""
    return web.Response(
        status=refusal.status,
        body=refusal.body,
        headers={**refusal.headers, "Content-Type": refusal.content_type},
    )


def compute_headers(started: float, characters: int, faults: Faults) -> dict[str, str]:
    """Return the hosted service's headers about what was computed; `started` is perf_counter's."""
    return {
        "x-compute-type": "cache" if faults.cached else "cpu",
        "x-compute-time": f"{time.perf_counter() - started:.3f}",
        "x-compute-characters": str(characters),
    }

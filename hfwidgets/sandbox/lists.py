"""The routes that list models, and what faults do to them.

A framework's list takes faults behind its name, as in `/framework/transformers@delay=2`. The Hub's
list, whose address a client builds itself, takes those that the sandbox was started with.
"""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from hfwidgets.sandbox import chat_routing, hub
from hfwidgets.sandbox.faults import Faults, parse
from hfwidgets.sandbox.inference import Models
from hfwidgets.sandbox.journal import Entry
from hfwidgets.sandbox.refusals import JSON, Refusal, encode
from hfwidgets.sandbox.replies import reply_bytes

_RAW = b'{"model_id":"an id that ends early \\ud800","task":"fill-mask","framework":"transformers"}'


class Lists:
    """The lists of the sandbox.

    Args:
        models: What there is.
        faults: Faults of the Hub's list, as in `page=10,rate-limited=1,after=2`.

    Raises:
        ValueError: A fault that there is not.
    """

    def __init__(self, models: Models, faults: str = "") -> None:
        self._models = models
        self._made: dict[str, bytes] = {}
        try:
            self._faults = parse(f"@{faults}")[1] if faults else Faults()
        except Refusal as refusal:
            raise ValueError(str(refusal)) from None

    async def framework(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        """Answer with the models of a framework."""
        asked = parts["name"]
        name, faults = parse(asked)
        await self._models.suffer(request, asked, faults)
        # In a thread: two hundred thousand made-up models take a second to write.
        body = await asyncio.to_thread(self._written, name)
        if faults.odd:
            rows = encode(ODD)[1:-1] + b"," + _RAW
            body = body[:-1] + (b"," if len(body) > 2 else b"") + rows + b"]"
        return await self._reply(request, body, {}, faults, entry)

    async def hub(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        """Answer with a page of the Hub's list."""
        faults = self._faults
        found = await asyncio.to_thread(hub.listing, self._models, request, faults.page)
        if found.number < (faults.after or 0):
            faults = Faults()
        await self._models.suffer(request, "the Hub's list", faults)
        rows = [*found.rows, *(_today(one) for one in ODD)] if faults.odd else found.rows
        headers = {"Link": f'<{found.following}>; rel="next"'} if found.following else {}
        return await self._reply(request, encode(rows), headers, faults, entry)

    async def chats(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        """Answer with all chat models, or with one."""
        body = await asyncio.to_thread(self._chats, parts.get("model"))
        return await self._reply(request, body, {}, Faults(), entry)

    def _chats(self, name: str | None) -> bytes:
        key = "/v1/models"
        if name is not None or key not in self._made:
            body = encode(chat_routing.listing(self._models, name))
            if len(body) < 1 << 20:
                return body
            self._made[key] = body
        return self._made[key]

    async def _reply(
        self,
        request: web.Request,
        body: bytes,
        headers: dict[str, str],
        faults: Faults,
        entry: Entry,
    ) -> web.StreamResponse:
        if faults.broken_json is not None:
            body = body[: max(len(body) - 2, 1)] + b",}"
        return await reply_bytes(request, body, JSON, headers, faults, entry)

    def _written(self, name: str) -> bytes:
        """Return a framework's list as JSON; made-up models are written once."""
        if name not in self._made:
            body = encode(hub.framework(self._models, name))
            if len(body) < 1 << 20:
                return body
            self._made[name] = body
        return self._made[name]


def _row(name: object, **more: object) -> dict[str, object]:
    return {"model_id": name, "task": "fill-mask", "framework": "transformers", **more}


# What no list should have, and some lists have.
ODD: list[Any] = [
    _row("sandbox/ngram-fill-mask@tag=twice"),
    _row("sandbox/ngram-fill-mask@tag=twice"),
    _row("sandbox/ngram-fill-mask@state=Hibernating", state="Hibernating"),
    _row("sandbox/ngram-fill-mask@state=TooBig", compute_type={"gpu": {"gpu": "a10g", "count": 1}}),
    _row("sandbox/ngram-fill-mask@refused=custom-code"),
    _row("sandbox/ngram-topics@loading=3,tag=list", task="text-generation"),
    _row("<img src=x onerror=\"document.title='hacked'\">/<b>bold</b>"),
    _row("bidi/\u202egnp.exe\u202c\u2066x"),
    _row("long/" + "x" * 295),
    _row("line\nbreak/and\ttab\r"),
    _row("../../etc/passwd"),
    _row(""),
    _row(None),
    _row(5),
    _row("y" * 5000),
    "no object",
    None,
    {},
    _row("odd/task", task=None),
    _row("odd/types", task=["a"], framework={"b": 1}, state=7),
    _row("odd/long-task", task="t" * 300, framework="f" * 300),
    _row("odd/nothing-but-an-id", task="<script>alert(1)</script>"),
    {"model_id": "odd/nothing-else"},
]


def _today(row: Any) -> Any:
    """Return a row as the Hub's list of today has it."""
    names = {"model_id": "id", "task": "pipeline_tag", "framework": "library_name"}
    if not isinstance(row, dict):
        return row
    return {names.get(name, name): value for name, value in row.items()}

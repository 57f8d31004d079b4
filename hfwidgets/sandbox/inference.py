"""A request to a model: its body, the faults before the answer, loading, and its task's handler."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from aiohttp import web

from hfwidgets.sandbox.aliases import own_id
from hfwidgets.sandbox.faults import Faults, parse
from hfwidgets.sandbox.hosting import Clocks, Host
from hfwidgets.sandbox.journal import Entry
from hfwidgets.sandbox.listing import Catalogue
from hfwidgets.sandbox.model_row import Model
from hfwidgets.sandbox.providers.offers import OWN
from hfwidgets.sandbox.refusals import Refusal, refuse, refuse_text, shaped
from hfwidgets.sandbox.tasks import CHATTING, EMBEDDING, WRITING, Handler, find_handler


@dataclass(frozen=True, slots=True)
class Call:
    """One request to one model, as handlers see it.

    `route` is "run" for the hosted service's routes and for a generation server's root, else
    "generate", "generate_stream", "chat" or "completions"; `strict` is true where a generation
    server is spoken to directly.
    """

    request: web.Request
    entry: Entry
    name: str
    model: Model
    host: Host
    faults: Faults
    body: bytes
    route: str = "run"
    strict: bool = False

    @property
    def by_router(self) -> bool:
        """Whether the client speaks the dialect of today's router."""
        return self.request.path.startswith("/hf-inference/")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: model id with its faults, and how it was reached.

    `pace` and `wait` are a provider's: tokens a second, and seconds before the first.
    """

    name: str
    route: str = "run"
    dialect: str = "classic"
    task: str | None = None
    pace: float = 0.0
    wait: float = 0.0


class Models:
    """The models that this server answers for.

    Args:
        served: The models; the first generation model among them answers at `/`.
        synthetic: How many made-up models are listed besides.
    """

    def __init__(self, served: Iterable[Model], synthetic: int = 0) -> None:
        self.hosts = {model.id: Host(model) for model in served}
        self.catalogue = Catalogue(synthetic)
        self.clocks = Clocks()
        self._handlers: dict[str, Handler] = {}

    def chatting(self) -> list[Model]:
        """Return the models that answer chat completions."""
        hosts = self.hosts.values()
        return [h.model for h in hosts if h.model.task in CHATTING and not h.model.missing()]

    @property
    def default(self) -> str | None:
        """The model that answers where a generation server's routes name none."""
        for name, host in self.hosts.items():
            if host.model.task == "text-generation" and host.model.engine:
                return name
        return None

    def named(self, name: str, task: str | None = None) -> Host | None:
        """Return the model of an id without faults, its own or one it answers for."""
        if name in self.hosts:
            return self.hosts[name]
        fitting = [
            host.model.id
            for host in self.hosts.values()
            if task in (None, host.model.task) and not host.model.missing()
        ]
        return self.hosts.get(own_id(name, fitting))

    def find(self, name: str, dialect: str, task: str | None = None) -> tuple[Host, Faults]:
        """Return the model and the faults that a model id names; `task` chooses among several.

        Raises:
            Refusal: 404 as the dialect's server words it, or 400 for a fault there is not.
        """
        own, faults = parse(name)
        host = self.named(own, task)
        if host is None:
            if dialect == "router":
                raise refuse_text(404, "Not Found")
            raise refuse(404, f"Model {own} does not exist")
        return host, faults

    async def answer(
        self, request: web.Request, entry: Entry, target: Target, body: bytes | None = None
    ) -> web.StreamResponse:
        """Answer a request to a model; `body` when it was read to find the model in it."""
        host, faults = self.find(target.name, target.dialect, target.task)
        faults = faults.of(request.get("provider", OWN))
        handler = await self._handler(host.model, target)
        if body is None:
            body = await read_body(request, entry, handler.body_limit)
        await self.suffer(request, target.name, faults)
        return await self.perform(request, entry, target, faults, body)

    async def perform(
        self, request: web.Request, entry: Entry, target: Target, faults: Faults, body: bytes
    ) -> web.StreamResponse:
        """Answer a request that was let in; `faults` are those that concern the answer."""
        host, _ = self.find(target.name, target.dialect, target.task)
        handler = await self._handler(host.model, target)
        if host.model.missing():
            raise refuse(400, host.model.missing())
        warm = target.dialect != "classic"
        hold = _is_to_wait(request, body)
        await self._await_loading(target.name, host, faults, hold=hold, warm=warm)
        request["engine"] = host.model.made_by
        if faults.first is None and target.wait:
            faults = replace(faults, first=target.wait)
        call = Call(
            request,
            entry,
            target.name,
            replace(host.model, pace=target.pace or host.model.pace),
            host,
            faults,
            body,
            target.route,
            strict=target.dialect == "tgi",
        )
        return await handler.answer(call)

    async def _handler(self, model: Model, target: Target) -> Handler:
        task = target.task or model.task
        if task != model.task and not {task, model.task} <= EMBEDDING:
            raise refuse(
                400, f"Model {model.id} is for {model.task}, not for {task}; leave the task out."
            )
        writing = WRITING.get(target.route)
        if writing and model.task not in CHATTING:
            raise refuse(
                422, f"Model {model.id} is for {model.task}; it has no {target.route} completions."
            )
        name = writing or model.handler or task
        if name not in self._handlers:
            # In a thread: the first import brings numpy, which would hold the loop up.
            self._handlers[name] = await asyncio.to_thread(find_handler, name)
        return self._handlers[name]

    async def suffer(self, request: web.Request, name: str, faults: Faults) -> None:
        """Apply the faults that come before an answer."""
        if faults.delay is not None:
            await asyncio.sleep(faults.delay)
        if faults.hang == 0:
            await asyncio.Event().wait()
        if faults.needs_token and not _has_token(request):
            raise shaped(401, faults.body, None, {})
        if faults.rate_limited is not None:
            remaining = self.clocks.remaining(name, "rate-limited", faults.rate_limited)
            if remaining > 0:
                headers = {"Retry-After": str(math.ceil(remaining))}
                raise shaped(429, faults.body or "error", "Rate limit reached", headers)
            self.clocks.let_through(name, "rate-limited")
        if faults.status is not None:
            raise _asked_for(faults, faults.status)
        if faults.body is not None and faults.error is None and faults.rate_limited is None:
            raise _asked_for(faults, 500)

    async def _await_loading(
        self, name: str, host: Host, faults: Faults, *, hold: bool, warm: bool
    ) -> None:
        """Answer 503 while the model loads, or hold the request until it has."""
        if host.model.engine:
            host.start_loading()
        if faults.loading is not None:
            remaining = self.clocks.remaining(name, "loading", faults.loading)
            if remaining > 0 and not hold:
                raise _loading(host.model.id, round(remaining, 3))
            await asyncio.sleep(remaining)
            self.clocks.let_through(name, "loading")
        if host.model.engine and not host.ready:
            if not (hold or warm or host.start_loading().done()):
                raise _loading(host.model.id, host.estimate())
            await _loaded(host)


def _is_to_wait(request: web.Request, body: bytes) -> bool:
    """Whether a request waits for its model: a header says so, or the body's options."""
    if request.headers.get("x-wait-for-model", "").lower() in ("1", "true"):
        return True
    if b'"wait_for_model"' not in body:
        return False
    try:
        return json.loads(body)["options"]["wait_for_model"] is True
    except (ValueError, LookupError, TypeError, RecursionError):
        return False


async def _loaded(host: Host) -> None:
    try:
        await host.engine()
    except Exception as error:
        host.forget_failure()
        raise refuse(500, f"Model {host.model.id} could not be loaded: {error}") from error


async def read_body(request: web.Request, entry: Entry, limit: int) -> bytes:
    """Return a request's body.

    Raises:
        Refusal: 413, before more than `limit` bytes are kept.
    """
    too_large = refuse_text(413, "Failed to buffer the request body: length limit exceeded")
    if (request.content_length or 0) > limit:
        entry.body_size = request.content_length or 0
        raise too_large
    blocks = []
    async for block in request.content.iter_any():
        entry.body_size += len(block)
        if entry.body_size > limit:
            raise too_large
        blocks.append(block)
    return b"".join(blocks)


def _asked_for(faults: Faults, status: int) -> Refusal:
    headers = {}
    if faults.code is not None:
        headers["X-Error-Code"] = faults.code
    retry_after = faults.retry_after or ("5" if status == 429 else None)
    if retry_after is not None:
        headers["Retry-After"] = retry_after
    return shaped(status, faults.body, None, headers)


def _loading(model: str, estimate: float) -> Refusal:
    return refuse(503, f"Model {model} is currently loading", estimated_time=estimate)


def _has_token(request: web.Request) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and bool(token.strip())

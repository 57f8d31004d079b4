"""The sandbox's routes: who may ask, which route answers, what is recorded."""

from __future__ import annotations

import asyncio
import re
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web

from hfwidgets.sandbox import chat_routing as chat
from hfwidgets.sandbox import hub
from hfwidgets.sandbox.faults import FAULTS, parse
from hfwidgets.sandbox.inference import Models, Target, read_body
from hfwidgets.sandbox.journal import Entry, Journal
from hfwidgets.sandbox.lists import Lists
from hfwidgets.sandbox.model_row import Model
from hfwidgets.sandbox.providers.exchange import House
from hfwidgets.sandbox.providers.front import Front
from hfwidgets.sandbox.providers.results import Results
from hfwidgets.sandbox.providers.table import SPOKEN
from hfwidgets.sandbox.refusals import PLAIN, Refusal, encode, refuse, refuse_text
from hfwidgets.sandbox.replies import reply_refusal
from hfwidgets.sandbox.sites import Sites

_MOST_CHAT = 2_000_000

Responder = Callable[[web.Request, Entry, dict[str, str]], Awaitable[web.StreamResponse]]


class Routes:
    """The sandbox's routes over its models.

    Args:
        served: The models to serve.
        tell: Called with one line per request, or None.
        synthetic: How many made-up models the lists of models have besides.
        listing: Faults of the Hub's list.
        sites: Which pages may ask; None for none of another site.
    """

    def __init__(
        self,
        served: Iterable[Model],
        tell: Callable[[str], None] | None = None,
        synthetic: int = 0,
        listing: str = "",
        sites: Sites | None = None,
    ) -> None:
        self.sites = sites or Sites()
        self.models = Models(served, synthetic)
        self.lists = Lists(self.models, listing)
        self.journal = Journal()
        self.house = House(self.models, Results(self.journal, self.sites))
        self._front = Front(self.house)
        self._tell_line = tell
        self._routes = [
            (methods, re.compile(path), answer) for methods, path, answer in self._table()
        ]

    def _table(self) -> Iterable[tuple[str, str, Responder]]:
        """Return the routes: methods, pattern of the path, answer. The first that fits counts."""
        model = r"(?P<model>.+?)"
        action = r"/(?P<action>generate|generate_stream|info|health)"
        return (
            ("GET", r"/", self._overview),
            ("POST", r"/", self._default),
            ("GET POST", action, self._default),
            ("GET DELETE", r"/sandbox/log", self._log),
            ("GET", r"/api/tasks", self._tasks),
            ("GET", r"/api/models", self.lists.hub),
            ("GET", rf"/api/models/{model}", self._model),
            ("GET", r"/api/partners/(?P<provider>[\w-]+)/models", self._partner),
            (
                "GET POST PUT",
                rf"/(?P<provider>{'|'.join(SPOKEN)})(?P<path>/.+)",
                self._front.answer,
            ),
            ("GET", rf"/status/{model}", self._status),
            ("GET", r"/framework/(?P<name>[\w.-]+(?:@[^/]*)?)", self.lists.framework),
            ("POST", r"(?:/hf-inference)?/v1/chat/completions", self._routed_chat),
            ("GET", r"/v1/models(?:/(?P<model>.+))?", self.lists.chats),
            (
                "POST",
                rf"(?:/(?P<router>hf-inference))?/models/{model}(?:/v1)?/chat/completions",
                self._chat,
            ),
            (
                "POST",
                rf"/(?P<router>hf-inference)/models/{model}(?:/pipeline/(?P<task>[\w-]+))?",
                self._run,
            ),
            ("POST", rf"/pipeline/(?P<task>[\w-]+)/{model}", self._run),
            ("GET POST", rf"/models/{model}{action}", self._direct),
            ("POST", rf"/models/{model}", self._run),
        )

    def application(self) -> web.Application:
        """Return the aiohttp application."""
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self.answer)
        application.on_shutdown.append(self._close)
        return application

    async def _close(self, application: web.Application) -> None:
        self.house.jobs.close()
        for host in self.models.hosts.values():
            host.close()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer any request, and record it. No exception leaves this but a cancellation."""
        entry = self.journal.open(request.method, request.path_qs, request.headers.items())
        ended = "complete"
        try:
            response = await self._answer(request, entry)
            if _is_closing(request):
                ended = "cut"
            elif response.prepared:
                await response.write_eof()
            return response
        except (asyncio.CancelledError, ConnectionError, web.RequestPayloadError):
            ended = "disconnected"
            raise
        finally:
            entry.end(ended)
            self._tell(entry)

    async def _answer(self, request: web.Request, entry: Entry) -> web.StreamResponse:
        """Answer by the routes, and turn what they raise into answers."""
        try:
            response = await self._route(request, entry)
        except Refusal as refusal:
            response = reply_refusal(refusal)
        except (ConnectionError, web.RequestPayloadError):
            raise
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            if entry.status is not None:
                # The answer has begun: only its end can tell that something went wrong.
                if request.transport is not None:
                    request.transport.close()
                raise ConnectionError("the answer was broken off") from error
            said = f"The sandbox failed: {type(error).__name__}: {error}"
            response = reply_refusal(refuse(500, said))
        if isinstance(response, web.Response):
            entry.status = response.status
            entry.bytes_written = len(response.body) if isinstance(response.body, bytes) else 0
        return response

    def _tell(self, entry: Entry) -> None:
        if self._tell_line is not None:
            took = (entry.ended_at or entry.time) - entry.time
            self._tell_line(
                f"{time.strftime('%H:%M:%S')} {entry.method} {entry.path} {entry.status} "
                f"{entry.tokens_written} tokens {took:.3f} s {entry.ended}"
            )

    async def _route(self, request: web.Request, entry: Entry) -> web.StreamResponse:
        self.sites.check(request)
        if (preflight := self.sites.preflight(request)) is not None:
            return preflight
        path, fits = request.path, False
        for methods, pattern, answer in self._routes:
            found = pattern.fullmatch(path)
            if found is None:
                continue
            fits = True
            if request.method in methods.split():
                return await answer(request, entry, found.groupdict())
        if fits:
            raise refuse_text(405, "Method Not Allowed")
        raise refuse_text(404, "Not Found")

    async def _overview(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        lines = [
            "The sandbox of hfwidgets: a local server to try the client and the widgets with.",
            "",
        ]
        for host in self.models.hosts.values():
            model = host.model
            lines += [f"{model.id}  ({model.task})", f"    {model.missing() or model.description}"]
        lines += ["", f"Providers of today's service, at /{{provider}}: {', '.join(SPOKEN)}."]
        lines += ["", "Faults on demand, written behind a model's id as in model@slow=0.1,cut=10:"]
        lines += [f"    {name:<13} {fault.help}" for name, fault in FAULTS.items()]
        lines += [
            "",
            "Lists take faults too: behind a framework's name, as in",
            "/framework/transformers@status=500, and the Hub's list by --listing page=5,delay=1.",
        ]
        return web.Response(body="\n".join([*lines, ""]).encode(), headers={"Content-Type": PLAIN})

    async def _log(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        if request.method == "DELETE":
            self.journal.clear()
        return _json(self.journal.as_json())

    async def _tasks(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        return _json(hub.tasks(self.models))

    async def _model(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        return _json(hub.model(self.models, request, parts["model"]))

    async def _partner(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        return _json(hub.partner(self.models, request, parts["provider"]))

    async def _status(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        _, faults = parse(parts["model"])
        await self.models.suffer(request, parts["model"], faults)
        return _json(hub.status(self.models, parts["model"]))

    async def _run(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        dialect = "router" if parts.get("router") else "classic"
        target = Target(parts["model"], dialect=dialect, task=parts.get("task"))
        return await self.models.answer(request, entry, target)

    async def _chat(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        dialect = "router" if parts.get("router") else "classic"
        target = Target(parts["model"], "chat", dialect)
        return await self.models.answer(request, entry, target)

    async def _routed_chat(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        """Answer as today's router does, which finds the model in the body."""
        body = await read_body(request, entry, _MOST_CHAT)
        target, request["provider"] = chat.target_of(self.models, body)
        return await self.models.answer(request, entry, target, body)

    async def _default(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        """Answer as a generation server of the first generation model."""
        if self.models.default is None:
            raise refuse(404, "The sandbox serves no generation model; name one: /models/{id}")
        return await self._direct(request, entry, {**parts, "model": self.models.default})

    async def _direct(
        self, request: web.Request, entry: Entry, parts: dict[str, str]
    ) -> web.StreamResponse:
        """Answer a route of a generation server."""
        action = parts.get("action") or "run"
        if action in ("info", "health"):
            return await self._inform(request, parts["model"], action)
        if request.method != "POST":
            raise refuse_text(405, "Method Not Allowed")
        return await self.models.answer(request, entry, Target(parts["model"], action, "tgi"))

    async def _inform(self, request: web.Request, name: str, action: str) -> web.StreamResponse:
        if request.method != "GET":
            raise refuse_text(405, "Method Not Allowed")
        host, faults = self.models.find(name, "classic")
        await self.models.suffer(request, name, faults)
        if faults.loading and self.models.clocks.remaining(name, "loading", faults.loading) > 0:
            raise refuse(503, "unhealthy", error_type="healthcheck")
        engine = await host.engine() if host.model.engine and not host.model.missing() else None
        return web.Response() if action == "health" else _json(hub.server_info(host, engine))


def _json(value: object) -> web.Response:
    return web.Response(body=encode(value), content_type="application/json")


def _is_closing(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()

"""A host of our own that shows widgets by the rules of VS Code or Colab, over a real kernel.

An editor around (`rules_host/outer.html`) has the connection, a frame (`rules_host/frame.js`) has
the widgets; they only send each other messages. Messages carry no subshell. It is no more than
what those hosts are known to refuse and to do in another way than Jupyter does.
"""

from __future__ import annotations

import ast
import asyncio
import base64
import json
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

from tests.waiting import PATIENCE

FILES = Path(__file__).with_name("rules_host")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host gives and refuses.

    Args:
        policy: The content security policy of the frame, "" for none.
        permissions: Its permissions policy.
        sandbox: What the frame may do; without `allow-downloads` no link downloads.
        arrays: Buffers are `Uint8Array`, not `DataView`.
        json: Whatever is sent goes through JSON.
        scope: The browser has `@scope`.
        views: The manager makes views, for widgets within widgets.
        catches: Clicks on links are caught at the document's body, and what they lead to saved.
        file: A widget's module comes from a file.
    """

    policy: str = ""
    permissions: str = ""
    sandbox: str = "allow-scripts allow-same-origin allow-forms allow-downloads"
    arrays: bool = False
    json: bool = False
    scope: bool = True
    views: bool = True
    catches: bool = False
    file: bool = False


# With blobs as scripts, since anywidget needs them, and as pictures and sounds.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; connect-src blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' https: data: blob:; media-src data: blob:; "
    "font-src 'self' https:"
)
NO_DEVICES = "camera=(), microphone=(), clipboard-write=()"
RULES = {
    "vscode": Rules(
        policy=POLICY,
        permissions=NO_DEVICES,
        sandbox="allow-scripts allow-same-origin allow-forms",
        catches=True,
    ),
    "colab": Rules(arrays=True, json=True, scope=False),
}


class RulesHost:
    """A running host; `python` asks its kernel."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.url = ""
        self._told: list[str] = []  # since the kernel began
        self._modules: dict[str, str] = {}
        self._lines: list[web.WebSocketResponse] = []
        self._asking = asyncio.Lock()

    def python(self, code: str, expression: str = "None") -> Any:
        """Run code, and return the value of an expression, through JSON."""
        asked = self._ask(code, f"__import__('json').dumps({expression})")
        text = asyncio.run_coroutine_threadsafe(asked, self._loop).result(PATIENCE)
        return json.loads(ast.literal_eval(text))

    def start(self, code: str) -> Future[str]:
        """Begin to run a cell and return at once."""
        return asyncio.run_coroutine_threadsafe(self._ask(code, "None"), self._loop)

    async def _ask(self, code: str, expression: str) -> str:
        asked = {"value": expression}
        async with self._asking:
            reply = await self._client.execute(
                code, user_expressions=asked, reply=True, timeout=PATIENCE
            )
        content = reply["content"]
        assert content["status"] == "ok", content
        value = content["user_expressions"]["value"]
        assert value["status"] == "ok", value
        text: str = value["data"]["text/plain"]
        return text

    async def serve(self, ready: threading.Event, over: asyncio.Event, given: Mapping[str, str]):
        """Run the kernel and the pages until it is over."""
        self._loop = asyncio.get_running_loop()
        manager = AsyncKernelManager()
        await manager.start_kernel(env=dict(given))
        self._client = manager.client()
        self._client.start_channels()
        await self._client.wait_for_ready(timeout=PATIENCE)
        # Pages send through a socket of their own: one that is written to while somebody waits for
        # it may take the word that something has come, and the waiter is never woken.
        self._pages_client = AsyncKernelClient()
        self._pages_client.load_connection_info(manager.get_connection_info())
        self._pages_client.start_channels(iopub=False, stdin=False, hb=False, control=False)
        hearing = asyncio.create_task(self._hear())
        runner = web.AppRunner(self._pages())
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        ready.set()
        await over.wait()
        hearing.cancel()
        await runner.cleanup()
        self._client.stop_channels()
        self._pages_client.stop_channels()
        await manager.shutdown_kernel(now=True)

    async def _hear(self) -> None:
        """Hand what widgets tell on to the page, and keep it for one that comes later."""
        while True:
            message = await self._client.get_iopub_msg(timeout=None)
            kind, content = message["msg_type"], message["content"]
            if not kind.startswith("comm_"):
                continue
            state = content["data"].get("state", {})
            self._modules[content["comm_id"]] = state.get("_esm", "")
            buffers = [base64.b64encode(one).decode() for one in message["buffers"]]
            text = json.dumps({"type": kind, "content": content, "buffers": buffers})
            self._told.append(text)
            for line in self._lines:
                await line.send_str(text)

    def _pages(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", self._outer)
        app.router.add_get("/frame.html", self._frame)
        app.router.add_get("/frame.js", self._script)
        app.router.add_get("/module/{id}.js", self._module)
        app.router.add_get("/kernel", self._line)
        return app

    async def _outer(self, _: web.Request) -> web.Response:
        page = (FILES / "outer.html").read_text(encoding="utf-8")
        return _html(page.replace("RULES", json.dumps(asdict(self.rules))))

    async def _frame(self, _: web.Request) -> web.Response:
        rules = json.dumps(asdict(self.rules))
        page = (
            "<!doctype html><meta charset=utf-8><title>Outputs</title><body class=vscode-light>"
            f"<script>window.rules = {rules}</script><script src=/frame.js></script>"
        )
        policies = {
            "Content-Security-Policy": self.rules.policy,
            "Permissions-Policy": self.rules.permissions,
        }
        return _html(page, {name: value for name, value in policies.items() if value})

    async def _script(self, _: web.Request) -> web.Response:
        text = (FILES / "frame.js").read_text(encoding="utf-8")
        return web.Response(text=text, content_type="text/javascript")

    async def _module(self, request: web.Request) -> web.Response:
        text = self._modules[request.match_info["id"]]
        return web.Response(text=text, content_type="text/javascript")

    async def _line(self, request: web.Request) -> web.WebSocketResponse:
        """Speak with a page; its first word asks for all that was told."""
        line = web.WebSocketResponse(max_msg_size=0)
        await line.prepare(request)
        async for message in line:
            if message.type != WSMsgType.TEXT:
                continue
            sent = json.loads(message.data)
            if not sent:
                for text in list(self._told):
                    await line.send_str(text)
                self._lines.append(line)
                continue
            content = {"comm_id": sent["comm"], "data": sent["data"]}
            buffers = [base64.b64decode(one) for one in sent["buffers"]]
            session, channel = self._pages_client.session, self._pages_client.shell_channel
            session.send(channel.socket, "comm_msg", content, buffers=buffers)
        self._lines.remove(line)
        return line


def _html(text: str, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(text=text, content_type="text/html", headers=headers)


@contextmanager
def running(rules: Rules, environment: Mapping[str, str]) -> Iterator[RulesHost]:
    """Run a host in a thread of its own."""
    host, ready = RulesHost(rules), threading.Event()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()
    serving = host.serve(ready, over, environment)
    thread = threading.Thread(target=loop.run_until_complete, args=[serving])
    thread.start()
    assert ready.wait(PATIENCE), "the host did not start"
    try:
        yield host
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()

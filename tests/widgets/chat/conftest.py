"""Chats whose pages are played: what a view would show of what it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import Chat, InferenceClient, Sandbox
from hfwidgets.widgets.engine.base import Widget
from tests.waiting import PATIENCE
from tests.wire.scripted import Reply, ScriptedServer


class View:
    """A view of a chat that was there from the start: it only hears what is told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.version = 0
        self.calls = 0

    def hear(self, content: dict[str, Any]) -> None:
        content = json.loads(json.dumps(content))
        json.dumps(content, ensure_ascii=False).encode()  # what a websocket carries
        self.told.append(content)
        play = getattr(self, "_" + content["kind"].replace("-", "_"), None)
        if play is not None:
            play(content)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.told if one["kind"] == kind]

    @property
    def texts(self) -> list[str]:
        return [f"{one['role'][0]}:{one['text']}" for one in self.messages]

    def send(self, chat: Chat, kind: str, **content: Any) -> dict[str, Any]:
        """Send a call as the page does, and return its answer."""
        self.calls += 1
        call = {"kind": kind, "id": f"v-{self.calls}", "values": {}, **content}
        chat._handle_custom_msg(call, [])
        return next(one for one in self.told if one.get("id") == call["id"])

    def _conversation(self, news: dict[str, Any]) -> None:
        assert news["version"] == self.version + 1
        self.version = news["version"]
        assert news["from"] <= len(self.messages)
        self.messages[news["from"] :] = news["messages"]

    def _start(self, news: dict[str, Any]) -> None:
        assert news["at"] <= len(self.messages)
        self.messages[news["at"] :] = [news["message"]]

    def _delta(self, news: dict[str, Any]) -> None:
        last = self.messages[-1]
        if news.get("moved"):
            last["reasoning"], last["text"] = last.get("reasoning", "") + last["text"], ""
        last["text"] += news.get("text", "")
        last["reasoning"] = last.get("reasoning", "") + news.get("reasoning", "")

    def _end(self, news: dict[str, Any]) -> None:
        message = news["message"]
        if message is not None:
            at = [one["id"] for one in self.messages].index(message["id"])
            kept = {name: self.messages[at].get(name, "") for name in ("text", "reasoning")}
            self.messages[at] = {**kept, **message}

    def agrees_with(self, chat: Chat) -> bool:
        """Whether the view shows the path of the conversation, and its branches."""
        shown = [
            (one["id"], one["text"], one.get("reasoning", ""), one["status"], one["place"])
            for one in self.messages
        ]
        path = chat.tree.path
        return shown == [
            (one.id, one.text, one.reasoning, one.status, one.branches.index(one)) for one in path
        ]


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> View:
    """The view of the one chat of a test."""
    made = View()
    monkeypatch.setattr(Widget, "send", lambda self, content, buffers=None: made.hear(content))
    return made


@pytest.fixture
def chat(sandbox: Sandbox, view: View) -> Iterator[Chat]:
    """A chat with a model of the sandbox."""
    client = InferenceClient(endpoint=sandbox.url)
    made = Chat("sandbox/ngram-topics", client=client, max_tokens=6, seed=1)
    yield made
    made.close()


@pytest.fixture
def played(server: ScriptedServer, view: View) -> Iterator[Callable[..., Chat]]:
    """Makes a chat with a server that plays replies."""
    made: list[Chat] = []

    def make(*replies: Any, **parameters: Any) -> Chat:
        server.play(*replies)
        client = InferenceClient(f"{server.url}/v1", timeout=PATIENCE)
        made.append(Chat(client=client, **parameters))
        return made[-1]

    yield make
    for one in made:
        one.close()


def event(value: Any) -> bytes:
    return f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n".encode()


def delta(text: str | None = None, finish_reason: str | None = None, **said: Any) -> bytes:
    told = {**said, **({} if text is None else {"content": text})}
    return event({"choices": [{"index": 0, "delta": told, "finish_reason": finish_reason}]})


def stream(*pieces: bytes | float, framing: str = "chunked") -> Reply:
    return Reply.of_events(*pieces, framing=framing)


DONE = event("[DONE]")

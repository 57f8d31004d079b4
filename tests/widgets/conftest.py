"""The Python side of the widgets, with what they send to the page recorded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import InferenceClient, Sandbox, TextGeneration
from tests.waiting import PATIENCE
from tests.wire.scripted import ScriptedServer

NGRAM = "sandbox/ngram-topics"


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    running = ScriptedServer()
    yield running
    running.close()


class Recorded:
    """A widget, the messages and trait changes that its page would see, and a page's messages."""

    def __init__(self, widget: TextGeneration) -> None:
        self.widget = widget
        self.sent: list[dict[str, Any]] = []
        self.changes: list[tuple[str, Any]] = []
        widget.send = lambda content, buffers=None: self.sent.append(content)
        synced = widget.traits(sync=True)
        widget.observe(lambda change: self.changes.append((change.name, change.new)), list(synced))

    def page_sends(self, **content: Any) -> None:
        self.widget._handle_custom_msg(content, [])

    def messages(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.sent if message["kind"] == kind]

    def text_on_page(self) -> str:
        """What a view shows that was there from the start: it only adds deltas."""
        start, text, expected = self.messages("start")[-1], "", 1
        text = start["text"]
        for delta in self.messages("delta"):
            if delta["run"] != start["run"]:
                continue
            assert delta["seq"] == expected
            expected += 1
            text += "".join(delta["parts"][::2])
        end = self.messages("end")[-1]
        assert end["seq"] == expected - 1
        return end.get("text", text)


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Callable[..., Recorded]]:
    made: list[TextGeneration] = []

    def widget(model: str | None = NGRAM, **parameters: Any) -> Recorded:
        client = parameters.pop("client", None) or InferenceClient(endpoint=sandbox.url)
        parameters.setdefault("prompt", "A function is")
        made.append(TextGeneration(model, client=client, **parameters))
        return Recorded(made[-1])

    yield widget
    for one in made:
        one.close()


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not become so"
        time.sleep(0.005)

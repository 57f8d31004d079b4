"""A server that reads texts for batches, and a widget that asks it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import InferenceClient, TextClassification
from tests.waiting import Gate
from tests.wire.scripted import Asked, Reply, ScriptedServer

Make = Callable[..., TextClassification]


class Reader:
    """Answers a text with its length as a label; "bad" is refused, "slow" waits for the gate."""

    def __init__(self) -> None:
        self.server = ScriptedServer()
        self.server.play(self)
        self.gate = Gate()
        self.bad_is_bad = True
        self.under_way = self.most = 0
        self._lock = threading.Lock()

    def __call__(self, asked: Asked) -> Reply:
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        text = asked.json["inputs"]
        if text == "slow":
            self.gate.wait()
        with self._lock:
            self.under_way -= 1
        if text == "bad" and self.bad_is_bad:
            return Reply.of_json({"error": "no such text"}, 422)
        return Reply.of_json([[{"label": str(len(text)), "score": 0.5}]])

    @property
    def texts(self) -> list[str]:
        return [one.json["inputs"] for one in self.server.asked]


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.gate.open()
    made.server.close()


@pytest.fixture
def make(reader: Reader) -> Iterator[Callable[..., TextClassification]]:
    made: list[TextClassification] = []

    def widget(**parameters: Any) -> TextClassification:
        client = InferenceClient("m", endpoint=reader.server.url, token=False)
        made.append(TextClassification(client=client, **parameters))
        return made[-1]

    yield widget
    for one in made:
        one.close()

"""Explorers of models, and what their pages would know of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import requests

from hfwidgets import InferenceClient, ModelExplorer, Sandbox
from tests.waiting import PATIENCE
from tests.widgets.conftest import until

FILL = "sandbox/ngram-fill-mask"


class Shown:
    """An explorer, and what a page would know of it from the messages."""

    def __init__(self, widget: ModelExplorer) -> None:
        self.widget = widget
        self.sent: list[dict[str, Any]] = []
        self.rows: list[tuple[str, str, str, str]] = []
        self.versions: list[int] = []
        widget.send = self._take

    def _take(self, content: dict[str, Any], buffers: Any = None) -> None:
        self.sent.append(content)
        if content["kind"] != "columns":
            return
        if content["encoding"] == "deflate":
            buffers = [zlib.decompress(one) for one in buffers]
        if content["from"] == 0:
            self.rows = []
            self.versions.append(content["version"])
        assert content["from"] == len(self.rows), "a hole, or twice the same"
        ids = bytes(buffers[0]).decode().split("\n")
        assert len(ids) == content["to"] - content["from"]
        assert content["task_bytes"] == 1
        for name, task, framework, state in zip(ids, *buffers[1:], strict=True):
            names = (content["tasks"][task], content["frameworks"][framework])
            self.rows.append((name, *names, content["states"][state]))

    def page_sends(self, **content: Any) -> None:
        self.widget._handle_custom_msg(content, [])

    def messages(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.sent if one["kind"] == kind]

    def answer(self, **content: Any) -> dict[str, Any]:
        """Send a message, and return what it is answered."""
        self.page_sends(id="q", **content)
        until(lambda: any(one.get("id") == "q" for one in self.sent))
        found = next(one for one in self.sent if one.get("id") == "q")
        self.sent.remove(found)
        return found

    def row(self, model: str) -> int:
        return next(row for row, one in enumerate(self.rows) if one[0] == model)


Make = Callable[..., Shown]


@contextmanager
def explorers(sandbox: Sandbox) -> Iterator[Make]:
    """Give a way to make explorers, and close them at the end."""
    made: list[ModelExplorer] = []

    def explorer(dialect: str = "classic", url: str = "", **options: Any) -> Shown:
        address = url or sandbox.url
        address += "/hf-inference" if dialect == "router" else ""
        task = options.pop("task", None)
        frameworks = options.pop("frameworks", None)
        client = InferenceClient(endpoint=address, **options)
        made.append(ModelExplorer(task, frameworks, client=client))
        return Shown(made[-1])

    yield explorer
    for one in made:
        one.close()


def log_of(sandbox: Sandbox, path: str) -> list[dict[str, Any]]:
    entries = requests.get(f"{sandbox.url}/sandbox/log", timeout=PATIENCE).json()
    return [one for one in entries if path in one["path"]]

"""The same calls by huggingface_hub 0.20.3 and by us: the same on the wire, the same results."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.differential.calls import PICTURE, Call, all_calls
from tests.differential.conftest import MODULES, Run
from tests.wire.scripted import Asked, Reply, ScriptedServer
from tests.wire.task_cases import CASES

# Where the two differ on purpose, and why.
OTHER_HEADERS = {
    "user-agent": "each names itself",
    "x-amzn-trace-id": "the reference draws one for blocking calls alone; no server needs it",
    "accept-encoding": "ours asks for no compression of streams, which holds tokens back",
    "connection": "connections are kept either way",
    "host": "the same server",
    "content-length": "compared by the body",
    "transfer-encoding": "compared by the body",
    "content-type": "of raw bodies: the reference leaves it out, today's servers want it",
    "x-wait-for-model": "ours asks the server to hold the second try",
}


class Recorder:
    """Answers calls, and keeps what each of them asked."""

    def __init__(self, server: ScriptedServer) -> None:
        self.calls = all_calls()
        self.asked: list[list[Asked]] = []
        server.play(self._reply)
        self.url = server.url

    def _reply(self, asked: Asked) -> Reply:
        if asked.path.startswith("/call/"):
            self.asked.append([])
            return Reply.of_json(None)
        seen = self.asked[-1]
        seen.append(asked)
        return self._answer(self.calls[len(self.asked) - 1], asked, seen)

    def _answer(self, call: Call, asked: Asked, seen: list[Asked]) -> Reply:
        if asked.path == "/cat.png":
            return Reply([PICTURE], 200, {"Content-Type": "image/png"}, "length")
        if asked.path == "/api/tasks":
            tasks = {one.task: {"widgetModels": ["best/one", "x"]} for one in CASES}
            return Reply.of_json({**tasks, "nothing": {"widgetModels": [""]}})
        if asked.path.startswith("/api/models/"):
            counts = {"downloads": 0, "likes": 0, "tags": [], "private": False}
            return Reply.of_json({"id": "org/model", "pipeline_tag": "fill-mask", **counts})
        if asked.path.startswith("/framework/"):
            return Reply.of_json(_deployed(asked.path.rpartition("/")[2]))
        answers = [*call.answers]
        number = sum(1 for one in seen if one.path == asked.path)
        answer = answers[min(number, len(answers)) - 1]
        headers = {"Content-Type": answer.kind, **answer.headers}
        return Reply([answer.body], answer.status, headers, "length")


def _deployed(framework: str) -> list[dict[str, str]]:
    rows = [("b/two", "fill-mask"), ("A/one", "fill-mask"), ("c/three", framework)]
    return [
        {"model_id": model, "task": task, "framework": framework, "sha": "x"}
        for model, task in rows
    ]


def wire(asked: Asked) -> dict[str, Any]:
    """Write a request without what may differ."""
    kind = asked.headers.get("content-type", "")
    headers = {name: text for name, text in asked.headers.items() if name not in OTHER_HEADERS}
    if headers.get("accept") == "*/*":
        del headers["accept"]
    if asked.path == "/api/tasks":  # the reference sends the token of the environment to anyone
        headers.pop("authorization", None)
    if kind.startswith("application/json"):
        headers["content-type"] = "application/json"
        body: Any = json.loads(asked.body)
    else:
        body = asked.body
    return {"method": asked.method, "path": asked.path, "headers": headers, "body": body}


def sorted_wire(asked: list[Asked]) -> list[dict[str, Any]]:
    found = [wire(one) for one in asked]
    frameworks = [one for one in found if one["path"].startswith("/framework/")]
    return sorted(found, key=lambda one: str(one["path"])) if frameworks else found


def agree(ours: Any, theirs: Any) -> bool:
    """Whether results are equal, or both are the same error and ours tells at least as much.

    A generation server's error carries its answer; the reference's carries none. Ours is a
    `ValueError` too where the server refuses a value.
    """
    if not (isinstance(theirs, dict) and "raised" in theirs):
        return bool(ours == theirs)
    return (
        isinstance(ours, dict)
        and set(theirs["raised"]) <= set(ours.get("raised", ()))
        and set(theirs["said"]) <= set(ours.get("said", ()))
        and theirs["status"] in (None, ours.get("status"))
    )


@pytest.mark.timeout(300)
def test_both_clients_ask_and_give_the_same(run: Run) -> None:
    server = ScriptedServer()
    seen, results = {}, {}
    for module in MODULES:
        recorder = Recorder(server)
        results[module] = run("caller", module, server.url)
        seen[module] = recorder.asked
    server.close()
    ours, theirs = (seen[module] for module in MODULES)
    differ = []
    for number, call in enumerate(all_calls()):
        asked = [sorted_wire(one[number]) for one in (ours, theirs)]
        if asked[0] != asked[1]:
            differ.append((call.name, *asked))
        given = [results[module][number] for module in MODULES]
        if not agree(*given):
            differ.append((call.name, *given))
    assert not differ, "\n".join(map(str, differ))

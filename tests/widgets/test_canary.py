"""A canary token, and a secret in an address, reach nothing that a widget shows, sends or keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from hfwidgets import InferenceClient
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.widgets.registry import task_widgets
from tests.sandbox.media_samples import photo_bytes
from tests.widgets.conftest import until
from tests.wire.scripted import Asked, Reply, ScriptedServer

CANARY = "hf_canaryCANARY0123456789"
SECRETS = ("canaryCANARY", "signature-canary", "password-canary")
INPUTS = {
    "prompt": "a house",
    "text": "a [MASK]",
    "labels": ["a", "b"],
    "image": photo_bytes("chelsea"),
    "table": {"a": [1]},
    "query": "How many?",
    "question": "who?",
    "context": "a house",
}


def echo(asked: Asked) -> Reply:
    """Give the token back: what a careless server does."""
    return Reply.of_json({"error": f"no access with {asked.headers.get('authorization')}"}, 401)


def ways_out(widget: TaskWidget, sent: list[Any]) -> dict[str, str]:
    """Return everything that leaves a widget, as text."""
    values = [getattr(widget, name) for name in widget.trait_names() if name != "comm"]
    return {
        "state": json.dumps(widget.get_state(), default=repr),
        "traits": repr(values),
        "repr": repr(widget) + repr(vars(widget)),
        "sent": repr(sent),
        "error": repr(widget.error) + str(widget.error),
        "history": repr(widget.history),
    }


def recorded(widget: TaskWidget) -> list[Any]:
    sent: list[Any] = []
    widget.send = lambda content, buffers=None: sent.append((content, buffers))
    return sent


@pytest.mark.parametrize("kind", task_widgets(), ids=lambda kind: kind.task)
def test_no_task_widget_lets_the_token_out(kind: Callable[..., Any]) -> None:
    server = ScriptedServer()
    server.play(echo)
    client = InferenceClient("m", token=CANARY, endpoint=server.url)
    widget = kind(client=client)
    inputs = {name: value for name, value in INPUTS.items() if name in widget.trait_of}
    sent = recorded(widget)
    widget.run(**inputs)
    until(lambda: widget.status == "error")
    for message in ("snapshot", "exchange", "targets", "models", "mask", "table"):
        content = {"kind": message, "view": "v", "id": "1", "field": "table"}
        widget._handle_custom_msg(content, [])
    assert any(
        "Bearer " + CANARY in asked.headers.get("authorization", "") for asked in server.asked
    )
    found = ways_out(widget, sent)
    widget.close()
    server.close()
    assert [place for place, text in found.items() if any(one in text for one in SECRETS)] == []


def test_a_secret_in_an_address_stays_in_python() -> None:
    kind = next(kind for kind in task_widgets() if kind.task == "image-classification")
    server = ScriptedServer()
    server.play(Reply([photo_bytes("chelsea")], headers={"Content-Type": "image/jpeg"}))
    address = server.url.replace("//", "//me:password-canary@") + "/cat.jpg?sig=signature-canary"
    widget = kind(client=InferenceClient("m", token=False, endpoint=server.url))
    sent = recorded(widget)
    widget.image = address
    until(lambda: widget.pictures["image"]["state"] != "fetching")
    server.play(echo_nothing)
    widget.run()
    until(lambda: widget.status == "error")
    assert widget.pictures["image"]["url"].endswith("/cat.jpg")
    state = json.dumps(widget.get_state(), default=repr)
    found = {"state": state, "sent": repr(sent), "history": repr(widget.history)}
    found["repr"] = repr(widget)
    widget.close()
    server.close()
    assert [place for place, text in found.items() if any(one in text for one in SECRETS)] == []


def echo_nothing(_: Asked) -> Reply:
    return Reply.of_json({"error": "no"}, 400)

"""A canary token, and a secret in an address, reach nothing that a widget shows, sends or keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest

from hfwidgets import Compare, InferenceClient, TokenLens
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.widgets.registry import task_widgets
from hfwidgets.wire.flow import Request
from hfwidgets.wire.mapping import mappings
from tests.providers.world import World, headers_of, mapping
from tests.sandbox.media_samples import photo_bytes
from tests.unit.played import Reply as Played
from tests.waiting import PATIENCE
from tests.widgets.conftest import until
from tests.wire.scripted import Asked, Reply, ScriptedServer

CANARY = "hf_canaryCANARY0123456789"
SECRETS = ("canaryCANARY", "signature-canary", "password-canary")
INPUTS = {
    "prompt": "a house",
    "text": "a [MASK]",
    "labels": ["a", "b"],
    "sentence": "a house",
    "other_sentences": ["a hut"],
    "image": photo_bytes("chelsea"),
    "audio": (8000, np.ones(800, "i2")),
    "table": {"a": [1]},
    "query": "How many?",
    "question": "who?",
    "context": "a house",
    "messages": [{"role": "user", "content": "a house"}],
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
    for message in ("snapshot", "exchange", "code", "targets", "models", "mask", "table"):
        content = {"kind": message, "view": "v", "id": "1", "field": "table"}
        widget._handle_custom_msg(content, [])
    assert any(
        "Bearer " + CANARY in asked.headers.get("authorization", "") for asked in server.asked
    )
    found = ways_out(widget, sent)
    assert any(content["kind"] == "code" for content, _ in sent)
    found["code"] = "".join(widget.to_code(kind) for kind in ("python", "async", "curl"))
    widget.close()
    server.close()
    assert [place for place, text in found.items() if any(one in text for one in SECRETS)] == []


def test_a_lens_lets_neither_the_token_nor_what_its_address_hides_out() -> None:
    server = ScriptedServer()
    server.play(echo)
    address = server.url + "/?sig=signature-canary"
    client = InferenceClient(token=CANARY, endpoint=server.url)
    for given in ({"prompt": "a house"}, {"messages": [{"role": "user", "content": "a house"}]}):
        lens = TokenLens(address, client=client, **given)
        sent = recorded(lens)
        lens.run()
        until(lambda lens=lens: lens.status == "error")
        lens._handle_custom_msg({"kind": "snapshot", "view": "v"}, [])
        values = [getattr(lens, name) for name in lens.trait_names() if name != "comm"]
        found = {
            "state": json.dumps(lens.get_state(), default=repr),
            "traits": repr(values),
            "repr": repr(lens) + repr(vars(lens)) + repr(lens.branches) + repr(vars(lens.control)),
            "sent": repr(sent),
            "still": lens.to_html() + lens.to_markdown() + lens.sheet().plain(),
        }
        lens.close()
        assert [at for at, text in found.items() if any(one in text for one in SECRETS)] == []
    server.close()


def test_no_lane_of_a_comparison_lets_the_token_or_an_address_out() -> None:
    server = ScriptedServer()
    server.play(echo)
    address = server.url.replace("//", "//me:password-canary@") + "/m?sig=signature-canary"
    client = InferenceClient("m", token=CANARY, endpoint=server.url)
    widget = Compare([None, address, ("named", {"model": address})], "a house", client=client)
    sent = recorded(widget)
    widget.run().wait(PATIENCE)
    widget.pin()
    for message in ("snapshot", "diff", "variable", "lane-add"):
        widget._handle_custom_msg(
            {"kind": message, "view": "v", "id": "1", "first": "lane1", "second": "lane1!"}, []
        )
    until(lambda: widget.frames.empty(1))
    assert set(widget.errors) == {lane.name for lane in widget.lanes[:3]}
    assert any("Bearer " + CANARY in str(asked.headers) for asked in server.asked)
    state = json.dumps(widget.get_state(), default=repr)
    found = {"state": state, "sent": repr(sent), "repr": repr(widget) + repr(widget.lanes)}
    traits = [getattr(widget, name) for name in widget.trait_names() if name != "comm"]
    found["traits"] = repr(traits) + repr([lane.history for lane in widget.lanes])
    found["still"] = widget.sheet().plain() + widget.sheet().html()
    found["table"] = str(widget.to_frame())
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


KEY = "own-canaryCANARY-0123456789"
OFFERED = {"status": "live", "providerId": "x", "task": "text-generation"}


@pytest.mark.parametrize("secret", [CANARY, KEY], ids=["token", "key"])
def test_who_serves_a_model_is_told_without_the_token_and_without_a_providers_key(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything that speaks of providers: the choice, a card that names them, the counters."""
    world = World(monkeypatch)
    world.answers["https://huggingface.co"] = mapping(together=OFFERED, novita=OFFERED)
    for host in ("https://router.huggingface.co", "https://api.together.xyz"):
        world.answers[host] = refused
    mappings.clear()
    kind = next(kind for kind in task_widgets() if kind.task == "text-generation")
    client = InferenceClient("org/model", api_key=secret, provider="together")
    widget = kind(client=client, prompt="a house")
    sent = recorded(widget)
    widget._handle_custom_msg({"kind": "providers", "id": "1", "model": ""}, [])
    until(lambda: sent)
    widget._handle_custom_msg({"kind": "edit", "values": {"provider": "novita"}}, [])
    widget.run()
    until(lambda: widget.status == "error")
    found = ways_out(widget, sent)
    widget.close()
    mappings.clear()
    assert [place for place, text in found.items() if any(one in text for one in SECRETS)] == []
    assert widget.provider == ("novita" if secret == CANARY else "together")
    seen = {urlsplit(one.url).netloc for one in world.asked if secret in headers_of(one)}
    hosts = {"huggingface.co", "router.huggingface.co"}
    assert seen == (hosts if secret == CANARY else {"api.together.xyz"})


def refused(request: Request) -> Played:
    """Give the key back, as a careless provider does."""
    return Played.of({"error": f"no credits for {headers_of(request)}"}, 402)

"""The token is in no example, in no error about one, and in nothing that a page is told of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from hfwidgets import InferenceClient
from tests.unit.test_canary import CANARY, assert_clean
from tests.waiting import PATIENCE
from tests.widgets.plain import class_for
from tests.widgets.test_examples import PageOf
from tests.wire.scripted import Asked, Reply, ScriptedServer

# No pattern knows it: only who has sent it does.
KEY = "key-canaryCANARY-0123456789"


@pytest.fixture
def hub() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


def widget_of(hub: ScriptedServer, **options: Any) -> Any:
    client = InferenceClient("a/b", endpoint=hub.url, token=CANARY, headers={"x-api-key": KEY})
    return class_for("text-classification")(client=client, **options)


def told(page: PageOf) -> str:
    """All that the page was sent, and all that a notebook saves."""
    sent = json.dumps([content for content, _ in page.sent], ensure_ascii=False, default=repr)
    return sent + repr(page.widget.get_state()) + repr(page.widget) + repr(page.widget.examples)


def careless(asked: Asked) -> Reply:
    """A card into which the Hub writes what it was sent."""
    words = f"{asked.headers['authorization']} {asked.headers['x-api-key']}"
    entry = {"text": words, "example_title": words, "parameters": {"function_to_apply": words}}
    return Reply.of_json({"widgetData": [entry, {"text": "plain", words: words}]})


def test_an_example_of_a_card_that_tells_the_token_does_not_carry_it(hub: ScriptedServer) -> None:
    hub.play(careless)
    widget = widget_of(hub)
    page = PageOf(widget)
    content, _ = page.asks(kind="examples", card=True)
    assert hub.asked[0].headers["authorization"] == f"Bearer {CANARY}"
    assert len(content["examples"]) == 2
    for one in content["examples"]:
        page.use(one["key"])
        assert_clean(widget.text, told(page))
    widget.close()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_the_error_of_a_card_that_cannot_be_read_does_not_tell_the_token(
    hub: ScriptedServer, status: int
) -> None:
    def refuse(asked: Asked) -> Reply:
        words = f"no {asked.headers['authorization']} {asked.headers['x-api-key']}"
        return Reply.of_json({"error": words}, status, X_Error_Message=words)

    hub.play(*[refuse] * 10)
    widget = widget_of(hub)
    page = PageOf(widget)
    content, _ = page.asks(kind="examples", card=True)
    assert content["lack"]
    assert content["examples"] == []
    assert_clean(told(page))
    widget.close()


@pytest.mark.parametrize("body", [b"{", CANARY.encode(), b"[]", b'{"widgetData": 5}'])
def test_a_card_that_is_none_tells_nothing_of_the_token(hub: ScriptedServer, body: bytes) -> None:
    hub.play(Reply([body]))
    widget = widget_of(hub)
    page = PageOf(widget)
    assert page.examples(card=True) == []
    assert_clean(told(page))
    widget.close()


def test_own_examples_are_told_and_asked_without_the_token(hub: ScriptedServer) -> None:
    hub.play(Reply.of_json([[{"label": "GOOD", "score": 0.9}]]))
    widget = widget_of(hub, examples=["Fine", {"text": "Not fine", "top_k": 1}])
    page = PageOf(widget)
    for one in page.examples():
        page.use(one["key"])
    page.back()
    page.use("own#0")
    widget.run().wait(PATIENCE)
    assert_clean(told(page), widget.to_code(), widget.to_code("curl"), repr(widget.examples_given))
    widget.close()

"""Chats whose provider the service chooses: their errors say what was asked, and keys stay home."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.world import (
    HUB,
    KEY,
    MODEL,
    ROUTER,
    TOKEN,
    World,
    call,
    entry,
    mapping,
    stream,
)
from tests.unit.played import Reply

HELLO = [{"role": "user", "content": "Hello"}]
CHOSEN = {"X-Inference-Provider": "groq"}


@pytest.mark.parametrize("provider", [None, "auto"])
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 422, 429, 500, 503])
@pytest.mark.parametrize("chosen", [None, "groq"])
def test_an_error_says_what_the_service_was_asked(
    world: World, mode: str, provider: str | None, stream: bool, status: int, chosen: str | None
) -> None:
    headers = CHOSEN if chosen else {}
    world.answers[ROUTER] = Reply(status, b'{"error": "its own words"}', headers)
    settings = {"model": f"{MODEL}:fastest", "provider": provider, "api_key": TOKEN}
    with pytest.raises(OSError, match="its own words") as caught:
        call(mode, "chat_completion", HELLO, client=settings, stream=stream)
    error: Any = caught.value
    assert f"provider 'auto' for conversational of '{MODEL}:fastest'" in str(error)
    assert (error.provider, error.model) == (chosen, f"{MODEL}:fastest")
    assert (f"has chosen {chosen!r}" in str(error)) == (chosen is not None)
    assert error.remedy
    assert str(error).count(error.remedy) == 1


def test_an_error_offers_the_others_that_are_known(world: World, mode: str) -> None:
    task = "conversational"
    served = {"groq": entry(task), "together": entry(task), "fal-ai": entry("text-to-image")}
    world.answers = {HUB: mapping(**served), ROUTER: Reply(402, b'{"error": "x"}', CHOSEN)}
    for provider in ("together", "auto"):
        settings = {"model": MODEL, "provider": provider, "api_key": TOKEN}
        with pytest.raises(OSError, match="x") as caught:
            call(mode, "chat_completion", HELLO, client=settings)
    error: Any = caught.value
    assert error.others == ("together",)
    assert error.remedy.endswith("Others serve the model too: provider='together'.")
    assert len(world.to(HUB)) == 1


@pytest.mark.parametrize("chosen", [None, "groq"])
@pytest.mark.parametrize(
    "ending",
    [
        b'data: {"error": {"message": "its own words"}}\n\n',
        b'data: {"error": "its own words", "error_type": "generation"}\n\n',
        b"data: its own words\n\n",
        b"",  # cut off
    ],
)
def test_the_error_of_a_stream_that_breaks_says_it_too(
    world: World, mode: str, ending: bytes, chosen: str | None
) -> None:
    piece = b'data: {"choices": [{"index": 0, "delta": {"content": "A"}}]}\n\n'
    headers = {"Content-Type": "text/event-stream", **(CHOSEN if chosen else {})}
    task = "conversational"
    served = {"groq": entry(task), "together": entry(task)}
    named = {"model": MODEL, "provider": "groq", "api_key": TOKEN}
    world.answers = {HUB: mapping(**served), ROUTER: Reply(402, b"{}")}
    with pytest.raises(OSError, match="402"):
        call(mode, "chat_completion", HELLO, client=named)
    stream(world, piece + ending, headers)
    with pytest.raises(OSError, match=r"own words|ended early") as caught:
        call(mode, "chat_completion", HELLO, client={**named, "provider": None}, stream=True)
    error: Any = caught.value
    assert f"provider 'auto' for conversational of '{MODEL}'" in str(error)
    assert (error.provider, error.model) == (chosen, MODEL)
    assert set(error.others) == {"groq", "together"} - {chosen}
    assert str(error).count("Asked:") == 1


@pytest.mark.parametrize("where", ["client", "call"])
def test_the_error_of_a_server_of_ones_own_names_no_provider(
    world: World, mode: str, where: str
) -> None:
    server = "https://srv.example/v1"
    world.answers[server] = Reply.of({"error": "x"}, 500)
    settings = {"api_key": KEY, **({"base_url": server} if where == "client" else {})}
    model = MODEL if where == "client" else server
    with pytest.raises(OSError, match="x") as caught:
        call(mode, "chat_completion", HELLO, client=settings, model=model)
    assert "auto" not in str(caught.value)
    assert len(world.asked) == 1


@pytest.mark.parametrize(
    ("key", "words"), [(KEY, "name the provider that the key is of"), (None, "no token is given")]
)
@pytest.mark.parametrize("model", [MODEL, None])
def test_without_a_token_of_the_hub_nobody_is_asked(
    world: World, mode: str, key: str | None, words: str, model: str | None
) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        call(mode, "chat_completion", HELLO, client={"model": model, "api_key": key})
    assert not world.asked
    assert KEY not in str(caught.value)

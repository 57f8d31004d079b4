"""Keys that are none of the Hub's: who sees them, and what a refusal of theirs tells."""

from __future__ import annotations

from typing import Any

import pytest

from hfwidgets import InferenceClient, doctor
from tests.providers.world import (
    HUB,
    KEY,
    MODEL,
    ROUTER,
    TOKEN,
    World,
    call,
    entry,
    headers_of,
    mapping,
)
from tests.unit.played import Reply

HELLO = [{"role": "user", "content": "Hello"}]
OWN_SERVER = "https://srv.example/v1"


@pytest.mark.parametrize(
    "said",
    [
        "NOT_ENOUGH_BALANCE",
        "User is locked. Reason: Exhausted balance.",
        "Insufficient credit",
        "You have depleted your monthly included credits",
        "Your funds are used up",
    ],
)
@pytest.mark.parametrize("status", [400, 402, 403, 429])
@pytest.mark.parametrize("key", [TOKEN, KEY])
def test_credits_that_are_used_up_are_told_whatever_the_status(
    world: World, said: str, status: int, key: str
) -> None:
    refused = Reply.of({"error": {"message": said}}, status)
    world.answers = {
        HUB: mapping(groq=entry("conversational")),
        "https://api.groq.com": refused,
        ROUTER: refused,
    }
    settings = {"model": MODEL, "provider": "groq", "api_key": key}
    with pytest.raises(OSError, match=said) as caught:
        call("blocking", "chat_completion", HELLO, client=settings)
    remedy = getattr(caught.value, "remedy", "")
    assert ("settings/billing" in remedy) == (key == TOKEN)
    assert "credits" in remedy
    assert "permission" not in remedy


@pytest.mark.parametrize("provider", [None, "auto", "hf-inference", "groq"])
@pytest.mark.parametrize(
    "further",
    [{}, {"model": None, "base_url": OWN_SERVER}],
    ids=["a model", "a server"],
)
@pytest.mark.parametrize("is_header", [False, True])
def test_a_key_that_is_none_of_the_hubs_does_not_go_to_it_with_other_questions(
    world: World, provider: str | None, further: dict[str, Any], is_header: bool
) -> None:
    warm = Reply.of({"id": MODEL, "inference": "warm"})
    world.answers = {
        HUB: warm,
        f"{HUB}/api/models?": Reply.of([]),
        ROUTER: Reply.of({"data": []}),
        "https://srv.example": Reply.of({}),
    }

    def ask(key: str) -> None:
        given = {"headers": {"Authorization": f"Bearer {key}"}} if is_header else {"api_key": key}
        settings = {"model": MODEL, "provider": provider, **further, **given}
        made = InferenceClient(**settings)
        made.get_model_status(MODEL)
        made.list_served_models()
        made.list_deployed_models(["transformers"])
        doctor(made).wait()
        if "base_url" in further:
            made.get_endpoint_info()

    ask(KEY)
    assert world.asked
    assert f"{ROUTER}/hf-inference" in world.urls()
    for one in world.asked:
        assert (KEY in headers_of(one)) == one.url.startswith("https://srv.example/")
    count = len(world.asked)
    ask(TOKEN)
    assert world.asked[count].headers["authorization"] == f"Bearer {TOKEN}"

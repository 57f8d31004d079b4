"""A client's settings with another provider."""

from __future__ import annotations

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient
from hfwidgets.client.through import through
from tests.providers.world import KEY, MODEL, TOKEN, World, entry, mapping


@pytest.mark.parametrize("kind", [InferenceClient, AsyncInferenceClient])
def test_all_settings_but_the_provider_stay(kind: type[InferenceClient]) -> None:
    client = kind(MODEL, token=TOKEN, timeout=7, bill_to="org", provider="groq")
    other = through(client, "together")
    assert type(other) is kind
    assert (other.provider, client.provider) == ("together", "groq")
    assert (other.model, other.timeout, other.endpoint) == (MODEL, 7, client.endpoint)
    assert dict(other.headers) == dict(client.headers)
    assert through(client, "groq") is client
    assert through(through(client, "hf-inference"), "auto").provider == "auto"


def test_a_call_goes_to_that_provider(world: World) -> None:
    world.answers["https://huggingface.co"] = mapping(
        groq=entry("conversational"), novita=entry("conversational")
    )
    answer = {"choices": [{"message": {"role": "assistant", "content": "Hi"}}]}
    from tests.unit.played import Reply

    world.answers["https://router.huggingface.co"] = Reply.of(answer)
    client = through(InferenceClient(MODEL, token=TOKEN), "novita")
    client.chat_completion([{"role": "user", "content": "Hello"}])
    assert world.urls()[-1] == "https://router.huggingface.co/novita/v3/openai/chat/completions"


@pytest.mark.parametrize("first", ["auto", "groq"])
def test_a_providers_key_goes_to_no_other(first: str) -> None:
    client = InferenceClient(MODEL, provider=first, api_key=KEY)
    with pytest.raises(ValueError, match="make a client with a token of the Hub") as caught:
        through(client, "novita")
    assert KEY not in str(caught.value)


def test_a_server_without_providers_has_none_to_choose() -> None:
    with pytest.raises(ValueError, match="has no providers to choose"):
        through(InferenceClient(endpoint="http://127.0.0.1:9"), "groq")
    with pytest.raises(ValueError, match="provider is 'nobody'"):
        through(InferenceClient(token=TOKEN), "nobody")

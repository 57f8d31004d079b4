"""A look-up that fails says what was asked: model, task, provider; and what the Hub said."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, errors
from tests.providers.world import HUB, MODEL, TOKEN, World, call
from tests.unit.played import Reply

ANSWERS = {
    "unknown": (Reply.of({"error": "Repository not found"}, 404), "Repository not found"),
    "wrong token": (Reply.of({"error": "Invalid credentials"}, 401), "Invalid credentials"),
    "forbidden": (Reply.of({"error": "gated"}, 403), "gated"),
    "broken": (Reply.of({"error": "oh dear"}, 500), "oh dear"),
    "a list": (Reply.of([1, 2]), "inferenceProviderMapping"),
}


@pytest.mark.parametrize("provider", [None, "auto", "fal-ai", "together"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_failed_look_up_names_model_task_and_provider(
    world: World, mode: str, provider: str | None, answer: str
) -> None:
    reply, words = ANSWERS[answer]
    world.answers = {HUB: reply}
    settings = {"model": MODEL, "provider": provider, "api_key": TOKEN}
    with pytest.raises(errors.InferenceError) as caught:
        call(mode, "text_to_image", "a cat", client=settings)
    told = str(caught.value)
    asked = f"Asked: the Hub, who serves {MODEL!r} (provider {provider or 'auto'!r} for "
    assert told.count(f"{asked}text-to-image).") == 1
    assert words in told
    assert caught.value.remedy
    assert told.endswith(caught.value.remedy)
    assert (caught.value.model, caught.value.provider) == (MODEL, None)
    assert TOKEN not in told


def test_two_who_wait_for_one_look_up_are_told_once(world: World) -> None:
    world.answers = {HUB: ANSWERS["unknown"][0]}

    async def main() -> list[Any]:
        client = AsyncInferenceClient(MODEL, provider="auto", api_key=TOKEN)
        asked = [client.text_to_image("a cat"), client.summarization("a text")]
        return await asyncio.gather(*asked, return_exceptions=True)

    for error in asyncio.run(main()):
        assert isinstance(error, errors.NotFoundError)
        assert str(error).count("Asked: ") == 1

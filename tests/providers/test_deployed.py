"""Which models are served, and whether one is: today's truth is that of all providers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.test_served_models import LIST, hub_row
from tests.providers.world import HUB, KEY, MODEL, TOKEN, World, call, entry, mapping
from tests.unit.played import Reply

ROWS = [
    hub_row("a/chat", "text-generation", ("groq", "conversational"), library_name="transformers"),
    hub_row("a/paint", "text-to-image", ("fal-ai", "text-to-image"), library_name="diffusers"),
    hub_row("a/failing", "text-to-image", ("fal-ai", "text-to-image")),
    hub_row("b/Words", "text-generation", ("nscale", "conversational")),
]
ROWS[2]["inferenceProviderMapping"][0]["status"] = "error"


@pytest.mark.parametrize("provider", ["auto", None, "groq"])
def test_what_any_provider_serves_is_deployed(
    world: World, mode: str, provider: str | None
) -> None:
    world.answers[LIST] = Reply.of(ROWS)
    client = {"token": TOKEN, "provider": provider}
    found = call(mode, "list_deployed_models", client=client)
    assert found == {"text-generation": ["a/chat", "b/Words"], "text-to-image": ["a/paint"]}
    (asked,) = world.asked
    assert f"inference_provider={'groq' if provider == 'groq' else 'all'}&" in asked.url
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    only = call(mode, "list_deployed_models", "diffusers", client=client)
    assert only == {"text-to-image": ["a/paint"]}


def test_a_providers_key_is_not_sent_for_a_list(world: World, mode: str) -> None:
    world.answers[LIST] = Reply.of(ROWS)
    call(mode, "list_deployed_models", client={"api_key": KEY, "provider": "groq"})
    assert "authorization" not in world.asked[0].headers


@pytest.mark.parametrize(
    ("entries", "provider", "state"),
    [
        ({"groq": "live", "novita": "error"}, "auto", "Loaded"),
        ({"groq": "error", "novita": "live"}, "auto", "Loaded"),
        ({"groq": "error", "novita": "live"}, "groq", "Error"),
        ({"groq": "staging"}, "auto", "Staging"),
        ({"groq": "error"}, "auto", "Error"),
        ({"groq": "live"}, "novita", "Unknown"),
        ({}, "auto", "Unknown"),
    ],
)
def test_a_model_is_as_ready_as_its_readiest_provider(
    world: World, mode: str, entries: dict[str, str], provider: str, state: str
) -> None:
    told: dict[str, Any] = {
        name: entry("conversational", status=status) for name, status in entries.items()
    }
    world.answers[HUB] = mapping(**told)
    client = {"token": TOKEN, "provider": provider}
    found = call(mode, "get_model_status", MODEL, client=client)
    assert (found.state, found.loaded) == (state, state == "Loaded")


def test_what_hf_inference_serves_runs_on_its_cpus(world: World, mode: str) -> None:
    world.answers[HUB] = mapping(hf_inference=entry("fill-mask"))
    found = call(mode, "get_model_status", MODEL, client={"token": TOKEN})
    assert (found.state, found.compute_type) == ("Loaded", "cpu")

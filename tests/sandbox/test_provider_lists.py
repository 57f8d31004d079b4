"""Who serves what at today's service: mappings, partners, the list of chat models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from hfwidgets.sandbox import Sandbox
from tests.sandbox.conftest import Get
from tests.waiting import PATIENCE

Mapping = dict[str, dict[str, Any]]


def mapping(get: Get, name: str) -> Mapping:
    answer = get(f"/api/models/{name}?expand=inferenceProviderMapping").json()
    found: Mapping = answer["inferenceProviderMapping"]
    return found


@pytest.mark.parametrize(
    ("name", "provider", "own", "task"),
    [
        ("sandbox/painter", "fal-ai", "fal-ai/sandbox/painter", "text-to-image"),
        ("sandbox/painter", "wavespeed", "wavespeed-ai/sandbox/painter", "text-to-image"),
        ("sandbox/ngram-topics", "groq", "ngram-topics", "conversational"),
        ("sandbox/ngram-topics", "featherless-ai", "sandbox/ngram-topics", "text-generation"),
        ("sandbox/ngram-topics", "hf-inference", "sandbox/ngram-topics", "text-generation"),
        ("sandbox/use@delay=1", "deepinfra", "sandbox/use@delay=1", "feature-extraction"),
    ],
)
def test_each_provider_has_an_id_of_its_own(
    get: Get, name: str, provider: str, own: str, task: str
) -> None:
    entry = mapping(get, name)[provider]
    assert (entry["providerId"], entry["task"], entry["status"]) == (own, task, "live")


def test_lists_tell_the_same_providers_as_single_models(get: Get) -> None:
    query = "inference_provider=all&expand=inferenceProviderMapping"
    rows = {row["id"]: row for row in get(f"/api/models?{query}").json()}
    for name in ("sandbox/painter", "sandbox/ngram-topics", "sandbox/vader"):
        listed = rows[name]["inferenceProviderMapping"]
        single = mapping(get, name)
        assert [one["provider"] for one in listed] == list(single)
        for one in listed:
            assert one["providerId"] == single[one["provider"]]["providerId"]


def test_models_are_listed_by_one_of_several_providers(get: Get) -> None:
    def ids(query: str) -> set[str]:
        return {row["id"] for row in get(f"/api/models?{query}").json()}

    assert ids("inference_provider=wavespeed") == {"sandbox/painter", "sandbox/darkroom"}
    assert "sandbox/slic-cam" in ids("inference_provider=fal-ai,cohere")
    assert "sandbox/ngram-topics" in ids("inference_provider=fal-ai&inference_provider=cohere")
    chatting = ids("pipeline_tag=text-generation&filter=conversational&inference_provider=groq")
    assert {"sandbox/ngram-topics", "sandbox/ngram-reader"} <= chatting


def test_the_models_of_a_provider_are_told_by_task(get: Get) -> None:
    found = get("/api/partners/fal-ai/models").json()
    painter = found["text-to-image"]["sandbox/painter"]
    assert (painter["providerId"], painter["status"]) == ("fal-ai/sandbox/painter", "live")
    assert get("/api/partners/fal-ai/models?status=staging").json() == {}
    assert get("/api/partners/fal-ai/models?status=old").status_code == 400
    assert get("/api/partners/no-such/models").status_code == 404


@pytest.mark.parametrize("status", ["staging", "error"])
def test_a_fault_sets_the_status_of_all_entries(get: Get, status: str) -> None:
    found = mapping(get, f"sandbox/painter@mapping={status}")
    assert {one["status"] for one in found.values()} == {status}
    assert found["fal-ai"]["providerId"].endswith(f"@mapping={status}")
    chats = get(f"/v1/models/sandbox/ngram-topics@mapping={status}").json()["providers"]
    told = "error" if status == "error" else "live"
    assert {one["status"] for one in chats} == {told}


def test_a_mapping_may_be_empty_or_strange(get: Get) -> None:
    assert mapping(get, "sandbox/use@mapping=empty") == {}
    first, *others = mapping(get, "sandbox/use@mapping=new")
    assert first not in mapping(get, "sandbox/use")
    assert "deepinfra" in others
    tasks = {one["task"] for one in mapping(get, "sandbox/use@mapping=task").values()}
    assert tasks == {"image-to-video"}


def test_chat_models_are_told_with_price_speed_and_context(get: Get) -> None:
    row = get("/v1/models/sandbox/ngram-topics").json()
    told = {one["provider"]: one for one in row["providers"]}
    assert told["groq"]["pricing"] == {"input": 0.15, "output": 0.75}
    assert told["cerebras"]["throughput"] > told["novita"]["throughput"]
    assert told["cerebras"]["first_token_latency_ms"] < told["novita"]["first_token_latency_ms"]
    assert told["groq"]["context_length"] == 32768
    assert told["groq"]["supports_tools"] is False
    assert set(told["hf-inference"]) == {"provider", "status", "is_model_author"}
    assert "featherless-ai" not in told, "it serves no chat of this model"
    free = get("/v1/models/sandbox/ngram-reader").json()["providers"]
    assert [one["provider"] for one in free if one.get("is_free")] == ["publicai"]


@pytest.fixture(scope="module")
def large() -> Iterator[Sandbox]:
    with Sandbox(synthetic=200_000) as running:
        yield running


def test_made_up_models_have_every_kind_of_provider_and_figure(large: Sandbox) -> None:
    rows = requests.get(f"{large.url}/v1/models", timeout=PATIENCE).json()["data"]
    assert len(rows) > 5000
    told = [one for row in rows for one in row["providers"]]
    assert {one["provider"] for one in told} >= {"groq", "cerebras", "zai-org", "publicai"}
    assert {one["status"] for one in told} == {"live", "error"}
    for name in ("supports_tools", "supports_structured_output", "is_model_author", "is_free"):
        assert {one.get(name) for one in told} >= {True, False}
    assert len({one.get("context_length") for one in told}) > 4
    prices = {one["pricing"]["output"] for one in told if "pricing" in one}
    assert len(prices) > 100


def test_a_made_up_model_is_told_alike_by_list_mapping_and_chat_models(large: Sandbox) -> None:
    query = "inference_provider=groq&pipeline_tag=text-generation&filter=synthetic&limit=20"
    url = f"{large.url}/api/models?{query}&expand=inferenceProviderMapping"
    for row in requests.get(url, timeout=PATIENCE).json():
        listed = {one["provider"]: one for one in row["inferenceProviderMapping"]}
        assert listed["groq"]["task"] == "conversational"
        single = requests.get(f"{large.url}/v1/models/{row['id']}", timeout=PATIENCE).json()
        shown = {name for name, one in listed.items() if one["status"] != "staging"}
        assert {one["provider"] for one in single["providers"]} == shown


def test_twenty_thousand_of_the_made_up_models_are_served(large: Sandbox) -> None:
    count, url = 0, f"{large.url}/api/models?inference_provider=all&expand=pipeline_tag&limit=1000"
    while url:
        response = requests.get(url, timeout=PATIENCE)
        count += len(response.json())
        url = response.links.get("next", {}).get("url", "")
    assert 19_000 < count < 22_000

"""The Hub's list of models: filters, order, pages, and 200,000 made-up models."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from hfwidgets.sandbox import Sandbox
from tests.sandbox.conftest import Get
from tests.waiting import PATIENCE


@pytest.fixture(scope="module")
def large() -> Iterator[Sandbox]:
    with Sandbox(synthetic=200_000) as sandbox:
        yield sandbox


def listed(sandbox: Sandbox, query: str = "") -> list[dict[str, Any]]:
    response = requests.get(f"{sandbox.url}/api/models?{query}", timeout=PATIENCE)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()
    return found


def pages(url: str, most: int = 100) -> list[list[dict[str, Any]]]:
    found = []
    while url and len(found) < most:
        response = requests.get(url, timeout=PATIENCE)
        found.append(response.json())
        url = response.links.get("next", {}).get("url", "")
    return found


def test_pages_follow_each_other_without_gap_or_double(sandbox: Sandbox) -> None:
    everything = [model["id"] for model in listed(sandbox)]
    small = pages(f"{sandbox.url}/api/models?limit=4&expand=likes")
    assert [model["id"] for page in small for model in page] == everything
    assert all(len(page) == 4 for page in small[:-1])
    assert all(set(model) == {"_id", "id", "likes"} for page in small for model in page)


def test_warm_and_provider_filters_agree_with_what_is_told(large: Sandbox) -> None:
    warm = listed(large, "inference=warm&expand=inference&limit=300")
    assert len(warm) == 300
    assert {model["inference"] for model in warm} == {"warm"}
    query = "inference_provider=novita,nscale&expand=inferenceProviderMapping&limit=50"
    mapped = listed(large, query)
    for model in mapped:
        names = {one["provider"] for one in model["inferenceProviderMapping"]}
        assert names & {"novita", "nscale"}
    own = listed(large, "inference_provider=hf-inference&limit=500")
    assert all(model["id"].startswith("sandbox/") for model in own)


def test_tasks_authors_tags_gates_and_sizes_filter(large: Sandbox) -> None:
    fill = listed(large, "pipeline_tag=fill-mask&limit=100&expand=mask_token&expand=pipeline_tag")
    assert {model["pipeline_tag"] for model in fill} == {"fill-mask"}
    tagged = listed(large, "filter=fr&filter=sklearn&limit=20")
    assert tagged
    assert all({"fr", "sklearn"} <= set(model["tags"]) for model in tagged)
    author = tagged[0]["author"]
    assert {m["author"] for m in listed(large, f"author={author}&limit=20")} == {author}
    assert {m["gated"] for m in listed(large, "gated=true&limit=20")} == {"auto"}
    sized = listed(large, "num_parameters=min:6B,max:8B&expand=safetensors&limit=50")
    assert all(6e9 <= model["safetensors"]["total"] <= 8e9 for model in sized)


@pytest.mark.parametrize("sort", ["downloads", "likes", "createdAt", "lastModified"])
def test_lists_are_sorted(large: Sandbox, sort: str) -> None:
    query = f"sort={sort}&limit=200&expand={sort}"
    values = [model[sort] for model in listed(large, query)]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) > 1
    rising = [model[sort] for model in listed(large, query + "&direction=1")]
    assert rising == sorted(rising)


def test_a_search_finds_parts_of_names(large: Sandbox) -> None:
    found = listed(large, "search=Roberta-Med&limit=500")
    assert found
    assert all("roberta-med" in model["id"] for model in found)
    assert listed(large, "search=no such model") == []


def test_the_sandboxs_own_models_come_first(large: Sandbox) -> None:
    assert all(model["id"].startswith("sandbox/") for model in listed(large, "limit=10"))


def test_made_up_models_are_the_same_in_every_process(large: Sandbox) -> None:
    with Sandbox(synthetic=200_000) as other:
        query = "sort=likes&limit=20"
        assert listed(large, query) == listed(other, query)


def test_two_hundred_thousand_models_are_listed_quickly(large: Sandbox) -> None:
    listed(large, "search=bert&sort=likes&limit=1")
    query = "/api/models?pipeline_tag=text-generation&limit=500"

    def timed(url: str, count: int) -> float:
        started = time.perf_counter()
        found = pages(url + query, count)
        assert len({model["id"] for page in found for model in page}) >= count * 400
        return time.perf_counter() - started

    with Sandbox(synthetic=20_000) as tenth:
        # Pages cost what they hold, not what the list has. A machine may be busy now and then.
        assert any(timed(large.url, 6) < 4 * timed(tenth.url, 6) for _ in range(9))


def test_a_made_up_model_has_a_page_but_no_answers(large: Sandbox) -> None:
    name = listed(large, "search=-s199999&limit=1")[0]["id"]
    described = requests.get(f"{large.url}/api/models/{name}", timeout=PATIENCE).json()
    assert described["id"] == name
    assert "no weights" in described["description"]
    answer = requests.post(f"{large.url}/models/{name}", json={"inputs": "a"}, timeout=PATIENCE)
    assert answer.status_code == 404
    assert requests.get(f"{large.url}/api/models/no/such-s5", timeout=PATIENCE).status_code == 401


def test_without_the_option_there_are_only_the_sandboxs_own(sandbox: Sandbox) -> None:
    assert all(model["id"].startswith("sandbox/") for model in listed(sandbox))


@pytest.mark.parametrize(
    "query",
    [
        "sort=best",
        "limit=0",
        "limit=x",
        "cursor=%F0",
        "cursor=abc",
        "num_parameters=big",
        "expand=no_such",
    ],
)
def test_wrong_queries_are_refused(get: Get, query: str) -> None:
    response = get(f"/api/models?{query}")
    assert response.status_code == 400
    assert response.json()["error"]

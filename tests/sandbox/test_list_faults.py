"""Lists of models that fail, lie, limit or come page by page; states that servers tell."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest
import requests

from hfwidgets.sandbox import Sandbox, SandboxError
from hfwidgets.sandbox.faults import REFUSED
from tests.sandbox.conftest import Get
from tests.waiting import PATIENCE

Start = Callable[[str], Sandbox]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a sandbox whose Hub's list has faults."""
    running: list[Sandbox] = []

    def begin(faults: str) -> Sandbox:
        running.append(Sandbox(listing=faults, models=["sandbox/vader", "sandbox/langid"]))
        return running[-1].start()

    yield begin
    for one in running:
        one.close()


def test_a_frameworks_list_fails_alone(get: Get) -> None:
    assert get("/framework/transformers@status=500").status_code == 500
    assert get("/framework/transformers").status_code == 200
    assert get("/framework/transformers@status=200,body=html").text.startswith("<!DOCTYPE")
    assert get("/framework/transformers@nonsense").status_code == 400


def test_a_frameworks_list_breaks_off(get: Get) -> None:
    whole = get("/framework/transformers").content
    broken = get("/framework/transformers@broken-json").content
    assert broken == whole[:-2] + b",}"
    with pytest.raises(requests.RequestException):
        get("/framework/transformers@cut")


def test_odd_rows_hold_what_no_list_should(get: Get) -> None:
    rows = json.loads(get("/framework/transformers@odd").content)
    ids = [row.get("model_id") for row in rows if isinstance(row, dict)]
    assert sum(name == "sandbox/ngram-fill-mask@tag=twice" for name in ids) == 2
    assert any(isinstance(name, str) and "\n" in name for name in ids)
    assert any(isinstance(name, str) and len(name) == 300 for name in ids)
    assert any(isinstance(name, str) and "<img" in name for name in ids)
    assert any(isinstance(name, str) and "\ud800" in name for name in ids)
    assert "no object" in rows


def test_the_hubs_list_comes_in_small_pages_and_fails_from_one_on(start: Start) -> None:
    sandbox = start("page=1,after=1,rate-limited=0.4")
    url = f"{sandbox.url}/api/models?limit=500"
    first = requests.get(url, timeout=PATIENCE)
    assert len(first.json()) == 1
    second = first.links["next"]["url"]
    refused = requests.get(second, timeout=PATIENCE)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    time.sleep(0.45)
    assert requests.get(second, timeout=PATIENCE).json() != first.json()


def test_odd_rows_of_the_hub_have_its_names(start: Start) -> None:
    rows = requests.get(f"{start('odd').url}/api/models", timeout=PATIENCE).json()
    assert {"pipeline_tag", "library_name"} <= set(rows[-2]) | set(rows[-3])
    assert all("model_id" not in row for row in rows if isinstance(row, dict))


def test_unknown_faults_of_lists_are_told_at_the_start(start: Start) -> None:
    with pytest.raises(SandboxError, match="knows no fault 'paeg'"):
        start("paeg=5")


def test_a_status_is_what_a_fault_says(get: Get) -> None:
    assert get("/status/sandbox/vader@state=TooBig").json()["state"] == "TooBig"
    assert get("/status/sandbox/vader@status=500").status_code == 500
    for name, words in REFUSED.items():
        assert get(f"/status/sandbox/vader@refused={name}").json() == {"error": words}


def test_made_up_models_are_in_the_lists_of_their_frameworks() -> None:
    with Sandbox(synthetic=2000) as sandbox:
        url = f"{sandbox.url}/framework"
        found = {
            name: requests.get(f"{url}/{name}", timeout=PATIENCE).json()
            for name in ("transformers", "diffusers", "sklearn", "sentence-transformers")
        }
    ids = [row["model_id"] for rows in found.values() for row in rows]
    assert sum("-s" in one and not one.startswith("sandbox/") for one in ids) == 2000
    assert {row["framework"] for row in found["diffusers"]} == {"diffusers"}


def test_faults_of_lists_are_documented_at_the_root(get: Get) -> None:
    said = get("/").text
    assert "/framework/transformers@status=500" in said
    assert "--listing page=5" in said

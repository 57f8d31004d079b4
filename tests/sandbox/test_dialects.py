"""Routes of both dialects, of the Hub, and who may ask."""

from __future__ import annotations

import pytest
import requests

from hfwidgets.sandbox import Sandbox
from hfwidgets.sandbox.engines.weights import find_smollm2
from tests.sandbox.conftest import NGRAM, Get, Post, entry_of
from tests.waiting import PATIENCE

BODY = {"inputs": "A class is", "parameters": {"max_new_tokens": 5}}


def test_both_dialects_give_the_same_answer(post: Post) -> None:
    paths = (
        NGRAM,
        f"/hf-inference{NGRAM}",
        f"/hf-inference{NGRAM}/pipeline/text-generation",
        "/pipeline/text-generation/sandbox/ngram-topics",
    )
    answers = [post(path, BODY).json() for path in paths]
    assert answers == [answers[0]] * 4


def test_a_model_id_may_be_percent_encoded(post: Post) -> None:
    assert post("/models/sandbox%2Fngram-topics%40old", BODY).json() == post(NGRAM, BODY).json()


def test_a_model_of_another_task_is_refused_with_its_own(post: Post) -> None:
    response = post("/pipeline/fill-mask/sandbox/vader", {"inputs": "a"})
    assert response.status_code == 400
    assert "text-classification" in response.json()["error"]


def test_an_unknown_model_is_refused_as_each_dialect_does(post: Post) -> None:
    classic, router = post("/models/no/such", BODY), post("/hf-inference/models/no/such", BODY)
    assert (classic.status_code, classic.json()) == (404, {"error": "Model no/such does not exist"})
    assert (router.status_code, router.text) == (404, "Not Found")
    assert router.headers["Content-Type"].startswith("text/plain")


def test_recommended_models_are_told_by_task(get: Get) -> None:
    tasks = get("/api/tasks").json()
    best = "sandbox/ngram-reader" if find_smollm2() is None else "sandbox/smollm2-135m"
    assert tasks["text-generation"]["widgetModels"][0] == best
    assert tasks["text-classification"]["widgetModels"][0] == "sandbox/vader"
    described = {model["id"] for model in tasks["text-generation"]["models"]}
    assert "sandbox/flood" not in described


def test_a_model_tells_its_task_and_who_serves_it(get: Get) -> None:
    path = "/api/models/sandbox/vader"
    plain = get(path).json()
    assert plain["pipeline_tag"] == "text-classification"
    assert "inference" not in plain
    assert get(f"{path}?expand=inference").json()["inference"] == "warm"
    expanded = get(f"{path}?expand[]=inferenceProviderMapping&expand=pipeline_tag").json()
    assert set(expanded) == {"_id", "id", "inferenceProviderMapping", "pipeline_tag"}
    mapping = expanded["inferenceProviderMapping"]["hf-inference"]
    assert (mapping["status"], mapping["task"]) == ("live", "text-classification")


def test_a_model_with_faults_maps_to_itself(get: Get) -> None:
    name = "sandbox/vader@delay=0.1"
    found = get(f"/api/models/{name}?expand=inferenceProviderMapping").json()
    assert found["id"] == name
    assert found["inferenceProviderMapping"]["hf-inference"]["providerId"] == name


def test_an_unknown_model_of_the_hub_is_refused_by_who_asks(get: Get) -> None:
    anonymous = get("/api/models/no/such")
    known = get("/api/models/no/such", headers={"Authorization": "Bearer hf_x"})
    assert anonymous.status_code == 401
    assert (known.status_code, known.headers["X-Error-Code"]) == (404, "RepoNotFound")


def test_models_are_listed_by_provider_task_and_text(get: Get) -> None:
    def ids(query: str) -> list[str]:
        return [model["id"] for model in get(f"/api/models?{query}").json()]

    assert "sandbox/vader" in ids("inference_provider=hf-inference")
    assert ids("inference_provider=other") == []
    classifying = set(ids("pipeline_tag=text-classification"))
    assert {"sandbox/vader", "sandbox/langid"} <= classifying
    assert "sandbox/ngram-topics" not in classifying
    assert set(ids("search=NGRAM")) >= {"sandbox/ngram-topics", "sandbox/ngram-chat"}
    assert len(ids("limit=1")) == 1
    listed = get("/api/models?expand=inferenceProviderMapping&limit=1").json()[0]
    assert listed["inferenceProviderMapping"][0]["provider"] == "hf-inference"


def test_the_state_of_a_model_is_told(post: Post, get: Get) -> None:
    post(NGRAM, BODY)
    assert get("/status/sandbox/ngram-topics").json() == {
        "loaded": True,
        "state": "Loaded",
        "compute_type": "cpu",
        "framework": "text-generation-inference",
    }
    assert get("/status/no/such").status_code == 404


def test_models_are_listed_by_framework(get: Get) -> None:
    found = {model["model_id"]: model["task"] for model in get("/framework/transformers").json()}
    assert found["sandbox/vader"] == "text-classification"
    assert "sandbox/ngram-topics" not in found
    assert get("/framework/keras").json() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "[::ffff:10.0.0.1]"},
        {"Host": "[broken"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_requests_from_another_site_are_refused(get: Get, headers: dict[str, str]) -> None:
    response = get("/api/tasks", headers=headers)
    assert response.status_code in (400, 403)
    assert "sandbox/" not in response.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost:8888"},
        {"Host": "[::1]:1"},
        {"Origin": "http://localhost:8888"},
        {"Origin": "http://127.0.0.1:5"},
    ],
)
def test_this_machines_own_names_are_accepted(get: Get, headers: dict[str, str]) -> None:
    assert get("/api/tasks", headers=headers).status_code == 200


def test_no_answer_invites_other_sites(sandbox: Sandbox, get: Get) -> None:
    assert "Access-Control-Allow-Origin" not in get("/api/tasks").headers
    preflight = requests.options(sandbox.url + NGRAM, timeout=PATIENCE)
    assert preflight.status_code == 405


def test_the_front_page_describes_models_and_faults(get: Get) -> None:
    text = get("/").text
    for word in ("sandbox/ngram-topics", "sandbox/smollm2-135m", "rate-limited", "broken-json"):
        assert word in text


def test_the_log_tells_requests_without_secrets(post: Post, get: Get) -> None:
    path = f"{NGRAM}@tag=logged"
    keys = {"api-key": "canary", "x-goog-api-key": "canary", "X-Mine": "canary"}
    secrets = {"Authorization": "Bearer hf_canary", "Cookie": "session=canary", **keys}
    post(path, BODY, headers={**secrets, "x-use-cache": "0"})
    entry = entry_of(get, path)
    assert (entry["method"], entry["status"], entry["ended"]) == ("POST", 200, "complete")
    assert entry["headers"]["authorization"].startswith("sha256:")
    assert len(entry["headers"]["authorization"]) == len("sha256:") + 12
    assert entry["headers"]["x-use-cache"] == "0"
    assert entry["body_size"] > 20
    assert entry["tokens_written"] == 5
    assert entry["time"] <= entry["last_write_at"] <= entry["ended_at"]
    assert "canary" not in get("/sandbox/log").text

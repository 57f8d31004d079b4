"""What goes wrong at providers of pictures and sounds, and in which words it is told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.sandbox.conftest import Get, Post, Put
from tests.sandbox.provided import PNG, QUEUE, SMALL, queued
from tests.waiting import PATIENCE, soon


def test_a_job_that_fails_tells_why_in_each_providers_words(post: Post, get: Get) -> None:
    said = "The sandbox was told to let the job fail."
    path, _ = queued(post, get, "sandbox/painter@fails", SMALL)
    failed = get(path + QUEUE)
    assert (failed.status_code, failed.json()) == (500, {"detail": said})
    at_once = post("/fal-ai/fal-ai/sandbox/painter@fails", SMALL)
    assert (at_once.status_code, at_once.json()) == (500, {"detail": said})
    path, _ = queued(post, get, "sandbox/painter@fails=moderation", SMALL)
    refused = get(path + QUEUE)
    assert refused.status_code == 422
    assert "flagged" in refused.json()["detail"][0]["msg"]
    answer = post(
        "/replicate/v1/models/sandbox/painter@fails/predictions",
        {"input": SMALL},
        headers={"Prefer": "wait"},
    ).json()
    assert (answer["status"], answer["output"], answer["error"]) == ("failed", None, said)
    made = post("/wavespeed/api/v3/wavespeed-ai/sandbox/painter@fails", SMALL).json()
    path = "/wavespeed" + urlsplit(made["data"]["urls"]["get"]).path
    soon(lambda: get(path).json()["data"]["status"] == "failed")
    assert get(path).json()["data"]["error"] == said
    body = {"model": "sandbox/painter@fails", "prompt": "a cat"}
    made = post("/zai-org/api/paas/v4/async/images/generations", body).json()
    path = f"/zai-org/api/paas/v4/async-result/{made['id']}"
    soon(lambda: get(path).json()["task_status"] == "FAIL")


def test_a_parameter_that_the_model_refuses_is_told_when_the_job_has_ended(
    post: Post, get: Get
) -> None:
    path, _ = queued(post, get, "sandbox/painter", {**SMALL, "width": 63})
    refused = get(path + QUEUE)
    assert refused.status_code == 422
    assert "divisible by 8" in refused.json()["detail"][0]["msg"]


def test_a_job_that_never_ends_is_told_as_under_way(post: Post, get: Get) -> None:
    answer = post(
        "/replicate/v1/models/sandbox/painter@busy=3600,tag=never/predictions",
        {"input": SMALL},
        headers={"Prefer": "wait=1"},
    ).json()
    assert (answer["status"], answer["output"]) == ("processing", None)
    path = "/zai-org/api/paas/v4/async/images/generations"
    made = post(path, {"model": "sandbox/painter@queue=3600", "prompt": "a cat"}).json()
    told = get(f"/zai-org/api/paas/v4/async-result/{made['id']}").json()
    assert told["task_status"] == "PROCESSING"
    made = post(f"/fal-ai/fal-ai/sandbox/painter@state=HALTED{QUEUE}", SMALL).json()
    path = "/fal-ai" + urlsplit(made["response_url"]).path
    assert get(f"{path}/status{QUEUE}").json()["status"] == "HALTED"
    assert get(path + QUEUE).status_code == 422
    answer = post(
        "/replicate/v1/models/sandbox/painter@state=aborted/predictions",
        {"input": SMALL},
        headers={"Prefer": "wait"},
    ).json()
    assert (answer["status"], answer["output"]) == ("aborted", None)


def test_a_result_that_is_gone_has_an_address_that_is_not_found(post: Post) -> None:
    headers = {"Prefer": "wait"}
    answers = (
        post("/fal-ai/fal-ai/sandbox/painter@gone", SMALL).json()["images"][0]["url"],
        post(
            "/replicate/v1/models/sandbox/painter@gone/predictions",
            {"input": SMALL},
            headers=headers,
        ).json()["output"][0],
        post("/together/v1/images/generations", {"model": "sandbox/painter@gone", **SMALL}).json()[
            "data"
        ][0]["url"],
    )
    for url in answers:
        assert requests.get(url, timeout=PATIENCE).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "members"),
    [
        ("/fal-ai/fal-ai/sandbox/painter@status=500", SMALL, {"detail"}),
        ("/fal-ai/fal-ai/sandbox/painter", {}, {"detail"}),
        (
            "/replicate/v1/models/sandbox/painter@status=500/predictions",
            {"input": SMALL},
            {"title", "detail", "status"},
        ),
        (
            "/replicate/v1/models/sandbox/painter/predictions",
            {"input": {}},
            {"title", "detail", "status"},
        ),
        (
            "/wavespeed/api/v3/wavespeed-ai/sandbox/painter@status=500",
            SMALL,
            {"code", "message", "data"},
        ),
        ("/together/v1/images/generations", {"model": "sandbox/painter"}, {"error"}),
    ],
)
def test_errors_have_the_shape_of_their_provider(
    post: Post, path: str, body: dict[str, Any], members: set[str]
) -> None:
    response = post(path, body)
    assert response.status_code in (422, 500)
    assert set(response.json()) == members


@pytest.mark.parametrize(
    ("given", "begins"), [("address", "http://"), ("data", "data:image/png;"), ("base64", "iVBOR")]
)
def test_a_file_may_be_given_another_way_than_usual(post: Post, given: str, begins: str) -> None:
    name = f"sandbox/painter@given={given}"
    together = post(
        "/together/v1/images/generations",
        {"model": name, "response_format": "base64", **SMALL},
        headers=PNG,
    ).json()["data"][0]
    fal = post(f"/fal-ai/fal-ai/{name}", SMALL, headers=PNG).json()["images"][0]
    path = f"/replicate/v1/models/{name}/predictions"
    headers = {**PNG, "Prefer": "wait"}
    replicate = post(path, {"input": SMALL}, headers=headers).json()["output"][0]
    key = "b64_json" if given == "base64" else "url"
    for found in (together[key], fal["url"], replicate):
        assert found.startswith(begins)
    body = {"model": f"sandbox/espeak-ng@given={given}", "input": "three"}
    assert set(post("/deepinfra/v1/openai/audio/speech", body).json()) == {"audio"}


def test_who_asks_after_a_job_may_be_answered_by_an_error(post: Post, get: Get) -> None:
    made = post(f"/fal-ai/fal-ai/sandbox/painter@polls=500{QUEUE}", SMALL).json()
    path = "/fal-ai" + urlsplit(made["response_url"]).path
    answer = get(f"{path}/status{QUEUE}")
    assert (answer.status_code, list(answer.json())) == (500, ["detail"])
    made = post("/wavespeed/api/v3/wavespeed-ai/sandbox/painter@polls", SMALL).json()
    path = "/wavespeed" + urlsplit(made["data"]["urls"]["get"]).path
    assert get(path).status_code == 502
    body = {"model": "sandbox/painter@polls=404", "prompt": "a cat"}
    made = post("/zai-org/api/paas/v4/async/images/generations", body).json()
    assert get(f"/zai-org/api/paas/v4/async-result/{made['id']}").status_code == 404


def test_the_faults_of_one_provider_are_no_others(post: Post) -> None:
    name = "sandbox/ngram-topics@status=402,only=groq"
    body = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 2}
    of_groq = name.removeprefix("sandbox/")
    refused = post("/groq/openai/v1/chat/completions", {"model": of_groq, **body})
    assert refused.status_code == 402
    assert "credits" in refused.json()["error"]
    assert post("/together/v1/chat/completions", {"model": name, **body}).status_code == 200
    # The automatic router asks the fastest one, or the one that its suffix names.
    routed = post("/v1/chat/completions", {"model": name, **body})
    assert (routed.status_code, routed.headers["x-inference-provider"]) == (200, "cerebras")
    assert post("/v1/chat/completions", {"model": f"{name}:groq", **body}).status_code == 402
    own = f"/hf-inference/models/{name}"
    assert post(own, {"inputs": "A", "parameters": {"max_new_tokens": 2}}).status_code == 200


@pytest.mark.parametrize("status", [402, 403])
def test_the_account_is_told_of_by_the_router_whoever_was_asked(post: Post, status: int) -> None:
    refused = post(f"/fal-ai/fal-ai/sandbox/painter@status={status}", SMALL)
    assert (refused.status_code, list(refused.json())) == (status, ["error"])


def test_a_job_is_ended_where_its_provider_says_and_the_next_one_has_its_turn(
    post: Post, get: Get, put: Put
) -> None:
    made = post(f"/fal-ai/fal-ai/sandbox/painter@queue=3600{QUEUE}", SMALL).json()
    path = "/fal-ai" + urlsplit(made["response_url"]).path
    assert urlsplit(made["cancel_url"]).path == urlsplit(made["response_url"]).path + "/cancel"
    assert put(f"{path}/cancel").status_code == 404, "the queue alone knows its jobs"
    first, again = put(f"{path}/cancel{QUEUE}"), put(f"{path}/cancel{QUEUE}")
    assert (first.status_code, first.json()) == (202, {"status": "CANCELLATION_REQUESTED"})
    assert (again.status_code, again.json()) == (400, {"status": "ALREADY_COMPLETED"})
    assert get(f"{path}/status{QUEUE}").json()["status"] == "COMPLETED"
    assert get(path + QUEUE).json()["detail"][0]["msg"] == "The request was cancelled."
    _, states = queued(post, get, "sandbox/painter", SMALL)
    assert states[-1]["status"] == "COMPLETED"


def test_a_prediction_that_is_ended_says_so(post: Post, get: Get) -> None:
    path = "/replicate/v1/models/sandbox/painter@busy=3600,tag=ended/predictions"
    made = post(path, {"input": SMALL}, headers={"Prefer": "wait=1"}).json()
    cancel = "/replicate" + urlsplit(made["urls"]["cancel"]).path
    told = post(cancel, None).json()
    assert (told["status"], told["output"], told["error"]) == (
        "canceled",
        None,
        "The request was cancelled.",
    )
    assert get("/replicate" + urlsplit(made["urls"]["get"]).path).json()["status"] == "canceled"
    assert post("/replicate/v1/predictions/none/cancel", None).status_code == 404

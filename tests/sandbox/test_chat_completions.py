"""Chat completions: routes, whole and streamed answers, stop, log-probabilities, refusals."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from hfwidgets.sandbox.engines.chat import Message, prompt_of
from hfwidgets.sandbox.engines.weights import find_smollm2
from tests.sandbox.conftest import NGRAM, Get, Post, events

CHAT = f"{NGRAM}/v1/chat/completions"
MESSAGES = [{"role": "user", "content": "When an exception occurs,"}]


def chat(post: Post, path: str = CHAT, **fields: Any) -> Any:
    body = {"messages": MESSAGES, "max_tokens": 12, "seed": 1, **fields}
    response = post(path, body)
    assert response.status_code == 200, response.text
    return events(response.content) if fields.get("stream") else response.json()


def said(chunks: list[dict[str, Any]]) -> str:
    return "".join(
        chunk["choices"][0]["delta"].get("content", "") for chunk in chunks if chunk["choices"]
    )


def test_an_answer_has_openais_form_and_true_usage(post: Post) -> None:
    answer = chat(post)
    (choice,) = answer["choices"]
    assert answer["object"] == "chat.completion"
    assert choice["message"]["role"] == "assistant"
    assert choice["message"]["content"]
    assert choice["finish_reason"] in ("stop", "length")
    usage = answer["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert 0 < usage["completion_tokens"] <= 12


def test_streamed_and_whole_answers_are_the_same_text(post: Post) -> None:
    for fields in ({}, {"stop": ["the"]}, {"stop": ", "}, {"temperature": 1.0}):
        whole = chat(post, **fields)["choices"][0]
        chunks = chat(post, stream=True, **fields)
        assert said(chunks) == whole["message"]["content"]
        assert chunks[-1]["choices"][0]["finish_reason"] == whole["finish_reason"]


def test_a_stream_begins_with_the_role_and_ends_with_done(post: Post) -> None:
    body = {"messages": MESSAGES, "stream": True, "max_tokens": 3}
    response = post(CHAT, body)
    assert response.headers["Content-Type"] == "text/event-stream"
    assert response.content.rstrip().endswith(b"data: [DONE]")
    first, *rest = events(response.content)
    assert first["choices"][0]["delta"]["role"] == "assistant"
    assert all("role" not in chunk["choices"][0]["delta"] for chunk in rest)
    assert len({chunk["id"] for chunk in (first, *rest)}) == 1
    assert first["object"] == "chat.completion.chunk"


def test_usage_comes_in_a_chunk_of_its_own_when_it_is_wanted(post: Post) -> None:
    chunks = chat(post, stream=True, stream_options={"include_usage": True})
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["completion_tokens"] == len(chunks) - 1
    assert all(chunk["usage"] is None for chunk in chunks[:-1])


def test_the_stop_sequence_is_no_part_of_the_answer(post: Post) -> None:
    full = chat(post, temperature=0, max_tokens=30)["choices"][0]["message"]["content"]
    stop = full.split()[3]
    answer = chat(post, temperature=0, max_tokens=30, stop=[stop])["choices"][0]
    assert stop not in answer["message"]["content"]
    assert full.startswith(answer["message"]["content"])
    assert answer["finish_reason"] == "stop"


def test_log_probabilities_are_told_with_alternatives(post: Post) -> None:
    answer = chat(post, logprobs=True, top_logprobs=3, temperature=0)
    content = answer["choices"][0]["logprobs"]["content"]
    assert "".join(one["token"] for one in content) == answer["choices"][0]["message"]["content"]
    for one in content:
        assert one["logprob"] <= 0
        assert len(one["top_logprobs"]) == 3
        assert one["top_logprobs"][0]["logprob"] >= one["logprob"]
    assert chat(post)["choices"][0]["logprobs"] is None


def test_an_answer_goes_on_in_the_last_message_where_that_is_wanted(post: Post) -> None:
    asked = {"temperature": 0, "max_tokens": 12, "logprobs": True}
    whole = chat(post, **asked)["choices"][0]["logprobs"]["content"]
    kept = "".join(one["token"] for one in whole[:5])
    begun = [*MESSAGES, {"role": "assistant", "content": kept}]
    goes_on = {"continue_final_message": True, "add_generation_prompt": False}
    asked["max_tokens"] = len(whole) - 5
    rest = chat(post, messages=begun, **asked, **goes_on)["choices"][0]["logprobs"]["content"]
    assert rest == whole[5:]


def test_the_prompt_of_an_answer_that_goes_on_ends_in_it() -> None:
    model = SimpleNamespace(chat_template="<|im_start|>")
    messages = [Message("user", "Hi"), Message("assistant", "Good ")]
    anew = prompt_of(model, messages)
    assert anew.endswith("Good <|im_end|>\n<|im_start|>assistant\n")
    assert prompt_of(model, messages, continues=True).endswith("<|im_start|>assistant\nGood ")


def test_a_seed_repeats_and_several_choices_differ(post: Post) -> None:
    hot = {"temperature": 2.0, "max_tokens": 20}
    texts = {chat(post, seed=5, **hot)["choices"][0]["message"]["content"] for _ in range(2)}
    assert len(texts) == 1
    choices = chat(post, n=3, seed=None, **hot)["choices"]
    assert [choice["index"] for choice in choices] == [0, 1, 2]
    assert len({choice["message"]["content"] for choice in choices}) > 1


@pytest.mark.parametrize(
    "path",
    [
        "/v1/chat/completions",
        "/hf-inference/v1/chat/completions",
        f"/hf-inference{CHAT}",
        f"{NGRAM}/chat/completions",
    ],
)
def test_every_route_answers_alike(post: Post, path: str) -> None:
    model = "sandbox/ngram-topics"
    answer = chat(post, path, model=model, temperature=0)
    assert answer["choices"] == chat(post, model=model, temperature=0)["choices"]
    assert answer["model"] == model


def test_the_router_takes_suffixes_and_refuses_unknown_models(post: Post) -> None:
    path = "/v1/chat/completions"
    assert chat(post, path, model="sandbox/ngram-topics:fastest")
    assert chat(post, path, model="dummy")
    refused = post(path, {"model": "no/such", "messages": MESSAGES})
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "model_not_supported"
    other = post("/models/sandbox/vader/v1/chat/completions", {"messages": MESSAGES})
    assert other.status_code == 422


def test_chat_models_are_listed(get: Get) -> None:
    rows = get("/v1/models").json()["data"]
    assert "sandbox/ngram-topics" in [row["id"] for row in rows]
    assert get("/v1/models/sandbox/ngram-topics").json()["providers"][0]["status"] == "live"
    assert get("/v1/models/no/such").status_code == 404


def test_content_may_come_in_chunks(post: Post) -> None:
    parts = [{"type": "text", "text": MESSAGES[0]["content"]}]
    chunked = chat(post, messages=[{"role": "user", "content": parts}], temperature=0)
    assert chunked["choices"] == chat(post, temperature=0)["choices"]


@pytest.mark.parametrize(
    "fields",
    [
        {"messages": []},
        {"messages": "hi"},
        {"messages": [{"role": "pirate", "content": "a"}]},
        {"messages": [{"role": "user"}]},
        {"messages": [{"role": "user", "content": 5}]},
        {"messages": [{"role": "user", "content": ""}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
        {"max_tokens": 0},
        {"temperature": 3},
        {"top_p": "high"},
        {"n": 9},
        {"n": 2, "stream": True},
        {"stop": list("abcde")},
        {"stop": 5},
        {"top_logprobs": 2},
        {"continue_final_message": True},
        {"logprobs": True, "top_logprobs": 6},
        {"response_format": {"type": "json_object"}},
        {"tools": [{}], "tool_choice": "required"},
        {"seed": -1},
    ],
)
def test_wrong_fields_are_refused_in_each_servers_shape(post: Post, fields: dict[str, Any]) -> None:
    body = {"messages": MESSAGES, "max_tokens": 2, **fields}
    direct = post(CHAT, body)
    assert direct.status_code == 422, direct.text
    assert direct.json()["error_type"] == "validation"
    routed = post("/v1/chat/completions", {**body, "model": "sandbox/ngram-topics"})
    assert routed.status_code == 400
    assert routed.json()["error"]["type"] == "invalid_request_error"


def test_no_json_and_huge_bodies_are_refused(post: Post) -> None:
    assert post(CHAT, data=b"{").status_code == 400
    assert post("/v1/chat/completions", data=b"[]").status_code == 400
    assert post("/v1/chat/completions", data=bytes(3_000_000)).status_code == 413
    assert post(CHAT, data=bytes(3_000_000)).status_code == 413


def test_faults_reach_chat_streams(post: Post) -> None:
    path = "/models/sandbox/ngram-topics@error=overloaded,at=2/v1/chat/completions"
    chunks = chat(post, path, stream=True)
    assert chunks[-1]["error_type"] == "overloaded"
    assert len(chunks) == 3
    flood = "/models/sandbox/flood@tokens=7/v1/chat/completions"
    assert len(chat(post, flood, stream=True)) == 7
    plain = post("/models/sandbox/ngram-topics@status=500/v1/chat/completions", {})
    assert plain.status_code == 500


@pytest.mark.skipif(find_smollm2() is None, reason="SmolLM2's weights are not installed")
def test_smollm2_follows_a_conversation(post: Post) -> None:
    messages = [{"role": "user", "content": "What is the capital of France?"}]
    path = "/models/sandbox/smollm2-135m/v1/chat/completions"
    answer = chat(post, path, messages=messages, max_tokens=30, temperature=0)
    assert "Paris" in answer["choices"][0]["message"]["content"]
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert json.dumps(answer)

"""Providers of OpenAI's kind that write: chats, completions, embeddings, the automatic router."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Get, Post, events

MESSAGES = [{"role": "user", "content": "A class is"}]
PROMPT = "A class is"
CHATS = [
    ("groq", "/openai/v1/chat/completions", "ngram-topics"),
    ("cerebras", "/v1/chat/completions", "ngram-topics"),
    ("cohere", "/compatibility/v1/chat/completions", "sandbox/ngram-topics"),
    ("novita", "/v3/openai/chat/completions", "sandbox/ngram-reader"),
    (
        "fireworks-ai",
        "/inference/v1/chat/completions",
        "accounts/fireworks/models/sandbox/ngram-topics",
    ),
]
WRITERS = [
    ("/featherless-ai/v1/completions", "sandbox/ngram-topics"),
    ("/deepinfra/v1/openai/completions", "sandbox/ngram-topics"),
    ("/together/v1/completions", "sandbox/ngram-reader"),
]


@pytest.mark.parametrize(("provider", "path", "own"), CHATS)
def test_a_chat_is_answered_at_each_providers_path_under_its_own_id(
    post: Post, provider: str, path: str, own: str
) -> None:
    body = {"model": own, "messages": MESSAGES, "max_tokens": 6}
    response = post(f"/{provider}{path}", body)
    assert response.headers["x-inference-provider"] == provider
    assert response.headers["x-compute-engine"].startswith("five-gram")
    answer = response.json()
    assert answer["model"] == own
    assert answer["usage"]["completion_tokens"] == 6
    assert answer["choices"][0]["message"]["content"]
    chunks = events(post(f"/{provider}{path}", {**body, "stream": True}).content)
    assert len(chunks) == 6


def test_the_usage_of_a_chat_is_counted_with_the_models_own_tokens(post: Post) -> None:
    def usage(text: str) -> int:
        body = {"model": "ngram-topics", "messages": [{"role": "user", "content": text}]}
        answer = post("/groq/openai/v1/chat/completions", {**body, "max_tokens": 2}).json()
        count: int = answer["usage"]["prompt_tokens"]
        return count

    assert usage("a class is here") > usage("a class is") > usage("a class")


def test_a_provider_does_not_answer_for_models_of_others(post: Post) -> None:
    for path, own in (
        ("/groq/openai/v1/chat/completions", "painter"),
        ("/nscale/v1/chat/completions", "sandbox/ngram-topics"),
        ("/fireworks-ai/inference/v1/chat/completions", "sandbox/ngram-topics"),
        ("/groq/v1/chat/completions", "ngram-topics"),
    ):
        response = post(path, {"model": own, "messages": MESSAGES})
        assert (response.status_code, response.text) == (404, "Not Found")


@pytest.mark.parametrize(("path", "own"), WRITERS)
def test_a_completion_is_the_same_whole_and_streamed(post: Post, path: str, own: str) -> None:
    body = {"model": own, "prompt": PROMPT, "max_tokens": 8, "temperature": 0}
    whole = post(path, body).json()
    assert whole["object"] == "text_completion"
    assert whole["usage"]["completion_tokens"] == 8
    assert whole["usage"]["total_tokens"] == whole["usage"]["prompt_tokens"] + 8
    response = post(path, {**body, "stream": True, "stream_options": {"include_usage": True}})
    *chunks, last = events(response.content)
    assert "".join(one["choices"][0]["text"] for one in chunks) == whole["choices"][0]["text"]
    assert chunks[-1]["choices"][0]["finish_reason"] == whole["choices"][0]["finish_reason"]
    assert last["usage"] == whole["usage"]
    assert response.content.rstrip().endswith(b"data: [DONE]")


def test_a_completion_tells_log_probabilities_in_columns(post: Post) -> None:
    path = "/featherless-ai/v1/completions"
    body = {"model": "sandbox/ngram-topics", "prompt": PROMPT, "max_tokens": 8, "temperature": 0}
    (choice,) = post(path, {**body, "logprobs": 3}).json()["choices"]
    told = choice["logprobs"]
    assert "".join(told["tokens"]) == choice["text"]
    assert told["text_offset"][:2] == [0, len(told["tokens"][0])]
    for token, logprob, top in zip(
        told["tokens"], told["token_logprobs"], told["top_logprobs"], strict=True
    ):
        assert len(top) == 3
        assert top[token] == logprob == max(top.values())
    chunks = events(post(path, {**body, "logprobs": 3, "stream": True}).content)
    columns = [one["choices"][0]["logprobs"] for one in chunks]
    for name, whole in told.items():
        assert [one for column in columns for one in column[name]] == whole


def test_a_completion_obeys_stop_seed_and_length(post: Post) -> None:
    def text(**more: Any) -> str:
        body = {"model": "sandbox/ngram-topics", "prompt": PROMPT, "max_tokens": 20, **more}
        answer: str = post("/featherless-ai/v1/completions", body).json()["choices"][0]["text"]
        return answer

    full = text(temperature=0)
    stop = full.split()[2]
    assert full.startswith(text(temperature=0, stop=[stop]))
    assert stop not in text(temperature=0, stop=stop)
    assert text(seed=1) == text(seed=1) != text(seed=2)
    assert full.startswith(text(temperature=0, max_tokens=3))


@pytest.mark.parametrize(
    "fields",
    [{"prompt": ""}, {"prompt": 5}, {"max_tokens": 0}, {"temperature": 3}, {"stop": ["a"] * 9}],
)
def test_a_wrong_completion_is_refused_in_openais_shape(post: Post, fields: dict[str, Any]) -> None:
    body = {"model": "sandbox/ngram-topics", "prompt": PROMPT, **fields}
    response = post("/featherless-ai/v1/completions", body)
    assert response.status_code == 422
    problem = response.json()["error"]
    assert problem["type"] == "invalid_request_error"
    assert next(iter(fields)) in problem["message"]


@pytest.mark.parametrize(
    ("suffix", "provider"),
    [
        ("", "cerebras"),
        (":fastest", "cerebras"),
        (":cheapest", "novita"),
        (":preferred", "hf-inference"),
        (":together", "together"),
        (":hf-inference", "hf-inference"),
    ],
)
def test_the_automatic_router_goes_by_the_suffix(post: Post, suffix: str, provider: str) -> None:
    body = {"model": f"sandbox/ngram-topics{suffix}", "messages": MESSAGES, "max_tokens": 3}
    response = post("/v1/chat/completions", body)
    assert response.headers["x-inference-provider"] == provider
    assert response.json()["usage"]["completion_tokens"] == 3


@pytest.mark.parametrize("suffix", [":wavespeed", ":featherless-ai", ":no-such"])
def test_a_suffix_of_a_provider_that_does_not_chat_with_it_is_refused(
    post: Post, suffix: str
) -> None:
    body = {"model": f"sandbox/ngram-topics{suffix}", "messages": MESSAGES}
    response = post("/v1/chat/completions", body)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "model_not_supported"
    assert suffix in response.json()["error"]["message"]


def test_a_provider_writes_as_fast_as_it_tells(post: Post, get: Get) -> None:
    told = get("/v1/models/sandbox/ngram-topics").json()["providers"]
    paces = {one["provider"]: one.get("throughput") for one in told}

    def seconds(provider: str) -> float:
        name = f"sandbox/ngram-topics@times:{provider}"
        body = {"model": name, "messages": MESSAGES, "max_tokens": 24, "stream": True}
        started = post("/v1/chat/completions", {**body, "temperature": 0}).elapsed
        assert started.total_seconds() >= 0
        found = [one for one in get("/sandbox/log").json() if one["path"].startswith("/v1/chat")]
        span: float = found[-1]["last_write_at"] - found[-1]["time"]
        return span

    assert seconds("novita") >= 23 / paces["novita"]
    assert paces["novita"] < paces["cerebras"]
    assert seconds("cerebras") >= 23 / paces["cerebras"]


def test_embeddings_are_counted_and_in_order(post: Post) -> None:
    texts = ["a cat", "a dog on the mat", "a cat"]
    for path in ("/deepinfra/v1/openai/embeddings", "/scaleway/v1/embeddings"):
        answer = post(path, {"model": "sandbox/use", "input": texts, "dimensions": 16}).json()
        vectors = [row["embedding"] for row in answer["data"]]
        assert [row["index"] for row in answer["data"]] == [0, 1, 2]
        assert vectors[0] == vectors[2] != vectors[1]
        assert {len(vector) for vector in vectors} == {16}
        usage = [
            post(path, {"model": "sandbox/use", "input": text}).json()["usage"]["prompt_tokens"]
            for text in texts
        ]
        assert answer["usage"]["prompt_tokens"] == sum(usage)
        assert usage[0] < usage[1]


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        ("status=402", 402, {"error": "You have depleted your monthly included credits."}),
        ("status=403", 403, {"error": "This authentication method does not have sufficient"}),
        ("needs-token", 401, {"error": "Invalid credentials in Authorization header"}),
    ],
)
def test_the_routers_own_refusals_keep_its_shape(
    post: Post, fault: str, status: int, said: dict[str, str]
) -> None:
    body = {"model": f"ngram-topics@{fault}", "messages": MESSAGES}
    response = post("/groq/openai/v1/chat/completions", body)
    assert response.status_code == status
    assert response.json()["error"].startswith(said["error"])


@pytest.mark.parametrize("fault", ["status=500", "status=429", "rate-limited=60"])
def test_a_providers_errors_have_its_shape(post: Post, fault: str) -> None:
    body = {"model": f"ngram-topics@{fault}", "messages": MESSAGES}
    response = post("/groq/openai/v1/chat/completions", body)
    assert response.status_code in (429, 500)
    assert set(response.json()["error"]) == {"message", "type", "param", "code"}


def test_a_fault_may_choose_another_shape(post: Post) -> None:
    body = {"model": "ngram-topics@status=500,body=array", "messages": MESSAGES}
    assert isinstance(post("/groq/openai/v1/chat/completions", body).json(), list)


@pytest.mark.parametrize("provider", ["groq/openai", "cerebras", "together"])
def test_well_known_ids_chat_at_providers_too(post: Post, get: Get, provider: str) -> None:
    name = "openai/gpt-oss-120b"
    told = get(f"/v1/models/{name}").json()
    assert told["id"] == name
    assert provider.partition("/")[0] in {one["provider"] for one in told["providers"]}
    answer = post(
        f"/{provider}/v1/chat/completions", {"model": name, "messages": MESSAGES, "max_tokens": 2}
    )
    assert answer.json()["usage"]["completion_tokens"] <= 2


def test_a_plain_server_answers_whole_where_a_stream_was_asked_for(post: Post) -> None:
    body = {"messages": MESSAGES, "max_tokens": 3, "stream": True}
    chat = post("/groq/openai/v1/chat/completions", {**body, "model": "ngram-topics@plain"})
    assert chat.json()["choices"][0]["message"]["content"]
    body = {
        "prompt": PROMPT,
        "max_tokens": 3,
        "stream": True,
        "model": "sandbox/ngram-topics@plain",
    }
    assert post("/featherless-ai/v1/completions", body).json()["choices"][0]["text"]

"""Text generation over HTTP: the protocol of generation servers, with a real model behind it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from hfwidgets.sandbox.engines.ngram import NgramModel
from tests.sandbox.conftest import NGRAM, Get, Post, events

Generate = Callable[..., Any]
FLOOD = "/models/sandbox/flood"


def test_the_plain_answer_is_a_list_with_a_text(post: Post) -> None:
    answer = post(NGRAM, {"inputs": "A class is", "parameters": {"max_new_tokens": 5}}).json()
    assert list(answer[0]) == ["generated_text"]
    assert answer[0]["generated_text"].strip()


def test_the_stream_and_the_whole_answer_agree(generate: Generate) -> None:
    rules = {"max_new_tokens": 40, "temperature": 0.9, "seed": 11}
    whole, stream = generate(**rules), generate(stream=True, **rules)
    assert [event["token"] for event in stream] == whole["details"]["tokens"]
    assert stream[-1]["generated_text"] == whole["generated_text"]
    for name in ("finish_reason", "generated_tokens", "seed"):
        assert stream[-1]["details"][name] == whole["details"][name]
    assert all(event["generated_text"] is None for event in stream[:-1])
    assert all(event["details"] is None for event in stream[:-1])
    assert [event["index"] for event in stream] == list(range(1, len(stream) + 1))


def test_the_text_is_its_tokens_without_the_special_ones(generate: Generate) -> None:
    for seed in range(5):
        answer = generate(max_new_tokens=60, temperature=1.0, seed=seed)
        tokens = answer["details"]["tokens"]
        plain = "".join(token["text"] for token in tokens if not token["special"])
        assert plain == answer["generated_text"]


def test_a_seed_gives_the_same_text_and_another_seed_another(generate: Generate) -> None:
    rules = {"max_new_tokens": 30, "temperature": 1.0}
    texts = [generate(seed=seed, **rules)["generated_text"] for seed in (1, 1, 2, 3)]
    assert texts[0] == texts[1]
    assert len(set(texts)) == 3


def test_the_seed_that_was_drawn_is_told_and_repeats_the_text(generate: Generate) -> None:
    first = generate(max_new_tokens=20, do_sample=True)
    again = generate(max_new_tokens=20, do_sample=True, seed=first["details"]["seed"])
    assert again["generated_text"] == first["generated_text"]


def test_without_sampling_the_text_is_always_the_same_and_has_no_seed(generate: Generate) -> None:
    first, second = generate(max_new_tokens=20), generate(max_new_tokens=20)
    assert first == second
    assert first["details"]["seed"] is None


def test_temperature_changes_how_surprising_the_text_is(generate: Generate) -> None:
    def surprise(temperature: float) -> float:
        tokens = [
            token["logprob"]
            for seed in range(4)
            for token in generate(max_new_tokens=40, temperature=temperature, seed=seed)["details"][
                "tokens"
            ]
        ]
        return -sum(tokens) / len(tokens)

    assert surprise(0.3) < surprise(1.0) < surprise(3.0)


def test_log_probabilities_are_those_of_the_model(generate: Generate, ngram: NgramModel) -> None:
    prompt = "When an exception occurs,"
    answer = generate(prompt, max_new_tokens=10, decoder_input_details=True, top_n_tokens=3)
    details = answer["details"]
    tokens = ngram.encode(prompt)
    assert [token["id"] for token in details["prefill"]] == tokens
    assert [token["logprob"] for token in details["prefill"]] == ngram.open().judge(tokens)
    assert "".join(token["text"] for token in details["prefill"]) == prompt
    session = ngram.open()
    session.read(tokens)
    for token, top in zip(details["tokens"], details["top_tokens"], strict=True):
        logprobs = session.logprobs()
        assert token["logprob"] == logprobs[token["id"]]
        assert [t["logprob"] for t in top] == sorted(logprobs, reverse=True)[:3]
        session.read([token["id"]])


def test_prefill_is_empty_unless_asked_for(generate: Generate) -> None:
    assert generate(max_new_tokens=1)["details"]["prefill"] == []


def test_a_stop_sequence_ends_the_text(generate: Generate) -> None:
    text = generate(max_new_tokens=40)["generated_text"]
    middle = text[len(text) // 2 - 3 : len(text) // 2 + 3]
    answer = generate(max_new_tokens=40, stop=["nowhere to be found", middle])
    assert answer["generated_text"] == text[: text.index(middle) + len(middle)]
    assert answer["details"]["finish_reason"] == "stop_sequence"


def test_a_text_can_end_by_itself(generate: Generate) -> None:
    ends = {
        generate("The", max_new_tokens=200, temperature=1.2, seed=seed)["details"]["finish_reason"]
        for seed in range(8)
    }
    assert ends == {"eos_token", "length"} or ends == {"eos_token"}


def test_the_end_token_is_told_as_special_and_is_no_text(generate: Generate) -> None:
    for seed in range(20):
        answer = generate("The", max_new_tokens=300, temperature=1.2, seed=seed)
        if answer["details"]["finish_reason"] == "eos_token":
            assert answer["details"]["tokens"][-1]["special"] is True
            assert answer["details"]["tokens"][-1]["text"] not in answer["generated_text"]
            return
    pytest.fail("no text of 20 ended by itself")


def test_the_full_text_begins_with_the_prompt(generate: Generate) -> None:
    short = generate("A class", max_new_tokens=5)
    for stream in (False, True):
        answer = generate("A class", max_new_tokens=5, return_full_text=True, stream=stream)
        last = answer[-1] if stream else answer
        assert last["generated_text"] == "A class" + short["generated_text"]


def test_truncate_keeps_the_prompts_last_tokens(generate: Generate) -> None:
    rules = {"max_new_tokens": 3, "decoder_input_details": True}
    whole = generate("one two three four", **rules)["details"]["prefill"]
    cut = generate("one two three four", truncate=2, **rules)["details"]["prefill"]
    assert [token["text"] for token in cut] == [token["text"] for token in whole[-2:]]
    assert cut[0]["logprob"] is None


def test_best_of_answers_the_likeliest_of_several_texts(generate: Generate) -> None:
    answer = generate(max_new_tokens=15, temperature=1.5, best_of=3)
    details = answer["details"]
    others = details["best_of_sequences"]
    assert len(others) == 2

    def mean(sequence: dict[str, Any]) -> float:
        logprobs = [token["logprob"] for token in sequence["tokens"]]
        return sum(logprobs) / len(logprobs)

    assert mean(details) >= max(map(mean, others))
    assert len({answer["generated_text"], *(other["generated_text"] for other in others)}) == 3
    assert len({details["seed"], *(other["seed"] for other in others)}) == 3


def test_repetition_penalty_makes_repetition_rarer(generate: Generate) -> None:
    def distinct(**rules: Any) -> float:
        shares = []
        for prompt in ("the", "A class", "If an exception", "Return a copy of"):
            tokens = generate(prompt, max_new_tokens=80, **rules)["details"]["tokens"]
            shares.append(len({token["id"] for token in tokens}) / len(tokens))
        return sum(shares)

    assert distinct() < distinct(repetition_penalty=1.5)


@pytest.mark.parametrize(
    "prompt",
    [
        "Grüße, 世界 🙂‍↔️",
        "<img src=x onerror=alert(1)>",
        "\x1b[31mred\x1b[0m",
        "\u202eabc",
        "  \t\n ",
    ],
)
def test_any_prompt_comes_back_unchanged(generate: Generate, prompt: str) -> None:
    answer = generate(prompt, max_new_tokens=2, return_full_text=True)
    assert answer["generated_text"].startswith(prompt)


def test_a_generation_servers_own_routes_answer_in_their_own_shapes(post: Post, get: Get) -> None:
    body = {"inputs": "A class", "stream": True, "parameters": {"max_new_tokens": 2}}
    assert set(post("/generate", body).json()) == {"generated_text"}
    assert len(events(post("/generate_stream", {**body, "stream": False}).content)) == 2
    assert len(events(post("/", body).content)) == 2
    assert len(post("/", {**body, "stream": False}).json()) == 1
    assert len(events(post(f"{NGRAM}/generate_stream", body).content)) == 2
    assert get("/health").status_code == get(f"{NGRAM}/health").status_code == 200
    assert get("/info").json()["model_id"] == "sandbox/ngram-topics"
    assert get("/info").json()["max_total_tokens"] > get("/info").json()["max_input_tokens"]


def test_the_answer_tells_times_and_counts_in_its_headers(post: Post) -> None:
    body = {"inputs": "A class is", "parameters": {"max_new_tokens": 7}}
    headers = post(NGRAM, body, headers={"x-request-id": "mine"}).headers
    assert headers["x-request-id"] == "mine"
    assert headers["x-compute-type"] == "cpu"
    assert headers["x-compute-characters"] == "10"
    assert float(headers["x-compute-time"]) > 0
    assert headers["x-generated-tokens"] == "7"
    for name in ("total", "validation", "queue", "inference"):
        assert int(headers[f"x-{name}-time"]) >= 0
    assert int(headers["x-time-per-token"]) >= 0


def test_details_are_left_out_unless_asked_for(post: Post) -> None:
    body = {"inputs": "A", "stream": True, "parameters": {"max_new_tokens": 2, "details": False}}
    assert [event["details"] for event in events(post(NGRAM, body).content)] == [None, None]


def test_the_flood_is_numbered_tokens_of_one_size(post: Post) -> None:
    body = {"inputs": "x", "stream": True, "parameters": {"max_new_tokens": 3, "details": True}}
    found = events(post(f"{FLOOD}@tokens=1200,size=5,chunk=50", body).content)
    assert [event["token"]["text"] for event in found] == [f"{i:04d} " for i in range(1200)]
    assert found[-1]["details"]["generated_tokens"] == 1200
    assert all(math.exp(event["token"]["logprob"]) == 1 for event in found)
    whole = post(f"{FLOOD}@tokens=3,size=3", {"inputs": "x"}).json()
    assert whole == [{"generated_text": "00 01 02 "}]

"""Models that write at the pace of a reader, and how they are made to write faster."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest

from hfwidgets.sandbox.models import MODELS
from tests.sandbox.conftest import Get, Post, entry_of, events

READER = "sandbox/ngram-reader"
COUNT = 12


def took(post: Post, model: str, *, stream: bool = True) -> float:
    body = {"inputs": "A class is", "stream": stream, "parameters": {"max_new_tokens": COUNT}}
    post(f"/models/{model}", {"inputs": "A", "parameters": {"max_new_tokens": 1}})
    begun = time.monotonic()
    answer = post(f"/models/{model}", body)
    assert answer.status_code == 200
    if stream:
        assert len(events(answer.content)) == COUNT
    return time.monotonic() - begun


def test_a_stream_comes_no_faster_than_its_model_says(post: Post, get: Get) -> None:
    pace = MODELS[READER].pace
    assert f"{pace:g} tokens" in MODELS[READER].description
    path = f"/models/{READER}@times"
    body = {"inputs": "A class is", "stream": True, "parameters": {"max_new_tokens": COUNT}}
    assert post(path, body).status_code == 200
    times = entry_of(get, path)["token_times"]
    assert len(times) == COUNT
    assert times[-1] - times[0] >= (COUNT - 1) / pace * 0.9


@pytest.mark.parametrize("model", [f"{READER}@slow=0", "sandbox/ngram-topics"])
def test_full_speed_is_a_fault_or_another_name_away(post: Post, model: str) -> None:
    assert took(post, model) < took(post, READER)


def test_a_whole_answer_does_not_wait(post: Post) -> None:
    assert took(post, READER, stream=False) < took(post, READER)


def test_a_chat_without_weights_comes_at_a_pace_too(post: Post, get: Get) -> None:
    pace = MODELS["sandbox/ngram-chat"].pace
    path = "/models/sandbox/ngram-chat@times/v1/chat/completions"
    said = [{"role": "user", "content": "What is a class?"}]
    body: dict[str, Any] = {"messages": said, "stream": True, "max_tokens": COUNT}
    begun = time.monotonic()
    assert post(path, body).status_code == 200
    assert pace
    assert time.monotonic() - begun >= (entry_of(get, path)["tokens_written"] - 1) / pace * 0.9


def test_the_tours_prompt_gives_words(post: Post) -> None:
    rules = {"max_new_tokens": 60, "temperature": 0.5, "seed": 7}
    body = {"inputs": "When a class is", "parameters": rules}
    text = post(f"/models/{READER}", body).json()[0]["generated_text"]
    words = text.split()
    assert len(words) > 10
    assert max(map(len, words)) < 40
    assert not any(a == b for a, b in pairwise(words))

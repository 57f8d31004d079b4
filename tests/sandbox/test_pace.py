"""Models that write at the pace of a reader, and how they are made to write faster."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest

from hfwidgets import InferenceClient, Sandbox
from hfwidgets.sandbox.cli import PACE_VARIABLE
from hfwidgets.sandbox.launch import SandboxError
from hfwidgets.sandbox.models import MODELS
from tests.sandbox.conftest import Get, Post, entry_of, events

READER = "sandbox/ngram-reader"
COUNT = 12
MANY = 400


def is_quick(post: Post, model: str, *, stream: bool = True) -> bool:
    """Whether many tokens take less than at the pace of a reader, which none can at that pace."""
    body = {"inputs": "A class is", "stream": stream, "parameters": {"max_new_tokens": MANY}}
    begun = time.monotonic()
    answer = post(f"/models/{model}", body)
    assert answer.status_code == 200
    if stream:
        assert len(events(answer.content)) == MANY
    return time.monotonic() - begun < (MANY - 1) / MODELS[READER].pace


def test_a_stream_comes_no_faster_than_its_model_says(post: Post, get: Get) -> None:
    pace = MODELS[READER].pace
    assert f"{pace:g} tokens" in MODELS[READER].description
    path = f"/models/{READER}@times"
    body = {"inputs": "A class is", "stream": True, "parameters": {"max_new_tokens": COUNT}}
    assert post(path, body).status_code == 200
    entry = entry_of(get, path)
    assert len(entry["token_times"]) == COUNT
    assert entry["token_times"][-1] - entry["time"] >= (COUNT - 1) / pace * 0.9


@pytest.mark.parametrize("model", [f"{READER}@slow=0", "sandbox/ngram-topics"])
def test_full_speed_is_a_fault_or_another_name_away(post: Post, model: str) -> None:
    assert any(is_quick(post, model) for _ in range(4))  # a machine may be busy


def test_a_whole_answer_does_not_wait(post: Post) -> None:
    assert any(is_quick(post, READER, stream=False) for _ in range(4))


def test_a_chat_without_weights_comes_at_a_pace_too(post: Post, get: Get) -> None:
    pace = MODELS["sandbox/ngram-chat"].pace
    path = "/models/sandbox/ngram-chat@times/v1/chat/completions"
    said = [{"role": "user", "content": "What is a class?"}]
    body: dict[str, Any] = {"messages": said, "stream": True, "max_tokens": COUNT}
    begun = time.monotonic()
    assert post(path, body).status_code == 200
    assert pace
    assert time.monotonic() - begun >= (entry_of(get, path)["tokens_written"] - 1) / pace * 0.9


def test_another_pace_is_set_for_a_whole_sandbox_by_its_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(PACE_VARIABLE, "0")
    with Sandbox() as quick:
        client = InferenceClient(READER, endpoint=quick.url)
        needed = (MANY - 1) / MODELS[READER].pace
        begun = time.monotonic()
        stream = client.text_generation("A class is", max_new_tokens=MANY, stream=True)
        assert len(list(stream)) == MANY
        assert time.monotonic() - begun < needed


@pytest.mark.parametrize("pace", ["fast", "-1", "nan", "inf"])
def test_a_pace_that_is_none_is_refused_with_its_rule(
    monkeypatch: pytest.MonkeyPatch, pace: str
) -> None:
    monkeypatch.setenv(PACE_VARIABLE, pace)
    rule = f"--pace: '{pace}' is no number of tokens a second; needed: a number from 0"
    with pytest.raises(SandboxError, match=rule):
        Sandbox().start()


def test_the_tours_prompt_gives_words(post: Post) -> None:
    rules = {"max_new_tokens": 60, "temperature": 0.5, "seed": 7}
    body = {"inputs": "When a class is", "parameters": rules}
    text = post(f"/models/{READER}", body).json()[0]["generated_text"]
    words = text.split()
    assert len(words) > 10
    assert max(map(len, words)) < 40
    assert not any(a == b for a, b in pairwise(words))

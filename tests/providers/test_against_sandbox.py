"""Every provider that the sandbox plays, called by both clients: their own models answer."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from hfwidgets import InferenceClient, Sandbox
from hfwidgets.providers import names, provider_named
from tests.differential.sandbox_caller import SOUND
from tests.providers.world import TOKEN, call
from tests.wire.task_cases import png

PICTURE = png(64, 48)
HELLO = [{"role": "user", "content": "Hello"}]
# By task: the method, its arguments, and whether what comes is an answer.
CALLS: dict[str, tuple[str, tuple[Any, ...], dict[str, Any], Any]] = {
    "conversational": ("chat_completion", (HELLO,), {"max_tokens": 4}, lambda one: one.choices),
    "text-generation": ("text_generation", ("The sky",), {"max_new_tokens": 4}, len),
    "text-to-image": (
        "text_to_image",
        ("a house",),
        {"width": 64, "height": 64},
        lambda one: one.size == (64, 64),
    ),
    "image-to-image": ("image_to_image", (PICTURE, "night"), {}, lambda one: one.size == (64, 48)),
    "image-segmentation": ("image_segmentation", (PICTURE,), {}, lambda one: one[0]["mask"].size),
    "feature-extraction": ("feature_extraction", ("a text",), {}, lambda one: one.ndim == 2),
    "automatic-speech-recognition": (
        "automatic_speech_recognition",
        (SOUND,),
        {},
        lambda one: isinstance(one, str),
    ),
    "text-to-video": (
        "text_to_video",
        ("a house",),
        {"num_frames": 2},
        lambda one: one[4:8] == b"ftyp",
    ),
    "image-to-video": (
        "image_to_video",
        (PICTURE,),
        {"num_frames": 2},
        lambda one: one[4:8] == b"ftyp",
    ),
    "text-to-speech": ("text_to_speech", ("Hello",), {}, lambda one: one[:4] == b"RIFF"),
}
NEEDS_MORE = {("together", "text-to-speech")}  # a voice, which is a parameter of its own
PLAYED = [
    (name, task)
    for name in names()
    if (one := provider_named(name))
    for task in one.routes
    if task in CALLS and (name, task) not in NEEDS_MORE
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@cache
def served(url: str) -> dict[tuple[str, str], str]:
    """Return a model of each provider and task."""
    query = "inference_provider=all&expand=inferenceProviderMapping&limit=500"
    with urllib.request.urlopen(f"{url}/api/models?{query}") as answer:
        rows = json.loads(answer.read())
    return {
        (one["provider"], one["task"]): row["id"]
        for row in rows
        for one in row["inferenceProviderMapping"]
    }


@pytest.mark.parametrize(("provider", "task"), PLAYED)
def test_a_provider_answers(sandbox: Sandbox, mode: str, provider: str, task: str) -> None:
    model = served(sandbox.url).get((provider, task))
    if model is None:
        pytest.skip(f"the sandbox plays no {provider} for {task} here")
    method, arguments, keywords, is_answer = CALLS[task]
    client = {"model": model, "provider": provider, "endpoint": sandbox.url, "api_key": TOKEN}
    found = call(mode, method, *arguments, client={**client, "timeout": 60}, **keywords)
    assert is_answer(found)


@pytest.mark.parametrize("task", ["conversational", "text-to-image", "feature-extraction"])
def test_auto_finds_who_serves_a_model(sandbox: Sandbox, mode: str, task: str) -> None:
    models = served(sandbox.url)
    model = next(one for (_, what), one in models.items() if what == task)
    method, arguments, keywords, _ = CALLS[task]
    client = {"model": model, "provider": "auto", "endpoint": sandbox.url, "api_key": TOKEN}
    assert call(mode, method, *arguments, client={**client, "timeout": 60}, **keywords) is not None


def test_a_chat_is_streamed_by_a_provider(sandbox: Sandbox, mode: str) -> None:
    model = served(sandbox.url)["groq", "conversational"]
    client = {"model": model, "provider": "groq", "endpoint": sandbox.url, "api_key": TOKEN}
    pieces = call(mode, "chat_completion", HELLO, client=client, max_tokens=4, stream=True)
    assert "".join(one.choices[0].delta.get("content") or "" for one in pieces if one.choices)


def test_a_job_shows_its_state_while_it_is_waited_for(sandbox: Sandbox) -> None:
    waits: list[Any] = []
    model = served(sandbox.url)["fal-ai", "image-to-image"]
    client = InferenceClient(
        model, provider="fal-ai", endpoint=sandbox.url, api_key=TOKEN, on_wait=waits.append
    )
    client.image_to_image(PICTURE, "night")
    assert waits[0].state
    assert all(one.seconds > 0 for one in waits)


@pytest.mark.parametrize("fault", ["cut=2", "reset=2", "slow=30,first=0", "hang", "error", "ends"])
@pytest.mark.parametrize(
    ("provider", "method", "given"),
    [
        ("groq", "chat_completion", HELLO),
        ("hf-inference", "chat_completion", HELLO),
        ("featherless-ai", "text_generation", "The sky"),
    ],
)
def test_a_stream_that_breaks_names_its_provider_and_the_others(
    sandbox: Sandbox, mode: str, provider: str, method: str, given: Any, fault: str
) -> None:
    model = f"sandbox/ngram-topics@{fault}"
    client = {"model": model, "provider": provider, "endpoint": sandbox.url, "api_key": TOKEN}
    with pytest.raises(ValueError, match="served by"):  # now it is known who serves the model
        call(mode, "text_to_image", "x", client={**client, "provider": "together"})
    # The timeout may cut off the stream or what comes before it: it is the same call.
    timeout = 1 if fault in ("slow=30,first=0", "hang") else 60
    with pytest.raises(OSError, match=r".") as caught:
        call(mode, method, given, client={**client, "timeout": timeout}, stream=True)
    error: Any = caught.value
    assert (error.provider, error.model) == (provider, model)
    assert error.others
    assert provider not in error.others
    assert f"provider={error.others[0]!r}" in str(error)
    assert error.remedy
    assert TOKEN not in str(error)

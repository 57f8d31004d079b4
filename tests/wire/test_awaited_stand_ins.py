"""Libraries that stand in for servers in tests of the async client: aioresponses, and VCR.py."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
import vcr
from aioresponses import aioresponses

from hfwidgets import AsyncInferenceClient, InferenceError, Sandbox
from hfwidgets.errors import RateLimitError
from tests.wire.test_stand_ins import LABELS, TOKENS, URL, events

MODEL = f"{URL}/model"


@pytest.fixture
def stand_in() -> Iterator[aioresponses]:
    with aioresponses() as mock:
        yield mock


def called(method: str, *args: Any, **keywords: Any) -> Any:
    """Call a method, and read what is streamed."""

    async def call() -> Any:
        async with AsyncInferenceClient(MODEL, token="hf_secret") as client:
            found = await getattr(client, method)(*args, **keywords)
            return [one async for one in found] if keywords.get("stream") else found

    return asyncio.run(call())


def asked(mock: aioresponses) -> dict[str, Any]:
    """What the one request was made of."""
    ((call,),) = mock.requests.values()
    found: dict[str, Any] = call.kwargs
    return found


def test_aioresponses_answers_json_and_bytes(stand_in: aioresponses) -> None:
    stand_in.post(MODEL, payload=[LABELS])
    assert called("text_classification", "a") == LABELS
    assert json.loads(asked(stand_in)["data"])["inputs"] == "a"
    assert asked(stand_in)["headers"]["authorization"] == "Bearer hf_secret"
    assert "hf_secret" not in repr(stand_in.requests)
    stand_in.post(MODEL, body=b"RIFF0000WAVE", content_type="audio/wav")
    assert called("text_to_speech", "a") == b"RIFF0000WAVE"


@pytest.mark.parametrize("size", [3, 300_000, 3_000_000])
@pytest.mark.parametrize("as_file", [False, True])
def test_aioresponses_takes_uploads(
    stand_in: aioresponses, tmp_path: Path, size: int, as_file: bool
) -> None:
    stand_in.post(MODEL, payload=LABELS)
    path = tmp_path / "sound.wav"
    path.write_bytes(b"x" * size)
    assert called("audio_classification", str(path) if as_file else b"x" * size) == LABELS


def test_aioresponses_answers_streams_that_may_be_left_early(stand_in: aioresponses) -> None:
    stand_in.post(MODEL, body=events(), content_type="text/event-stream", repeat=True)
    assert called("text_generation", "a", stream=True) == TOKENS

    async def first() -> str:
        async with (
            AsyncInferenceClient(MODEL) as client,
            await client.text_generation("a", stream=True) as stream,
        ):
            return await anext(stream)

    assert asyncio.run(first()) == TOKENS[0]


@pytest.mark.parametrize("stream", [False, True])
def test_aioresponses_answers_errors(stand_in: aioresponses, stream: bool) -> None:
    stand_in.post(MODEL, status=429, payload={"error": "slow down"})
    with pytest.raises(RateLimitError, match="slow down"):
        called("text_generation", "a", stream=stream)
    stand_in.post(MODEL, exception=ConnectionResetError("gone"))
    with pytest.raises(InferenceError, match="gone"):
        called("text_generation", "a", stream=stream)
    with pytest.raises(InferenceError, match="stand-in"):  # it knows no further request
        called("text_generation", "a", stream=stream)


async def in_each_way(url: str) -> list[Any]:
    """Call once in each way."""
    async with AsyncInferenceClient("sandbox/ngram-topics", endpoint=url) as client:

        async def streamed() -> list[str]:
            stream = await client.text_generation("A class", stream=True, seed=1, max_new_tokens=8)
            return [text async for text in stream]

        calls: list[Coroutine[Any, Any, Any]] = [
            streamed(),
            client.text_generation("A class is", seed=1, max_new_tokens=8),
            client.text_classification("I like it", model="sandbox/vader"),
            client.audio_classification(b"x" * 2_000_000, model="sandbox/sound-classes"),
            client.text_generation("a", model="sandbox/no-such-model"),
        ]
        found = [(await asyncio.gather(one, return_exceptions=True))[0] for one in calls]
        size = {"width": 64, "height": 64}
        picture = await client.text_to_image("a house", model="sandbox/painter", **size)  # type: ignore[arg-type]
    return [*(str(one) if isinstance(one, Exception) else one for one in found), picture.tobytes()]


def test_cassette_of_vcr_plays_what_the_async_client_recorded(tmp_path: Path) -> None:
    recorder = vcr.VCR(cassette_library_dir=str(tmp_path))
    with Sandbox() as sandbox, recorder.use_cassette("all.yaml", record_mode="once"):
        recorded = asyncio.run(in_each_way(sandbox.url))
        url = sandbox.url
    with recorder.use_cassette("all.yaml", record_mode="none") as cassette:
        assert asyncio.run(in_each_way(url)) == recorded
        assert cassette.all_played
    assert len(recorded[0]) > 3
    assert "Soundfile is either not in the correct format" in recorded[3]
    assert "no-such-model does not exist" in recorded[4]

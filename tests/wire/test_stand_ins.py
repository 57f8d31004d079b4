"""Libraries that stand in for servers in people's tests: responses, and VCR.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import responses
import vcr

from hfwidgets import InferenceClient, InferenceError, Sandbox
from hfwidgets.errors import RateLimitError

URL = "http://stand-in.test"
LABELS = [{"label": "POSITIVE", "score": 0.75}]
TOKENS = ["Ünder ", "the ", "sea ", "\U0001f419."]


def events() -> bytes:
    """A whole stream of text generation."""
    blocks = []
    for number, text in enumerate(TOKENS):
        last = number == len(TOKENS) - 1
        event = {
            "token": {"id": number, "text": text, "logprob": -1.0, "special": False},
            "generated_text": "".join(TOKENS) if last else None,
            "details": None,
        }
        blocks.append(b"data:" + json.dumps(event, ensure_ascii=False).encode() + b"\n\n")
    return b"".join(blocks)


@pytest.fixture
def client() -> InferenceClient:
    return InferenceClient(f"{URL}/model", token="hf_secret")


@pytest.fixture
def stand_in() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def test_responses_answers_json(client: InferenceClient, stand_in: responses.RequestsMock) -> None:
    stand_in.post(f"{URL}/model", json=[LABELS])
    assert client.text_classification("a") == LABELS
    assert json.loads(stand_in.calls[0].request.body or b"")["inputs"] == "a"


def test_responses_answers_bytes(client: InferenceClient, stand_in: responses.RequestsMock) -> None:
    stand_in.post(f"{URL}/model", body=b"RIFF0000WAVE", content_type="audio/wav")
    assert client.text_to_speech("a") == b"RIFF0000WAVE"


@pytest.mark.parametrize("size", [3, 1000, 300_000])
@pytest.mark.parametrize("as_file", [False, True])
def test_responses_takes_uploads(
    client: InferenceClient,
    stand_in: responses.RequestsMock,
    tmp_path: Path,
    size: int,
    as_file: bool,
) -> None:
    stand_in.post(f"{URL}/model", json=LABELS)
    sound: bytes | str = b"x" * size
    if as_file:
        path = tmp_path / "sound.wav"
        path.write_bytes(b"x" * size)
        sound = str(path)
    assert client.audio_classification(sound) == LABELS
    assert stand_in.calls[0].request.headers["Content-Length"] == str(size)


def test_responses_answers_streams(
    client: InferenceClient, stand_in: responses.RequestsMock
) -> None:
    stand_in.post(f"{URL}/model", body=events(), content_type="text/event-stream")
    assert list(client.text_generation("a", stream=True)) == TOKENS


def test_stream_of_responses_may_be_left_early(
    client: InferenceClient, stand_in: responses.RequestsMock
) -> None:
    stand_in.post(f"{URL}/model", body=events(), content_type="text/event-stream")
    for text in client.text_generation("a", stream=True):
        assert text == TOKENS[0]
        break


def test_responses_answers_errors(
    client: InferenceClient, stand_in: responses.RequestsMock
) -> None:
    stand_in.post(f"{URL}/model", status=429, json={"error": "slow down"})
    with pytest.raises(RateLimitError, match="slow down"):
        client.summarization("a")
    stand_in.replace(responses.POST, f"{URL}/model", status=400, json={"error": "no such thing"})
    for stream in (False, True):
        with pytest.raises(InferenceError, match="no such thing"):
            client.text_generation("a", stream=stream)


def test_responses_raises_what_it_is_told_to(
    client: InferenceClient, stand_in: responses.RequestsMock
) -> None:
    stand_in.post(f"{URL}/model", body=ConnectionResetError("gone"))
    with pytest.raises(InferenceError, match="stand-in"):
        client.summarization("a")


def test_request_that_responses_does_not_know_is_an_error(
    client: InferenceClient, stand_in: responses.RequestsMock
) -> None:
    with pytest.raises(InferenceError):
        client.summarization("a")


def asked(url: str) -> tuple[object, ...]:
    """Call once in each way."""
    client = InferenceClient("sandbox/ngram-topics", endpoint=url)
    stream = client.text_generation("A class is", stream=True, seed=1, max_new_tokens=8)
    with pytest.raises(InferenceError) as caught:
        client.text_generation("a", model="sandbox/no-such-model")
    return (
        list(stream),
        client.text_generation("A class is", seed=1, max_new_tokens=8),
        client.text_classification("I like it", model="sandbox/vader"),
        client.text_to_image("a house", model="sandbox/painter", width=64, height=64).tobytes(),
        str(caught.value),
    )


def test_cassette_of_vcr_plays_what_it_recorded(tmp_path: Path) -> None:
    recorder = vcr.VCR(cassette_library_dir=str(tmp_path))
    with Sandbox() as sandbox, recorder.use_cassette("all.yaml", record_mode="once"):
        recorded = asked(sandbox.url)
        url = sandbox.url
    with recorder.use_cassette("all.yaml", record_mode="none") as cassette:
        assert asked(url) == recorded
        assert cassette.all_played
    assert len(recorded[0]) > 3  # type: ignore[arg-type]

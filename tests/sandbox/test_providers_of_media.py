"""Providers of pictures and sounds: queues, addresses, base64; what fails on the way."""

from __future__ import annotations

import base64
import io
import math
import wave
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from PIL import Image

from tests.sandbox.conftest import Get, Post, Put
from tests.sandbox.provided import PNG, QUEUE, SMALL, fetched, picture, queued
from tests.waiting import PATIENCE, soon


@pytest.fixture
def painted(post: Post) -> Image.Image:
    """The picture that the sandbox's painter paints for `SMALL`, over the classic route."""
    parameters = {name: value for name, value in SMALL.items() if name != "prompt"}
    body = {"inputs": SMALL["prompt"], "parameters": parameters}
    return picture(post("/models/sandbox/painter", body, headers=PNG).content)


@pytest.fixture
def photo(painted: Image.Image) -> str:
    buffer = io.BytesIO()
    painted.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture
def spoken(post: Post) -> bytes:
    body = {"model": "sandbox/espeak-ng", "input": "seven three"}
    return post("/deepinfra/v1/openai/audio/speech", body).content


def test_a_queued_picture_waits_works_and_is_fetched_elsewhere(
    post: Post, get: Get, painted: Image.Image
) -> None:
    for seconds in (0.5, 5.0, 20.0):  # a slow machine asks too late to see a short state
        fault = f"queue={3 * seconds:g},busy={seconds:g}"
        path, states = queued(post, get, f"sandbox/painter@{fault}", SMALL)
        seen = list(dict.fromkeys(state["status"] for state in states))
        positions = [one["queue_position"] for one in states if one["status"] == "IN_QUEUE"]
        assert positions == sorted(positions, reverse=True)
        if len(set(positions)) > 1 and len(seen) == 3:
            break
    assert seen == ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]
    # 0: it is the next one, its waiting over, its work not begun yet
    assert 0 <= positions[-1] < positions[0] <= math.ceil(3 * seconds)
    url = get(path + QUEUE).json()["images"][0]["url"]
    assert picture(fetched(url)).tobytes() == painted.tobytes()
    assert get(path).status_code == 404, "the queue alone knows its jobs"
    assert get(f"{path}/status").status_code == 404


def test_jobs_of_a_model_are_done_one_after_another(post: Post, get: Get) -> None:
    path = "/wavespeed/api/v3/wavespeed-ai/sandbox/painter@busy=1"
    addresses = [post(path, SMALL).json() for _ in range(2)]
    paths = ["/wavespeed" + urlsplit(one["data"]["urls"]["get"]).path for one in addresses]
    soon(lambda: get(paths[1]).json()["data"]["status"] == "completed")
    assert get(paths[0]).json()["data"]["status"] == "completed"


def test_a_job_waits_until_the_one_before_it_has_ended(post: Post, get: Get, put: Put) -> None:
    path = f"/fal-ai/fal-ai/sandbox/painter@busy=3600,tag=turns{QUEUE}"
    first, second = [
        "/fal-ai" + urlsplit(post(path, SMALL).json()["response_url"]).path for _ in range(2)
    ]
    soon(lambda: get(f"{first}/status{QUEUE}").json()["status"] == "IN_PROGRESS")
    told = get(f"{second}/status{QUEUE}").json()
    assert (told["status"], told["queue_position"]) == ("IN_QUEUE", 1)
    put(f"{first}/cancel{QUEUE}")
    soon(lambda: get(f"{second}/status{QUEUE}").json()["status"] == "IN_PROGRESS")
    put(f"{second}/cancel{QUEUE}")


def test_results_are_refused_to_who_sends_a_token_and_recorded(
    post: Post, get: Get, photo: str
) -> None:
    url = post("/fal-ai/fal-ai/sandbox/painter", SMALL).json()["images"][0]["url"]
    for headers in (
        {"Authorization": "Bearer hf_x"},
        {"Authorization": "Key x"},
        {"Cookie": "a=1"},
    ):
        assert requests.get(url, headers=headers, timeout=PATIENCE).status_code == 400
    fetched(url)
    seen = [one for one in get("/sandbox/log").json() if one["path"] == urlsplit(url).path]
    assert [one["status"] for one in seen] == [400, 400, 400, 200]
    assert "authorization" not in seen[-1]["headers"]
    assert urlsplit(url).netloc != urlsplit(get("/").url).netloc


def base64_of(answer: Any) -> bytes:
    return base64.b64decode(answer["data"][0]["b64_json"])


@pytest.mark.parametrize(
    ("path", "body", "read"),
    [
        ("/nscale/v1/images/generations", {"response_format": "b64_json"}, base64_of),
        ("/together/v1/images/generations", {"response_format": "base64"}, base64_of),
        ("/together/v1/images/generations", {}, lambda a: fetched(a["data"][0]["url"])),
        (
            "/replicate/v1/models/sandbox/painter/predictions",
            None,
            lambda a: fetched(a["output"][0]),
        ),
        ("/fal-ai/fal-ai/sandbox/painter", {}, lambda a: fetched(a["images"][0]["url"])),
    ],
)
def test_each_way_to_answer_gives_the_painters_own_picture(
    post: Post,
    painted: Image.Image,
    path: str,
    body: dict[str, Any] | None,
    read: Callable[[Any], bytes],
) -> None:
    asked = {"model": "sandbox/painter", **SMALL, **(body or {})}
    if "fal-ai" in path:
        del asked["model"]
    sent = asked if body is not None else {"input": SMALL}
    response = post(path, sent, headers={**PNG, "Prefer": "wait"})
    assert picture(read(response.json())).tobytes() == painted.tobytes()


def test_sizes_and_steps_have_each_providers_names(post: Post) -> None:
    def size(path: str, **more: Any) -> tuple[int, int]:
        body = {"prompt": "a cat", "model": "sandbox/painter", "response_format": "base64", **more}
        return picture(base64_of(post(path, body).json())).size

    assert size("/nscale/v1/images/generations", size="64x32") == (64, 32)
    assert size("/together/v1/images/generations", width=64, height=32, steps=4) == (64, 32)
    body = {"prompt": "a cat", "image_size": {"width": 64, "height": 32}, "sync_mode": True}
    url = post("/fal-ai/fal-ai/sandbox/painter", body).json()["images"][0]["url"]
    assert picture(base64.b64decode(url.partition(",")[2])).size == (64, 32)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/fal-ai/fal-ai/sandbox/darkroom", {"image_url": None}),
        ("/fal-ai/fal-ai/sandbox/darkroom", {"image_urls": None}),
        ("/replicate/v1/models/sandbox/darkroom/predictions", {"input_images": None}),
        ("/together/v1/images/generations", {"reference_images": None}),
        ("/together/v1/images/generations", {"image_url": None}),
    ],
)
def test_a_picture_is_taken_as_data_and_as_the_address_of_a_result(
    post: Post, photo: str, path: str, body: dict[str, Any]
) -> None:
    made = post("/fal-ai/fal-ai/sandbox/painter", SMALL).json()["images"][0]["url"]
    for source in (photo, made):
        (name,) = body
        fields = {name: [source] if name.endswith("s") else source, "prompt": "night"}
        if path.startswith("/replicate"):
            fields = {"input": fields}
        if path.startswith("/together"):
            fields["model"] = "sandbox/darkroom"
        answer = post(path, fields, headers={"Prefer": "wait"})
        assert answer.status_code in (200, 201), answer.text
        assert "http://127.0.0.1" in answer.text


def test_a_mask_comes_as_a_picture_of_the_same_size(post: Post, photo: str) -> None:
    path = f"/fal-ai/fal-ai/sandbox/slic-cam{QUEUE}"
    response = post(path, {"image_url": "data:,", "sync_mode": True})
    assert response.status_code == 200, "a wrong picture is found when the job works"
    blot = Image.new("RGB", (160, 120), "white")
    blot.paste((200, 30, 30), (50, 40, 110, 90))
    buffer = io.BytesIO()
    blot.save(buffer, "PNG")
    url = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    answer = post("/fal-ai/fal-ai/sandbox/slic-cam", {"image_url": url, "sync_mode": True})
    assert answer.status_code == 200, answer.text
    mask = answer.json()["image"]["url"]
    found = Image.open(io.BytesIO(base64.b64decode(mask.partition(",")[2])))
    assert found.size == (160, 120)
    assert found.getpixel((80, 65)) == 255


def test_speech_is_answered_as_sound_or_as_an_address(post: Post, spoken: bytes) -> None:
    body = {"model": "sandbox/espeak-ng", "input": "seven three"}
    together = post("/together/v1/audio/speech", {**body, "voice": "en-us"})
    fal = post("/fal-ai/fal-ai/sandbox/espeak-ng", {"text": "seven three"}).json()
    path = "/replicate/v1/models/sandbox/espeak-ng/predictions"
    answer = post(path, {"input": {"text": "seven three"}}, headers={"Prefer": "wait"}).json()
    assert together.headers["Content-Type"] == "audio/wav"
    sounds = [spoken, together.content, fetched(fal["audio"]["url"]), fetched(answer["output"])]
    for sound in sounds:
        with wave.open(io.BytesIO(sound)) as opened:
            assert opened.getnframes() > 1000
    refused = post("/together/v1/audio/speech", body)
    assert refused.status_code == 422
    assert "voice" in refused.json()["error"]["message"]


def test_words_of_a_sound_are_told_in_each_providers_form(
    post: Post, spoken: bytes, sandbox: Any
) -> None:
    form = {"model": "sandbox/pocketsphinx"}
    files = {"file": ("audio.wav", spoken, "audio/wav")}
    url = f"{sandbox.url}/deepinfra/v1/openai/audio/transcriptions"
    heard = requests.post(url, data=form, files=files, timeout=PATIENCE).json()
    assert "three" in heard["text"]
    assert heard["segments"][0]["start"] < heard["segments"][0]["end"]
    encoded = base64.b64encode(spoken).decode()
    fal = post(
        "/fal-ai/fal-ai/sandbox/pocketsphinx", {"audio_url": f"data:audio/mpeg;base64,{encoded}"}
    )
    assert "three" in fal.json()["text"]
    version = b"sandbox/pocketsphinx".hex()
    body = {"version": version, "input": {"audio": f"data:audio/wav;base64,{encoded}"}}
    answer = post("/replicate/v1/predictions", body, headers={"Prefer": "wait"}).json()
    assert "three" in answer["output"]["transcription"]


def test_forms_and_labels_that_providers_refuse_are_refused(
    post: Post, spoken: bytes, sandbox: Any
) -> None:
    encoded = base64.b64encode(spoken).decode()
    for label in ("audio/wav", "audio/ogg", "audio/webm"):
        body = {"audio_url": f"data:{label};base64,{encoded}"}
        refused = post("/fal-ai/fal-ai/sandbox/pocketsphinx", body)
        assert refused.status_code == 422
        assert "Unsupported data URL" in refused.json()["detail"][0]["msg"]
    url = f"{sandbox.url}/deepinfra/v1/openai/audio/transcriptions"
    form = {"model": "sandbox/pocketsphinx"}
    nameless = requests.post(
        url, data=form, files={"file": ("audio", spoken, "audio/wav")}, timeout=PATIENCE
    )
    missing = requests.post(url, files={"model": (None, form["model"])}, timeout=PATIENCE)
    assert [one.status_code for one in (nameless, missing)] == [422, 422]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("black-forest-labs/FLUX.1-dev", "/fal-ai/fal-ai/black-forest-labs/FLUX.1-dev"),
        (
            "black-forest-labs/FLUX.1-schnell",
            "/wavespeed/api/v3/wavespeed-ai/black-forest-labs/FLUX.1-schnell",
        ),
    ],
)
def test_well_known_ids_are_answered_at_providers_too(
    post: Post, get: Get, name: str, path: str
) -> None:
    mapping = get(f"/api/models/{name}?expand=inferenceProviderMapping").json()
    own = mapping["inferenceProviderMapping"][path.split("/")[1]]["providerId"]
    assert path.endswith(own)
    assert post(path, SMALL).status_code == 200

"""Speech over HTTP: what one model says, the other hears; sounds of every kind are read."""

from __future__ import annotations

import importlib.util
import struct
from typing import Any

import numpy as np
import pytest
import requests

from hfwidgets.sandbox.refusals import Refusal
from hfwidgets.sandbox.tasks.sounds import Sound, open_sound, wav
from tests.sandbox.conftest import Post
from tests.sandbox.media_samples import in_json

VOICE = "/models/sandbox/espeak-ng"
EARS = "/models/sandbox/pocketsphinx"
needs_voice = pytest.mark.skipif(
    importlib.util.find_spec("espeakng_loader") is None, reason="espeakng-loader is not installed"
)
needs_ears = pytest.mark.skipif(
    importlib.util.find_spec("pocketsphinx") is None, reason="pocketsphinx is not installed"
)


def _tone(seconds: float, rate: int = 16000) -> Any:
    return 0.5 * np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 440 / rate)


def _said(post: Post, text: str, **parameters: Any) -> requests.Response:
    response = post(VOICE, {"inputs": text, "parameters": parameters})
    assert response.status_code == 200, response.text
    return response


@needs_voice
def test_a_text_is_spoken_as_a_wav(post: Post) -> None:
    response = _said(post, "Good morning.")
    assert response.headers["Content-Type"] == "audio/wav"
    sound = open_sound(response.content)
    assert 0.5 < sound.seconds < 3
    assert np.abs(sound.samples).max() > 0.1


@needs_voice
def test_a_longer_text_takes_longer_and_a_higher_speed_less(post: Post) -> None:
    def seconds(text: str, **parameters: Any) -> float:
        return open_sound(_said(post, text, **parameters).content).seconds

    assert seconds("one two three four five six") > 1.5 * seconds("one two")
    assert seconds("one two three", speed=300) < seconds("one two three", speed=120)


@needs_voice
def test_voices_differ_and_an_unknown_one_is_refused(post: Post) -> None:
    assert _said(post, "Garage", voice="de").content != _said(post, "Garage").content
    response = post(VOICE, {"inputs": "a", "parameters": {"voice": "klingon-9"}})
    assert response.status_code == 400
    assert "no voice 'klingon-9'" in response.json()["error"]


@needs_voice
@needs_ears
def test_what_is_said_is_heard(post: Post) -> None:
    sound = _said(post, "My father works in a hospital in the city.").content
    heard = post(EARS, data=sound).json()["text"].split()
    assert len({"father", "works", "hospital", "city"} & set(heard)) >= 2


@needs_voice
@needs_ears
def test_times_are_told_when_asked(post: Post) -> None:
    sound = _said(post, "The house has a garden.").content
    plain = post(EARS, data=sound).json()
    assert set(plain) == {"text"}
    words = post(EARS, in_json(sound, return_timestamps="word")).json()
    assert words["text"] == plain["text"]
    assert [chunk["text"] for chunk in words["chunks"]] == plain["text"].split()
    times = [moment for chunk in words["chunks"] for moment in chunk["timestamp"]]
    assert times == sorted(times)
    assert times[-1] <= open_sound(sound).seconds + 0.05
    (whole,) = post(EARS, in_json(sound, return_timestamps=True)).json()["chunks"]
    assert whole["text"] == plain["text"]


@needs_ears
def test_silence_has_no_words(post: Post) -> None:
    answer = post(EARS, in_json(wav(np.zeros(16000, np.float32), 16000), return_timestamps=True))
    assert answer.json() == {"text": "", "chunks": []}


@needs_ears
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "Soundfile is either not in the correct format or is malformed"),
        (b"no sound at all", "malformed"),
        (wav(np.zeros(0, np.float32), 16000), "it holds no samples"),
        (wav(np.zeros(301 * 8000, np.float32), 8000), "at most 300 s, not 301 s"),
    ],
)
def test_what_is_no_sound_is_refused(post: Post, body: bytes, said: str) -> None:
    response = post(EARS, data=body)
    assert response.status_code == 400
    assert said in response.json()["error"]


@needs_ears
def test_a_wrong_parameter_is_refused(post: Post) -> None:
    assert post(EARS, in_json(b"", return_timestamps="char")).status_code == 400
    assert post(EARS, in_json(b"", language="de")).status_code == 400


@pytest.mark.parametrize(
    ("kind", "bits", "packed"),
    [
        (1, 8, lambda tone: (tone * 127 + 128).astype(np.uint8).tobytes()),
        (1, 16, lambda tone: (tone * 32767).astype("<i2").tobytes()),
        (1, 24, lambda tone: (tone * 2**31).astype("<i4").view(np.uint8).reshape(-1, 4)[:, 1:]),
        (1, 32, lambda tone: (tone * (2**31 - 1)).astype("<i4").tobytes()),
        (3, 32, lambda tone: tone.astype("<f4").tobytes()),
        (3, 64, lambda tone: tone.astype("<f8").tobytes()),
    ],
)
@pytest.mark.parametrize("extensible", [False, True])
def test_every_kind_of_wav_is_read(kind: int, bits: int, packed: Any, extensible: bool) -> None:
    tone = _tone(0.1)
    body = (
        bytes(np.ascontiguousarray(packed(np.repeat(tone, 2))))
        if bits == 24
        else packed(np.repeat(tone, 2))
    )
    layout = struct.pack("<HHIIHH", kind, 2, 16000, 16000 * bits // 4, bits // 4, bits)
    if extensible:
        layout = struct.pack("<H", 0xFFFE) + layout[2:] + struct.pack("<HHIH", 22, bits, 3, kind)
    chunks = struct.pack("<4sI", b"fmt ", len(layout)) + layout
    chunks += struct.pack("<4sI", b"LIST", 3) + b"odd\0"
    chunks += struct.pack("<4sI", b"data", len(body)) + body
    sound = open_sound(struct.pack("<4sI4s", b"RIFF", 4 + len(chunks), b"WAVE") + chunks)
    assert sound.rate == 16000
    assert np.abs(sound.samples - tone).max() < 0.02


@pytest.mark.parametrize("cut", [4, 12, 20, 30, 43])
def test_a_cut_wav_is_refused(cut: int) -> None:
    with pytest.raises(Refusal) as refused:
        open_sound(wav(_tone(0.1), 16000)[:cut])
    assert refused.value.status == 400


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 48000])
def test_another_rate_keeps_the_tone(rate: int) -> None:
    sound = Sound(_tone(1, rate).astype(np.float32), rate)
    found = sound.at(16000)
    assert len(found) == 16000
    assert np.abs(np.fft.rfft(found)).argmax() == 440

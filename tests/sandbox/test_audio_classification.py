"""Audio classification over HTTP: sounds made here get their kind."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np
import pytest

from hfwidgets.sandbox.tasks.sounds import wav
from tests.sandbox.conftest import Post
from tests.sandbox.media_samples import in_json

MODEL = "/models/sandbox/sound-classes"
_TIMES = np.arange(3 * 22050) / 22050


def _chords() -> Any:
    """Return three plucked chords with overtones."""
    made = np.zeros(len(_TIMES))
    for number, root in enumerate((196.0, 261.6, 220.0)):
        later = _TIMES - number
        for step in (0, 4, 7):
            for overtone in (1, 2, 3, 4, 5):
                wave = np.sin(2 * np.pi * root * 2 ** (step / 12) * overtone * later)
                made += (later >= 0) * wave * np.exp(-3 * np.maximum(later, 0)) / overtone**1.4
    return made


def _taps() -> Any:
    """Return short bursts that fade, three a second."""
    later = np.arange(len(_TIMES)) % 7350
    noise = np.random.default_rng(6).uniform(-1, 1, len(_TIMES))
    return noise * np.exp(-later / 120)


_SOUNDS = {
    "Silence": np.zeros(len(_TIMES)),
    "Noise": np.random.default_rng(5).uniform(-0.4, 0.4, len(_TIMES)),
    "Tone": 0.4 * np.sin(2 * np.pi * 880 * _TIMES),
    "Siren": 0.4 * np.sin(2 * np.pi * (900 * _TIMES - 120 * np.cos(2 * np.pi * _TIMES))),
    "Clicks": 0.8 * _taps(),
    "Music": 0.1 * _chords(),
}


def _file(name: str) -> bytes:
    return wav(_SOUNDS[name].astype(np.float32), 22050)


@pytest.mark.parametrize("name", _SOUNDS)
def test_a_sound_gets_its_kind(post: Post, name: str) -> None:
    assert post(MODEL, data=_file(name)).json()[0]["label"] == name


@pytest.mark.skipif(
    importlib.util.find_spec("espeakng_loader") is None, reason="espeakng-loader is not installed"
)
def test_speech_is_speech_in_a_voice_that_was_not_learnt(post: Post) -> None:
    body = {"inputs": "Minä asun pienessä talossa.", "parameters": {"voice": "fi"}}
    spoken = post("/models/sandbox/espeak-ng", body).content
    assert post(MODEL, data=spoken).json()[0]["label"] == "Speech"


def test_scores_fall_and_sum_to_one(post: Post) -> None:
    scores = [one["score"] for one in post(MODEL, in_json(_file("Tone"), top_k=20)).json()]
    assert len(scores) == 7
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1.0)
    assert len(post(MODEL, data=_file("Tone")).json()) == 5


def test_functions_change_the_scores_but_not_the_order(post: Post) -> None:
    def labels(function: str) -> list[str]:
        found = post(MODEL, in_json(_file("Music"), function_to_apply=function)).json()
        return [one["label"] for one in found]

    assert labels("softmax") == labels("sigmoid") == labels("none")


def test_a_very_short_sound_is_no_problem(post: Post) -> None:
    assert post(MODEL, data=wav(np.array([0.1], np.float32), 8000)).status_code == 200


@pytest.mark.parametrize("parameters", [{"top_k": -1}, {"function_to_apply": "x"}, {"k": 1}])
def test_wrong_parameters_are_refused(post: Post, parameters: dict[str, Any]) -> None:
    assert post(MODEL, in_json(_file("Tone"), **parameters)).status_code == 400
    assert post(MODEL, data=b"").status_code == 400

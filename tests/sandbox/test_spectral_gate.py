"""The sandbox's model that makes sounds cleaner."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from hfwidgets import InferenceClient, Sandbox
from hfwidgets.sandbox.engines.spectral_gate import RATE, load
from hfwidgets.sandbox.tasks.sounds import open_sound, wav

SECONDS = np.arange(2 * RATE) / RATE
# A voice that comes and goes, above a hiss that stays.
VOICE = 0.3 * np.sin(2 * np.pi * 440 * SECONDS) * (np.sin(2 * np.pi * SECONDS) > 0)
HISS = np.random.default_rng(0).normal(0, 0.03, len(SECONDS))


def off(sound: np.ndarray, wanted: np.ndarray) -> float:
    """How far a sound is from another, in decibels of the other."""
    return float(10 * np.log10(((sound - wanted) ** 2).sum() / (wanted**2).sum()))


def test_a_steady_hiss_is_turned_down_and_the_voice_stays() -> None:
    cleaned = load().clean(VOICE + HISS)
    assert len(cleaned) == len(VOICE)
    assert off(cleaned, VOICE) < off(VOICE + HISS, VOICE) - 6
    pauses = VOICE == 0
    assert np.abs(cleaned[pauses]).mean() < 0.3 * np.abs(HISS[pauses]).mean()


@pytest.mark.parametrize("count", [1, 100, 513, RATE])
def test_any_length_is_kept_and_silence_stays_silent(count: int) -> None:
    assert load().clean(np.zeros(count)).tolist() == [0] * count


def test_the_client_gets_a_sound_with_its_label(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    [made] = client.audio_to_audio(wav((VOICE + HISS).astype("f4"), RATE))
    assert (made["label"], made["content-type"]) == ("enhanced", "audio/wav")
    sound = open_sound(made["blob"])
    assert (sound.rate, len(sound.samples)) == (RATE, len(VOICE))
    assert base64.b64encode(made["blob"])[:4] == b"UklG"

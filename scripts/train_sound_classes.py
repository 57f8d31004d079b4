"""Train the sandbox's classifier of sounds on sounds made here, and write its weights.

Run it with `python -m scripts.train_sound_classes`; it takes a minute. Speech is eSpeak NG's, in
many languages, all else is computed. The last fifth of the sounds is held out and judged.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hfwidgets.sandbox.engines.espeak import Espeak, Manner
from hfwidgets.sandbox.engines.sound_classes import RATE, WEIGHTS, Floats, features
from hfwidgets.sandbox.tasks.sounds import Sound

_SECONDS = 2.0
_EACH = 220
_TEXTS = (
    "The quick brown fox jumps over the lazy dog.",
    "It was a bright cold day in April, and the clocks were striking.",
    "Numbers are one, two, three, four, five and six.",
    "Please come in and take a seat near the window.",
    "Una mattina mi sono svegliato presto.",
    "Der Zug nach Hamburg hat heute Verspätung.",
    "Le chat dort sur la chaise de la cuisine.",
)
_VOICES = ("en-us", "de", "fr", "it", "es", "nl", "pl", "sv", "pt", "cs")

Random = np.random.Generator
Maker = Callable[[Random], Floats]


def _times() -> Floats:
    return np.arange(int(_SECONDS * RATE)) / RATE


def _silence(random: Random) -> Floats:
    level = 0.0 if random.random() < 0.2 else 10 ** random.uniform(-6, -3.4)
    return random.normal(0, level, len(_times()))


def _noise(random: Random) -> Floats:
    count = len(_times())
    spectrum = np.fft.rfft(random.normal(0, 1, count))
    hertz = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20)
    tilt = hertz ** -random.uniform(0, 1.2)
    low, high = random.choice([20, 100, 400]), random.choice([2000, 4000, 8000])
    made = np.fft.irfft(spectrum * tilt * ((hertz > low) & (hertz < high)), count)
    swell = 1 + random.uniform(0, 0.5) * np.sin(2 * np.pi * random.uniform(0.1, 1) * _times())
    return np.asarray(made / np.abs(made).max() * swell)


def _tone(random: Random) -> Floats:
    pitch = 10 ** random.uniform(2, 3.5)
    made = sum(
        np.sin(2 * np.pi * pitch * (k + 1) * _times() + random.uniform(0, 6)) * random.random() ** k
        for k in range(random.integers(1, 4))
    )
    if random.random() < 0.4:
        made = made * (np.sin(2 * np.pi * random.uniform(0.5, 3) * _times()) > -0.3)
    return np.asarray(made)


def _siren(random: Random) -> Floats:
    middle, swing = random.uniform(500, 1500), random.uniform(0.2, 0.6)
    rate = random.uniform(0.3, 4)
    wave = np.sin(2 * np.pi * rate * _times())
    if random.random() < 0.4:
        wave = np.sign(wave)
    phase = 2 * np.pi * np.cumsum(middle * (1 + swing * wave)) / RATE
    return np.sin(phase) + 0.3 * np.sin(2 * phase)


def _clicks(random: Random) -> Floats:
    made = np.zeros(len(_times()))
    step, kind = random.uniform(0.08, 0.6), random.integers(0, 3)
    even = random.random() < 0.3
    at = random.uniform(0, step)
    while at < _SECONDS:
        length = int(RATE * random.uniform(0.002, 0.05))
        start = int(at * RATE)
        fading = np.exp(-np.arange(length) / (length / random.uniform(3, 8)))
        ringing = np.sin(np.arange(length) * random.uniform(0.05, 2))
        burst = (random.normal(0, 1, length) * fading, ringing * fading, np.ones(length))[kind]
        made[start : start + length] += burst[: len(made) - start]
        at += step if even else step * random.uniform(0.6, 1.4)
    return made


def _music(random: Random) -> Floats:
    made, scale = np.zeros(len(_times())), (0, 2, 4, 5, 7, 9, 11, 12)
    root, beat = random.uniform(110, 330), random.uniform(0.15, 0.5)
    decay = random.uniform(1.5, 8)
    for number in range(int(_SECONDS / beat) + 1):
        for _ in range(random.integers(1, 4)):
            pitch = root * 2 ** (random.choice(scale) / 12 + random.integers(0, 2))
            start = int(number * beat * RATE)
            later = _times()[: len(made) - start]
            note = sum(
                np.sin(2 * np.pi * pitch * (k + 1) * later) / (k + 1) ** 1.3 for k in range(6)
            )
            made[start:] += note * np.exp(-decay * later) * random.uniform(0.4, 1)
    if random.random() < 0.4:
        made += 0.3 * np.abs(made).max() * _clicks(random)
    return made


def _speech(voice: Espeak) -> Maker:
    def make(random: Random) -> Floats:
        manner = Manner(
            str(random.choice(_VOICES)),
            int(random.integers(120, 220)),
            int(random.integers(20, 90)),
        )
        spoken = voice.speak(str(random.choice(_TEXTS)), manner)
        sound = Sound(spoken, voice.rate).at(RATE)
        start = random.integers(0, max(len(sound) - len(_times()), 1))
        return np.asarray(sound[start : start + len(_times())])

    return make


def _varied(made: Floats, random: Random) -> Floats:
    """Return a sound at another level, with a little noise."""
    made = made / max(float(np.abs(made).max()), 1e-9) * 10 ** random.uniform(-1.3, 0)
    floor = 0.0 if random.random() < 0.25 else 10 ** random.uniform(-5, -2.3)
    return made + random.normal(0, floor, len(made))


def _trained(inputs: Floats, wanted: npt.NDArray[Any], classes: int) -> tuple[Floats, Floats]:
    """Return weights and bias of softmax regression, by gradient descent."""
    weights, bias = np.zeros((inputs.shape[1], classes)), np.zeros(classes)
    target = np.eye(classes)[wanted]
    for _ in range(3000):
        logits = inputs @ weights + bias
        raised = np.exp(logits - logits.max(1, keepdims=True))
        away = raised / raised.sum(1, keepdims=True) - target
        weights -= 0.3 * (inputs.T @ away / len(inputs) + 2e-3 * weights)
        bias -= 0.3 * away.mean(0)
    return weights, bias


def main() -> None:
    """Make the sounds, train, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    output = parser.parse_args().output
    makers: dict[str, Maker] = {
        "Speech": _speech(Espeak()),
        "Music": _music,
        "Noise": _noise,
        "Tone": _tone,
        "Siren": _siren,
        "Clicks": _clicks,
        "Silence": _silence,
    }
    random = np.random.default_rng(11)
    inputs, wanted = [], []
    for _ in range(_EACH):
        for number, (name, make) in enumerate(makers.items()):
            made = make(random)
            inputs.append(features(made if name == "Silence" else _varied(made, random)))
            wanted.append(number)
    held = len(inputs) * 4 // 5
    values, classes = np.array(inputs), np.array(wanted)
    mean, deviation = values[:held].mean(0), values[:held].std(0) + 1e-6
    scaled = np.clip((values - mean) / deviation, -4, 4)
    weights, bias = _trained(scaled[:held], classes[:held], len(makers))
    right = ((scaled[held:] @ weights + bias).argmax(1) == classes[held:]).mean()
    sys.stdout.write(f"right on sounds held out: {100 * right:.1f} %\n")
    arrays = {"mean": mean, "deviation": deviation, "weights": weights, "bias": bias}
    told = {"labels": list(makers)} | {n: np.round(a, 3).tolist() for n, a in arrays.items()}
    output.write_text(json.dumps(told, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()

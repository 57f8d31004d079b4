"""Kinds of sounds by softmax regression on how their spectrum looks and changes.

`scripts/train_sound_classes.py` makes the weights, from sounds that it synthesises itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]

RATE = 16000
WEIGHTS = Path(__file__).parents[1] / "weights" / "sound_classes.json"
_FRAME, _HOP, _BANDS, _COEFFICIENTS = 512, 256, 32, 13
_QUIET = 1e-5


def load() -> SoundClasses:
    """Load the weights."""
    written = json.loads(WEIGHTS.read_text("utf-8"))
    arrays = (np.array(written[name]) for name in ("mean", "deviation", "weights", "bias"))
    return SoundClasses(tuple(written["labels"]), *arrays)


class SoundClasses:
    """The classifier.

    Args:
        labels: Names of the classes.
        mean: The features' means in training.
        deviation: Their standard deviations.
        weights: (features, classes).
        bias: (classes).
    """

    def __init__(
        self,
        labels: tuple[str, ...],
        mean: Floats,
        deviation: Floats,
        weights: Floats,
        bias: Floats,
    ) -> None:
        self.labels = labels
        self._mean, self._deviation = mean, deviation
        self._weights, self._bias = weights, bias

    def logits(self, samples: Floats) -> Floats:
        """Return the classes' scores for mono samples at 16 kHz."""
        scaled = np.clip((features(samples) - self._mean) / self._deviation, -4, 4)
        result: Floats = scaled @ self._weights + self._bias
        return result


def features(samples: Floats) -> Floats:
    """Return what describes a sound: its bands' means and changes, tonality, rhythm, level."""
    if len(samples) < 2 * _FRAME:
        samples = np.pad(samples, (0, 2 * _FRAME - len(samples)))
    count = (len(samples) - _FRAME) // _HOP + 1
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::_HOP][:count]
    power = np.abs(np.fft.rfft(frames * np.hanning(_FRAME), axis=1)) ** 2 + 1e-10
    cepstra = np.log(power @ _mel().T + 1e-8) @ _cosines().T
    level = np.log10(np.sqrt((frames**2).mean(1)) + _QUIET)
    share = power / power.sum(1, keepdims=True)
    hertz = np.linspace(0, 1, power.shape[1])
    middle = share @ hertz
    flatness = np.exp(np.log(power).mean(1)) / power.mean(1)
    peak = share.max(1)
    change = np.abs(np.diff(share, axis=0)).sum(1) if count > 1 else np.zeros(1)
    summary = [
        *cepstra.mean(0),
        *cepstra.std(0),
        *np.abs(np.diff(cepstra, axis=0)).mean(0),
        level.mean(),
        level.std(),
        level.max(),
        np.quantile(level, 0.1),
        middle.mean(),
        middle.std(),
        np.log(flatness).mean(),
        np.log(flatness).std(),
        peak.mean(),
        peak.std(),
        change.mean(),
        change.std(),
        *_rhythm(level),
    ]
    found: Floats = np.nan_to_num(np.array(summary))
    return found


def _rhythm(level: Floats) -> tuple[float, float, float]:
    """Return how much the loudness swings slowly, as in syllables, and fast, as in trills."""
    centred = level - level.mean()
    power = np.abs(np.fft.rfft(centred, max(len(centred), 64))) ** 2
    hertz = np.fft.rfftfreq(max(len(centred), 64), _HOP / RATE)
    total = power.sum() + 1e-9
    bands = ((0.3, 2), (2, 8), (8, 30))
    slow, syllables, fast = (power[(hertz >= a) & (hertz < b)].sum() / total for a, b in bands)
    return float(slow), float(syllables), float(fast)


def _mel() -> Floats:
    """Return triangular bands on the mel scale, (bands, bins)."""
    top = 2595 * np.log10(1 + RATE / 2 / 700)
    edges = 700 * (10 ** (np.linspace(0, top, _BANDS + 2) / 2595) - 1)
    hertz = np.fft.rfftfreq(_FRAME, 1 / RATE)
    rising = (hertz - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - hertz) / (edges[2:] - edges[1:-1])[:, None]
    bands: Floats = np.clip(np.minimum(rising, falling), 0, None)
    return bands


def _cosines() -> Floats:
    step = np.pi / _BANDS * (np.arange(_BANDS) + 0.5)
    return np.cos(np.arange(_COEFFICIENTS)[:, None] * step)

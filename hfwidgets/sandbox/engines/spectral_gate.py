"""A noise gate for each pitch: what is no louder than the quietest moments is turned down.

Spectral subtraction (Boll, 1979): it takes a steady hiss or hum away, and nothing that changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.floating[Any]]

RATE = 16_000
_FRAME, _HOP = 512, 128
_QUIET = 0.2  # share of the frames that are taken for noise alone
_OVER = 2.0  # how much of the noise is taken away
_LEAST = 0.05  # what is left of it: nothing at all would sound like water
_SMOOTH = 5  # frames over which the gain changes


def load() -> SpectralGate:
    """Return it: there is nothing to load."""
    return SpectralGate()


class SpectralGate:
    """Takes steady noise away."""

    def clean(self, samples: Samples) -> Samples:
        """Return a sound without its steady noise; mono in [-1, 1] at 16 kHz, as long as before."""
        window = np.hanning(_FRAME + 1)[:-1].astype(np.float32)
        padded = np.pad(samples.astype(np.float32), (_FRAME, 2 * _FRAME))
        frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP] * window
        spectra = np.fft.rfft(frames)
        spectra *= _gain(np.abs(spectra))
        parts = np.fft.irfft(spectra, _FRAME).astype(np.float32) * window
        made = np.zeros(len(padded), np.float32)
        weight = np.zeros(len(padded), np.float32)
        for at, part in enumerate(parts):
            made[at * _HOP : at * _HOP + _FRAME] += part
            weight[at * _HOP : at * _HOP + _FRAME] += window**2
        whole = made / np.maximum(weight, 1e-3)
        cleaned: Samples = np.clip(whole[_FRAME : _FRAME + len(samples)], -1, 1)
        return cleaned


def _gain(loud: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return what each frequency of each frame is multiplied by."""
    inner = loud[_FRAME // _HOP : -(2 * _FRAME // _HOP)]  # what was added is silent
    inner = inner if len(inner) else loud
    energy = (inner**2).sum(1)
    quiet = inner[energy <= np.quantile(energy, _QUIET)]
    noise = quiet.mean(0)
    gain = np.maximum(1 - _OVER * noise / np.maximum(loud, 1e-9), _LEAST)
    summed = np.cumsum(np.pad(gain, ((_SMOOTH // 2 + 1, _SMOOTH // 2), (0, 0)), "edge"), 0)
    smooth: npt.NDArray[Any] = (summed[_SMOOTH:] - summed[:-_SMOOTH]) / _SMOOTH
    return smooth

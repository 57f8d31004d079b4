"""The outline of a sound: how far it goes down and up in each of many equal parts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from hfwidgets.sounds.layout import FLOAT, PCM, Layout

MOST_PARTS = 800

Peaks = npt.NDArray[np.int8]


def peaks_of(samples: npt.NDArray[Any], channels: int = 1, parts: int = MOST_PARTS) -> Peaks:
    """Return lowest and highest sample of each part, of all channels together.

    Args:
        samples: Whole numbers or floats in [-1, 1]; the channels in turn.
        channels: How many there are.
        parts: Most parts.

    Returns:
        Shape `(parts, 2)`, or fewer for a short sound; 127 stands for full scale.
    """
    count = len(samples) // channels
    parts = max(1, min(parts, count))
    edges = np.linspace(0, count, parts + 1).astype(np.int64) * channels
    lowest, highest = np.zeros(parts), np.zeros(parts)
    with np.errstate(invalid="ignore"):
        for at in range(parts):
            part = samples[edges[at] : edges[at + 1]]
            if len(part):
                lowest[at], highest[at] = part.min(), part.max()
    if samples.dtype.kind != "f":
        full = 2.0 ** (8 * samples.dtype.itemsize - 1)
        offset = full if samples.dtype.kind == "u" else 0
        lowest, highest = (lowest - offset) / full, (highest - offset) / full
    both = np.nan_to_num(np.stack([lowest, highest], 1), posinf=1, neginf=-1)
    return np.round(np.clip(both, -1, 1) * 127).astype(np.int8)


def samples_in(data: memoryview | npt.NDArray[np.uint8], layout: Layout) -> Any:
    """Return the samples of a WAV file as an array that shares its bytes; None for other formats.

    Args:
        data: The file's bytes, or a map of them.
        layout: What its head tells.
    """
    names = {(FLOAT, 32): "<f4", (FLOAT, 64): "<f8"}
    names |= {(PCM, 8): "u1", (PCM, 16): "<i2", (PCM, 32): "<i4"}
    body = np.frombuffer(data, np.uint8)[layout.start : layout.start + layout.size]
    if (layout.code, layout.bits) == (PCM, 24):
        # The upper two bytes of each sample are all that an outline shows.
        count = len(body) // 3
        return np.ndarray((count,), "<i2", body.data, offset=1, strides=(3,)) if count else None
    name = names.get((layout.code or 0, layout.bits))
    return None if name is None else body.view(name) if len(body) else None

"""Noise for pictures: smooth clouds of values, ridges, and what is drawn from words."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Plane = npt.NDArray[np.floating[Any]]


def clouds(
    random: np.random.Generator, size: tuple[int, int], coarse: float = 3.0, octaves: int = 5
) -> Plane:
    """Return smooth noise from 0 to 1, (rows, columns), of a picture of `size` (width, height).

    Args:
        random: Where it is drawn from.
        size: Width and height.
        coarse: How many clouds lie along the shorter side.
        octaves: How many finer layers there are.
    """
    width, height = size
    total: Plane = np.zeros((height, width), np.float32)
    cells, weight = coarse, 1.0
    for _ in range(octaves):
        across = max(round(cells * width / min(size)), 1) + 1
        down = max(round(cells * height / min(size)), 1) + 1
        grid = Image.fromarray(random.random((down, across), np.float32), "F")
        total += weight * np.asarray(grid.resize(size, Image.Resampling.BICUBIC))
        cells, weight = cells * 2.1, weight * 0.55
    low, high = float(total.min()), float(total.max())
    result: Plane = (total - low) / max(high - low, 1e-6)
    return result


def ridge(random: np.random.Generator, length: int, rough: float = 0.6) -> Plane:
    """Return a jagged line of `length` heights from 0 to 1 (midpoint displacement)."""
    line = random.random(3).astype(np.float32)
    spread = 0.5
    while len(line) < length:
        middle = (line[:-1] + line[1:]) / 2 + random.normal(0, spread * 0.3, len(line) - 1)
        joined = np.empty(2 * len(line) - 1, np.float32)
        joined[::2], joined[1::2] = line, middle
        line, spread = joined, spread * rough
    line = line[:length]
    result: Plane = (line - line.min()) / max(float(line.max() - line.min()), 1e-6)
    return result


def drawn_from(words: str) -> np.random.Generator:
    """Return a generator that the words alone decide, on every machine."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big"))

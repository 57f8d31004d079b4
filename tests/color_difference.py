"""How far two colours are apart for the eye: CIEDE2000."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_TO_XYZ = [
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
]
_D65 = [0.95047, 1.0, 1.08883]


def lab_of(colors: Any) -> Floats:
    """Return sRGB colours, 0 to 255 in the last axis, as L*a*b* under D65."""
    values = np.asarray(colors, np.float64) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    parts = linear @ np.array(_TO_XYZ).T / _D65
    roots = np.where(parts > (6 / 29) ** 3, np.cbrt(parts), parts * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = roots[..., 0], roots[..., 1], roots[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)


def ciede2000(one: Any, other: Any) -> Floats:
    """Return the differences of L*a*b* colours, which broadcast.

    In the notation of Sharma, Wu and Dalal (2005):
    https://hajim.rochester.edu/ece/sites/gsharma/papers/CIEDE2000CRNAFeb05.pdf
    """
    first, second = np.broadcast_arrays(np.asarray(one, float), np.asarray(other, float))
    lightness = (first[..., 0] + second[..., 0]) / 2
    (chroma1, hue1), (chroma2, hue2) = _chromas_and_hues(first, second)
    chroma = (chroma1 + chroma2) / 2
    turn = np.where(chroma1 * chroma2 == 0, 0, (hue2 - hue1 + 180) % 360 - 180)
    hue = np.where(chroma1 * chroma2 == 0, hue1 + hue2, hue1 + turn / 2) % 360
    angle = np.radians(hue)
    factor = (
        1
        - 0.17 * np.cos(angle - np.radians(30))
        + 0.24 * np.cos(2 * angle)
        + 0.32 * np.cos(3 * angle + np.radians(6))
        - 0.20 * np.cos(4 * angle - np.radians(63))
    )
    away = (lightness - 50) ** 2
    by_lightness = (second[..., 0] - first[..., 0]) / (1 + 0.015 * away / np.sqrt(20 + away))
    by_chroma = (chroma2 - chroma1) / (1 + 0.045 * chroma)
    by_hue = 2 * np.sqrt(chroma1 * chroma2) * np.sin(np.radians(turn / 2))
    by_hue /= 1 + 0.015 * chroma * factor
    twist = np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))
    rotation = -np.sin(twist) * 2 * np.sqrt(chroma**7 / (chroma**7 + 25**7))
    squares = by_lightness**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue
    return np.asarray(np.sqrt(np.maximum(squares, 0)), np.float64)


def _chromas_and_hues(first: Floats, second: Floats) -> list[tuple[Floats, Floats]]:
    mean = (np.hypot(*_ab(first)) + np.hypot(*_ab(second))) / 2
    stretch = 1 + 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25**7)))
    found = []
    for color in (first, second):
        a, b = _ab(color)
        hue = np.degrees(np.arctan2(b, a * stretch)) % 360
        found.append((np.hypot(a * stretch, b), hue))
    return found


def _ab(color: Floats) -> tuple[Floats, Floats]:
    return color[..., 1], color[..., 2]

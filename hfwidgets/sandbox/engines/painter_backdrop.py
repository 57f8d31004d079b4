"""The painter's backdrops: sky, stars, mountains, water and ground, as arrays of colours 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hfwidgets.sandbox.engines.fractal import Plane, clouds, ridge
from hfwidgets.sandbox.engines.painter_prompt import Wish

Colors = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Light:
    """A time of day: sky above and at the horizon, the light on things, the lamp in the sky."""

    above: Colors
    horizon: Colors
    on_things: Colors
    lamp: Colors


LIGHTS = {
    "day": Light((0.25, 0.5, 0.85), (0.75, 0.87, 0.95), (1, 1, 1), (1, 0.97, 0.8)),
    "sunset": Light((0.3, 0.22, 0.5), (1.0, 0.55, 0.25), (0.95, 0.7, 0.6), (1, 0.75, 0.35)),
    "dawn": Light((0.45, 0.5, 0.75), (1.0, 0.78, 0.65), (0.95, 0.88, 0.85), (1, 0.9, 0.7)),
    "night": Light((0.02, 0.03, 0.1), (0.1, 0.13, 0.28), (0.28, 0.32, 0.5), (0.95, 0.95, 0.88)),
}
GROUNDS: dict[str, tuple[Colors, Colors]] = {
    "desert": ((0.88, 0.7, 0.42), (0.72, 0.5, 0.28)),
    "beach": ((0.93, 0.85, 0.65), (0.82, 0.7, 0.48)),
    "snow": ((0.95, 0.97, 1.0), (0.78, 0.84, 0.93)),
    "city": ((0.42, 0.42, 0.45), (0.3, 0.3, 0.33)),
    "forest": ((0.28, 0.42, 0.2), (0.15, 0.26, 0.13)),
    "meadow": ((0.48, 0.68, 0.3), (0.26, 0.46, 0.18)),
}


def color_array(parts: Sequence[float]) -> Plane:
    """Return a colour that whole pictures can be multiplied by."""
    return np.asarray(parts, np.float32)


def paint_sky(wish: Wish, size: tuple[int, int], random: np.random.Generator) -> Plane:
    """Return the sky, (rows, columns, 3)."""
    width, height = size
    light = LIGHTS[wish.time]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None] ** 0.8
    sky = color_array(light.above) * (1 - down) + color_array(light.horizon) * down
    sky = np.broadcast_to(sky, (height, width, 3)).copy()
    if "space" in wish.places:
        sky = _space(size, random)
    if wish.time == "night" or "space" in wish.places:
        _add_stars(sky, random)
    if "space" not in wish.places:
        amount = 0.9 if wish.weather & {"clouds", "rain"} else 0.45
        _add_clouds(sky, light, amount, random)
    return sky.astype(np.float32)


def _space(size: tuple[int, int], random: np.random.Generator) -> Plane:
    gas, veil = clouds(random, size, 2), clouds(random, size, 3)
    hue = random.random(3, np.float32)
    glow = (np.clip(gas - 0.45, 0, 1) * 1.6)[..., None] * (0.35 + 0.65 * hue)
    second = (np.clip(veil - 0.5, 0, 1) * 1.4)[..., None] * (1 - 0.8 * hue)
    result: Plane = (color_array([0.01, 0.01, 0.04]) + glow + second).astype(np.float32)
    return result


def _add_stars(sky: Plane, random: np.random.Generator) -> None:
    rows, columns = sky.shape[:2]
    count = rows * columns // 900
    y, x = (random.random(count) ** 1.3 * rows).astype(int), random.integers(0, columns, count)
    shine = random.random((count, 1)).astype(np.float32) ** 3 * 0.9 + 0.1
    sky[y, x] = np.clip(sky[y, x] + shine, 0, 1)
    large = shine[:, 0] > 0.8
    for step in (-1, 1):
        beside = np.clip(x[large] + step, 0, columns - 1)
        sky[y[large], beside] = np.clip(sky[y[large], beside] + 0.4, 0, 1)


def _add_clouds(sky: Plane, light: Light, amount: float, random: np.random.Generator) -> None:
    rows, columns = sky.shape[:2]
    noise = clouds(random, (columns, rows * 2), 2.5)[::2]
    cover = np.clip((noise - (0.95 - amount * 0.6)) * 4, 0, 1) * 0.85
    cover *= np.linspace(1, 0.35, rows, dtype=np.float32)[:, None]
    color = color_array(light.on_things) * (0.98 if amount < 0.6 else 0.72)
    sky += (color - sky) * cover[..., None]


def paint_ranges(
    picture: Plane, wish: Wish, horizon: int, random: np.random.Generator, *, snowy: bool
) -> None:
    """Paint three ranges of mountains, the far ones paler."""
    rows, columns = picture.shape[:2]
    light = LIGHTS[wish.time]
    for high, haze in ((0.9, 0.65), (0.65, 0.4), (0.4, 0.15)):
        line = horizon - ridge(random, columns, 0.58) * rows * 0.5 * high - 0.02 * rows
        rock = color_array([0.36, 0.36, 0.42]) + random.normal(0, 0.02, 3).astype(np.float32)
        down = np.arange(rows, dtype=np.float32)[:, None] - line[None]
        mask = (down >= 0) & (np.arange(rows)[:, None] < horizon + 2)
        rough = clouds(random, (columns, rows), 14, 4)
        color = rock * (0.6 + 0.6 * rough[..., None])
        if snowy or high > 0.6:
            cap = np.clip(1.4 - down / (rows * (0.09 + 0.2 * snowy)) - rough, 0, 1)[..., None]
            color = color * (1 - cap) + color_array([0.95, 0.96, 1]) * cap
        color = color * color_array(light.on_things)
        color = color * (1 - haze) + color_array(light.horizon) * haze
        picture[mask] = color[mask]


def paint_skyline(picture: Plane, wish: Wish, horizon: int, random: np.random.Generator) -> None:
    """Paint the houses of a city, their windows lit at night."""
    rows, columns = picture.shape[:2]
    light = LIGHTS[wish.time]
    for haze, scale in ((0.5, 0.75), (0.2, 1.0)):
        x = 0
        while x < columns:
            wide = int(columns * random.uniform(0.04, 0.1))
            top = horizon - int(rows * random.uniform(0.12, 0.5) * scale)
            wall = color_array([0.4, 0.42, 0.48]) * random.uniform(0.6, 1.2)
            color = wall * color_array(light.on_things) * (1 - haze)
            color = color + color_array(light.horizon) * haze
            block = picture[max(top, 0) : horizon + 2, x : x + wide - 1]
            block[:] = color
            lit = random.random(block.shape[:2])[::6, ::5] > (0.45 if wish.time != "day" else 0.8)
            glass = color_array([1, 0.85, 0.5] if wish.time != "day" else [0.75, 0.85, 0.95])
            for down in (2, 3):
                for across in (1, 2):
                    part = block[down::6, across::5]
                    seen = lit[: part.shape[0], : part.shape[1]]
                    part[seen] = part[seen] * 0.4 + glass * 0.6
            x += wide


def paint_ground(
    picture: Plane, wish: Wish, place: str, horizon: int, random: np.random.Generator
) -> None:
    """Paint the ground from the horizon down."""
    rows, columns = picture.shape[:2]
    near, far = GROUNDS[place]
    deep = rows - horizon
    noise = clouds(random, (columns, deep), 4, 6)
    if place in ("desert", "snow"):
        waves = np.sin(np.linspace(2, 16, deep, dtype=np.float32)[:, None] + 6 * noise)
        noise = 0.6 * noise + 0.2 + 0.2 * waves
    share = np.clip(noise * 1.3 - 0.15, 0, 1)[..., None]
    color = color_array(near) * share + color_array(far) * (1 - share)
    haze = np.linspace(0.35, 0, deep, dtype=np.float32)[:, None, None]
    lit = color * color_array(LIGHTS[wish.time].on_things)
    picture[horizon:] = lit * (1 - haze) + color_array(LIGHTS[wish.time].horizon) * haze


def paint_water(
    picture: Plane, wish: Wish, top: int, bottom: int, random: np.random.Generator
) -> None:
    """Paint water between two rows: what is above it, mirrored and rippled."""
    rows, columns = picture.shape[:2]
    deep = bottom - top
    mirror = picture[np.clip(top - 1 - np.arange(deep), 0, rows - 1)]
    ripple = clouds(random, (columns, deep), 10, 3) - 0.5
    grow = np.linspace(2, columns / 30, deep, dtype=np.float32)[:, None]
    across = np.clip(np.arange(columns) + (ripple * grow).astype(int), 0, columns - 1)
    mirror = np.take_along_axis(mirror, across[..., None], 1)
    tint = color_array([0.1, 0.32, 0.45]) * color_array(LIGHTS[wish.time].on_things)
    waves = clouds(random, (columns // 4 + 1, deep), 30, 2).repeat(4, 1)[:, :columns]
    shine = (np.clip(waves - 0.62, 0, 1) * 0.8)[..., None]
    picture[top:bottom] = np.clip(mirror * 0.6 + tint * 0.4 + shine * 0.5, 0, 1)


def paint_depths(size: tuple[int, int], random: np.random.Generator) -> Plane:
    """Return the sea from below: light from above, sand at the bottom."""
    width, height = size
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    water = color_array([0.2, 0.62, 0.75]) * (1 - down) + color_array([0.01, 0.12, 0.3]) * down
    rays = clouds(random, (width, 4), 8, 3)[:1] ** 2
    picture = water + 0.35 * rays[..., None] * (1 - down) ** 1.5
    sand = int(height * 0.86)
    line = sand - ridge(random, width, 0.45) * height * 0.08
    below = np.arange(height)[:, None] > line[None]
    grains = clouds(random, size, 8, 5)[..., None]
    picture[below] = (color_array([0.55, 0.6, 0.5]) * (0.5 + 0.5 * grains))[below]
    result: Plane = picture.astype(np.float32)
    return result

"""Pictures painted from the words of a prompt. No diffusion model, but its settings mean the same.

What a prompt names is painted; that is the picture "with the prompt". Another, of the same seed, is
painted from nothing. Guidance leads from this one to the first and beyond it, in richer contrast;
steps say how much of the seed's noise is taken away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from hfwidgets.sandbox.engines import painter_backdrop as backdrop
from hfwidgets.sandbox.engines.darkroom import LOOKS, chosen
from hfwidgets.sandbox.engines.fractal import Plane, clouds, drawn_from
from hfwidgets.sandbox.engines.painter_prompt import Thing, Wish, understand
from hfwidgets.sandbox.engines.painter_things import KINDS, Brush, Kind, shaded

_STYLES = frozenset({"sketch", "watercolour", "oil", "cartoon", "pixel art", "poster", "sepia"})
_STYLES |= {"black and white", "neon"}
_USUAL_GUIDANCE = 7.5
_OVERSAMPLING = 2


@dataclass(frozen=True, slots=True)
class Order:
    """What to paint: prompts, size (width, height), steps, guidance."""

    prompt: str
    negative: str
    size: tuple[int, int]
    steps: int
    guidance: float
    sharpness: float = 1.0


def load() -> Painter:
    """Return the engine; it has nothing to load."""
    return Painter()


class Painter:
    """Paints pictures."""

    def paint(self, order: Order, random: np.random.Generator) -> Image.Image:
        """Return the picture of an order; the same random numbers give the same picture."""
        seeds = (int(seed) for seed in random.integers(0, 2**63, 3))
        empty_seed, picture_seed, noise_seed = map(np.random.default_rng, seeds)
        wish = understand(order.prompt, order.negative)
        without = _unguided(order.size, empty_seed)
        wanted = _in_style(_painted(wish, order, picture_seed), order, picture_seed)
        share = min(order.guidance / _USUAL_GUIDANCE, 1.0)
        picture = without + (wanted - without) * share
        beyond = max(order.guidance - _USUAL_GUIDANCE, 0.0) / 30
        picture = 0.5 + (picture - 0.5) * (1 + beyond)
        left = 0.5 * np.exp(-(order.steps * order.sharpness) / 8)
        noise = noise_seed.normal(0.5, 0.35, picture.shape).astype(np.float32)
        picture = picture * (1 - left) + noise * left
        return Image.fromarray((np.clip(picture, 0, 1) * 255).astype(np.uint8))


def _unguided(size: tuple[int, int], random: np.random.Generator) -> Plane:
    """Return what is painted without a prompt: soft colours."""
    first, second = clouds(random, size, 1.5, 3)[..., None], clouds(random, size, 2.5, 4)[..., None]
    colors = random.uniform(0.25, 0.8, (3, 3)).astype(np.float32)
    mixed = colors[0] + (colors[1] - colors[0]) * first
    result: Plane = mixed + (colors[2] - mixed) * second * 0.6
    return result


def _abstract(order: Order, wish: Wish, random: np.random.Generator) -> Plane:
    """Paint a prompt of which nothing is known: shapes in colours that its words decide."""
    words = drawn_from(order.prompt.lower())
    colors = [tuple(int(part) for part in words.integers(20, 245, 3)) for _ in range(5)]
    colors = [*wish.colors, *colors][:5]
    ground = _unguided(order.size, words)
    canvas = Image.fromarray((ground * 255).astype(np.uint8))
    draw = ImageDraw.Draw(canvas, "RGBA")
    width, height = order.size
    for number in range(26):
        color = colors[number % len(colors)]
        x, y = random.uniform(0, width), random.uniform(0, height)
        reach = random.uniform(0.03, 0.22) * min(order.size)
        fill = (*color, int(random.integers(90, 230)))
        if words.random() < 0.5:
            draw.ellipse([x - reach, y - reach, x + reach, y + reach], fill=fill)
        else:
            turn = random.uniform(0, 360)
            draw.regular_polygon((x, y, reach), int(words.integers(3, 7)), turn, fill=fill)
    return np.asarray(canvas, np.float32) / 255


def _painted(wish: Wish, order: Order, random: np.random.Generator) -> Plane:
    named = wish.places or wish.things or wish.weather or wish.time != "day"
    if not named:
        return _abstract(order, wish, random)
    height = order.size[1]
    horizon = int(height * random.uniform(0.5, 0.62))
    if "underwater" in wish.places:
        picture = backdrop.paint_depths(order.size, random)
    else:
        picture = _landscape(wish, order.size, horizon, random)
    picture = _with_things(picture, wish, horizon, random)
    return _weathered(picture, wish, random)


def _landscape(
    wish: Wish, size: tuple[int, int], horizon: int, random: np.random.Generator
) -> Plane:
    height = size[1]
    picture = backdrop.paint_sky(wish, size, random)
    _add_lamp(picture, wish, horizon, random)
    if "space" in wish.places and not wish.places & {"mountains", "desert", "snow", "city"}:
        return picture
    snowy = "snow" in wish.places
    if "mountains" in wish.places:
        backdrop.paint_ranges(picture, wish, horizon, random, snowy=snowy)
    if "city" in wish.places:
        backdrop.paint_skyline(picture, wish, horizon, random)
    above = picture[:horizon].copy()
    ground = next((name for name in backdrop.GROUNDS if name in wish.places), "meadow")
    backdrop.paint_ground(picture, wish, ground, horizon, random)
    picture[:horizon] = above
    if _has_water(wish):
        land = horizon + int(_water_share(wish) * (height - horizon))
        backdrop.paint_water(picture, wish, horizon, max(land, horizon + 1), random)
    return picture


def _has_water(wish: Wish) -> bool:
    wet = wish.places & {"sea", "beach", "lake"} or any(t.name == "boat" for t in wish.things)
    return bool(wet) and "underwater" not in wish.places


def _water_share(wish: Wish) -> float:
    """Return how much of what is below the horizon is water; the nearest is land."""
    standing = any(KINDS[t.name].where in ("ground", "front") for t in _all_things(wish))
    return 0.5 if standing or "beach" in wish.places else (0.75 if "lake" in wish.places else 1.0)


def _add_lamp(picture: Plane, wish: Wish, horizon: int, random: np.random.Generator) -> None:
    """Paint sun or moon, with its glow, where it is asked for or the time of day has it."""
    asked = {thing.name for thing in wish.things} & {"sun", "moon"}
    if not asked and wish.time == "day":
        return
    if not asked and ("space" in wish.places or wish.weather & {"rain", "clouds"}):
        return
    rows, columns = picture.shape[:2]
    high = 0.8 if wish.time in ("sunset", "dawn") else random.uniform(0.2, 0.4)
    y, x = horizon * high, columns * random.uniform(0.2, 0.8)
    down, across = np.mgrid[:rows, :columns].astype(np.float32)
    away = np.hypot(down - y, across - x) / min(rows, columns)
    disc = np.clip((0.055 - away) * 120, 0, 1)[..., None]
    glow = (np.exp(-away * 7) * 0.55)[..., None]
    lamp = backdrop.color_array(backdrop.LIGHTS[wish.time].lamp)
    picture += (lamp - picture) * np.clip(disc + glow, 0, 1)


def _with_things(picture: Plane, wish: Wish, horizon: int, random: np.random.Generator) -> Plane:
    """Paint the things, the far ones first."""
    rows, columns = picture.shape[:2]
    size = (columns * _OVERSAMPLING, rows * _OVERSAMPLING)
    layer = Image.new("RGBA", size)
    draw = ImageDraw.Draw(layer)
    placed = [
        _placed(thing, number, wish, (columns, rows, horizon), random)
        for thing in _all_things(wish)
        for number in range(min(thing.count, 24))
    ]
    light = backdrop.color_array(backdrop.LIGHTS[wish.time].on_things)
    for y, x, high, kind, color in sorted(placed, key=lambda one: one[0]):
        brush = Brush(
            draw, x * _OVERSAMPLING, y * _OVERSAMPLING, high * _OVERSAMPLING, color, random
        )
        kind.draw(brush)
    if not placed:
        return picture
    values = np.asarray(layer.resize((columns, rows), Image.Resampling.BOX), np.float32) / 255
    cover = values[..., 3:]
    lit = values[..., :3] * (0.35 + 0.65 * light)
    result: Plane = picture * (1 - cover) + lit * cover
    return result


def _all_things(wish: Wish) -> list[Thing]:
    """Return the things to draw, and the trees of a forest."""
    things = [thing for thing in wish.things if thing.name in KINDS]
    if "forest" in wish.places:
        things += [Thing("pine", 14, None, 1.1), Thing("tree", 6, None, 1.1)]
    if "meadow" in wish.places and not things:
        things.append(Thing("tree", 2, None, 1.0))
    return things


def _placed(
    thing: Thing,
    number: int,
    wish: Wish,
    frame: tuple[int, int, int],
    random: np.random.Generator,
) -> tuple[float, float, float, Kind, tuple[int, int, int]]:
    """Return where a thing stands, its height, kind and colour."""
    columns, rows, horizon = frame
    kind = KINDS[thing.name]
    floating = kind.where == "sky" or "space" in wish.places or "underwater" in wish.places
    if floating:
        y = random.uniform(0.3, 0.75) * (rows if wish.places & {"space", "underwater"} else horizon)
        near = random.uniform(0.7, 1.1)
    else:
        inland = 0.55 if _has_water(wish) else 0.12
        reach = {"front": (0.75, 0.95), "water": (0.1, 0.45)}.get(kind.where, (inland, 0.62))
        near = random.uniform(*reach)
        y = horizon + near * (rows - horizon)
        near = 0.55 + 0.55 * near
    slot = (number + random.uniform(0.25, 0.75)) / max(thing.count, 1)
    x = columns * (0.08 + 0.84 * slot)
    tall = min(kind.height * thing.size * near, 0.85) * min(rows, columns * 1.2)
    if thing.count == 1 and kind.where == "front":
        tall *= 1.35
    color = thing.color or shaded(kind.color, random.uniform(0.85, 1.15))
    return y, x, tall, kind, color


def _weathered(picture: Plane, wish: Wish, random: np.random.Generator) -> Plane:
    rows, columns = picture.shape[:2]
    if "fog" in wish.weather:
        thick = 0.25 + 0.5 * clouds(random, (columns, rows), 2, 4)[..., None]
        fog = backdrop.color_array(backdrop.LIGHTS[wish.time].on_things) * 0.88
        picture = picture * (1 - thick) + fog * thick
    if "rain" in wish.weather:
        picture = picture * 0.72 + _falling(picture, random, 0.003, max(rows // 20, 4)) * 0.35
    elif "snowfall" in wish.weather:
        picture = picture + _falling(picture, random, 0.002, 0)
    result: Plane = np.clip(picture, 0, 1).astype(np.float32)
    return result


def _falling(picture: Plane, random: np.random.Generator, share: float, length: int) -> Plane:
    rows, columns = picture.shape[:2]
    drops = (random.random((rows, columns)) < share).astype(np.float32)
    streaks = drops.copy()
    for step in range(1, length):
        streaks[step:] += np.roll(drops, -(step // 4), 1)[:-step]
    grey = Image.fromarray((np.clip(streaks, 0, 1) * 255).astype(np.uint8))
    soft = grey.filter(ImageFilter.GaussianBlur(0.5 if length else 1.2))
    scale = 1 if length else 2.5
    result: Plane = (np.asarray(soft, np.float32) / 255 * scale)[..., None]
    return result


def _in_style(picture: Plane, order: Order, random: np.random.Generator) -> Plane:
    """Return the picture in the style that the prompt names."""
    unwanted = {look.name for look in chosen(order.negative)}
    names = {look.name for look in chosen(order.prompt)} - unwanted
    image = Image.fromarray((np.clip(picture, 0, 1) * 255).astype(np.uint8))
    for look in LOOKS:
        if look.name in names & _STYLES:
            image = look.apply(image, random)
    return np.asarray(image, np.float32) / 255

"""Pictures made over by filters that a prompt's words choose. No model looks at the picture.

A filter is a function of picture and random numbers; the words that call it stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from hfwidgets.sandbox.engines.fractal import clouds, drawn_from

Filter = Callable[[Image.Image, np.random.Generator], Image.Image]

COLORS: dict[str, tuple[int, int, int]] = {
    "red": (200, 40, 35),
    "orange": (235, 130, 40),
    "yellow": (245, 210, 60),
    "green": (60, 150, 70),
    "blue": (50, 95, 200),
    "purple": (120, 60, 160),
    "violet": (120, 60, 160),
    "pink": (240, 140, 180),
    "brown": (120, 80, 45),
    "black": (30, 30, 32),
    "white": (242, 242, 240),
    "grey": (130, 130, 130),
    "gray": (130, 130, 130),
    "golden": (225, 180, 60),
    "gold": (225, 180, 60),
    "silver": (190, 195, 205),
    "turquoise": (60, 190, 185),
}


def _grey(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return ImageOps.autocontrast(image.convert("L"), cutoff=1).convert("RGB")


def _sepia(image: Image.Image, random: np.random.Generator) -> Image.Image:
    toned = ImageOps.colorize(image.convert("L"), (35, 20, 8), (250, 232, 195), mid=(160, 120, 80))
    return _grain(toned, random, 10)


def _sketch(image: Image.Image, random: np.random.Generator) -> Image.Image:
    grey = image.convert("L")
    blurred = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(_width(image) / 120))
    top, bottom = np.asarray(grey, np.float32), 255.0 - np.asarray(blurred, np.float32)
    lines = np.clip(top * 255.0 / np.maximum(bottom, 1.0), 0, 255) ** 1.2 / 255**0.2
    return _grain(_from(np.repeat(lines[..., None], 3, -1)), random, 6)


def _watercolour(image: Image.Image, random: np.random.Generator) -> Image.Image:
    soft = _flat(image, 3, 5)
    paper = 0.88 + 0.16 * clouds(random, image.size, 60, 3)[..., None]
    edges = np.asarray(soft.convert("L").filter(ImageFilter.FIND_EDGES), np.float32)[..., None]
    light = 255 - (255 - np.asarray(soft, np.float32)) * 0.85
    return _from(light * paper - 0.25 * edges)


def _oil(image: Image.Image, random: np.random.Generator) -> Image.Image:
    strokes = _flat(image, 2, 7)
    relief = np.asarray(strokes.convert("L").filter(ImageFilter.EMBOSS), np.float32) - 128
    rich = np.asarray(ImageEnhance.Color(strokes).enhance(1.35), np.float32)
    return _from(rich + 0.35 * relief[..., None])


def _cartoon(image: Image.Image, random: np.random.Generator) -> Image.Image:
    flat = ImageOps.posterize(_flat(image, 2, 5), 3)
    edges = image.convert("L").filter(ImageFilter.GaussianBlur(1.2)).filter(ImageFilter.FIND_EDGES)
    lines = edges.point(lambda value: 0 if value > 36 else 255).filter(ImageFilter.MinFilter(3))
    return ImageChops.multiply(ImageEnhance.Color(flat).enhance(1.6), lines.convert("RGB"))


def _pixels(image: Image.Image, random: np.random.Generator) -> Image.Image:
    step = max(_width(image) // 64, 2)
    small = image.resize(
        (max(image.width // step, 1), max(image.height // step, 1)), Image.Resampling.BOX
    )
    small = small.quantize(24, Image.Quantize.MEDIANCUT).convert("RGB")
    return small.resize(image.size, Image.Resampling.NEAREST)


def _blur(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(_width(image) / 70))


def _sharp(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return image.filter(ImageFilter.UnsharpMask(3, 180, 2))


def _night(image: Image.Image, random: np.random.Generator) -> Image.Image:
    dark = np.asarray(image, np.float32) / 255
    dark = dark**1.5 * np.array([0.35, 0.42, 0.72], np.float32) * 255
    spots = random.random((image.height, image.width)) > 0.9993
    spots[image.height // 2 :] = False
    stars = Image.fromarray((spots * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))
    return ImageChops.screen(_from(dark), stars.convert("RGB"))


def _bright(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return _from(255 * (np.asarray(image, np.float32) / 255) ** 0.65)


def _winter(image: Image.Image, random: np.random.Generator) -> Image.Image:
    values = np.asarray(image, np.float32)
    grey = values.mean(-1, keepdims=True)
    cold = grey + 0.35 * (values - grey) + np.array([4, 12, 26], np.float32)
    white = np.clip((grey - 90) / 110, 0, 1) * 0.6
    return _fall(_from(cold * (1 - white) + 250 * white), random, 0.004, 1.1, 0)


def _autumn(image: Image.Image, random: np.random.Generator) -> Image.Image:
    values = np.asarray(image, np.float32)
    red, green, blue = values[..., 0], values[..., 1], values[..., 2]
    leaves = np.clip((green - np.maximum(red * 0.9, blue)) / 30, 0, 1)[..., None]
    turned = np.stack([green * 1.35, red * 0.75, blue * 0.4], -1)
    warm = values * np.array([1.08, 0.98, 0.85], np.float32)
    return _from(warm * (1 - leaves) + turned * leaves)


def _sunset(image: Image.Image, random: np.random.Generator) -> Image.Image:
    height = np.linspace(0, 1, image.height, dtype=np.float32)[:, None, None]
    glow = np.array([255, 130, 60], np.float32) * (1 - np.abs(height - 0.4))
    values = np.asarray(image, np.float32)
    return _from(255 - (255 - values * 0.85) * (255 - glow * 0.55) / 255)


def _rain(image: Image.Image, random: np.random.Generator) -> Image.Image:
    dull = ImageEnhance.Color(ImageEnhance.Brightness(image).enhance(0.75)).enhance(0.6)
    return _fall(dull, random, 0.004, 0.7, max(image.height // 24, 3))


def _fog(image: Image.Image, random: np.random.Generator) -> Image.Image:
    thick = 0.35 + 0.55 * clouds(random, image.size, 2, 4)[..., None]
    values = np.asarray(image.filter(ImageFilter.GaussianBlur(1)), np.float32)
    return _from(values * (1 - thick) + 225 * thick)


def _warm(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return _from(np.asarray(image, np.float32) * np.array([1.15, 1.02, 0.8], np.float32))


def _cold(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return _from(np.asarray(image, np.float32) * np.array([0.82, 0.98, 1.2], np.float32))


def _neon(image: Image.Image, random: np.random.Generator) -> Image.Image:
    smooth = image.filter(ImageFilter.GaussianBlur(1))
    edges = np.asarray(smooth.filter(ImageFilter.FIND_EDGES), np.float32) * 3.5
    lit = np.asarray(_from(edges).filter(ImageFilter.GaussianBlur(3)), np.float32)
    return _from(np.asarray(image, np.float32) * 0.12 + edges + lit * 1.2)


def _poster(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return ImageEnhance.Color(ImageOps.posterize(image, 2)).enhance(2.0)


def _contrast(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return ImageEnhance.Contrast(ImageOps.autocontrast(image, cutoff=1)).enhance(1.4)


def _rich(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return ImageEnhance.Color(image).enhance(1.9)


def _invert(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return ImageOps.invert(image)


def _mirror(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return ImageOps.mirror(image)


def _flip(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return ImageOps.flip(image)


@dataclass(frozen=True, slots=True)
class Look:
    """A filter and the words that call it."""

    name: str
    words: str
    apply: Filter


LOOKS = (
    Look("mirrored", "mirror|mirrored|flip horizontally", _mirror),
    Look("upside down", "upside[- ]down|flip vertically", _flip),
    Look("night", "night|midnight|dark|moonlight", _night),
    Look("bright", "day|daylight|sunny|bright|brighter", _bright),
    Look("winter", "winter|snow|snowy|ice|frozen", _winter),
    Look("autumn", "autumn|fall", _autumn),
    Look("sunset", "sunset|sunrise|dawn|dusk|golden hour", _sunset),
    Look("rain", "rain|rainy|storm|stormy", _rain),
    Look("fog", "fog|foggy|mist|misty|haze", _fog),
    Look("warm", "warm|warmer|summer|desert", _warm),
    Look("cold", "cold|colder|cool|underwater", _cold),
    Look("black and white", "black[- ]and[- ]white|gr[ae]yscale|monochrome|noir", _grey),
    Look("sepia", "sepia|vintage|old photo|antique|retro", _sepia),
    Look("sketch", "sketch|pencil|charcoal|drawing|line art", _sketch),
    Look("watercolour", "watercolou?r|aquarelle", _watercolour),
    Look("oil", "oil|painting|painted|impressionist|van gogh|monet", _oil),
    Look("cartoon", "cartoon|comic|anime|animated", _cartoon),
    Look("pixel art", "pixel|pixels|pixel art|8[- ]bit|mosaic|lego", _pixels),
    Look("poster", "poster|pop art|screen print|warhol", _poster),
    Look("neon", "neon|cyberpunk|glowing|tron", _neon),
    Look("blurred", "blur|blurred|blurry|dreamy|soft", _blur),
    Look("sharp", "sharp|sharper|sharpen|detailed|crisp", _sharp),
    Look("contrast", "contrast|dramatic", _contrast),
    Look("rich", "colou?rful|vivid|vibrant|saturated", _rich),
    Look("inverted", "invert|inverted|negative", _invert),
)


def chosen(prompt: str) -> list[Look]:
    """Return the looks that a prompt's words call, in the order of the table."""
    return [look for look in LOOKS if re.search(rf"\b(?:{look.words})\b", prompt.lower())]


def tint_of(prompt: str) -> tuple[int, int, int] | None:
    """Return the first colour that a prompt names."""
    for word in re.findall(r"[a-z]+", prompt.lower()):
        if word in COLORS:
            return COLORS[word]
    return None


def tinted(image: Image.Image, color: tuple[int, int, int]) -> Image.Image:
    """Return the image in shades of one colour, half of its own colours left."""
    shades = ImageOps.colorize(image.convert("L"), (10, 8, 12), (255, 252, 245), mid=color)
    return Image.blend(image, shades, 0.6)


def make_over(
    image: Image.Image, prompt: str, negative: str, strength: float, random: np.random.Generator
) -> Image.Image:
    """Return the picture as the prompt wants it.

    Args:
        image: The picture in RGB.
        prompt: What it should become; words that no look knows give it a mood of their own.
        negative: What it should not become: looks whose words stand here are left out.
        strength: How far to go, from 0, the picture itself, to 1.
        random: Where grain, drops and flakes are drawn from.
    """
    unwanted = {look.name for look in chosen(negative)}
    looks = [look for look in chosen(prompt) if look.name not in unwanted]
    result = image
    for look in looks:
        result = look.apply(result, random)
    color = tint_of(prompt)
    if color is not None and not any(look.name == "black and white" for look in looks):
        result = tinted(result, color)
    elif not looks and prompt.strip():
        red, green, blue = drawn_from(prompt.lower()).integers(40, 220, 3)
        result = tinted(result, (int(red), int(green), int(blue)))
    grained = _grain(result, random, 4)
    return Image.blend(image, grained, strength)


def _width(image: Image.Image) -> int:
    return max(image.size)


def _from(values: npt.NDArray[Any]) -> Image.Image:
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _flat(image: Image.Image, times: int, size: int) -> Image.Image:
    """Return the image with its textures smoothed and its edges kept."""
    for _ in range(times):
        image = image.filter(ImageFilter.ModeFilter(size)).filter(ImageFilter.MedianFilter(3))
    return image


def _grain(image: Image.Image, random: np.random.Generator, amount: float) -> Image.Image:
    noise = random.normal(0, amount, (image.height, image.width, 1)).astype(np.float32)
    return _from(np.asarray(image, np.float32) + noise)


def _fall(
    image: Image.Image, random: np.random.Generator, share: float, soft: float, length: int
) -> Image.Image:
    """Return the image with flakes in front, or streaks when they have a length."""
    drops = (random.random((image.height, image.width)) < share).astype(np.float32)
    streaks = drops.copy()
    for step in range(1, length):
        streaks[step:] += np.roll(drops, -(step // 4), 1)[:-step]
    layer = Image.fromarray((np.clip(streaks, 0, 1) * (120 if length else 255)).astype(np.uint8))
    return ImageChops.screen(image, layer.filter(ImageFilter.GaussianBlur(soft)).convert("RGB"))


class Darkroom:
    """The engine of image-to-image; it has nothing to load."""

    make_over = staticmethod(make_over)


def load() -> Darkroom:
    """Return the engine."""
    return Darkroom()

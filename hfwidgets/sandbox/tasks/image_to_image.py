"""Image to image: a picture made over as a prompt says, as a file."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from aiohttp import web
from PIL import Image

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.images import open_image
from hfwidgets.sandbox.tasks.media import BODY_LIMIT, read_media_payload
from hfwidgets.sandbox.tasks.payload import TEXT, Rule, between, read_parameters
from hfwidgets.sandbox.tasks.pictures import RULES, SIDE, generator, reply_picture

_MOST_SIDE = 2048
_SIZE = Rule(
    lambda value: (
        isinstance(value, dict)
        and set(value) == {"width", "height"}
        and all(SIDE.takes(side) for side in value.values())
    ),
    f"an object with width and height is expected; {SIDE.says}",
)
_RULES = {**RULES, "prompt": TEXT, "strength": between(0, 1), "target_size": _SIZE}


async def answer(call: Call) -> web.StreamResponse:
    """Answer a request for a picture made over."""
    started = time.perf_counter()
    payload = read_media_payload(call.body, "image")
    parameters = read_parameters(payload.parameters, _RULES)
    engine = await call.host.engine()
    image = await call.host.call(_made_over, engine, payload.raw, parameters)
    return await reply_picture(call, image, started)


def _made_over(engine: Any, raw: bytes, given: dict[str, Any]) -> Image.Image:
    image = _sized(open_image(raw), given)
    random = generator(given.get("seed"))
    # As in guided diffusion: a high scale obeys the prompt more, few steps leave noise.
    strength = min(given.get("strength", 0.8) * (given.get("guidance_scale", 7.5) / 7.5) ** 0.5, 1)
    made: Image.Image = engine.make_over(
        image, given.get("prompt", ""), given.get("negative_prompt", ""), strength, random
    )
    return _with_noise(made, strength * 60 / given.get("num_inference_steps", 50), random)


def _sized(image: Image.Image, given: dict[str, Any]) -> Image.Image:
    asked = given.get("target_size", given)
    width, height = asked.get("width"), asked.get("height")
    if width is None and height is None:
        image.thumbnail((_MOST_SIDE, _MOST_SIDE), Image.Resampling.BICUBIC)
        return image
    ratio = image.width / image.height
    size = (
        width or min(max(round(height * ratio), 1), _MOST_SIDE),
        height or min(max(round(width / ratio), 1), _MOST_SIDE),
    )
    return image.resize(size, Image.Resampling.BICUBIC)


def _with_noise(image: Image.Image, amount: float, random: np.random.Generator) -> Image.Image:
    values = np.asarray(image, np.float32)
    noise = random.normal(0, amount, values.shape).astype(np.float32)
    return Image.fromarray(np.clip(values + noise, 0, 255).astype(np.uint8))


HANDLER = Handler(answer, BODY_LIMIT)

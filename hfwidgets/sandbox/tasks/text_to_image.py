"""Text to image: a picture painted from a prompt, as a file."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web
from PIL import Image

from hfwidgets.sandbox.engines.painter import Order, Painter
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import TEXT, read_parameters, read_text, read_text_payload
from hfwidgets.sandbox.tasks.pictures import RULES, check_divisible, generator, reply_picture

_RULES = {**RULES, "scheduler": TEXT}
_MOST_PIXELS = 1_600_000
# How fast each sampler takes the noise away; 1 for those of the first generation.
_SAMPLERS = {
    "PNDMScheduler": 1.0,
    "DDIMScheduler": 1.0,
    "DDPMScheduler": 0.5,
    "LMSDiscreteScheduler": 1.0,
    "EulerDiscreteScheduler": 1.2,
    "EulerAncestralDiscreteScheduler": 1.2,
    "DPMSolverMultistepScheduler": 2.0,
    "UniPCMultistepScheduler": 2.0,
    "LCMScheduler": 5.0,
}


async def answer(call: Call) -> web.StreamResponse:
    """Answer a request for a picture."""
    started = time.perf_counter()
    inputs, parameters = read_text_payload(call.body)
    order, seed = _order(read_text(inputs), read_parameters(parameters, _RULES))
    engine = await call.host.engine()
    image = await call.host.call(_painted, engine, order, seed)
    return await reply_picture(call, image, started)


def _order(prompt: str, given: dict[str, Any]) -> tuple[Order, int | None]:
    width, height = given.get("width", 512), given.get("height", 512)
    check_divisible(width, height)
    if width * height > _MOST_PIXELS:
        raise refuse(
            400, f"The sandbox paints at most {_MOST_PIXELS} pixels, not {width} x {height}."
        )
    name = given.get("scheduler", "PNDMScheduler")
    if name not in _SAMPLERS:
        raise refuse(400, f"Scheduler {name!r} is not known; known are {', '.join(_SAMPLERS)}.")
    order = Order(
        prompt,
        given.get("negative_prompt", ""),
        (width, height),
        given.get("num_inference_steps", 50),
        given.get("guidance_scale", 7.5),
        _SAMPLERS[name],
    )
    return order, given.get("seed")


def _painted(engine: Painter, order: Order, seed: int | None) -> Image.Image:
    return engine.paint(order, generator(seed))


HANDLER = Handler(answer, body_limit=1024 * 1024)

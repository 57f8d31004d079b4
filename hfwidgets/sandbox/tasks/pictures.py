"""Pictures painted from a prompt or made over, as files."""

from __future__ import annotations

import io
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.tasks.handling import Asked, File, T, media, text
from hfwidgets.sandbox.tasks.images import open_image
from hfwidgets.sandbox.tasks.payload import TEXT, Rule, between

if TYPE_CHECKING:
    from hfwidgets.sandbox.engines.darkroom import Darkroom
    from hfwidgets.sandbox.engines.painter import Order, Painter

_LEAST_SIDE, _MOST_SIDE = 16, 2048
_SIDE = Rule(
    lambda value: (
        isinstance(value, int)
        and not isinstance(value, bool)
        and _LEAST_SIDE <= value <= _MOST_SIDE
    ),
    f"ensure this value is an integer from {_LEAST_SIDE} to {_MOST_SIDE}",
)
STEPS = Rule(
    lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 500,
    "ensure this value is an integer from 1 to 500",
)
SEED = Rule(
    lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64,
    "ensure this value is an integer from 0 to 18446744073709551615",
)
_RULES = {
    "negative_prompt": TEXT,
    "num_inference_steps": STEPS,
    "guidance_scale": between(0, 100),
    "height": _SIDE,
    "width": _SIDE,
    "seed": SEED,
}
SIZE = Rule(
    lambda value: (
        isinstance(value, dict)
        and set(value) == {"width", "height"}
        and all(_SIDE.takes(side) for side in value.values())
    ),
    f"an object with width and height is expected; {_SIDE.says}",
)
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
_USUAL_SIDE, _USUAL_STEPS, _USUAL_GUIDANCE = 512, 50, 7.5
_USUAL_SAMPLER = "PNDMScheduler"
_read_prompt = text({**_RULES, "scheduler": TEXT})
_read_picture = media(
    "image", {**_RULES, "prompt": TEXT, "strength": between(0, 1), "target_size": SIZE}
)


def read_prompt(call: Call) -> Asked[str]:
    """Read a prompt and how it is to be painted."""
    asked = _read_prompt(call)
    _check_order(asked.given)
    return _answered_as(call, replace(asked, characters=0))


def read_picture(call: Call) -> Asked[bytes]:
    """Read a picture and what it is to become."""
    return _answered_as(call, _read_picture(call))


def _answered_as(call: Call, asked: Asked[T]) -> Asked[T]:
    """Have a PNG where one is asked for, else a JPEG, as the hosted service does."""
    kind = "PNG" if "image/png" in call.request.headers.get("Accept", "") else "JPEG"
    return replace(asked, given={**asked.given, "kind": kind})


def _check_order(given: dict[str, Any]) -> None:
    """Refuse what a diffusion model would refuse, and what takes the sandbox too long."""
    width, height = given.get("width", _USUAL_SIDE), given.get("height", _USUAL_SIDE)
    if width % 8 or height % 8:
        raise refuse(
            400,
            f"`height` and `width` have to be divisible by 8 but are {height} and {width}.",
        )
    if width * height > _MOST_PIXELS:
        raise refuse(
            400, f"The sandbox paints at most {_MOST_PIXELS} pixels, not {width} x {height}."
        )
    name = given.get("scheduler", _USUAL_SAMPLER)
    if name not in _SAMPLERS:
        raise refuse(400, f"Scheduler {name!r} is not known; known are {', '.join(_SAMPLERS)}.")


def paint(engine: Painter, prompt: str, given: dict[str, Any]) -> File:
    """Return the picture of a prompt."""
    return _file(engine.paint(order_of(prompt, given), generator(given)), given)


def order_of(prompt: str, given: dict[str, Any]) -> Order:
    """Return what to paint, and how."""
    # Here, since painting brings much; by now the engine has brought it.
    from hfwidgets.sandbox.engines.painter import Order

    return Order(
        prompt,
        given.get("negative_prompt", ""),
        (given.get("width", _USUAL_SIDE), given.get("height", _USUAL_SIDE)),
        given.get("num_inference_steps", _USUAL_STEPS),
        given.get("guidance_scale", _USUAL_GUIDANCE),
        _SAMPLERS[given.get("scheduler", _USUAL_SAMPLER)],
    )


def make_over(engine: Darkroom, raw: bytes, given: dict[str, Any]) -> File:
    """Return a picture made over as a prompt says."""
    image = sized(open_image(raw), given)
    random = generator(given)
    # As in guided diffusion: a high scale obeys the prompt more, few steps leave noise.
    guided = given.get("guidance_scale", _USUAL_GUIDANCE) / _USUAL_GUIDANCE
    strength = min(given.get("strength", 0.8) * guided**0.5, 1)
    made = engine.make_over(
        image, given.get("prompt", ""), given.get("negative_prompt", ""), strength, random
    )
    noise = strength * 60 / given.get("num_inference_steps", _USUAL_STEPS)
    return _file(_with_noise(made, noise, random), given)


def generator(given: dict[str, Any]) -> np.random.Generator:
    """Return random numbers that a seed decides, or others every time."""
    return np.random.default_rng(given.get("seed", secrets.randbits(64)))


def _file(image: Image.Image, given: dict[str, Any]) -> File:
    kind = given["kind"]
    more: dict[str, Any] = {"quality": 92} if kind == "JPEG" else {"compress_level": 4}
    buffer = io.BytesIO()
    image.save(buffer, kind, **more)
    return File(buffer.getvalue(), f"image/{kind.lower()}")


def sized(image: Image.Image, given: dict[str, Any]) -> Image.Image:
    """Return a picture in the size that is asked for."""
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

"""What the tasks that answer with a picture share: their parameters and how the file is written."""

from __future__ import annotations

import io
import secrets
from typing import Any

import numpy as np
from aiohttp import web
from PIL import Image

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.replies import compute_headers, reply_bytes
from hfwidgets.sandbox.tasks.payload import TEXT, Rule, between

_LEAST_SIDE, _MOST_SIDE = 16, 2048
SIDE = Rule(
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
RULES = {
    "negative_prompt": TEXT,
    "num_inference_steps": STEPS,
    "guidance_scale": between(0, 100),
    "height": SIDE,
    "width": SIDE,
    "seed": SEED,
}


def generator(seed: int | None) -> np.random.Generator:
    """Return random numbers that a seed decides, or others every time."""
    return np.random.default_rng(secrets.randbits(64) if seed is None else seed)


def check_divisible(width: int, height: int) -> None:
    """Refuse sides that a diffusion model would refuse.

    Raises:
        Refusal: 400 in the words of diffusers.
    """
    if width % 8 or height % 8:
        raise refuse(
            400,
            f"`height` and `width` have to be divisible by 8 but are {height} and {width}.",
        )


async def reply_picture(call: Call, image: Image.Image, started: float) -> web.StreamResponse:
    """Answer with a PNG where one is asked for, else with a JPEG, as the hosted service does."""
    kind = "PNG" if "image/png" in call.request.headers.get("Accept", "") else "JPEG"
    body = await call.host.call(_file, image, kind)
    headers = compute_headers(started, 0, call.faults)
    return await reply_bytes(
        call.request, body, f"image/{kind.lower()}", headers, call.faults, call.entry
    )


def _file(image: Image.Image, kind: str) -> bytes:
    more: dict[str, Any] = {"quality": 92} if kind == "JPEG" else {"compress_level": 4}
    buffer = io.BytesIO()
    image.save(buffer, kind, **more)
    return buffer.getvalue()

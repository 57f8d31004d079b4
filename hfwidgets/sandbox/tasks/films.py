"""Videos of a prompt or of a picture: a picture, and a camera that moves over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PIL import Image

from hfwidgets.sandbox.tasks.handling import File, media, text
from hfwidgets.sandbox.tasks.payload import TEXT, Rule, between
from hfwidgets.sandbox.tasks.pictures import SEED, SIZE, STEPS, generator, order_of, sized

if TYPE_CHECKING:
    from hfwidgets.sandbox.engines.camera import Camera

_MOST_FRAMES, _USUAL_FRAMES = 120, 36
_FRAMES = Rule(
    lambda value: (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and value == int(value)  # today's clients name it as a number with a decimal point
        and 2 <= value <= _MOST_FRAMES
    ),
    f"ensure this value is a whole number from 2 to {_MOST_FRAMES}: the sandbox films 12 a second",
)
_NEGATIVE = Rule(
    lambda value: (
        isinstance(value, str)
        or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    ),
    "a text or a list of texts is expected",
)
_RULES = {
    "negative_prompt": _NEGATIVE,
    "num_inference_steps": STEPS,
    "guidance_scale": between(0, 100),
    "num_frames": _FRAMES,
    "seed": SEED,
}
read_film = text(_RULES)
read_filmed = media("image", {**_RULES, "prompt": TEXT, "target_size": SIZE})


def film(engine: Camera, prompt: str, given: dict[str, Any]) -> File:
    """Return the film of what a prompt names."""
    random = generator(given)
    negative = given.get("negative_prompt", "")
    words = negative if isinstance(negative, str) else ", ".join(negative)
    painted = engine.paint(order_of(prompt, {**given, "negative_prompt": words}), random)
    return _filmed(engine, painted, prompt, given, random)


def film_of(engine: Camera, image: Image.Image, given: dict[str, Any]) -> File:
    """Return a film in which a camera moves over a picture."""
    random = generator(given)
    return _filmed(engine, sized(image, given), given.get("prompt", ""), given, random)


def _filmed(
    engine: Camera, image: Image.Image, prompt: str, given: dict[str, Any], random: Any
) -> File:
    from hfwidgets.sandbox.engines.camera import Take

    take = Take(prompt, int(given.get("num_frames", _USUAL_FRAMES)), random)
    return File(engine.film(image, take), "video/mp4")

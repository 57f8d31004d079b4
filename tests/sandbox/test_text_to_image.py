"""Text to image over HTTP: pictures that follow prompt, seed, steps and guidance."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hfwidgets.sandbox.engines.painter import Order, Painter
from hfwidgets.sandbox.engines.painter_prompt import understand
from hfwidgets.sandbox.engines.painter_things import KINDS
from tests.sandbox.conftest import Post

MODEL = "/models/sandbox/painter"


def _painted(post: Post, prompt: str, **parameters: Any) -> Any:
    """Return a picture's values, (rows, columns, 3)."""
    body = {"inputs": prompt, "parameters": {"width": 256, "height": 192, **parameters}}
    response = post(MODEL, body, headers={"Accept": "image/png"})
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "image/png"
    return np.asarray(Image.open(io.BytesIO(response.content)), np.float32)


def test_the_same_seed_paints_the_same_pixels_and_another_does_not(post: Post) -> None:
    first = _painted(post, "a house by the sea", seed=3)
    assert (first == _painted(post, "a house by the sea", seed=3)).all()
    assert (first != _painted(post, "a house by the sea", seed=4)).any()


def test_without_a_seed_every_picture_is_another(post: Post) -> None:
    assert (_painted(post, "a forest") != _painted(post, "a forest")).any()


def test_the_prompt_decides_what_is_seen(post: Post) -> None:
    day, night = _painted(post, "mountains", seed=1), _painted(post, "mountains at night", seed=1)
    assert night.mean() < day.mean() / 2
    red, blue = _painted(post, "a red ball", seed=1), _painted(post, "a blue ball", seed=1)
    assert ((red - blue)[..., 0] > 80).sum() > 500
    assert (red[:40] == blue[:40]).all()


def test_few_steps_leave_noise(post: Post) -> None:
    clean = _painted(post, "a lake", seed=1, num_inference_steps=100)
    apart = [
        np.abs(_painted(post, "a lake", seed=1, num_inference_steps=steps) - clean).mean()
        for steps in (1, 5, 20, 50)
    ]
    assert apart == sorted(apart, reverse=True)
    assert apart[0] > 30 > apart[-1]


def test_a_faster_sampler_needs_fewer_steps(post: Post) -> None:
    clean = _painted(post, "a lake", seed=1, num_inference_steps=100)

    def apart(scheduler: str) -> float:
        made = _painted(post, "a lake", seed=1, num_inference_steps=6, scheduler=scheduler)
        return float(np.abs(made - clean).mean())

    assert apart("LCMScheduler") < apart("DDIMScheduler")


def test_guidance_leads_from_no_prompt_to_the_prompt(post: Post) -> None:
    full = _painted(post, "a red rocket in space", seed=1, guidance_scale=7.5)
    apart = [
        np.abs(_painted(post, "a red rocket in space", seed=1, guidance_scale=scale) - full).mean()
        for scale in (0, 3, 6)
    ]
    assert apart == sorted(apart, reverse=True)
    ignored = _painted(post, "a red rocket in space", seed=1, guidance_scale=0)
    assert (ignored == _painted(post, "a lake", seed=1, guidance_scale=0)).all()


def test_the_negative_prompt_takes_things_away(post: Post) -> None:
    without = _painted(post, "a dog and a cat", seed=1, negative_prompt="cat")
    assert (without == _painted(post, "a dog", seed=1)).all()


def test_a_prompt_is_taken_apart() -> None:
    wish = understand("Three small red boats on a lake at sunset, without clouds")
    (boat,) = wish.things
    assert (boat.name, boat.count, boat.size) == ("boat", 3, 0.6)
    assert wish.time == "sunset"
    assert wish.places == {"lake"}
    assert wish.weather == frozenset()
    assert not understand("quarterly revenue").known


@pytest.mark.parametrize("name", KINDS)
def test_each_thing_is_painted_where_its_name_is_read(name: str) -> None:
    def paint(prompt: str) -> Any:
        order = Order(prompt, "", (160, 120), 200, 7.5)
        return np.asarray(Painter().paint(order, np.random.default_rng(2)), np.int16)

    assert (np.abs(paint(f"a {name} in the desert") - paint("the desert")).max(-1) > 30).sum() > 20


def test_without_accept_the_picture_is_a_jpeg_of_512_pixels(post: Post) -> None:
    response = post(MODEL, {"inputs": "a castle"})
    assert response.headers["Content-Type"] == "image/jpeg"
    image = Image.open(io.BytesIO(response.content))
    assert (image.format, image.size) == ("JPEG", (512, 512))


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"inputs": ""}, 400, "the text is empty"),
        ({"inputs": 5}, 422, "str type expected"),
        ({"inputs": "a", "parameters": {"width": 100}}, 400, "divisible by 8 but are 512 and 100"),
        ({"inputs": "a", "parameters": {"width": 2048, "height": 2048}}, 400, "at most"),
        ({"inputs": "a", "parameters": {"width": "512"}}, 400, "parameters.width"),
        ({"inputs": "a", "parameters": {"num_inference_steps": 0}}, 400, "from 1 to 500"),
        ({"inputs": "a", "parameters": {"scheduler": "Magic"}}, 400, "Scheduler 'Magic'"),
        ({"inputs": "a", "parameters": {"sed": 1}}, 400, "not used by the model"),
    ],
)
def test_a_wrong_request_is_refused(post: Post, body: object, status: int, said: str) -> None:
    response = post(MODEL, body)
    assert response.status_code == status
    assert said in response.text

"""Image to image over HTTP: filters that the prompt chooses, as strong as asked."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hfwidgets.sandbox.engines.darkroom import LOOKS, chosen, make_over
from tests.sandbox.conftest import Post
from tests.sandbox.media_samples import encoded, in_json, photo, photo_bytes

MODEL = "/models/sandbox/darkroom"
_SMALL = encoded(photo("coffee").resize((240, 160)))


def _made(post: Post, raw: bytes = _SMALL, **parameters: Any) -> Image.Image:
    response = post(MODEL, in_json(raw, **parameters), headers={"Accept": "image/png"})
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "image/png"
    return Image.open(io.BytesIO(response.content)).convert("RGB")


def _apart(one: Image.Image, other: Image.Image) -> float:
    away = np.asarray(one, np.float32) - np.asarray(other, np.float32)
    return float(np.abs(away).mean())


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_each_look_is_called_by_its_words_and_changes_the_picture(look: Any) -> None:
    word = look.words.split("|")[0].replace("[- ]", " ").replace("u?", "").replace("[ae]", "e")
    assert look in chosen(f"make it {word}, please")
    image = photo("coffee").resize((120, 80))
    made = look.apply(image, np.random.default_rng(1))
    assert made.size == image.size
    assert _apart(image, made) > 1


def test_the_same_seed_makes_the_same_pixels_and_another_does_not(post: Post) -> None:
    first = _made(post, prompt="a rainy night", seed=7)
    assert _apart(first, _made(post, prompt="a rainy night", seed=7)) == 0
    assert _apart(first, _made(post, prompt="a rainy night", seed=8)) > 0


def test_strength_says_how_far_it_goes(post: Post) -> None:
    before = Image.open(io.BytesIO(_SMALL))
    apart = [
        _apart(before, _made(post, prompt="night", strength=strength, seed=1))
        for strength in (0, 0.3, 0.9)
    ]
    assert apart[0] < 2 < apart[1] < apart[2]


def test_night_is_darker_and_grey_has_no_colour(post: Post) -> None:
    before = Image.open(io.BytesIO(_SMALL))
    assert np.asarray(_made(post, prompt="at night")).mean() < np.asarray(before).mean()
    grey = make_over(before, "black and white", "", 1.0, np.random.default_rng(1))
    values = np.asarray(grey, np.int16)
    assert np.abs(values[..., 0] - values[..., 2]).max() == 0


def test_the_negative_prompt_takes_a_look_away(post: Post) -> None:
    only = _made(post, prompt="sketch", seed=1)
    both = _made(post, prompt="sketch at night", negative_prompt="night", seed=1)
    assert _apart(only, both) == 0


def test_a_colour_word_tints(post: Post) -> None:
    values = np.asarray(_made(post, prompt="make it blue", seed=1), np.float32).mean((0, 1))
    before = np.asarray(Image.open(io.BytesIO(_SMALL)), np.float32).mean((0, 1))
    assert values[2] - values[0] > before[2] - before[0] + 20


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({"target_size": {"width": 64, "height": 96}}, (64, 96)),
        ({"width": 120}, (120, 80)),
        ({"height": 320, "width": 200}, (200, 320)),
        ({}, (240, 160)),
    ],
)
def test_the_size_is_as_asked(post: Post, asked: dict[str, Any], size: tuple[int, int]) -> None:
    assert _made(post, prompt="fog", **asked).size == size


def test_raw_bytes_are_answered_with_a_jpeg(post: Post) -> None:
    response = post(MODEL, data=photo_bytes("coffee"))
    assert response.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(response.content)).format == "JPEG"


@pytest.mark.parametrize(
    "parameters",
    [
        {"strength": 2},
        {"num_inference_steps": 0},
        {"target_size": {"width": 1e9, "height": 1}},
        {"target_size": [1, 2]},
        {"seed": -1},
        {"prompt": 5},
        {"filter": "night"},
    ],
)
def test_wrong_parameters_are_refused(post: Post, parameters: dict[str, Any]) -> None:
    assert post(MODEL, in_json(_SMALL, **parameters)).status_code == 400

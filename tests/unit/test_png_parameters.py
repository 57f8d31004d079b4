"""Parameters inside PNG files, and those of other programs."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from hfwidgets.pictures.png_parameters import common_text, parameters_in, with_parameters

PIXELS = np.random.default_rng(0).integers(0, 255, (6, 5, 3), np.uint8)


def png(**texts: str) -> bytes:
    info = PngInfo()
    for name, text in texts.items():
        info.add_text(name, text)
    file = io.BytesIO()
    Image.fromarray(PIXELS).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def pixel_chunks(file: bytes) -> bytes:
    return file[file.index(b"IDAT") :]


PARAMETERS = {
    "prompt": "a fox, oil on canvas",
    "negative_prompt": "blurry",
    "seed": 12345678901,
    "guidance_scale": 7.5,
    "num_inference_steps": 30,
    "width": 512,
    "height": 768,
    "model": "stabilityai/sdxl",
}


@pytest.mark.parametrize(
    "parameters",
    [
        PARAMETERS,
        {"prompt": "狐 🦊 \u0000 \n two lines", "seed": 0},
        {"prompt": ""},
        {},
        {"prompt": "a", "extra": {"loras": ["x", 1.5, None, True]}},
    ],
)
def test_parameters_come_back_as_they_were(parameters: dict[str, Any]) -> None:
    file = with_parameters(png(), parameters)
    assert parameters_in(file) == parameters
    assert pixel_chunks(file) == pixel_chunks(png())
    Image.open(io.BytesIO(file)).verify()
    assert (np.asarray(Image.open(io.BytesIO(file))) == PIXELS).all()


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.booleans())))
def test_any_text_comes_back(parameters: dict[str, Any]) -> None:
    assert parameters_in(with_parameters(png(), parameters)) == parameters


def test_parameters_are_replaced_and_other_texts_kept() -> None:
    first = with_parameters(png(Author="me", parameters="old"), {"prompt": "é"})
    second = with_parameters(first, {"prompt": "b", "seed": None})
    assert parameters_in(second) == {"prompt": "b"}
    texts = Image.open(io.BytesIO(second)).text  # type: ignore[attr-defined]
    assert texts == {"Author": "me", "hfwidgets": '{"prompt": "b"}', "parameters": "b"}


def test_other_programs_show_the_parameters() -> None:
    texts = Image.open(io.BytesIO(with_parameters(png(), PARAMETERS))).text  # type: ignore[attr-defined]
    assert texts["parameters"] == (
        "a fox, oil on canvas\nNegative prompt: blurry\nSeed: 12345678901, CFG scale: 7.5, "
        "Steps: 30, Model: stabilityai/sdxl, Size: 512x768"
    )


def test_parameters_of_other_programs_are_read() -> None:
    text = (
        "a cat, <lora:detail:0.8>\nin two lines\nNegative prompt: ugly, dog\n"
        "Steps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 965400086, Size: 512x768, "
        'Model hash: 6ce0161689, Model: v1-5, Lora hashes: "detail: 7b, b: 1", Version: v1.6.0'
    )
    expected = {
        "prompt": "a cat, <lora:detail:0.8>\nin two lines",
        "negative_prompt": "ugly, dog",
        "num_inference_steps": 20,
        "scheduler": "DPM++ 2M Karras",
        "guidance_scale": 7,
        "seed": 965400086,
        "width": 512,
        "height": 768,
        "model": "v1-5",
    }
    assert parameters_in(png(parameters=text)) == expected
    info = PngInfo()
    info.add_itxt("parameters", text, zip=True)
    file = io.BytesIO()
    Image.new("L", (1, 1)).save(file, "PNG", pnginfo=info)
    assert parameters_in(file.getvalue()) == expected


def test_the_common_text_alone_gives_the_same() -> None:
    given = {**PARAMETERS, "scheduler": "a, b: c"}
    assert parameters_in(png(parameters=common_text(given))) == given


@pytest.mark.parametrize("texts", [{}, {"Author": "me"}, {"parameters": " "}, {"hfwidgets": "["}])
def test_a_picture_without_parameters_has_none(texts: dict[str, str]) -> None:
    assert parameters_in(png(**texts)) is None


def test_a_prompt_alone_is_a_prompt() -> None:
    assert parameters_in(png(parameters="a: b, c\nd")) == {"prompt": "a: b, c\nd"}


@pytest.mark.parametrize(
    ("file", "words"),
    [(b"\xff\xd8\xff", "no PNG file"), (png()[:-20], "cut or damaged"), (png()[:8], "no end")],
)
def test_what_is_no_png_is_refused(file: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parameters_in(file)
    with pytest.raises(ValueError, match=words):
        with_parameters(file, {})

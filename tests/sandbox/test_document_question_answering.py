"""Questions about pages over HTTP: what the fallback reads, and words that are sent along."""

from __future__ import annotations

import base64
import difflib
import importlib.util
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from hfwidgets.sandbox.engines.glyphs import load
from hfwidgets.sandbox.engines.page import lines_of
from tests.sandbox.conftest import Post
from tests.sandbox.media_samples import encoded

MODEL = "/models/sandbox/glyphs"
LINES = (
    "RECEIPT",
    "Order number: 4711-B",
    "Date: 2025-03-09",
    "Sold to: Anna Berg",
    "Two chairs     88.00",
    "Total:   104.72 EUR",
)


def _page(color: str = "black", ground: str = "white", size: int = 26) -> Image.Image:
    image = Image.new("RGB", (620, 340), ground)
    font = ImageFont.load_default(size)
    for number, line in enumerate(LINES):
        ImageDraw.Draw(image).text((40, 20 + number * 50), line, color, font)
    return image


def _ask(post: Post, question: str, image: Image.Image, **parameters: Any) -> list[dict[str, Any]]:
    body = {
        "question": question,
        "image": base64.b64encode(encoded(image)).decode(),
        "parameters": parameters,
    }
    response = post(MODEL, body)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()
    return found


@pytest.mark.parametrize(
    ("color", "ground", "size"),
    [("black", "white", 26), ("white", "navy", 26), ("black", "ivory", 18), ("black", "white", 36)],
)
def test_the_fallback_reads_its_own_font(color: str, ground: str, size: int) -> None:
    words = load().read(_page(color, ground, size))
    read = [" ".join(words[number].text for number in line) for line in lines_of(words)]
    wanted = [" ".join(line.split()) for line in LINES]
    likeness = difflib.SequenceMatcher(None, "\n".join(read), "\n".join(wanted)).ratio()
    assert likeness > 0.85


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the order number?", "4711-B"),
        ("What is the date?", "2025-03-09"),
        ("Who was it sold to?", "Anna Berg"),
        ("What is the total?", "104.72 EUR"),
    ],
)
def test_answers_stand_beside_what_was_asked(post: Post, question: str, answer: str) -> None:
    (found,) = _ask(post, question, _page())
    assert found["answer"] == answer
    assert 0 < found["score"] <= 1
    assert found["start"] <= found["end"]


def test_another_page_gets_another_answer(post: Post) -> None:
    image = _page()
    ImageDraw.Draw(image).rectangle([110, 120, 600, 160], "white")
    assert _ask(post, "What is the date?", image) != _ask(post, "What is the date?", _page())


def test_words_that_are_sent_are_not_read_again(post: Post) -> None:
    words = [["Name:", [10, 10, 60, 30]], ["Ada", [70, 10, 110, 30]]]
    blank = Image.new("RGB", (50, 50), "white")
    (found,) = _ask(post, "What is the name?", blank, word_boxes=words)
    assert (found["answer"], found["start"], found["end"]) == ("Ada", 1, 1)


def test_a_blank_page_has_no_answer(post: Post) -> None:
    blank = Image.new("RGB", (300, 200), "white")
    assert _ask(post, "What is the total?", blank) == []
    (found,) = _ask(post, "What is the total?", blank, handle_impossible_answer=True)
    assert (found["answer"], found["score"]) == ("", 1.0)


def test_both_forms_are_the_same(post: Post) -> None:
    raw = base64.b64encode(encoded(_page())).decode()
    asked = {"question": "What is the total?", "image": raw}
    assert post(MODEL, asked).json() == post(f"/hf-inference{MODEL}", {"inputs": asked}).json()


@pytest.mark.parametrize(
    "parameters", [{"word_boxes": [["a"]]}, {"top_k": 0}, {"lang": 5}, {"language": "en"}]
)
def test_wrong_parameters_are_refused(post: Post, parameters: dict[str, Any]) -> None:
    raw = base64.b64encode(encoded(_page())).decode()
    body = {"question": "What is it?", "image": raw, "parameters": parameters}
    assert post(MODEL, body).status_code == 400


@pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is not None, reason="rapidocr is installed"
)
def test_the_reader_that_is_not_installed_names_its_extra(post: Post) -> None:
    response = post("/models/sandbox/rapidocr", {"question": "a", "image": ""})
    assert response.status_code == 400
    assert "pip install 'hfwidgets[ocr]'" in response.json()["error"]

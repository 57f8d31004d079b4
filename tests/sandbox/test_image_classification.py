"""Image classification over HTTP: real scores of the image's content."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageEnhance

from tests.sandbox.conftest import Post
from tests.sandbox.media_samples import encoded, in_json, needs_network, photo, photo_bytes

pytestmark = needs_network
MODEL = "/models/sandbox/efficientnet-lite0"


@pytest.mark.parametrize(
    ("name", "word"), [("chelsea", "cat"), ("coffee", "espresso"), ("rocket", "missile")]
)
def test_the_first_labels_name_the_subject(post: Post, name: str, word: str) -> None:
    labels = post(MODEL, data=photo_bytes(name)).json()
    assert len(labels) == 5
    assert any(word in found["label"] for found in labels)


def test_the_answer_names_its_engine(post: Post) -> None:
    response = post(MODEL, data=photo_bytes("coffee"))
    assert response.headers["x-compute-engine"] == "EfficientNet-Lite0 in numpy"


def test_all_scores_fall_and_sum_to_one(post: Post) -> None:
    scores = [
        one["score"] for one in post(MODEL, in_json(photo_bytes("rocket"), top_k=1000)).json()
    ]
    assert len(scores) == 1000
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize(
    "changed",
    [
        photo("chelsea").rotate(90, expand=True),
        ImageEnhance.Brightness(photo("chelsea")).enhance(0.3),
        photo("chelsea").crop((100, 30, 300, 200)),
    ],
    ids=["turned", "darkened", "cropped"],
)
def test_another_image_gets_other_scores(post: Post, changed: Image.Image) -> None:
    before = post(MODEL, data=encoded(photo("chelsea"))).json()
    assert post(MODEL, data=encoded(changed)).json() != before


def test_functions_change_the_scores_but_not_the_order(post: Post) -> None:
    def found(function: str) -> list[dict[str, Any]]:
        body = in_json(photo_bytes("coffee"), function_to_apply=function, top_k=20)
        answer: list[dict[str, Any]] = post(MODEL, body).json()
        return answer

    order = [one["label"] for one in found("softmax")]
    assert [one["label"] for one in found("sigmoid")] == order
    assert [one["label"] for one in found("none")] == order
    assert found("none")[0]["score"] > 1

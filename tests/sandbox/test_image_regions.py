"""Segmentation and detection over HTTP: masks and boxes that follow the image."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.sandbox.conftest import Post
from tests.sandbox.media_samples import encoded, in_json, needs_network, photo, photo_bytes

pytestmark = needs_network
MASKS = "/models/sandbox/slic-cam"
BOXES = "/models/sandbox/cam-boxes"


def _mask(segment: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    image = Image.open(io.BytesIO(base64.b64decode(segment["mask"])))
    assert image.mode == "L"
    values = np.asarray(image)
    assert set(np.unique(values)) <= {0, 255}
    return values > 0


def _circle(at: tuple[int, int], size: tuple[int, int] = (320, 240)) -> Image.Image:
    image = Image.new("RGB", size, (60, 120, 60))
    ImageDraw.Draw(image).ellipse([at[0] - 50, at[1] - 50, at[0] + 50, at[1] + 50], "orange")
    return image


def test_masks_have_the_images_size_and_cover_it_once(post: Post) -> None:
    segments = post(MASKS, data=photo_bytes("coffee")).json()
    masks = [_mask(segment) for segment in segments]
    assert {mask.shape for mask in masks} == {(400, 600)}
    covered = np.sum(masks, axis=0)
    assert (covered == 1).mean() > 0.97
    assert segments[-1]["label"] == "background"


def test_the_first_mask_is_the_object(post: Post) -> None:
    segment = post(MASKS, data=encoded(_circle((200, 100)))).json()[0]
    wanted = np.asarray(_circle((200, 100)))[..., 0] > 128
    mask = _mask(segment)
    assert (mask & wanted).sum() / (mask | wanted).sum() > 0.85


def test_the_cup_is_named(post: Post) -> None:
    assert post(MASKS, data=photo_bytes("coffee")).json()[0]["label"] in ("espresso", "cup")


def test_subtasks_answer_in_their_way(post: Post) -> None:
    def ask(subtask: str) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = post(
            MASKS, in_json(photo_bytes("coffee"), subtask=subtask)
        ).json()
        return answer

    assert all(segment["label"] != "background" for segment in ask("instance"))
    assert all(segment["score"] is None for segment in ask("semantic"))
    assert all(0 <= segment["score"] <= 1 for segment in ask("panoptic"))


def test_thresholds_change_what_is_found(post: Post) -> None:
    raw = photo_bytes("coffee")
    strict = post(MASKS, in_json(raw, mask_threshold=0.9)).json()[0]
    loose = post(MASKS, in_json(raw, mask_threshold=0.1)).json()[0]
    assert _mask(strict).sum() < _mask(loose).sum()
    nothing = post(MASKS, in_json(raw, threshold=1.0)).json()
    assert [segment["label"] for segment in nothing] == ["background"]


@pytest.mark.parametrize("at", [(80, 80), (240, 160)])
def test_a_box_follows_its_object(post: Post, at: tuple[int, int]) -> None:
    box = post(BOXES, in_json(encoded(_circle(at)), threshold=0)).json()[0]["box"]
    wanted = {"xmin": at[0] - 50, "ymin": at[1] - 50, "xmax": at[0] + 50, "ymax": at[1] + 50}
    assert all(abs(box[side] - wanted[side]) <= 8 for side in wanted)


@pytest.mark.parametrize("name", ["chelsea", "coffee", "rocket", "astronaut"])
def test_boxes_are_inside_the_image_and_scores_fall(post: Post, name: str) -> None:
    found = post(BOXES, in_json(photo_bytes(name), threshold=0)).json()
    width, height = photo(name).size
    assert found
    for one in found:
        box = one["box"]
        assert 0 <= box["xmin"] < box["xmax"] <= width
        assert 0 <= box["ymin"] < box["ymax"] <= height
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)


def test_the_threshold_leaves_out_what_is_unsure(post: Post) -> None:
    everything = post(BOXES, in_json(photo_bytes("astronaut"), threshold=0)).json()
    limit = everything[-1]["score"]
    fewer = post(BOXES, in_json(photo_bytes("astronaut"), threshold=limit + 1e-6)).json()
    assert fewer == everything[: len(fewer)]
    assert len(fewer) < len(everything)


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (900, 2), (33, 20)])
@pytest.mark.parametrize("model", [MASKS, BOXES])
def test_odd_sizes_are_no_problem(post: Post, model: str, size: tuple[int, int]) -> None:
    response = post(model, data=encoded(Image.new("RGB", size, "teal")))
    assert response.status_code == 200
    assert isinstance(response.json(), list)

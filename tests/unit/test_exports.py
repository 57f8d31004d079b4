"""Files of segments and boxes, read back by other readers than those that wrote them."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hfwidgets.pictures.detections import Detections
from hfwidgets.pictures.exports import run_lengths
from hfwidgets.pictures.segments import Segments

MASKS = np.random.default_rng(3).random((3, 8, 10)) < 0.4
ANSWER = [
    {"label": label, "score": score, "mask": mask}
    for label, score, mask in zip("aba", (0.5, None, 0.25), MASKS, strict=True)
]


def decoded(counts: list[int], height: int, width: int) -> npt.NDArray[np.bool_]:
    """Decode run lengths as pycocotools does: column by column, from 0 to 1 and back."""
    flat = np.zeros(height * width, bool)
    at, value = 0, False
    for count in counts:
        flat[at : at + count] = value
        at, value = at + count, not value
    assert at == flat.size
    return flat.reshape((height, width), order="F")


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.floats(0, 1), st.integers(0, 99))
def test_run_lengths_are_decoded_to_the_mask(
    width: int, height: int, share: float, seed: int
) -> None:
    mask = np.random.default_rng(seed).random((height, width)) < share
    assert (decoded(run_lengths(mask), height, width) == mask).all()


def test_coco_has_masks_boxes_areas_and_categories() -> None:
    segments = Segments.of(ANSWER, (20, 16))
    found = json.loads(segments.coco("fox.jpg"))
    assert found["images"] == [{"id": 1, "file_name": "fox.jpg", "width": 20, "height": 16}]
    assert found["categories"] == [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]
    assert [one["category_id"] for one in found["annotations"]] == [1, 2, 1]
    assert [one.get("score") for one in found["annotations"]] == [0.5, None, 0.25]
    for one, mask in zip(found["annotations"], segments.masks, strict=True):
        assert one["segmentation"]["size"] == [16, 20]
        assert (decoded(one["segmentation"]["counts"], 16, 20) == mask).all()
        assert one["area"] == mask.sum()
        x, y, width, height = one["bbox"]
        assert mask[y : y + height, x : x + width].sum() == mask.sum()
        assert mask[y].any()
        assert mask[:, x + width - 1].any()


def test_an_empty_mask_has_an_empty_box() -> None:
    segments = Segments.of([{"label": "a", "mask": np.zeros((2, 3))}])
    [one] = json.loads(segments.coco("x"))["annotations"]
    assert (one["bbox"], one["area"], one["segmentation"]["counts"]) == ([0, 0, 0, 0], 0, [6])


def test_coco_of_detections_has_boxes() -> None:
    answer: list[dict[str, Any]] = [{"label": "cat", "score": 0.5, "box": [10, 5, 30, 20.5]}]
    [one] = json.loads(Detections.of(answer, (60, 40)).coco("fox.jpg"))["annotations"]
    assert (one["bbox"], one["area"], one["score"]) == ([10, 5, 20, 15.5], 310, 0.5)


def test_an_archive_holds_the_arrays() -> None:
    segments = Segments.of(ANSWER, (20, 16))
    with np.load(io.BytesIO(segments.npz())) as found:
        assert (found["masks"] == segments.masks).all()
        assert (found["label_map"] == segments.label_map).all()
        assert found["labels"].tolist() == ["a", "b", "a"]
        assert np.isnan(found["scores"]).tolist() == [False, True, False]
        assert found["boxes"].tolist() == [row["box"] for row in segments.table]


@pytest.mark.parametrize("count", [0, 3])
def test_an_archive_of_few_segments_can_be_read_without_pickle(count: int) -> None:
    with np.load(io.BytesIO(Segments.of(ANSWER[:count], (4, 3)).npz())) as found:
        assert found["masks"].shape == (count, 3, 4)
        assert found["boxes"].shape == (count, 4)
        assert found["labels"].shape == (count,)


def test_a_label_map_is_a_picture_of_numbers_in_the_segments_colours() -> None:
    segments = Segments.of(ANSWER, (20, 16))
    image = Image.open(io.BytesIO(segments.label_png()))
    assert image.mode == "P"
    assert (np.asarray(image) == segments.label_map).all()
    y, x = np.argwhere(segments.label_map == 2)[0]
    assert bytes(np.asarray(image.convert("RGB"))[y, x]).hex() == segments.colors[1][1:]


def test_a_label_map_of_many_segments_has_sixteen_bits() -> None:
    masks = np.eye(300, dtype=bool).reshape(300, 15, 20)
    segments = Segments.of([{"label": str(k), "mask": mask} for k, mask in enumerate(masks)])
    image = Image.open(io.BytesIO(segments.label_png()))
    assert np.asarray(image).reshape(-1).tolist() == list(range(1, 301))


def test_a_mask_is_a_grey_picture_of_the_picture_s_size() -> None:
    soft = np.array([[0, 90, 255]], np.uint8)
    segments = Segments.of([{"label": "a", "mask": soft}], (6, 2))
    image = Image.open(io.BytesIO(segments.mask_png(0)))
    assert (image.mode, image.size) == ("L", (6, 2))
    assert np.asarray(image).tolist() == [[0, 0, 90, 90, 255, 255]] * 2

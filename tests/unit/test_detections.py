"""Boxes of things: taken, cropped, and freed of doubles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hfwidgets.pictures.detections import Detections
from hfwidgets.pictures.reading import PictureError

PIXELS = np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8)


def thing(label: str, score: float | None, *box: float) -> dict[str, Any]:
    sides = ("xmin", "ymin", "xmax", "ymax")
    return {"label": label, "score": score, "box": dict(zip(sides, box, strict=True))}


CATS = [
    thing("cat", 0.9, 10, 10, 30, 30),
    thing("cat", 0.8, 12, 10, 32, 30),
    thing("dog", 0.7, 11, 10, 31, 30),
    thing("cat", None, 40.5, 0, 59.5, 12.25),
]


def test_the_table_holds_what_the_page_draws() -> None:
    detections = Detections.of(CATS, (60, 40))
    assert detections.boxes.shape == (4, 4)
    assert detections.table[3] == {
        "label": "cat", "score": None, "box": [40.5, 0.0, 59.5, 12.25],
        "color": detections.colors[3], "instance": 2,
    }  # fmt: skip
    assert len(set(detections.colors)) == 4
    frame = detections.to_frame()
    assert list(frame) == ["label", "score", "xmin", "ymin", "xmax", "ymax", "instance"]
    assert list(frame["xmax"]) == [30, 32, 31, 59.5]


def test_a_crop_holds_every_pixel_that_the_box_touches() -> None:
    detections = Detections.of(CATS, (60, 40))
    assert (np.asarray(detections.crop(PIXELS, 0)) == PIXELS[10:30, 10:30]).all()
    assert (np.asarray(detections.crop(PIXELS, -1)) == PIXELS[0:13, 40:60]).all()


def test_a_crop_ends_at_the_picture_s_edges() -> None:
    detections = Detections.of([thing("cat", 1, -5, 30, 20, 90), thing("far", 1, 70, 0, 80, 9)])
    assert (np.asarray(detections.crop(PIXELS, 0)) == PIXELS[30:, :20]).all()
    with pytest.raises(PictureError, match=r"box 1 \('far'\) has no pixel of the picture of 60 x"):
        detections.crop(PIXELS, 1)
    with pytest.raises(IndexError, match="no box 2; there are 2"):
        detections.crop(PIXELS, 2)


def test_doubles_of_a_label_are_dropped_the_surer_one_stays() -> None:
    detections = Detections.of(CATS, (60, 40))
    assert detections.suppressed() == [0, 2, 3]
    assert detections.suppressed(0.9) == [0, 1, 2, 3]
    assert detections.chosen(detections.suppressed()).labels == ["cat", "dog", "cat"]
    assert Detections.of(CATS[::-1], (60, 40)).suppressed() == [0, 1, 3]
    with pytest.raises(ValueError, match="overlap is 2"):
        detections.suppressed(2)


def test_boxes_that_only_touch_share_nothing() -> None:
    detections = Detections.of([thing("a", 1, 0, 0, 5, 5), thing("a", 0.5, 5, 0, 9, 5)])
    assert detections.suppressed(0) == [0, 1]


def test_boxes_without_area_stay() -> None:
    assert Detections.of([thing("a", 1, 3, 3, 3, 3)] * 2).suppressed() == [0, 1]


def test_nothing_found_is_an_empty_table() -> None:
    detections = Detections.of([], (60, 40))
    assert detections.boxes.shape == (0, 4)
    assert detections.table == []
    assert detections.suppressed() == []


def test_four_numbers_are_a_box_whatever_their_order() -> None:
    detections = Detections.of([{"label": None, "box": [30, 20, 10, 5]}])
    assert detections.boxes.tolist() == [[10, 5, 30, 20]]
    assert detections.labels == ["unnamed"]
    assert (detections.width, detections.height) == (30, 20)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ({"error": "x"}, "detections are a list of dicts"),
        ([{"label": "a", "score": 1}], "the box of thing 1 is None; it must have xmin"),
        ([{"box": [1, 2, 3]}], "the box of thing 1"),
        ([thing("a", 1, 0, 0, float("nan"), 1)], "the box of thing 1"),
        ([{"box": {"xmin": "left"}}, {"box": None}], "the box of thing 1"),
        (3, "of type int: 3"),
    ],
)
def test_what_is_no_detection_is_refused_in_words(result: Any, words: str) -> None:
    with pytest.raises(PictureError, match=words):
        Detections.of(result)


@pytest.mark.parametrize(
    "box", [None, [1, 2, 3], {"xmin": "left"}, [0, 0, float("nan"), 1], [0, 0, float("inf"), 1], 7]
)
def test_boxes_that_are_none_keep_nothing_from_the_others(box: Any) -> None:
    found = Detections.of([{"label": "dog", "box": box}, CATS[0]], (48, 32))
    assert found.labels == ["cat"]
    assert found.notices[0].startswith("1 of 2 boxes is left out: the box of thing 1 is ")


@pytest.mark.parametrize(
    "boxes", [[[0.1, 0.1, 0.5, 0.5]], [[0, 0, 1, 1]], [[0.2, 0.3, 0.4, 0.9], [0, 0, 0.1, 1.0]]]
)
def test_boxes_as_parts_of_the_sides_are_told(boxes: list[list[float]]) -> None:
    found = Detections.of([{"label": "cat", "box": box} for box in boxes], (640, 480))
    assert "give parts of its width and height" in found.notices[0]


def test_boxes_of_pixels_are_nothing_to_tell() -> None:
    small = [{"label": "cat", "box": [0, 0, 1, 1]}]
    assert Detections.of(small, (8, 8)).notices == ()
    assert Detections.of([*small, {"label": "cat", "box": [5, 5, 30, 20]}], (64, 48)).notices == ()


def test_a_label_reads_as_it_is_written() -> None:
    found = Detections.of(
        [
            {
                "label": "cat\u202egnp.exe",
                "score": 1,
                "box": {"xmin": 0, "ymin": 0, "xmax": 1, "ymax": 1},
            }
        ]
    )
    assert found.labels == ["cat\\u202egnp.exe"]

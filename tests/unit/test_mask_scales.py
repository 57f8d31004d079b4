"""Masks on any scale: what belongs to a segment does not depend on who wrote it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from hfwidgets.pictures.segments import Segments

INSIDE = np.zeros((12, 16), bool)
INSIDE[3:9, 4:12] = True
WHITE = Image.fromarray(INSIDE).convert("L")


def of(upper: Any, lower: Any, dtype: Any) -> Any:
    return np.where(INSIDE, upper, lower).astype(dtype)


def colored(indices: Any, palette: list[int]) -> Image.Image:
    image = Image.fromarray(np.asarray(indices, np.uint8), "P")
    image.putpalette(palette)
    return image


VOC = [0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 0] + [0] * 753 + [224, 224, 192]
MASKS = {
    "logits 8 and -5": of(8.0, -5.0, np.float32),
    "logits -1 and 1": of(1, -1, np.int64),
    "logits of bytes": of(100, -100, np.int8),
    "logits beyond exp": of(1e4, -1e4, np.float64),
    "0 and 100": of(100, 0, np.uint8),
    "0 and 7": of(7, 0, np.uint8),
    "0 and 127": of(127, 0, np.uint8),
    "1 and 2": of(2, 1, np.int32),
    "0 and 1000": of(1000, 0, np.uint16),
    "(1, 1, h, w)": of(1, 0, np.float32)[None, None],
    "(h, w, 1)": of(1, 0, np.uint8)[:, :, None],
    "bool (h, w, 3)": np.repeat(INSIDE[:, :, None], 3, axis=2),
    "shares (h, w, 3)": np.repeat(of(0.9, 0.1, np.float32)[:, :, None], 3, axis=2),
    "shares after resizing": of(1.04, -0.03, np.float32),
    "dark classes": colored(INSIDE * 3, VOC),
    "dark and bright classes": colored(np.where(INSIDE, 1, 0), [0, 0, 0, 10, 0, 0] + [255] * 762),
    "void": colored(np.where(INSIDE, 1, 255) * (np.arange(16) > 1), VOC),
    "a palette of greys": colored(INSIDE * 255, [v for v in range(256) for _ in range(3)]),
    "greys turned round": colored(~INSIDE, [255] * 3 + [0] * 765),
    "dark RGB": Image.fromarray(np.where(INSIDE[:, :, None], [0, 0, 90], 0).astype(np.uint8)),
    "mode I": Image.fromarray(of(100, 0, np.int32)),
    "mode F": Image.fromarray(of(8.0, -5.0, np.float32)),
    "mode LA": Image.merge(
        "LA", [Image.new("L", (16, 12), 9), Image.fromarray(INSIDE).convert("L")]
    ),
}


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_a_mask_is_understood_on_every_scale(mask: Any) -> None:
    found = Segments.of([{"label": "cup", "score": 0.9, "mask": mask}])
    assert (found.masks[0] == INSIDE).all()
    assert found.notices == ()


@pytest.mark.parametrize(
    "mask",
    [
        of(40, 20, np.uint8) + np.eye(12, 16, dtype=np.uint8),
        of(0.4, 0.1, np.float32),
        of(-1.0, -5.0, float),
    ],
    ids=["bytes", "shares", "logits"],
)
def test_a_mask_in_which_nothing_reaches_a_half_is_told(mask: Any) -> None:
    cup = {"label": "cup", "score": 0.9, "mask": INSIDE}
    found = Segments.of([cup, {"label": "spoon", "score": 0.5, "mask": mask}])
    assert not found.masks[1].any()
    assert "no value of the mask of segment 2 (spoon) reaches a half" in found.notices[0].lower()


def test_an_empty_mask_is_no_fault() -> None:
    empty = {"label": "cup", "score": 0.9, "mask": np.zeros((12, 16), np.uint8)}
    assert Segments.of([empty]).notices == ()


def test_a_logit_of_0_does_not_belong() -> None:
    mask = np.array([[-2.0, 0.0, 0.001, 3.0]])
    assert Segments.of([{"label": "cup", "mask": mask}]).masks[0].tolist() == [
        [False, False, True, True]
    ]


def test_a_picture_that_is_one_class_belongs_to_it_whole() -> None:
    assert Segments.of([{"label": "cup", "mask": np.full((4, 4), 7, np.uint8)}]).masks.all()
    assert not Segments.of([{"label": "cup", "mask": np.full((4, 4), 0.2)}]).masks.any()

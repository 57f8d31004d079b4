"""The answers about pictures that a widget keeps: their bounds, their places, what a page gets."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from hfwidgets.pictures.reading import Picture
from hfwidgets.widgets.pictures.kept_answers import (
    MOST_ANSWERS,
    MOST_PICTURES,
    MOST_TOLD,
    Candidate,
    KeptAnswers,
    PictureAnswer,
    box_of,
    boxes_of,
)

WORDS: list[Any] = [
    ["one", [100, 100, 200, 150]],
    ["two", [250, 100, 300, 150]],
    ["three", [100, 200, 200, 250]],
]


def picture() -> Picture:
    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    return Picture.read(file.getvalue())


def answer(number: int, text: str = "yes", about: str = "p1") -> PictureAnswer:
    found = (Candidate(text, 0.5),)
    return PictureAnswer(f"question {number}", found, "cat.jpg", id=f"a{number}", picture_id=about)


def test_words_on_one_line_are_one_box_and_others_their_own() -> None:
    found = boxes_of({"start": 0, "end": 2}, (2000, 1000), WORDS)
    assert found == ((200.0, 100.0, 600.0, 150.0), (200.0, 200.0, 400.0, 250.0))


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"start": 1, "end": 3},
        {"start": -1, "end": 1},
        {"start": 2, "end": 1},
        {"start": "0", "end": "1"},
        {"start": True, "end": True},
        {"start": 0.5, "end": 1},
        {"box": "1234"},
        {"box": [1, 2, 3]},
        {"box": [4, 4, 1, 1]},
        {"box": [float("nan"), 0, 1, 1]},
        {"box": {"xmin": None}},
        {"box": [10**400, 0, 1, 1]},
        {"boxes": 5},
    ],
)
def test_places_that_are_none_are_left_out(entry: dict[str, Any]) -> None:
    assert boxes_of(entry, (100, 100), WORDS) == ()


def test_boxes_of_a_model_are_taken_as_they_are() -> None:
    box = {"xmin": 1, "ymin": 2, "xmax": 3, "ymax": 4}
    assert boxes_of({"box": box, "start": 0, "end": 0}, None) == ((1.0, 2.0, 3.0, 4.0),)
    assert boxes_of({"boxes": [[1, 2, 3, 4], box, "?"]}, None) == ((1.0, 2.0, 3.0, 4.0),) * 2
    assert box_of((1, 2, 3, 4)) == (1.0, 2.0, 3.0, 4.0)


def test_the_oldest_of_many_go_with_their_pictures() -> None:
    kept = KeptAnswers()
    for number in range(MOST_ANSWERS + 30):
        kept.add(answer(number, about=f"p{number}"), picture())
    assert len(kept.all) == MOST_ANSWERS
    assert kept.all[0].question == "question 30"
    held = [one.id for one in kept.all if kept.picture(one.picture_id) is not None]
    assert len(held) == MOST_PICTURES
    assert held[-1] == kept.all[-1].id


def test_a_page_gets_the_newest_and_the_number_of_the_others() -> None:
    kept = KeptAnswers()
    for number in range(20):
        kept.add(answer(number, "long " * 5000), None)
    told = kept.to_page()
    assert told["answers"][0]["question"] == "question 19"
    assert told["left"] == 20 - len(told["answers"]) > 0
    assert len(str(told)) < MOST_TOLD + 10_000
    assert told["answers"][0]["items"][0]["answer"].endswith("…")


def test_deletions_are_taken_back_once() -> None:
    kept = KeptAnswers()
    for number in range(3):
        kept.add(answer(number), None)
    kept.delete("a1")
    assert [one.id for one in kept.all] == ["a0", "a2"]
    kept.restore()
    assert [one.id for one in kept.all] == ["a0", "a1", "a2"]
    kept.delete(None)
    assert kept.all == ()
    kept.restore()
    with pytest.raises(ValueError, match="nothing was deleted"):
        kept.restore()
    with pytest.raises(ValueError, match="not kept any more; ask again"):
        kept.delete("a9")

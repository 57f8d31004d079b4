"""What a notebook keeps of a result: as text, HTML, Markdown or a picture, whatever came."""

from __future__ import annotations

import base64
import io
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hfwidgets.pictures.captioned import MOST_FILE, SIDE, Entry, captioned, compressed
from hfwidgets.pictures.detections import Detections
from hfwidgets.pictures.drawn import legend_of, with_boxes, with_masks
from hfwidgets.pictures.segments import Segments
from hfwidgets.widgets.engine.output import Output
from hfwidgets.widgets.engine.still import Sheet, Still, clean, scored, still_of
from hfwidgets.widgets.engine.still_files import save_sheet

MOST_KEPT = 60_000
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>&amp; \ud800 \x00\x1b[31m `*_[a](b)|"
NOISE = Image.fromarray(np.random.default_rng(1).integers(0, 255, (900, 1200, 3), np.uint8))


class Tags(HTMLParser):
    """The tags and attributes of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def sheet(**more: Any) -> Sheet:
    return Sheet("Text generation", {"prompt": "A class is"}, line="m · Done", **more)


@pytest.mark.parametrize(
    "still",
    [
        Still(EVIL),
        Still(EVIL, follows=True),
        Still(table=scored([{"label": EVIL, "score": 0.5}])),
        still_of([{EVIL: EVIL, "start": 1}], ""),
        still_of({"a": [EVIL, {"b": EVIL}]}, ""),
        still_of([[EVIL], {"b": EVIL}], ""),
    ],
    ids=["text", "continued", "scores", "table", "object", "value"],
)
def test_text_of_others_is_text_in_every_form(still: Still) -> None:
    made = Sheet(EVIL, {"prompt": EVIL}, still, EVIL, EVIL)
    page = made.html()
    tags = Tags(page)
    assert set(tags.tags) <= {"div", "p", "b", "pre", "table", "tr", "td", "th"}
    assert tags.attributes <= {"class", "dir", "style"}
    assert "<script>alert(1)" in tags.text
    assert "<script" not in page
    outside = made.markdown().split("```")[::2]
    assert not [one for one in outside if "<script" in one]
    for text in (page, made.plain(), made.markdown()):
        assert "\x00" not in text
        text.encode()


def test_a_text_has_its_prompt_its_model_and_how_it_went() -> None:
    made = sheet(still=Still(" a group\n  of <things>", follows=True))
    assert made.plain() == "Text generation\n\nA class is a group\n  of <things>\n\nm · Done"
    assert "<b>A class is</b> a group\n  of &lt;things&gt;</pre>" in made.html()
    assert "A class is a group\n  of <things>" in made.markdown()


def test_what_went_wrong_is_told_behind_what_came() -> None:
    made = sheet(still=Still("half"), fault="Failed: The stream broke off.")
    assert made.plain().index("half") < made.plain().index("Failed: The stream broke off.")
    assert "<p>Failed: The stream broke off.</p>" in made.html()


@pytest.mark.parametrize("letter", ["a", "<", "é", "\n", "\U0001f600"])
def test_a_long_text_is_cut_in_the_notebook_and_whole_in_files(letter: str) -> None:
    made = sheet(still=Still(letter * 200_000))
    kept = made.bundle()
    assert sum(len(one.encode()) for one in kept.values()) <= MOST_KEPT
    assert "more characters)" in kept["text/plain"]
    assert made.plain(None).count(letter) >= 200_000


def test_a_token_is_left_out_of_a_text() -> None:
    made = sheet(still=Still("it is hf_abcdefghijklmnop, or not"), fault="Bearer secret-canary")
    for text in (made.html(), made.plain(), made.markdown()):
        assert "hf_abcdef" not in text
        assert "secret-canary" not in text


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "",
        [],
        {},
        [[]],
        [None, 1],
        float("nan"),
        [{}],
        [{"label": None, "score": None}],
        [{"label": "a", "score": float("nan")}, "odd"],
        b"\x00" * 10,
        np.zeros((2, 3)),
        [[0.1] * 500] * 20,
        [{"a": "x" * 5000}] * 500,
        {"a": {"b": {"c": object()}}},
    ],
    ids=lambda one: repr(one)[:30],
)
def test_any_answer_is_kept_in_bounds_without_a_hook_of_its_own(answer: Any) -> None:
    class Mine(Output):
        pass

    output = Mine()
    output.answer = answer  # type: ignore[attr-defined]
    kept = Sheet("Mine", {}, output.still(), "Done").bundle()
    assert set(kept) == {"text/html", "text/plain"}
    assert sum(len(one.encode()) for one in kept.values()) <= MOST_KEPT
    assert "Done" in kept["text/plain"]


def test_alike_objects_become_a_table_and_texts_stay_text() -> None:
    found = still_of([{"word": "Ann", "start": 0, "end": 3}, {"word": "Rome", "start": 9}], "")
    assert found.table is not None
    assert list(found.table.columns) == ["word", "start", "end"]
    assert [list(row) for row in found.table.rows] == [["Ann", "0", "3"], ["Rome", "9", ""]]
    assert still_of("a\nb", "").text == "a\nb"


def test_one_object_is_a_table_of_its_parts_and_a_list_one_of_its_items() -> None:
    found = still_of({"answer": "London", "score": 0.98765432, "cells": [[0, 1]]}, "").table
    assert found is not None
    assert list(found.rows) == [("answer", "London"), ("score", "0.987654"), ("cells", "[[0, 1]]")]
    numbers = still_of([0.5] * 1000, "").table
    assert numbers is not None
    assert (len(numbers.rows), numbers.left) == (40, 161)
    assert still_of(object(), "a sound").text == "a sound"


def test_scores_have_bars_of_their_length() -> None:
    table = scored([{"label": "a", "score": 1.0}, {"label": "b", "score": 0.25}])
    assert [row[1:] for row in table.rows] == [("100 %", "█" * 20), ("25.0 %", "█" * 5)]
    logits = scored([{"label": "a", "score": 7.0}])
    assert logits.rows[0][2] == ""


@pytest.mark.parametrize("size", [(1, 1), (4000, 20), (20, 4000), (3000, 2000), (640, 640)])
@pytest.mark.parametrize("entries", [0, 3, 500])
def test_a_picture_with_its_legend_fits_640_pixels(size: tuple[int, int], entries: int) -> None:
    legend = [Entry(f"thing {one} " * 9, "50.0 %", "#e69f00", 0.5) for one in range(entries)]
    made = captioned(Image.new("RGBA", size, "#ff000080"), legend, ["word " * 400, "a", ""])
    assert max(made.size) <= SIDE
    assert made.mode == "RGB"


def test_a_picture_of_noise_is_small_enough_for_a_notebook() -> None:
    kept = sheet(still=Still("noise", picture=NOISE)).bundle()
    assert set(kept) == {"image/jpeg", "text/plain"}
    assert sum(map(len, kept.values())) <= MOST_KEPT
    with Image.open(io.BytesIO(base64.b64decode(kept["image/jpeg"]))) as image:
        assert max(image.size) <= SIDE


def test_a_drawing_of_few_colours_stays_sharp() -> None:
    drawing = Image.new("RGB", (300, 200), "white")
    drawing.paste("red", (50, 50, 100, 100))
    data, kind = compressed(drawing)
    assert (kind, len(data) < MOST_FILE) == ("image/png", True)
    with Image.open(io.BytesIO(data)) as image:
        assert image.convert("RGB").getpixel((60, 60)) == (255, 0, 0)


def test_boxes_and_masks_are_painted_in_their_colours() -> None:
    picture = Image.new("RGB", (200, 100), "white")
    found = Detections.of(
        [{"label": "cat", "score": 0.9, "box": {"xmin": 60, "ymin": 30, "xmax": 150, "ymax": 80}}],
        picture.size,
    )
    boxes = with_boxes(picture, found)
    assert "#{:02x}{:02x}{:02x}".format(*boxes.getpixel((150, 60))) == found.colors[0]
    assert boxes.getpixel((100, 55)) == (255, 255, 255)
    mask = np.zeros((100, 200), np.uint8)
    mask[20:80, 40:160] = 255
    segments = Segments.of([{"label": "cat", "score": 0.9, "mask": mask}], picture.size)
    masks = with_masks(picture, segments)
    assert masks.getpixel((5, 5)) == (255, 255, 255)
    assert masks.getpixel((50, 70)) != (255, 255, 255)
    assert [(one.text, one.value) for one in legend_of(segments.table)] == [("cat", "90.0 %")]


def test_nothing_found_is_a_picture_all_the_same() -> None:
    picture = Image.new("RGB", (200, 100), "white")
    assert with_boxes(picture, Detections.of([], picture.size)).size == (200, 100)
    assert with_masks(picture, Segments.of([], picture.size)).size == (200, 100)


def test_files_stand_alone(tmp_path: Any) -> None:
    made = sheet(still=Still("noise", picture=NOISE, legend=[Entry("cat", "90.0 %")]))
    page = save_sheet(made, tmp_path / "a.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert '<img src="data:image/jpeg;base64,' in page
    assert 'alt="noise: cat 90.0 %"' in page
    words = save_sheet(made, tmp_path / "my file.md").read_text(encoding="utf-8")
    assert "](my%20file.jpg)" in words
    assert (tmp_path / "my file.jpg").read_bytes()[:3] == b"\xff\xd8\xff"
    assert "cat" in save_sheet(made, tmp_path / "a.txt").read_text(encoding="utf-8")
    for ending in ("png", "jpg"):
        with Image.open(save_sheet(made, tmp_path / f"a.{ending}")) as image:
            assert max(image.size) <= SIDE
    with pytest.raises(ValueError, match=r"a\.gif ends in no format of this; take \.html or "):
        save_sheet(made, tmp_path / "a.gif")
    with pytest.raises(ValueError, match=r"a\.png ends in no format"):
        save_sheet(sheet(), tmp_path / "a.png")


def test_control_codes_and_line_ends_of_other_systems_are_mended() -> None:
    assert clean("a\r\nb\tc\x07\x7f") == "a\nb\tc\ufffd\ufffd"

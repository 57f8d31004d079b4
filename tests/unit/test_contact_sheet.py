"""Contact sheets: every picture in its place, every label inside."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from hfwidgets.pictures.contact_sheet import contact_sheet

COLORS = ["red", "lime", "blue", "yellow", "cyan"]


def tiles(count: int = 5) -> list[Image.Image]:
    return [Image.new("RGB", (80, 60), color) for color in COLORS[:count]]


def middle_of(sheet: Image.Image, color: str) -> tuple[int, int, int]:
    """Return where a colour is, and how many pixels it has."""
    pixels = np.asarray(sheet)
    ys, xs = np.nonzero((pixels == np.asarray(Image.new("RGB", (1, 1), color))[0, 0]).all(axis=2))
    return round(xs.mean()), round(ys.mean()), len(xs)


def edges(sheet: Image.Image) -> npt.NDArray[np.uint8]:
    pixels = np.asarray(sheet)
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


def test_pictures_stand_in_rows_and_columns() -> None:
    sheet = contact_sheet(tiles(), 3)
    places = [middle_of(sheet, color) for color in COLORS]
    assert [place[2] for place in places] == [80 * 60] * 5
    assert places[0][1] == places[1][1] == places[2][1] < places[3][1] == places[4][1]
    assert places[0][0] == places[3][0] < places[1][0] == places[4][0] < places[2][0]


def test_the_number_of_columns_follows_the_labels_or_makes_a_square() -> None:
    assert contact_sheet(tiles(4)).size == contact_sheet(tiles(4), 2).size
    wide = contact_sheet(tiles(4), column_labels=list("abcd"))
    assert wide.width > 3 * wide.height / 2


@pytest.mark.parametrize("dark", [False, True])
def test_labels_take_room_beside_and_above_and_stay_inside(dark: bool) -> None:
    bare = contact_sheet(tiles(4), 2, dark=dark)
    rows = ["guidance_scale = 7.5", "Donaudampfschifffahrtsgesellschaftskapitän" * 3]
    columns = ["seed 1", "a prompt of many words that takes more than the width of a column " * 4]
    sheet = contact_sheet(tiles(4), 2, rows, columns, title="a fox " * 90, dark=dark)
    assert sheet.width > bare.width
    assert sheet.height > bare.height
    assert [middle_of(sheet, color)[2] for color in COLORS[:4]] == [80 * 60] * 4
    paper = np.asarray(bare)[0, 0]
    assert (edges(sheet) == paper).all()
    assert (paper < 60).all() if dark else (paper > 200).all()
    beside = np.asarray(sheet)[:, : sheet.width - bare.width]
    assert np.abs(beside.astype(int) - paper).max() > 150


def test_large_pictures_are_made_smaller_and_small_ones_are_not_enlarged() -> None:
    sheet = contact_sheet([Image.new("RGB", (2000, 500), "red"), tiles(2)[1]], 1, side=400)
    assert middle_of(sheet, "red")[2] == 400 * 100
    assert middle_of(sheet, "lime")[2] == 80 * 60


def test_an_empty_place_is_a_plate() -> None:
    sheet = contact_sheet([tiles(1)[0], None], 2)
    assert middle_of(sheet, "#eeeeee")[0] > middle_of(sheet, "red")[0]


def test_a_sheet_of_many_pictures_has_a_bound() -> None:
    sheet = contact_sheet([Image.new("RGB", (600, 600), "red")] * 400)
    assert sheet.width * sheet.height <= 64_000_000


def test_transparent_pictures_show_the_paper() -> None:
    sheet = contact_sheet([Image.new("RGBA", (80, 80), (255, 0, 0, 0))])
    assert np.asarray(sheet)[50, 50].tolist() == [255, 255, 255]


@pytest.mark.parametrize(
    ("images", "columns", "labels", "words"),
    [
        ([], None, [], "at least one picture"),
        (tiles(2), 0, [], "columns is 0"),
        (tiles(2), 2, ["a", "b"], "2 row labels and 0 column labels, and there are 1 rows"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused_in_words(
    images: list[Image.Image], columns: int | None, labels: list[str], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        contact_sheet(images, columns, labels)

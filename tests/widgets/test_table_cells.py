"""Cells of tables: which texts are numbers, in the kernel and (by the same list) in the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hfwidgets.widgets.tables.cells import (
    cell_of,
    is_amiss,
    kind_of,
    number_of,
    read_cells,
    text_of,
)

NUMBERS = Path(__file__).resolve().parents[2] / "js" / "test" / "fixtures" / "numbers.json"


@pytest.mark.parametrize(("text", "number"), json.loads(NUMBERS.read_text("utf-8")).items())
def test_a_text_is_the_number_that_the_page_takes_it_for(text: str, number: float | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("texts", "kind", "cells"),
    [
        (["1", "", "3"], "number", [1, None, 3]),
        (["1.50", "NaN", "n/a"], "number", [1.5, None, None]),
        (["3,5", "1,234"], "number", [3.5, 1.234]),
        (["3,5", "4.5"], "text", ["3,5", "4.5"]),
        (["1.234,5"], "text", ["1.234,5"]),
        (["007", "008"], "text", ["007", "008"]),
        (["x", "NA", ""], "text", ["x", "NA", None]),
        (["true", "False", ""], "boolean", [True, False, None]),
        (["", " "], "text", [None, " "]),
        (["1", "banana"], "text", ["1", "banana"]),
        (["9" * 5000], "text", ["9" * 5000]),
        (["<script>", "\u202e"], "text", ["<script>", "\u202e"]),
    ],
)
def test_a_column_of_a_file_has_the_kind_of_its_cells(
    texts: list[str], kind: str, cells: list[object]
) -> None:
    found, values, unsure = read_cells(texts)
    assert (found, values, unsure) == (kind, cells, "")
    assert [type(one) for one in values] == [type(one) for one in cells]


def test_a_comma_that_may_stand_between_thousands_is_told_and_not_guessed() -> None:
    assert read_cells(["1,234", "5"]) == ("text", ["1,234", "5"], "1,234")


@pytest.mark.parametrize(
    ("text", "kind", "cell"),
    [
        ("4,5", "number", 4.5),
        ("12", "number", 12),
        ("banana", "number", "banana"),
        (" ", "number", None),
        ("TRUE", "boolean", True),
        ("maybe", "boolean", "maybe"),
        ("", "text", ""),
        (None, "number", None),
    ],
)
def test_what_is_typed_becomes_what_the_column_holds_or_stays(
    text: str | None, kind: str, cell: object
) -> None:
    found = cell_of(text, kind)  # type: ignore[arg-type]
    assert found == cell
    assert type(found) is type(cell)
    assert is_amiss(found, kind) == (kind != "text" and isinstance(cell, str))  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", [0.1, 1e-7, 123456789012345678, -3.0, True, "x", None])
def test_a_cell_is_shown_as_it_can_be_read_again(cell: object) -> None:
    kind = kind_of([cell])  # type: ignore[list-item]
    assert cell_of(text_of(cell), kind) == cell  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [([1, 2.5, None], "number"), ([True], "boolean"), ([1, "a"], "text"), ([1, True], "text")],
)
def test_a_column_from_python_has_the_kind_of_its_values(cells: list[object], kind: str) -> None:
    assert kind_of(cells) == kind  # type: ignore[arg-type]

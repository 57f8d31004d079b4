"""Tables from files and from Python: what is read, what is told of it, what is refused by name."""

from __future__ import annotations

import decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hfwidgets.widgets.tables.reading import read_file
from hfwidgets.widgets.tables.table import MOST_CELLS, MOST_COLUMNS
from hfwidgets.widgets.tables.values import table_of
from hfwidgets.wire.parameter_error import ParameterError


def read(text: str, encoding: str = "utf-8") -> tuple[dict[str, list[Any]], str]:
    table, notes = read_file(text.encode(encoding), "a.csv")
    return table.values(), " ".join(notes)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_found_out(separator: str, end: str) -> None:
    rows = [["name", "age"], ["Ada", "36"], ["Alan", ""]]
    text = end.join(separator.join(row) for row in rows) + end
    assert read(text) == ({"name": ["Ada", "Alan"], "age": [36, None]}, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_found_out(encoding: str) -> None:
    assert read("Größe,שם\n1,é\n", encoding) == ({"Größe": [1], "שם": ["é"]}, "")


def test_another_encoding_is_read_as_windows_1252_and_told() -> None:
    values, notes = read("Größe\n–\n", "cp1252")
    assert values == {"Größe": ["–"]}
    assert "Windows-1252" in notes


def test_quoted_cells_hold_separators_quotes_and_lines() -> None:
    values, _ = read('a,b\n"x,y","say ""hi""\nthen go"\n')
    assert values == {"a": ["x,y"], "b": ['say "hi"\nthen go']}


def test_semicolons_leave_the_comma_to_decimals() -> None:
    assert read("a;b\n1,5;2\n0,25;3\n") == ({"a": [1.5, 0.25], "b": [2, 3]}, "")


def test_what_a_spreadsheet_says_of_its_separator_is_believed() -> None:
    assert read("sep=;\na;b\n1;x,y\n")[0] == {"a": [1], "b": ["x,y"]}


def test_rows_of_other_lengths_are_kept_and_told() -> None:
    values, notes = read("a,b\n1\n2,3\n4,5,6\n")
    assert values == {"a": [1, 2, 4], "b": [None, 3, 5], "Column 3": [None, None, 6]}
    assert notes == (
        "Row 1 is shorter than the first: what is lacking is missing. "
        "Row 3 is longer than the first: what is beyond has columns of its own."
    )


def test_rows_that_end_with_a_separator_have_no_column_for_that() -> None:
    assert read("a,b,\n1,2,\n3,4,\n")[0] == {"a": [1, 3], "b": [2, 4]}


def test_empty_and_double_names_become_names_that_no_other_has() -> None:
    values, notes = read("a,,a,a (2),\n1,2,3,4,5\n")
    assert values == {"a": [1], "Column 2": [2], "a (2)": [3], "a (2) (2)": [4], "Column 5": [5]}
    assert "A second column “a” is called “a (2)” here." in notes


def test_a_first_row_of_numbers_is_no_row_of_names() -> None:
    values, notes = read("1,2\n3,4\n")
    assert values == {"Column 1": [1, 3], "Column 2": [2, 4]}
    assert "not taken for names" in notes


def test_thousands_or_decimals_are_told_with_the_way_out() -> None:
    values, notes = read('a\n"1,234"\n"5,678"\n')
    assert values == {"a": ["1,234", "5,678"]}
    assert "“1,234” may mean 1234 or 1.234" in notes
    assert "set its type" in notes


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "has no cell"),
        (b"\n\n", "has no cell"),
        (b"PK\x03\x04....", "is a workbook and no CSV; save it as CSV"),
        (b"\x89PNG\r\n\x00\x01", "is no text"),
        (b'a,b\n"' + b"x" * 200_000, "close the quotes"),
        (b"a,b\n" + b"1,2\n" * (MOST_CELLS // 2 + 1), "at most 300,000"),
        (b",".join([b"a"] * (MOST_COLUMNS + 1)) + b"\n", "2,001 columns"),
    ],
)
def test_what_is_no_table_is_refused_with_the_way_out(data: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_file(data, "a.csv")


def test_two_hundred_thousand_cells_are_read() -> None:
    values, _ = read("a,b\n" + "1,x\n" * 100_000)
    assert {name: len(cells) for name, cells in values.items()} == {"a": 100_000, "b": 100_000}


def test_hostile_texts_stay_texts() -> None:
    values, _ = read("<script>,\u202eb\n=1+1,\u05d0\n")
    assert values == {"<script>": ["=1+1"], "\u202eb": ["\u05d0"]}


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, None], "b": ["x", "y"]},
        {"a": (1, float("nan")), "b": np.array(["x", "y"])},
        [{"a": 1, "b": "x"}, {"b": "y"}],
        {"a": [np.int64(1), None], "b": iter(["x", "y"])},
        {"a": [decimal.Decimal(1), None], "b": ["x", "y"]},
    ],
)
def test_what_people_have_in_python_is_a_table(value: Any) -> None:
    assert table_of(value, "table").table.values() == {"a": [1, None], "b": ["x", "y"]}


def test_a_frame_is_a_table_and_its_missing_cells_are_missing() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {"n": [1.5, None], "t": ["x", None], "d": pandas.to_datetime(["2024-01-02", None])}
    )
    table = table_of(frame, "table").table
    assert table.values() == {
        "n": [1.5, None],
        "t": ["x", None],
        "d": ["2024-01-02T00:00:00", None],
    }
    assert [one.kind for one in table.columns] == ["number", "text", "text"]
    with pytest.raises(ParameterError, match="two columns are called 'a'"):
        table_of(pandas.DataFrame([[1, 2]], columns=["a", "a"]), "table")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (3, r"3 \(int\) is no table; it is a dict of columns, a DataFrame"),
        ("a.csv", "is no table; .*Path of a CSV file"),
        ([], "is no table"),
        ({"a": [1], "b": [1, 2]}, "column 'b' has 2 cells, and 'a' has 1; all have as many"),
        ({"a": 1}, "column 'a' is 1; a column is a list"),
        ({"a": [[1]]}, "cell 0 of column 'a' is .*a cell is a text"),
        ({1: [1], "1": [2]}, "two columns are called '1'"),
        ({"a": [float("inf")]}, "it is finite"),
        ({"a": [b"x"]}, "decode bytes"),
        (Path("not-there.csv"), "cannot be read"),
        ({"a": [0] * (MOST_CELLS + 1)}, "at most 300,000"),
    ],
)
def test_what_is_no_table_names_value_rule_and_way_out(value: Any, told: str) -> None:
    with pytest.raises(ParameterError, match=told) as caught:
        table_of(value, "table")
    assert list(caught.value.problems) == ["table"]


def test_half_of_a_character_is_replaced() -> None:
    assert table_of({"\ud800": ["\udfff"]}, "table").table.values() == {"\ufffd": ["\ufffd"]}

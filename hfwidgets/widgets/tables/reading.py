"""Tables from files of separated values: encoding, separator, names and kinds are found out."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.tables.cells import number_of, read_cells
from hfwidgets.widgets.tables.table import MOST_CELLS, Column, Table

# Whoever uses another one than the comma has commas in cells.
SEPARATORS = ("\t", ";", "|", ",")
_SAMPLE = 60  # rows
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMED = 3  # rows that a note names


class ReadTable(NamedTuple):
    """A table, and what a person should know of how it was read."""

    table: Table
    notes: list[str]


def read_file(data: bytes, name: str = "") -> ReadTable:
    """Return the table that a file holds.

    Args:
        data: The file: values with commas, semicolons, tabs or bars between them, quoted where they
            hold such; UTF-8, UTF-16 or Windows-1252. The first row has the names of the columns,
            unless all its cells are numbers.
        name: What it is called, for errors.

    Raises:
        ValueError: It is empty, no text, or too large.
    """
    called = displayable(f"“{name[:80]}”") if name else "the table"
    text, note = _decoded(data, called)
    rows = _rows(text, called)
    if not rows:
        raise ValueError(f"{called} has no cell; choose a file with a row of names and rows below")
    table, notes = _table(rows)
    return ReadTable(table, [*([note] if note else []), *notes])


def _decoded(data: bytes, called: str) -> tuple[str, str]:
    """Return a file's text, and what was assumed about it."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ValueError(
            f"{called} is a workbook and no CSV; save it as CSV, or copy its cells and paste them"
        )
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), ""
    zeros = data[:4000].count(0)
    if zeros > len(data[:4000]) / 3:  # UTF-16 without its mark has every second byte 0
        order = "utf-16-le" if data[1:4000:2].count(0) > zeros / 2 else "utf-16-be"
        return data.decode(order, "replace"), ""
    if zeros:
        raise ValueError(f"{called} is no text, but holds bytes that are 0; choose a CSV file")
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        return text, "The file is not UTF-8; its letters were read as those of Windows-1252."


def _rows(text: str, called: str) -> list[list[str]]:
    """Return the rows that hold anything."""
    first, _, rest = text.partition("\n")
    told = first.strip().lower()
    if told.startswith("sep=") and len(told) == 5:  # as spreadsheets write it
        separator, text = told[4], rest
    else:
        separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in reader:
            if any(row):
                rows.append(row)
                cells += len(row)
            if cells > 2 * MOST_CELLS:
                break  # the table refuses them
    except csv.Error as error:
        raise ValueError(
            f"{called} cannot be read from line {reader.line_num} on: {error}; close the quotes of "
            "the cell that begins before it"
        ) from None
    return rows


def _separator(text: str) -> str:
    """Return what divides the rows alike, or nearly."""
    best, most = ",", 0.0
    for separator in SEPARATORS:
        widths = _widths(text, separator)
        common = max(set(widths), key=widths.count, default=1)
        alike = widths.count(common) / len(widths) if common > 1 else 0.0
        if alike > most + 0.1:
            best, most = separator, alike
    return best


def _widths(text: str, separator: str) -> list[int]:
    reader = csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=separator)
    widths: list[int] = []
    try:
        for row in reader:
            if any(row):
                widths.append(len(row))
            if len(widths) == _SAMPLE:
                break
    except csv.Error:
        pass  # told when all is read
    return widths


def _table(rows: list[list[str]]) -> tuple[Table, list[str]]:
    notes: list[str] = []
    head, body = rows[0], rows[1:]
    filled = [cell for cell in head if cell.strip()]
    if all(number_of(cell) is not None for cell in filled):
        head, body = [""] * len(head), rows
        notes.append("The first row holds numbers alone: it was not taken for names.")
    width = max(len(row) for row in (head, *body))
    named = len(head)
    while width > 1 and not any(len(row) >= width and row[width - 1].strip() for row in rows):
        width -= 1  # rows that end with a separator
    notes += _ragged(body, min(named, width), width)
    if width * len(body) > MOST_CELLS:
        Table([Column("", "text", [None] * (width * len(body)))])  # says what is too much
    names, told = _names([*head, *[""] * width][:width])
    notes += told
    columns = []
    for at, name in enumerate(names):
        texts = [displayable(row[at]) if at < len(row) else "" for row in body]
        kind, cells, unsure = read_cells(texts)
        columns.append(Column(name, kind, cells))
        if unsure:
            notes.append(
                f"Column “{name[:40]}” has texts: “{unsure}” may mean {unsure.replace(',', '')} or "
                f"{unsure.replace(',', '.')}. Write its numbers without commas, then set its type."
            )
    return Table(columns), notes


def _ragged(body: Sequence[Sequence[str]], named: int, width: int) -> list[str]:
    """Return what is told of rows of other lengths than that of the names."""
    notes = []
    short = [at for at, row in enumerate(body, 1) if len(row) < named]
    long = [at for at, row in enumerate(body, 1) if len(row) > named and any(row[named:])]
    if short:
        notes.append(f"{_which(short)} shorter than the first: what is lacking is missing.")
    if long and width > named:
        notes.append(
            f"{_which(long)} longer than the first: what is beyond has columns of its own."
        )
    return notes


def _which(rows: Sequence[int]) -> str:
    named = ", ".join(map(str, rows[:_NAMED]))
    more = f" and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else ""
    return f"Row {named} is" if len(rows) == 1 else f"Rows {named}{more} are"


def _names(head: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return a name for each column, no two alike, and what was changed for that."""
    names: list[str] = []
    notes: list[str] = []
    taken: set[str] = set()
    for at, given in enumerate(head, 1):
        plain = displayable(" ".join(given.split())) or f"Column {at}"
        name, count = plain, 1
        while name in taken:
            count += 1
            name = f"{plain} ({count})"
        if count > 1:
            notes.append(f"A second column “{plain[:40]}” is called “{name[:46]}” here.")
        taken.add(name)
        names.append(name)
    return names, notes[:_NAMED]

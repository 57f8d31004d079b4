"""A table as columns of cells, and the changes that a page makes to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.protocol.tables import ColumnKind
from hfwidgets.widgets.tables.cells import Cell, cell_of, is_amiss, text_of

MOST_CELLS = 300_000
MOST_COLUMNS = 2_000
KINDS: tuple[ColumnKind, ...] = ("number", "boolean", "text")
NO = {"number": "no number", "boolean": "neither true nor false"}


@dataclass(slots=True)
class Column:
    """One column: its name, what it holds, and its cells from top to bottom."""

    name: str
    kind: ColumnKind
    cells: list[Cell]


class Table:
    """Columns of one length.

    Args:
        columns: From left to right.

    Raises:
        ValueError: More than `MOST_CELLS` cells.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        """Take the columns, which are no one else's."""
        self.columns = list(columns)
        self._check_size()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.columns[0].cells) if self.columns else 0

    def copy(self) -> Table:
        """Return one that can be changed without this."""
        return Table([Column(one.name, one.kind, list(one.cells)) for one in self.columns])

    def values(self, *, texts: bool = False) -> dict[str, list[Any]]:
        """Return the columns by name; `texts` has every cell as a text, a missing one empty."""
        found: dict[str, list[Any]] = {}
        for one in self.columns:
            name, count = one.name, 1
            while name in found:
                count += 1
                name = f"{one.name} ({count})"
            found[name] = [text_of(cell) or "" for cell in one.cells] if texts else list(one.cells)
        return found

    def problem(self, *, texts: bool = False) -> str:
        """Return why it cannot be sent, or "": `texts` takes any cell."""
        names = [one.name for one in self.columns]
        twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
        if twice is not None:
            return f"two columns are called {twice!r:.80}; rename one of them"
        for one in () if texts else self.columns:
            for row, cell in enumerate(one.cells):
                if is_amiss(cell, one.kind):
                    return (
                        f"{cell!r:.80} in row {row + 1} of column {one.name!r:.80} is "
                        f"{NO[one.kind]}; change it, empty it, or make the column one of texts"
                    )
        return ""

    def change(self, change: Mapping[str, Any]) -> bool:
        """Make one change, and return whether cells are in other places now.

        Raises:
            ValueError: It does not fit this table; nothing was changed.
        """
        acts: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "cells": self._set_cells,
            "head": self._set_head,
            "rows": self._splice_rows,
            "columns": self._splice_columns,
        }
        act = acts.get(str(change.get("op")))
        if act is None:
            raise ValueError(f"{change.get('op')!r:.40} is no change of a table; reload the page")
        act(change)
        return change["op"] in ("rows", "columns")

    def _set_cells(self, change: Mapping[str, Any]) -> None:
        rows = _texts(change.get("cells"))
        width = len(rows[0]) if rows else 0
        row = _place(change.get("row"), self.rows - len(rows))
        column = _place(change.get("column"), len(self.columns) - width)
        _check_widths(rows, width)
        for at, one in enumerate(self.columns[column : column + width]):
            one.cells[row : row + len(rows)] = [cell_of(cells[at], one.kind) for cells in rows]

    def _set_head(self, change: Mapping[str, Any]) -> None:
        one = self.columns[_place(change.get("column"), len(self.columns) - 1)]
        kind = _kind(change.get("kind"))
        one.name = displayable(str(change.get("name")))
        if kind != one.kind:
            one.kind = kind
            one.cells = [cell_of(text_of(cell), kind) for cell in one.cells]

    def _splice_rows(self, change: Mapping[str, Any]) -> None:
        at = _place(change.get("at"), self.rows)
        end = at + _place(change.get("remove"), self.rows - at)
        rows = _texts(change.get("insert"))
        _check_widths(rows, len(self.columns))
        self._check_more(len(rows) * len(self.columns))
        for number, one in enumerate(self.columns):
            one.cells[at:end] = [cell_of(cells[number], one.kind) for cells in rows]

    def _splice_columns(self, change: Mapping[str, Any]) -> None:
        at = _place(change.get("at"), len(self.columns))
        end = at + _place(change.get("remove"), len(self.columns) - at)
        new = [_column(one) for one in change.get("insert") or ()]
        stay = self.columns[:at] + self.columns[end:]
        lengths = {len(one.cells) for one in (*new, *stay)}
        if len(lengths) > 1:
            raise ValueError(f"columns have {sorted(lengths)} cells; they are of one length")
        self._check_more(sum(len(one.cells) for one in new))
        before, self.columns = self.columns, [*self.columns[:at], *new, *self.columns[end:]]
        try:
            self._check_size()
        except ValueError:
            self.columns = before
            raise

    def _check_more(self, more: int) -> None:
        self._check_size(self.rows * len(self.columns) + more)

    def _check_size(self, cells: int | None = None) -> None:
        count = self.rows * len(self.columns) if cells is None else cells
        if len(self.columns) > MOST_COLUMNS:
            raise ValueError(
                f"the table has {len(self.columns):,} columns; a form takes at most "
                f"{MOST_COLUMNS:,}: take fewer, or call the method of the client"
            )
        if count > MOST_CELLS:
            raise ValueError(
                f"the table has {count:,} cells; a form takes at most {MOST_CELLS:,}: take fewer "
                "rows or columns, or call the method of the client, which takes any number"
            )


def _place(value: Any, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError(f"{value!r:.40} is no place in this table; reload the page")
    return value


def _kind(value: Any) -> ColumnKind:
    for kind in KINDS:
        if kind == value:
            return kind
    raise ValueError(f"{value!r:.40} is no kind of column; it is {', '.join(KINDS)}")


def _texts(rows: Any) -> list[list[str | None]]:
    return [[_text(cell) for cell in row] for row in rows or ()]


def _text(cell: Any) -> str | None:
    if cell is None:
        return None
    if not isinstance(cell, str):
        raise ValueError(f"{cell!r:.40} is no cell; a page sends texts, and null for none")
    return displayable(cell)


def _check_widths(rows: Sequence[Sequence[Any]], width: int) -> None:
    other = next((row for row in rows if len(row) != width), None)
    if other is not None:
        raise ValueError(f"a row has {len(other)} cells, and not {width}; reload the page")


def _column(one: Mapping[str, Any]) -> Column:
    kind = _kind(one.get("kind"))
    cells = [cell_of(_text(cell), kind) for cell in one.get("cells") or ()]
    return Column(displayable(str(one.get("name"))), kind, cells)

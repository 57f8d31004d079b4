"""Tables as people have them in Python, to columns of cells."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.tables.cells import Cell, kind_of
from hfwidgets.widgets.tables.reading import ReadTable, read_file
from hfwidgets.widgets.tables.table import Column, Table
from hfwidgets.wire.parameter_error import ParameterError
from hfwidgets.wire.plain import plain_table

RULE = (
    "it is a dict of columns, a DataFrame, a list of dicts (a row each), or the Path of a CSV file"
)


def table_of(value: Any, name: str) -> ReadTable:
    """Return the table that a value is.

    Args:
        value: Columns by name, a frame, a list of rows by name, or the path of a CSV file.
        name: The argument's, for errors.

    Raises:
        ParameterError: It is something else, or its columns or cells cannot be sent.
    """
    try:
        if isinstance(value, os.PathLike):
            path = Path(os.fspath(value))
            return read_file(path.read_bytes(), path.name)
        return ReadTable(Table(_columns(_by_column(value))), [])
    except ParameterError:
        raise
    except ValueError as error:
        raise ParameterError({name: f"{name} cannot be used: {error}"}) from None
    except OSError as error:
        raise ParameterError({name: f"{name} cannot be read: {error}"}) from None


def _by_column(value: Any) -> Mapping[Any, Any]:
    """Return plain cells by column."""
    if hasattr(value, "columns") and hasattr(value, "to_dict"):
        _refuse_same([str(name) for name in value.columns])
    elif (
        isinstance(value, (list, tuple))
        and value
        and all(isinstance(one, Mapping) for one in value)
    ):
        value = _of_rows(value)
    elif not isinstance(value, Mapping):
        raise ValueError(f"{value!r:.80} ({type(value).__name__}) is no table; {RULE}")
    found: Mapping[Any, Any] = plain_table(value)
    return found


def _of_rows(rows: Sequence[Mapping[Any, Any]]) -> dict[Any, list[Any]]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _columns(table: Mapping[Any, Any]) -> list[Column]:
    _refuse_same([str(name) for name in table])
    for name, cells in table.items():
        if not isinstance(cells, list):
            raise ValueError(f"column {name!r:.40} is {cells!r:.60}; a column is a list of cells")
    lengths = {str(name): len(cells) for name, cells in table.items()}
    if len(set(lengths.values())) > 1:
        most = max(lengths, key=lambda name: lengths[name])
        least = min(lengths, key=lambda name: lengths[name])
        raise ValueError(
            f"column {most!r:.40} has {lengths[most]:,} cells, and {least!r:.40} has "
            f"{lengths[least]:,}; all have as many: fill up with None"
        )
    return [_column(displayable(str(name)), cells) for name, cells in table.items()]


def _column(name: str, values: list[Any]) -> Column:
    cells: list[Cell] = []
    for row, value in enumerate(values):
        if not (value is None or isinstance(value, (str, int, float))):
            kind = type(value).__name__
            raise ValueError(
                f"cell {row} of column {name!r:.40} is {value!r:.60} ({kind}); a cell is a text, a "
                "number, True, False or None"
            )
        cells.append(displayable(value) if isinstance(value, str) else value)
    return Column(name, kind_of(cells), cells)


def _refuse_same(names: Sequence[str]) -> None:
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise ValueError(f"two columns are called {twice!r:.60}; give each its own name")

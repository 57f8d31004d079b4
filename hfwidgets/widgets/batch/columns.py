"""The notebook's variables that hold texts: lists, columns of frames, Series."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from hfwidgets.widgets.batch.rows import is_missing
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.engine.variables import own_variables

MOST_COLUMNS = 200
MOST_LOOKED_AT = 50  # cells of a column, to tell whether it holds texts
MOST_SAMPLE = 80  # characters


def columns_in(shell: Any) -> list[dict[str, Any]]:
    """Return the columns of texts in a notebook's variables, in the order of their names."""
    found: list[dict[str, Any]] = []
    for name, value in sorted(_held(shell).items()):
        for column, rows, sample in _texts(value):
            sample = displayable(sample[:MOST_SAMPLE])
            found.append({"variable": name, "column": column, "rows": rows, "sample": sample})
            if len(found) == MOST_COLUMNS:
                return found
    return found


def column_of(shell: Any, variable: str, column: Any) -> Any:
    """Return a column of a variable, as it is in the notebook.

    Raises:
        ValueError: There is none of this name any more.
    """
    value = _held(shell).get(variable)
    for name, cells in _found(value):
        if name == column:
            return cells
    shown = variable if column is None else f"{variable}[{column!r}]"
    raise ValueError(f"{shown:.80} is no column of this notebook (any more): choose another")


def _held(shell: Any) -> dict[str, Any]:
    return {} if shell is None else own_variables(shell)


def _texts(value: Any) -> list[tuple[str | None, int, str]]:
    """Return the columns of texts of a value: name, number of rows, first text."""
    found = []
    for name, cells in _found(value):
        with suppress(Exception):  # as below, of a cell
            sample = _sample(cells)
            if sample is not None:
                found.append((name, len(cells), sample))
    return found


def _found(value: Any) -> list[tuple[str | None, Any]]:
    """Return what a value has of columns.

    A notebook's variables may be anything: a proxy without its connection, a mock, a class. One
    that raises when it is looked at holds nothing, and the others stay to choose from.
    """
    try:
        return list(_columns(value))
    except Exception:
        return []


def _columns(value: Any) -> Iterator[tuple[str | None, Any]]:
    """Yield what a value has of columns, with their names; None for the value itself."""
    if hasattr(value, "columns") and hasattr(value, "to_dict") and _is_shaped(value, 2):
        for name in list(value.columns):
            if isinstance(name, str):
                cells = value[name]
                if _is_shaped(cells, 1):  # two columns of one name are a frame
                    yield name, cells
    elif isinstance(value, (list, tuple)) or (hasattr(value, "dtype") and _is_shaped(value, 1)):
        yield None, value


def _is_shaped(value: Any, dimensions: int) -> bool:
    """Whether a value has so many dimensions: `shape` of numpy's module is a function."""
    shape = getattr(value, "shape", None)
    return isinstance(shape, tuple) and len(shape) == dimensions


def _sample(cells: Any) -> str | None:
    """Return the first text of a column of texts, None where it holds something else."""
    kind = getattr(getattr(cells, "dtype", None), "kind", "O")
    if kind not in "OTU" or not len(cells):
        return None
    part = getattr(cells, "iloc", cells)[:MOST_LOOKED_AT]
    first = list(part.tolist() if hasattr(part, "tolist") else part)
    held = [one for one in first if not is_missing(one)]
    texts = [one for one in held if isinstance(one, str)]
    return texts[0] if texts and len(texts) == len(held) else None

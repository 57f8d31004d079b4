"""The notebook's variables that hold texts: lists, columns of frames, Series."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hfwidgets.widgets.batch.rows import is_missing
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.engine.variables import own_variables

MOST_COLUMNS = 200
MOST_LOOKED_AT = 50  # cells of a column, to tell whether it holds texts
MOST_SAMPLE = 80  # characters


def columns_in(shell: Any) -> list[dict[str, Any]]:
    """Return the columns of texts in a notebook's variables, in the order of their names."""
    found = []
    for name, value in sorted(_held(shell).items()):
        for column, cells in _columns(value):
            sample = _sample(cells)
            if sample is None:
                continue
            found.append(
                {
                    "variable": name,
                    "column": column,
                    "rows": len(cells),
                    "sample": displayable(sample[:MOST_SAMPLE]),
                }
            )
            if len(found) == MOST_COLUMNS:
                return found
    return found


def column_of(shell: Any, variable: str, column: Any) -> Any:
    """Return a column of a variable, as it is in the notebook.

    Raises:
        ValueError: There is none of this name any more.
    """
    value = _held(shell).get(variable)
    for name, cells in _columns(value):
        if name == column:
            return cells
    shown = variable if column is None else f"{variable}[{column!r}]"
    raise ValueError(f"{shown:.80} is no column of this notebook (any more): choose another")


def _held(shell: Any) -> dict[str, Any]:
    return {} if shell is None else own_variables(shell)


def _columns(value: Any) -> Iterator[tuple[str | None, Any]]:
    """Yield what a value has of columns, with their names; None for the value itself."""
    if hasattr(value, "columns") and hasattr(value, "to_dict") and hasattr(value, "shape"):
        for name in list(value.columns):
            if isinstance(name, str):
                cells = value[name]
                if len(getattr(cells, "shape", ())) == 1:  # two columns of one name are a frame
                    yield name, cells
    elif isinstance(value, (list, tuple)) or (
        hasattr(value, "dtype") and len(getattr(value, "shape", ())) == 1
    ):
        yield None, value


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

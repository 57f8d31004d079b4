"""Cells of tables: what is a number in them, and what a text that was typed or read becomes.

`js/src/tables/cells.ts` has the same rules for what is marked while it is typed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TypeAlias

from hfwidgets.widgets.protocol.tables import ColumnKind

Cell: TypeAlias = "str | int | float | bool | None"  # None is missing

# No leading zeros: "007" is a name for something.
_NUMBER = re.compile(r"[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_COMMA = re.compile(r"[+-]?(?:0|[1-9]\d*),\d+", re.ASCII)
# A comma before three digits may as well stand between thousands.
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_LONGEST = 400  # characters of a number
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
BOOLEANS = {"true": True, "false": False}
# What files say for a cell that is missing, in columns that are numbers otherwise.
UNKNOWN = frozenset({"na", "n/a", "#n/a", "nan", "null", "none"})


def number_of(text: str, *, commas: bool = False) -> int | float | None:
    """Return the number that a text is, or None.

    Args:
        text: As it was typed or read; blanks around it do not count.
        commas: Whether a comma before three digits stands for the point too; otherwise "1,234" is
            no number, since it may mean 1.234 or 1234.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if _COMMA.fullmatch(text) and (commas or not _EITHER.fullmatch(text)):
        text = text.replace(",", ".")
    elif not _NUMBER.fullmatch(text):
        return None
    if _WHOLE.fullmatch(text):
        return int(text)
    number = float(text)
    return number if math.isfinite(number) else None


def cell_of(text: str | None, kind: ColumnKind) -> Cell:
    """Return the cell that a text is in a column of a kind; what it cannot be stays a text."""
    if text is None or kind == "text":
        return text
    if not text.strip():
        return None
    if kind == "boolean":
        return BOOLEANS.get(text.strip().lower(), text)
    number = number_of(text)
    return text if number is None else number


def text_of(cell: Cell) -> str | None:
    """Return a cell as it is shown, None where it is missing."""
    return cell if cell is None or isinstance(cell, str) else str(cell)


def is_amiss(cell: Cell, kind: ColumnKind) -> bool:
    """Whether a cell is a text in a column of numbers or of True and False."""
    return kind != "text" and isinstance(cell, str)


def kind_of(cells: Sequence[Cell]) -> ColumnKind:
    """Return the kind of a column that comes from Python: as its values are."""
    filled = {type(cell) for cell in cells if cell is not None}
    if filled == {bool}:
        return "boolean"
    return "number" if filled and filled <= {int, float} else "text"


def read_cells(texts: Sequence[str]) -> tuple[ColumnKind, list[Cell], str]:
    """Return kind and cells of a column of a file, and what is unsure about it, or "".

    An empty text is a missing cell; so is what stands for none, if all others are numbers.
    """
    filled = [one.strip() for one in texts if one.strip()]
    known = [one for one in filled if one.lower() not in UNKNOWN]
    if known and all(one.lower() in BOOLEANS for one in known):
        return "boolean", [_known(one, BOOLEANS.get(one.strip().lower())) for one in texts], ""
    # One cell that can only have a decimal comma tells what the others mean.
    commas = any(_COMMA.fullmatch(one) and not _EITHER.fullmatch(one) for one in known)
    points = any("." in one for one in known)
    if known and not (commas and points):
        numbers = [number_of(one, commas=commas) for one in known]
        if None not in numbers:
            return (
                "number",
                [_known(one, number_of(one, commas=commas)) for one in texts],
                "",
            )
        if all(_EITHER.fullmatch(one) or number_of(one) is not None for one in known):
            first = next(one for one in known if _EITHER.fullmatch(one))
            return "text", [one or None for one in texts], first
    return "text", [one or None for one in texts], ""


def _known(text: str, value: Cell) -> Cell:
    """Return the value of a cell, None where the file says that there is none."""
    return None if not text.strip() or text.strip().lower() in UNKNOWN else value

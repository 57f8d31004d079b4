"""A table of texts as columns with types: what is a number in it, what a cell is named."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"^[^\d\-+]{0,3}([-+]?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)"
    r"\s*(k|m|bn|%|[^\W\d]{0,12}|[^\w\s]{1,2})$",
    re.IGNORECASE,
)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its cells as texts, and as numbers where it is numeric."""

    name: str
    cells: tuple[str, ...]
    numbers: tuple[float | None, ...]

    @property
    def numeric(self) -> bool:
        """Whether nearly all filled cells are numbers."""
        filled = [figure for cell, figure in zip(self.cells, self.numbers, strict=True) if cell]
        return bool(filled) and sum(one is not None for one in filled) >= 0.8 * len(filled)


def column(name: str, cells: list[str]) -> Column:
    """Return a column of cells."""
    return Column(name, tuple(cells), tuple(number_in(cell) for cell in cells))


def number_in(text: str) -> float | None:
    """Return the number that a cell is, whatever its separators and unit, or None."""
    found = _NUMBER.match(text.strip())
    if found is None:
        return None
    value = float(re.sub(r"[, ]", "", found.group(1)))
    return value * _SCALES.get(found.group(2).lower(), 1.0)

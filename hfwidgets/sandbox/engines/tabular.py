"""Models of tables, fitted when they are loaded: softmax regression and ridge regression in numpy.

The table is tables/penguins.csv; its source is named beside it.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Table = dict[str, list[str]]

PENGUINS = Path(__file__).resolve().parent.parent / "tables" / "penguins.csv"
_SIZES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm")
_UNKNOWN = frozenset({"", "na", "nan", "none", "null"})
_RIDGE = 0.1
_STEPS = 400
_RATE = 0.5


class ColumnError(ValueError):
    """The table lacks a column, or a cell of a column of numbers is none."""


def load(target: str) -> TableModel:
    """Fit a model to the penguins: "species", or "body_mass_g"."""
    table = read_csv(PENGUINS)
    if target == "species":
        return TableModel(table, target, (*_SIZES, "body_mass_g"), ("sex",))
    return TableModel(table, target, _SIZES, ("species", "sex", "island"))


def read_csv(path: Path) -> Table:
    """Return a file's columns."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


@dataclass(frozen=True, slots=True)
class _Scale:
    """How a column of numbers becomes one around 0; `middle` stands for what is not known."""

    middle: float
    mean: float
    spread: float


class TableModel:
    """Predicts one column of a table from others.

    Args:
        table: The rows to learn from; those without a target are left out.
        target: The column to predict; numbers are predicted as numbers, texts as one of them.
        numeric: Columns of numbers that a table must have.
        named: Columns of names that it may have.
    """

    def __init__(
        self, table: Table, target: str, numeric: Sequence[str], named: Sequence[str]
    ) -> None:
        kept = [row for row, cell in enumerate(table[target]) if _known(cell)]
        table = {name: [cells[row] for row in kept] for name, cells in table.items()}
        self.columns = (*numeric, *named)
        self._numeric, self._named = tuple(numeric), tuple(named)
        self._scales = {name: _scale(_numbers(name, table[name])) for name in numeric}
        self._values = {
            name: sorted({cell for cell in table[name] if _known(cell)}) for name in named
        }
        inputs = self._inputs(table)
        self._labels = _labels(table[target])
        if self._labels:
            classes = np.array([self._labels.index(cell) for cell in table[target]])
            self._weights = softmax_regression(inputs, classes, len(self._labels), _RIDGE)
        else:
            self._weights = _ridge_regression(inputs, _numbers(target, table[target]))

    def predict(self, table: Table) -> list[str] | list[float]:
        """Return a label or a number for each row.

        Raises:
            ColumnError: A column is missing, or has a cell that is no number.
        """
        missing = [name for name in self._numeric if name not in table]
        if missing:
            raise ColumnError(
                f"The table lacks the columns {missing}; the model needs {list(self._numeric)} and "
                f"can use {list(self._named)}"
            )
        scores = self._inputs(table) @ self._weights
        if self._labels:
            return [self._labels[best] for best in scores.argmax(axis=1).tolist()]
        return [round(float(score), 4) for score in scores]

    def shares(self, table: Table) -> Floats:
        """Return the probability of each label for each row: (rows, labels)."""
        return _softmax(self._inputs(table) @ self._weights)

    def _inputs(self, table: Table) -> Floats:
        count = len(next(iter(table.values())))
        columns = [np.ones(count)]
        for name in self._numeric:
            numbers, scale = _numbers(name, table[name]), self._scales[name]
            numbers = np.where(np.isnan(numbers), scale.middle, numbers)
            columns.append((numbers - scale.mean) / scale.spread)
        for name in self._named:
            cells = [cell.strip().lower() for cell in table.get(name, [""] * count)]
            columns += [
                np.array([cell == value.lower() for cell in cells], np.float64)
                for value in self._values[name]
            ]
        return np.stack(columns, axis=1)


def _known(cell: str) -> bool:
    return cell.strip().lower() not in _UNKNOWN


def _numbers(name: str, cells: Sequence[str]) -> Floats:
    """Return a column as numbers; what is not known is not a number."""
    numbers = np.full(len(cells), np.nan)
    for row, cell in enumerate(cells):
        if _known(cell):
            try:
                numbers[row] = float(cell)
            except ValueError:
                raise ColumnError(f"{cell[:100]!r} in column {name!r} is no number") from None
    if np.isinf(numbers).any():
        raise ColumnError(f"column {name!r} has an infinite number")
    return numbers


def _labels(cells: Sequence[str]) -> list[str]:
    """Return the labels of a column of names, none for one of numbers."""
    try:
        _numbers("", cells)
    except ColumnError:
        return sorted(set(cells))
    return []


def _scale(numbers: Floats) -> _Scale:
    return _Scale(
        float(np.nanmedian(numbers)), float(np.nanmean(numbers)), float(np.nanstd(numbers)) or 1.0
    )


def _ridge_regression(inputs: Floats, targets: Floats) -> Floats:
    penalty = _RIDGE * np.eye(inputs.shape[1])
    penalty[0, 0] = 0.0
    weights: Floats = np.linalg.solve(inputs.T @ inputs + penalty, inputs.T @ targets)
    return weights


def softmax_regression(
    inputs: Floats, classes: NDArray[np.int64], count: int, ridge: float
) -> Floats:
    """Return the weights (inputs, classes) that make the classes likeliest; ridge shrinks."""
    wanted = np.eye(count)[classes]
    weights = np.zeros((inputs.shape[1], count))
    for _ in range(_STEPS):
        slope = inputs.T @ (_softmax(inputs @ weights) - wanted) / len(inputs)
        weights -= _RATE * (slope + ridge / len(inputs) * weights)
    return weights


def _softmax(scores: Floats) -> Floats:
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = weights / weights.sum(axis=1, keepdims=True)
    return shares

"""Models of tables in numpy: softmax regression and ridge regression.

Penguins are fitted at load, to tables/penguins.csv, whose source is named beside it. Wine and fish
are read from weights/tables.json, which `scripts/fit_tables.py` writes.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Table = dict[str, list[str]]

_HERE = Path(__file__).resolve().parent.parent
PENGUINS = _HERE / "tables" / "penguins.csv"
FITTED = _HERE / "weights" / "tables.json"
_SIZES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm")
_UNKNOWN = frozenset({"", "na", "nan", "none", "null"})
_RIDGE = 0.1
_STEPS = 400
_RATE = 0.5


class ColumnError(ValueError):
    """The table lacks a column, or a cell of a column of numbers is none."""


def load(target: str) -> TableModel:
    """Return a model: of penguins "species" or "body_mass_g", else one by its name in FITTED."""
    if target == "species":
        return fit(read_csv(PENGUINS), target, (*_SIZES, "body_mass_g"), ("sex",), labels=True)
    if target == "body_mass_g":
        return fit(read_csv(PENGUINS), target, _SIZES, ("species", "sex", "island"))
    return TableModel.read(json.loads(FITTED.read_text("utf-8"))[target])


def read_csv(path: Path) -> Table:
    """Return a file's columns."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


@dataclass(frozen=True, slots=True)
class Scale:
    """How a column of numbers becomes one around 0; `middle` stands for what is not known."""

    middle: float
    mean: float
    spread: float


@dataclass(frozen=True, slots=True)
class TableModel:
    """Predicts one column of a table from others.

    Args:
        scales: The columns of numbers that a table must have, and their scales.
        values: The columns of names that it may have, and the names that are known.
        labels: What is predicted; empty where it is a number.
        weights: (inputs, labels), or (inputs,) for a number.
        logs: Whether numbers are seen, and predicted, by their logarithm.
    """

    scales: Mapping[str, Scale]
    values: Mapping[str, Sequence[str]]
    labels: Sequence[str]
    weights: Floats
    logs: bool = False

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> TableModel:
        """Return the model that `written` holds."""
        scales = {name: Scale(*scale) for name, scale in written["scales"].items()}
        weights = np.array(written["weights"], np.float64)
        return cls(scales, written["values"], written["labels"], weights, bool(written["logs"]))

    def written(self) -> dict[str, Any]:
        """Return the model as JSON can hold it, with five digits."""
        return {
            "scales": {
                name: [_rounded(one.middle), _rounded(one.mean), _rounded(one.spread)]
                for name, one in self.scales.items()
            },
            "values": dict(self.values),
            "labels": list(self.labels),
            "weights": np.vectorize(_rounded)(self.weights).tolist(),
            "logs": self.logs,
        }

    def predict(self, table: Table) -> list[str] | list[float]:
        """Return a label or a number for each row.

        Raises:
            ColumnError: A column is missing, or has a cell that is no number.
        """
        missing = [name for name in self.scales if name not in table]
        if missing:
            raise ColumnError(
                f"The table lacks the columns {missing}; the model needs {list(self.scales)} and "
                f"can use {list(self.values)}"
            )
        scores = self.inputs(table) @ self.weights
        if self.labels:
            return [self.labels[best] for best in scores.argmax(axis=1).tolist()]
        return [round(float(score), 4) for score in (np.exp(scores) if self.logs else scores)]

    def shares(self, table: Table) -> Floats:
        """Return the probability of each label for each row: (rows, labels)."""
        return _softmax(self.inputs(table) @ self.weights)

    def inputs(self, table: Table) -> Floats:
        """Return what the weights are for: (rows, inputs), the first of them 1."""
        count = len(next(iter(table.values())))
        columns = [np.ones(count)]
        for name, scale in self.scales.items():
            numbers = _seen(name, table[name], logs=self.logs)
            numbers = np.where(np.isnan(numbers), scale.middle, numbers)
            columns.append((numbers - scale.mean) / scale.spread)
        for name, values in self.values.items():
            cells = [cell.strip().lower() for cell in table.get(name, [""] * count)]
            columns += [
                np.array([cell == value.lower() for cell in cells], np.float64) for value in values
            ]
        return np.stack(columns, axis=1)


def fit(
    table: Table,
    target: str,
    numeric: Sequence[str],
    named: Sequence[str],
    *,
    labels: bool = False,
    logs: bool = False,
) -> TableModel:
    """Return a model that predicts a column of a table.

    Args:
        table: The rows to learn from; those without a target are left out.
        target: The column to predict.
        numeric: Columns of numbers that a table must have.
        named: Columns of names that it may have.
        labels: Whether the target is one of some names, rather than a number.
        logs: Whether numbers are seen by their logarithm; all are then above 0.
    """
    kept = [row for row, cell in enumerate(table[target]) if _known(cell)]
    table = {name: [cells[row] for row in kept] for name, cells in table.items()}
    scales = {name: _scale(_seen(name, table[name], logs=logs)) for name in numeric}
    values = {name: sorted({cell for cell in table[name] if _known(cell)}) for name in named}
    names = sorted(set(table[target])) if labels else []
    inputs = TableModel(scales, values, names, np.empty(0), logs).inputs(table)
    if labels:
        classes = np.array([names.index(cell) for cell in table[target]])
        weights = softmax_regression(inputs, classes, len(names), _RIDGE)
    else:
        weights = _ridge_regression(inputs, _seen(target, table[target], logs=logs))
    return TableModel(scales, values, names, weights, logs)


def _rounded(figure: float) -> float:
    return float(f"{figure:.5g}")


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


def _seen(name: str, cells: Sequence[str], *, logs: bool) -> Floats:
    """Return a column's numbers as a model sees them."""
    numbers = _numbers(name, cells)
    if not logs:
        return numbers
    if (numbers <= 0).any():
        raise ColumnError(f"column {name!r} has a number that is not above 0")
    return np.asarray(np.log(numbers))


def _scale(numbers: Floats) -> Scale:
    return Scale(
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

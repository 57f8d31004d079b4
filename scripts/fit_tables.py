"""Fit the sandbox's models of wine and fish, and write their weights.

Run it with `python -m scripts.fit_tables winequality-red.csv Fish.csv`. The first is UCI's "Wine
Quality" (CC BY 4.0), twelve columns divided by commas, without a head; the second is "Fish market"
(CC BY 4.0), measured at Längelmävesi by P. Brofeldt in 1917. A fifth is held out and judged.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

import numpy as np

from hfwidgets.sandbox.engines.tabular import FITTED, Table, TableModel, fit

_WINE = (
    "fixed_acidity",
    "volatile_acidity",
    "citric_acid",
    "residual_sugar",
    "chlorides",
    "free_sulfur_dioxide",
    "total_sulfur_dioxide",
    "density",
    "pH",
    "sulphates",
    "alcohol",
)
_FISH = ("Height", "Length1", "Length2", "Length3", "Width")


def _wine(path: Path) -> Table:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return {name: [row[column] for row in rows] for column, name in enumerate([*_WINE, "quality"])}


def _fish(path: Path) -> Table:
    """Return the fish that were weighed."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if float(row["Weight"]) > 0]
    return {name: [row[name] for row in rows] for name in rows[0]}


def _part(table: Table, rows: list[int]) -> Table:
    return {name: [cells[row] for row in rows] for name, cells in table.items()}


def _of_wine(table: Table) -> TableModel:
    return fit(table, "quality", _WINE, (), labels=True)


def _of_fish(table: Table) -> TableModel:
    return fit(table, "Weight", _FISH, ("Species",), logs=True)


def main() -> None:
    """Fit, judge and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("wine", type=Path)
    parser.add_argument("fish", type=Path)
    options = parser.parse_args()
    told = {}
    tables = (("wine", _wine(options.wine), _of_wine), ("fish", _fish(options.fish), _of_fish))
    for name, table, model in tables:
        target = "quality" if name == "wine" else "Weight"
        rows = np.random.default_rng(7).permutation(len(table[target])).tolist()
        cut = len(rows) * 4 // 5
        truth = _part(table, rows[cut:])
        found = model(_part(table, rows[:cut])).predict(truth)
        if name == "wine":
            right = np.mean([a == b for a, b in zip(found, truth[target], strict=True)])
            sys.stdout.write(f"wine: {right:.2f} right of what was held out\n")
        else:
            grams = np.asarray(found, float), np.asarray(truth[target], float)
            off = np.abs(grams[0] / grams[1] - 1)
            sys.stdout.write(f"fish: {np.median(off):.3f} of the weight off, in the middle\n")
        told[name] = model(table).written()
    FITTED.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

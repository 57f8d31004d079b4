"""What the table tasks bring: cells that answer a question, or a prediction for each row."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

from hfwidgets.pictures.entries import label_of
from hfwidgets.widgets.engine.output import NOTHING, Content
from hfwidgets.widgets.engine.still import MOST_COLUMNS, MOST_ROWS, Still, Table
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.engine.value import Value, plain
from hfwidgets.widgets.tables.cells import Cell, number_of, text_of
from hfwidgets.widgets.tables.input import Held

MOST_SHOWN = 10_000  # cells of an answer that a page is told
LONGEST = 2_000  # characters of a prediction
NO_AGGREGATOR = ("", "NONE")


class TableOutput(Value):
    """An answer about a table, which it keeps: it may be another one by then.

    Attributes:
        held: The table that was asked about.
    """

    held = Held(None, 0, 0)

    @classmethod
    def of(cls, widget: Any, continue_from: str) -> TableOutput:
        """Return the answer about the table that a widget holds."""
        made = cls()
        for given in widget.table_inputs.values():
            made.held = given.held()
        return made

    def read(self, answer: Any) -> None:
        """Take the answer."""
        super().read(answer)
        if answer is not None:
            self._content = self.told()

    _content: Content = NOTHING

    def told(self) -> Content:
        """Return what the page is told of the answer."""
        raise NotImplementedError

    def ended(self) -> Content:
        """Return the same."""
        return self._content

    def snapshot(self) -> Content:
        """Return the same again."""
        return self._content if self.answer is not None else ({"output": None}, ())

    def _numbers(self) -> dict[str, int]:
        return {"version": self.held.version, "shape": self.held.shape}


class Cells(TableOutput):
    """What answers a question: a text, the cells that it comes from, how they are combined."""

    def told(self) -> Content:
        """Return the answer; cells that are not in the table are told in a notice."""
        given: dict[str, Any] = self.answer
        answer = _shown(given.get("answer"))
        self.text = "" if answer is None else str(answer)
        aggregator = _name(given.get("aggregator"))
        places, outside = self._places(given.get("coordinates"))
        cells = [(row, column, self._text(row, column)) for row, column in places]
        if outside:
            self.notice = (
                f"{outside:,} of the answer's cells {'is' if outside == 1 else 'are'} not in the "
                "table: the model may have read it in another way."
            )
        elif not places and (named := _list(given.get("cells"))):
            self.notice = f"The answer says no places, only cells: {', '.join(named)[:500]}"
        told = {
            "answer": self.text,
            "aggregator": aggregator,
            "combined": combined(aggregator, [text for _row, _column, text in cells]),
            "cells": cells[:MOST_SHOWN],
            **self._numbers(),
        }
        return {"output": told}, ()

    def still(self) -> Still:
        """Return the answer, and the cells that it comes from by their places."""
        told = self._content[0].get("output")
        if told is None:
            return Still()
        answer = told["answer"] if told["combined"] is None else told["combined"]
        words = f" ({told['aggregator']})" if told["aggregator"] else ""
        columns = self.held.table.columns if self.held.table else []
        rows = [
            (str(row + 1), columns[column].name, text)
            for row, column, text in told["cells"][:MOST_ROWS]
        ]
        table = Table(("row", "column", "cell"), rows, len(told["cells"]) - len(rows))
        return Still(f"{answer}{words}", table if rows else None)

    def _places(self, given: Any) -> tuple[list[tuple[int, int]], int]:
        """Return the places in the table, from top to bottom, and how many others there are."""
        table = self.held.table
        rows, columns = (table.rows, len(table.columns)) if table else (0, 0)
        found: dict[tuple[int, int], None] = {}
        outside = 0
        for place in given if isinstance(given, (list, tuple)) else ():
            pair = _pair(place)
            if pair is not None and 0 <= pair[0] < rows and 0 <= pair[1] < columns:
                found[pair] = None
            else:
                outside += 1
        return sorted(found), outside

    def _text(self, row: int, column: int) -> str:
        table = self.held.table
        cell = None if table is None else table.columns[column].cells[row]
        return (text_of(cell) or "")[:LONGEST]


class Predictions(TableOutput):
    """One label or number for each row."""

    def told(self) -> Content:
        """Return the predictions; another number of them than of rows is told in a notice."""
        shown = self.shown()
        rows = self.held.table.rows if self.held.table else 0
        if len(shown) != rows:
            self.notice = (
                f"The model gave {len(shown):,} predictions for {rows:,} rows; they stand beside "
                "the first rows, and result has them all."
            )
        self.text = ", ".join("none" if one is None else str(one) for one in shown[:20])
        told = {"rows": rows, **self._numbers()}
        return {"output": told}, (json.dumps(shown[:rows]).encode(),)

    def still(self) -> Still:
        """Return the first rows with their predictions."""
        table = self.held.table
        if self.answer is None or table is None:
            return Still()
        columns = table.columns[: MOST_COLUMNS - 1]
        shown = [*self.shown(), *[None] * table.rows]
        rows = [
            (
                *(text_of(one.cells[row]) or "" for one in columns),
                "" if shown[row] is None else str(shown[row]),
            )
            for row in range(min(table.rows, MOST_ROWS))
        ]
        names = (*(one.name for one in columns), "prediction")
        return Still(table=Table(names, rows, table.rows - len(rows)))

    def shown(self) -> list[str | float | int | None]:
        """Return each prediction as it is shown: a number, a text, or None where there is none."""
        return [_shown(one) for one in self.answer]

    def column(self) -> list[Cell]:
        """Return a prediction for each row of the table that was asked about."""
        rows = self.held.table.rows if self.held.table else 0
        given = [one if isinstance(one, (str, int, float)) else _shown(one) for one in self.answer]
        return [*given, *[None] * rows][:rows]


def combined(aggregator: str, cells: Sequence[str]) -> str | None:
    """Return what cells make together, None where that cannot be computed."""
    if aggregator == "COUNT":
        return str(len(cells))
    filled = [cell for cell in cells if cell]
    numbers = [number_of(cell.replace(",", "") if _grouped(cell) else cell) for cell in filled]
    known = [one for one in numbers if one is not None]
    if aggregator not in ("SUM", "AVERAGE") or not known or len(known) < len(numbers):
        return None
    total = math.fsum(known) / (1 if aggregator == "SUM" else len(known))
    return f"{total:.10g}" if math.isfinite(total) else None


def _grouped(cell: str) -> bool:
    """Whether a text has commas between its thousands and nowhere else."""
    first, *rest = cell.strip().partition(".")[0].split(",")
    return bool(rest) and 0 < len(first.lstrip("+-")) < 4 and all(len(one) == 3 for one in rest)


def _pair(place: Any) -> tuple[int, int] | None:
    if not isinstance(place, (list, tuple)) or len(place) != 2:
        return None
    row, column = place
    whole = all(isinstance(one, int) and not isinstance(one, bool) for one in place)
    return (row, column) if whole else None


def _list(given: Any) -> list[str]:
    found: Iterable[Any] = given if isinstance(given, (list, tuple)) else ()
    return [str(_shown(one)) for one in found][:20]


def _name(given: Any) -> str:
    name = "" if given is None else label_of(given)
    return "" if name in NO_AGGREGATOR else name


def _shown(value: Any) -> str | float | int | None:
    """Return a value of an answer as a page shows it."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool) or (isinstance(value, float) and math.isinf(value)):
        return str(value)
    if isinstance(value, int):
        return value if abs(value) < 1 << 53 else str(value)
    if isinstance(value, float):
        return value
    text = value if isinstance(value, str) else json.dumps(plain(value), ensure_ascii=False)
    return displayable(text if len(text) <= LONGEST else f"{text[:LONGEST]}...")

"""Filtering, sorting and counting a list, with the same meaning as in the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hfwidgets.catalogue.columns import Codes, Columns

SORTS = ("", "id", "task", "framework", "state")


@dataclass(frozen=True, slots=True)
class View:
    """What is looked for, and in which order.

    Attributes:
        query: Words; each is part of the id, the task or the framework, without regard to case.
            Empty for all.
        task: Only this task; None for all. Likewise `framework` and `state`.
        sort: `"id"`, `"task"`, `"framework"`, `"state"`, or empty for the order of the list.
        descending: From the end.
    """

    query: str = ""
    task: str | None = None
    framework: str | None = None
    state: str | None = None
    sort: str = ""
    descending: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the attributes as a dict."""
        return asdict(self)


def found(columns: Columns, view: View) -> Sequence[int]:
    """Return the rows that a view shows, in its order."""
    rows: Sequence[int] = range(len(columns))
    for codes, wanted, values in (
        (columns.task_codes, view.task, columns.tasks),
        (columns.framework_codes, view.framework, columns.frameworks),
        (columns.state_codes, view.state, columns.states),
    ):
        if wanted is not None:
            code = codes.get(wanted, -1)
            rows = [row for row in rows if values[row] == code]
    for word in set(view.query.lower().split()):
        rows = _holding(columns, rows, word)
    return _sorted(columns, rows, view)


def _holding(columns: Columns, rows: Sequence[int], word: str) -> list[int]:
    tasks = _fitting(columns.task_codes, word)
    frameworks = _fitting(columns.framework_codes, word)
    ids = columns.ids
    if not tasks and not frameworks:
        return [row for row in rows if word in ids[row].lower()]
    return [
        row
        for row in rows
        if columns.tasks[row] in tasks
        or columns.frameworks[row] in frameworks
        or word in ids[row].lower()
    ]


def _fitting(codes: Codes, word: str) -> set[int]:
    return {code for code, name in enumerate(codes.names) if word in name.lower()}


def _sorted(columns: Columns, rows: Sequence[int], view: View) -> Sequence[int]:
    """Return rows in order; equal ones stay as the list has them, in either direction."""
    if view.sort == "id":
        ids = columns.ids
        return sorted(rows, key=lambda row: ids[row].lower(), reverse=view.descending)
    for name, codes, values in (
        ("task", columns.task_codes, columns.tasks),
        ("framework", columns.framework_codes, columns.frameworks),
        ("state", columns.state_codes, columns.states),
    ):
        if view.sort == name:
            lower = [one.lower() for one in codes.names]
            ranks = {one: rank for rank, one in enumerate(sorted(set(lower)))}
            order = [ranks[one] for one in lower]
            return sorted(rows, key=lambda row: order[values[row]], reverse=view.descending)
    return rows[::-1] if view.descending else rows


def counts(columns: Columns) -> dict[str, list[tuple[str, int]]]:
    """Return how many models each task, framework and state has, the largest first."""
    if not len(columns):
        return {"task": [], "framework": [], "state": []}
    import numpy as np

    return {
        name: _ranked(codes, np.bincount(np.frombuffer(values[:], kind)).tolist())
        for name, codes, values, kind in (
            ("task", columns.task_codes, columns.tasks, np.uint16),
            ("framework", columns.framework_codes, columns.frameworks, np.uint8),
            ("state", columns.state_codes, columns.states, np.uint8),
        )
    }


def _ranked(codes: Codes, totals: list[int]) -> list[tuple[str, int]]:
    counted = [(codes.names[code], count) for code, count in enumerate(totals) if count]
    return sorted(counted, key=lambda one: (-one[1], one[0]))

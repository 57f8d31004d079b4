"""Filtering, sorting and counting a list, with the same meaning as in the page."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

from hfwidgets.catalogue.columns import Codes, Columns
from hfwidgets.catalogue.offer_search import by_terms, offer_counts, with_offers
from hfwidgets.catalogue.served import BETTER
from hfwidgets.catalogue.view import View as View

MANY = 20_000  # rows
SORTS = ("", "id", "task", "framework", "state", "providers", *BETTER)


def found(columns: Columns, view: View) -> Sequence[int]:
    """Return the rows that a view shows, in its order."""
    rows: Sequence[int] = range(len(columns))
    for codes, wanted, values in (
        (columns.task_codes, view.task, columns.tasks),
        (columns.framework_codes, view.framework, columns.frameworks),
        (columns.state_codes, None if columns.offers else view.state, columns.states),
    ):
        if wanted is not None:
            code = codes.get(wanted, -1)
            rows = [row for row in rows if values[row] == code]
    for word in set(view.query.lower().split()):
        rows = _holding(columns, rows, word)
    if columns.offers:
        rows = with_offers(columns, rows, view)
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
    if columns.offers and view.sort in BETTER:
        return by_terms(columns, rows, view)
    if columns.offers and view.sort == "providers":
        offers = columns.offers
        return sorted(rows, key=lambda row: len(offers[row]), reverse=view.descending)
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
    """Return how many models each task, framework and state has, the largest first.

    Where providers serve models, the states are those of their offers, and the providers are
    counted too.
    """
    if not len(columns):
        return {"task": [], "framework": [], "state": []}
    found = {
        name: _ranked(codes, _totals(values))
        for name, codes, values in (
            ("task", columns.task_codes, columns.tasks),
            ("framework", columns.framework_codes, columns.frameworks),
            ("state", columns.state_codes, columns.states),
        )
    }
    return {**found, **(offer_counts(columns) if columns.offers else {})}


def _totals(codes: array[int] | bytearray) -> dict[int, int]:
    """Return how often each code is there; NumPy is worth loading for many alone."""
    if len(codes) < MANY:
        return Counter(codes)
    import numpy as np

    kind = np.uint8 if isinstance(codes, bytearray) else np.uint16
    return dict(enumerate(np.bincount(np.frombuffer(codes[:], kind)).tolist()))


def _ranked(codes: Codes, totals: dict[int, int]) -> list[tuple[str, int]]:
    counted = [(codes.names[code], count) for code, count in totals.items() if count]
    return sorted(counted, key=lambda one: (-one[1], one[0]))

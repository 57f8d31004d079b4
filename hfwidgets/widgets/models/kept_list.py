"""What a notebook keeps of a list of models: the rows that are in view."""

from __future__ import annotations

from typing import Any

import traitlets as t

from hfwidgets.widgets.engine.base import Widget
from hfwidgets.widgets.engine.couriers import carry
from hfwidgets.widgets.engine.still import MOST_ROWS, Sheet, Still, Table

COLUMNS = ("model", "task", "framework", "state")


class KeptList(Widget):
    """A widget with rows of models in `first`, which a notebook keeps when they were read."""

    def sheet(self) -> Sheet:
        """Return the first rows of the view, and how many there are."""
        seen: Any = self
        matched = int(seen.first.get("matched", 0))
        rows = [
            tuple("" if one is None else str(one) for one in row[1:])
            for row in seen.first.get("rows", ())[:MOST_ROWS]
        ]
        of_all = "" if matched == seen.total else f" of {seen.total:,}"
        line = (
            "The list was not read yet." if seen.status == "idle" else f"{matched:,}{of_all} models"
        )
        sought = {
            name: str(seen.view[name])
            for name in ("query", "task", "framework", "state", "sort")
            if seen.view.get(name)
        }
        problem = seen.problem or {}
        fault = f"{problem['title']}. {problem.get('cause') or ''}" if "title" in problem else ""
        table = Table(COLUMNS, rows, matched - len(rows)) if rows else None
        return Sheet("Models", sought, Still(table=table), line, fault)

    @t.observe("status")
    def _keep_read(self, change: Any) -> None:
        if change.old == "listing" and self.still_display.shown:
            carry(self.still_display.renew)  # whoever reads lists has better to do

    @t.observe("first")
    def _keep_view(self, _: Any) -> None:
        self.still_display.pending = True

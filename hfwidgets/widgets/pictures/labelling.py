"""Widgets that give labels to a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from hfwidgets.frames import frame_of
from hfwidgets.widgets.pictures.exports import csv_of
from hfwidgets.widgets.pictures.task import PictureTask


class LabellingTask(PictureTask):
    """A task widget whose answer is labels with scores."""

    formats: ClassVar = {".csv": "csv"}

    def to_frame(self) -> Any:
        """Return labels and scores as a pandas DataFrame; without pandas a dict of lists."""
        self._answered()
        table = self._table()
        return frame_of({name: [one[name] for one in table] for name in ("label", "score")})

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return labels and scores as CSV."""
        if form != "csv":
            return super().export(what, form)
        return "labels.csv", "text/csv", csv_of(self._table())

    def _table(self) -> list[dict[str, Any]]:
        shown: Any = self._shown()
        found: list[dict[str, Any]] = shown.table
        return found

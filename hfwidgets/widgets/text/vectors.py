"""Vectors of texts: what a page is told of them. The numbers themselves stay in the kernel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from hfwidgets.pictures.entries import label_of
from hfwidgets.widgets.engine.output import NOTHING, Content
from hfwidgets.widgets.engine.still import MOST_ROWS, Still, Table
from hfwidgets.widgets.engine.value import Value
from hfwidgets.widgets.text.reducing import (
    COSINE,
    MOST_COMPARED,
    MOST_DRAWN,
    components,
    cosines,
    histogram,
    norms,
    rows_of,
    strips,
)
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow

FIRST = 5  # numbers of a vector that a saved notebook shows
MOST_OF_A_NAME = 200  # characters


class Vectors(Value):
    """What a model made of a text or of several."""

    _content: Content = NOTHING
    _texts: Sequence[str] = ()

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Return the flow of the run; its texts name the vectors."""
        given = values.get("text")
        self._texts = [given] if isinstance(given, str) else list(given or ())
        return flow(config, **values)

    def read(self, answer: Any) -> None:
        """Take the array, and reduce it to what can be drawn."""
        if answer is None:
            return
        self.answer = answer
        rows = rows_of(answer)
        shape = list(np.shape(answer))
        self.text = f"{' x '.join(map(str, shape))} numbers"
        self.notice = " ".join(self._lacks(rows)) or None
        self._content = self._reduced(rows, shape)

    def _lacks(self, rows: Any) -> list[str]:
        lacks = []
        missing = int(rows.size - np.count_nonzero(np.isfinite(rows)))
        if missing:
            lacks.append(
                f"{missing:,} of {rows.size:,} numbers are null or not finite: vectors has NaN or "
                "infinity there."
            )
        if len(rows) > MOST_DRAWN:
            lacks.append(
                f"Of {len(rows):,} vectors the first {MOST_DRAWN} are drawn and the first "
                f"{min(len(rows), MOST_COMPARED)} compared; vectors has all."
            )
        return lacks

    def _reduced(self, rows: Any, shape: list[int]) -> Content:
        drawn, compared = strips(rows), min(len(rows), MOST_COMPARED)
        places, shares = components(rows)
        output = {
            "shape": shape,
            "rows": len(rows),
            "dimensions": int(rows.shape[1]),
            "names": self._names(len(rows))[:compared],
            "are_texts": len(rows) == len(self._texts),
            "drawn": list(drawn.shape),
            "compared": compared,
            "cosine": COSINE,
            "histogram": histogram(rows),
            "shares": shares,
        }
        buffers = [drawn, norms(rows[:MOST_COMPARED]), cosines(rows), places]
        return {"output": output}, [np.ascontiguousarray(one).tobytes() for one in buffers]

    def _names(self, count: int) -> list[str]:
        """Return what each vector is of: its text, else its place."""
        if count == len(self._texts):
            return [name_of_text(one) for one in self._texts]
        return [f"vector {number}" for number in range(1, min(count, MOST_COMPARED) + 1)]

    def still(self) -> Still:
        """Return what a saved notebook shows: each vector's text, norm and first numbers."""
        if self.answer is None:
            return Still("")
        rows = rows_of(self.answer)
        shown = rows[:MOST_ROWS]
        lines = [
            (name, f"{norm:.4g}", ", ".join(f"{one:.3g}" for one in row[:FIRST]) + more)
            for name, norm, row in zip(self._names(len(rows)), norms(shown), shown, strict=False)
            for more in [", …" if rows.shape[1] > FIRST else ""]
        ]
        table = Table(("vector", "norm", "numbers"), lines, len(rows) - len(lines))
        return Still(self.text, table if lines else None)

    def ended(self) -> Content:
        """Return what is drawn: strips, norms, cosines and places as buffers."""
        return self._content


def name_of_text(text: str) -> str:
    """Return a text as the name of something."""
    short = " ".join(str(text)[: MOST_OF_A_NAME + 1].split())
    return label_of(f"{short[:MOST_OF_A_NAME]}…" if len(short) > MOST_OF_A_NAME else short)

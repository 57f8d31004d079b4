"""How close sentences are to one, and each to each: what a run brings, and what a page is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from hfwidgets.pictures.entries import score_of
from hfwidgets.tasks.calls import given
from hfwidgets.widgets.engine.output import NOTHING, Content
from hfwidgets.widgets.engine.still import MOST_ROWS, Still, Table
from hfwidgets.widgets.engine.value import Value
from hfwidgets.widgets.text.vectors import name_of_text
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNIT = 16_000  # what the similarity 1 is sent as, in 16 bits: scores up to 2 have room
UNKNOWN = -32_768
PAUSE = 0.2  # seconds between two words on how far it is


class Similarities(Value):
    """How close each sentence is, in their order."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.sentence = ""
        self.others: list[str] = []

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Return the flow of the run; its sentences name the numbers."""
        self.sentence = str(values["sentence"])
        self.others = list(values["other_sentences"])
        return flow(config, **values)

    def read(self, answer: Any) -> None:
        """Take the numbers; the history has the closest sentence."""
        if answer is None:
            return
        self.answer = answer
        best = self.ranking()
        self.text = f"closest: {name_of_text(best[0][0])}" if best else "no sentence"

    def ranking(self) -> list[tuple[str, float | None]]:
        """Return the sentences with their numbers, the closest first; those without one last."""
        scores = [score_of(one) for one in self.answer or ()]
        pairs = list(zip(self.others, scores, strict=False))
        return sorted(pairs, key=lambda one: -1e300 if one[1] is None else one[1], reverse=True)

    def ended(self) -> Content:
        """Return the ranking, and all similarities where each was compared with each."""
        if self.answer is None:
            return NOTHING
        items = [{"label": name_of_text(text), "score": score} for text, score in self.ranking()]
        output = {"items": items, "names": self.names(), "unit": UNIT}
        return {"output": output}, self.buffers()

    def still(self) -> Still:
        """Return what a saved notebook shows: the ranking."""
        ranking = self.ranking()
        rows = [
            (name_of_text(text), "no number" if score is None else f"{score:.3f}")
            for text, score in ranking[:MOST_ROWS]
        ]
        table = Table(("sentence", "similarity"), rows, len(ranking) - len(rows))
        return Still(self.text, table if rows else None)

    def names(self) -> list[str]:
        """Return what the rows of the matrix are; none without one."""
        return []

    def buffers(self) -> list[bytes]:
        """Return the matrix, where there is one."""
        return []


class AllSimilarities(Similarities):
    """Each sentence compared with each: a call for each but the last.

    A call compares one sentence with those behind it. What it says is taken to hold both ways.

    Attributes:
        matrix: Similarities, `float32` of shape `(sentences, sentences)`, the first one being
            `sentence`; NaN where the run was stopped before.
    """

    stays: ClassVar[bool] = False  # a run that is stopped shows what it brought

    def __init__(self, tell: Callable[[str], None]) -> None:
        """Begin with nothing; `tell` says how far it is."""
        super().__init__()
        self._tell = tell
        self._calls = 0
        self._told = 0.0
        self.matrix: NDArray[np.float32] | None = None

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Return the flow of all calls."""
        super().call(flow, config, values)
        return self._all(flow, config, given(model=values.get("model")) or {})

    def _all(
        self, flow: Callable[..., Flow[Any]], config: Config, more: dict[str, Any]
    ) -> Flow[Any]:
        import numpy as np

        texts = [self.sentence, *self.others]
        self.matrix = np.full((len(texts), len(texts)), np.nan, np.float32)
        np.fill_diagonal(self.matrix, 1)
        for place in range(len(texts) - 1):
            self._say(place, len(texts) - 1)
            row = yield from flow(
                config, sentence=texts[place], other_sentences=texts[place + 1 :], **more
            )
            numbers = [score_of(one) for one in row]
            self.matrix[place, place + 1 :] = [np.nan if one is None else one for one in numbers]
            self.matrix[place + 1 :, place] = self.matrix[place, place + 1 :]
            self._calls = place + 1
            if place == 0:
                self.read(row)
        return self.answer

    def _say(self, done: int, all_of_them: int) -> None:
        now = time.monotonic()
        if now - self._told > PAUSE:
            self._told = now
            self._tell(f"{done} of {all_of_them} calls are done; Stop keeps what came.")

    @property
    def notice(self) -> str | None:  # type: ignore[override]
        """How much was compared, and how."""
        if not self._calls:
            return None
        count = len(self.others)
        short = "" if self._calls == count else f"Stopped after {self._calls} of {count} calls. "
        return (
            f"{short}Each call compares a sentence with those behind it; what it says is taken to "
            "hold both ways."
        )

    def names(self) -> list[str]:
        """Return the sentences, as they stand in the matrix."""
        return [name_of_text(one) for one in (self.sentence, *self.others)]

    def buffers(self) -> list[bytes]:
        """Return the matrix in 16 bits a number."""
        import numpy as np

        if self.matrix is None:
            return []
        known = np.isfinite(self.matrix)
        scaled = np.clip(np.where(known, self.matrix, 0) * UNIT, -32_767, 32_767)
        return [np.where(known, np.rint(scaled), UNKNOWN).astype("<i2").tobytes()]

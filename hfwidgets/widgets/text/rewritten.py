"""A text that a model made of another one: what a page is told, and what may have been cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hfwidgets.widgets.engine.output import NOTHING, Content, Output
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.text.fresh import KNOWN, Fresh, fresh
from hfwidgets.wire.config import Config
from hfwidgets.wire.failure import payload_of
from hfwidgets.wire.flow import Flow, Response

MOST_SHOWN = 200_000  # characters of a result that a page is sent
MOST_PIECES = 1_000  # of a text with marks: more are not drawn within a frame
EDGE = 40  # UTF-16 units of a text's beginning and end, by which a page knows it again
# Words that models of these tasks read for certain: 512 tokens are the least that they have.
SURELY_READ = 350
LONGEST_REMARK = 400


class Rewritten(Output):
    """What became of a text.

    Attributes:
        answer: The new text, or None.
        source: The text that it was made of.
        remarks: What the server says beside its answer.
    """

    answer: str | None = None

    def __init__(self, compared: bool) -> None:
        """Begin with nothing; `compared` is whether new words are sought."""
        self._compared = compared
        self._fresh: Fresh | None = None
        self._truncation: str | None = None
        self.source = ""
        self.remarks: list[str] = []

    @classmethod
    def of(cls, widget: Any, continue_from: str) -> Rewritten:
        """Return what a run of a widget fills: a summary is compared with its text."""
        return cls(widget.task == "summarization")

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Return the flow of the run; what its answers say of the text is noted."""
        self.source = str(values.get("text") or "")
        self._truncation = values.get("truncation")
        return overheard(flow(config, **values), self._hear)

    def _hear(self, response: Response) -> None:
        if response.status < 400:
            self.remarks = [*remarks_in(payload_of(response.body))]

    def read(self, answer: Any) -> None:
        """Take the new text, and compare it."""
        if answer is None:
            return
        self.answer = str(answer)
        self.text = displayable(self.answer)
        if self._compared:
            self._fresh = fresh(displayable(self.source), self.text[:MOST_SHOWN])
        self.notice = " ".join(self._cuts()) or None

    def _cuts(self) -> Iterator[str]:
        """Yield what is known of words that were not read."""
        if self.remarks:
            yield f"The server says: {' '.join(self.remarks)}"
        words = len(self.source.split())
        cuts = self._truncation not in (None, "do_not_truncate")
        if cuts:
            yield (
                f"truncation={self._truncation!r}: if the text is longer than the model reads, the "
                "server left out the rest, and does not say how much."
            )
        elif words > SURELY_READ and not self.remarks:
            yield (
                f"The text has {words:,} words, and models read a limited number (many 400-800). "
                "The server does not say whether it read all."
            )

    def ended(self) -> Content:
        """Return the new text in pieces, and by what the page knows the old one again."""
        if self.answer is None:
            return NOTHING
        shown = self.text[:MOST_SHOWN]
        pieces: list[tuple[int, str]] = [(KNOWN, shown)] if shown else []
        told = None
        if self._fresh is not None:
            told = {
                "words": self._fresh.words,
                "sentences": self._fresh.sentences,
                "all_sentences": self._fresh.all_sentences,
            }
            if len(self._fresh.pieces) <= MOST_PIECES:
                pieces = [*self._fresh.pieces]
        units = displayable(self.source)
        source = {
            "length": len(units.encode("utf-16-le")) // 2,
            "start": units[: EDGE // 2],
            "end": units[-(EDGE // 2) :],
            "words": len(units.split()),
        }
        output = {
            "pieces": pieces,
            "left": len(self.text) - len(shown),
            "words": len(self.text.split()),
            "source": source,
            "fresh": told,
        }
        return {"output": output}, ()

    def snapshot(self) -> Content:
        """Return the same again."""
        return self.ended() if self.answer is not None else ({"output": None}, ())

    def words(self, part: int | None = None) -> str:
        """Return the new text, to be handed on.

        Raises:
            LookupError: There is no such part, or it is empty.
        """
        if part not in (None, 0) or not self.text:
            raise LookupError(part)
        return self.text

    def result(self, asked: Mapping[str, Any]) -> Any:
        """Return the new text."""
        return self.answer


def overheard(flow: Flow[Any], hear: Callable[[Response], None]) -> Flow[Any]:
    """Return the same flow; each response on its way to it is heard, too."""
    try:
        step = next(flow)
        while True:
            try:
                came = yield step
            except BaseException as error:
                step = flow.throw(error)
            else:
                if isinstance(came, Response):
                    hear(came)
                step = flow.send(came)
    except StopIteration as end:
        return end.value
    finally:
        flow.close()


def remarks_in(payload: Any) -> Iterator[str]:
    """Yield what a server says beside its answer, each in one line: warnings, and what was cut."""
    entries = payload if isinstance(payload, list) else [payload]
    for entry in entries[:1]:
        if not isinstance(entry, Mapping):
            return
        for name in ("warning", "warnings"):
            told = entry.get(name)
            for one in told[:5] if isinstance(told, list) else [told]:
                if isinstance(one, str) and one.strip():
                    yield displayable(" ".join(one.split())[:LONGEST_REMARK])
        if entry.get("truncated") is True:
            yield "the text was cut (truncated: true)."

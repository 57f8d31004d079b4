"""What a text is or may mean, with scores: labels of it, words for its masks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hfwidgets.pictures.entries import label_of, score_of
from hfwidgets.tasks.masks import COMMON
from hfwidgets.widgets.engine.output import NOTHING, Content
from hfwidgets.widgets.engine.still import MOST_ROWS, Still, Table, scored
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.engine.value import Value
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow

MOST_LISTS = 20  # lists that a page shows
MOST_ITEMS = 2000  # labels of each list that it shows


class Scores(Value):
    """Labels with scores."""

    key = "label"

    def read(self, answer: Any) -> None:
        """Take the answer; the history has the best of it."""
        if answer is None:
            return
        self.answer = answer
        lists = self._lists()
        best = [max(items, key=_order)["label"] for _name, items in lists if items]
        self.text = ", ".join(best) or "no label"
        longest = max((len(items) for _name, items in lists), default=0)
        told = [
            f"The first {MOST_LISTS} of {len(lists)} lists are shown; result has all."
            if len(lists) > MOST_LISTS
            else "",
            f"The best {MOST_ITEMS:,} of {longest:,} labels are shown; result has all."
            if longest > MOST_ITEMS
            else "",
        ]
        self.notice = " ".join(filter(None, told)) or None

    def ended(self) -> Content:
        """Return the lists of labels and scores."""
        if self.answer is None:
            return NOTHING
        lists = [
            {"name": name, "items": _best(items)} for name, items in self._lists()[:MOST_LISTS]
        ]
        return {"output": {"lists": lists, **self.more()}}, ()

    def more(self) -> dict[str, Any]:
        """Return what else the page is told."""
        return {}

    def words(self, part: int | None = None) -> str:
        """Return the best label, or that of a number.

        Raises:
            LookupError: There is none.
        """
        items = [one for _name, some in self._lists() for one in some]
        if part is not None:
            return str(items[part]["label"])
        if not items:
            raise LookupError("no label")
        return str(max(items, key=_order)["label"])

    def still(self) -> Still:
        """Return the lists as a table with bars."""
        if self.answer is None:
            return Still()
        tables = [(name, scored(_best(items))) for name, items in self._lists()[:MOST_LISTS]]
        if len(tables) == 1:
            return Still(table=tables[0][1])
        rows = [(name, *row) for name, table in tables for row in table.rows]
        return Still(
            table=Table(("", "label", "score", ""), rows[:MOST_ROWS], len(rows) - MOST_ROWS)
        )

    def _lists(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Return the names of the lists and what is in them."""
        return [("", self._items(self.answer))]

    def _items(self, entries: list[Any]) -> list[dict[str, Any]]:
        return [
            {"label": label_of(one.get(self.key)), "score": score_of(one.get("score"))}
            for one in entries
            if isinstance(one, Mapping)
        ]


class Candidates(Scores):
    """Words for a mask, or for each of several.

    Attributes:
        asked: The text with the masks, as it was sent.
        tokens: Masks that it may have.
    """

    key = "token_str"
    asked = ""
    tokens: tuple[str, ...] = COMMON

    @classmethod
    def of(cls, widget: Any, continue_from: str) -> Candidates:
        """Return what a run fills; the widget may know the model's mask."""
        output = cls()
        masks = getattr(widget, "masks", None)
        if masks is not None:
            output.tokens = (*filter(None, masks.known.values()), *COMMON)
        return output

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Return the flow of the run, whose text is kept."""
        text = values.get("text")
        self.asked = text if isinstance(text, str) else ""
        return super().call(flow, config, values)

    def more(self) -> dict[str, Any]:
        """Return the text around the masks, where they are those of the answer."""
        pieces = self._pieces()
        return {} if pieces is None else {"pieces": list(map(displayable, pieces[1])), **pieces[0]}

    def filled(self, choices: int | Sequence[int] = 0) -> str:
        """Return the text with its masks filled by words of these numbers.

        Raises:
            ValueError: No such word, or the masks of the text are not those of the answer.
        """
        found, masks = self._pieces(), self._masks()
        if found is None:
            tokens = " or ".join(dict.fromkeys(self.tokens))
            raise ValueError(
                f"the answer has words for {len(masks)} masks, and the text has not as many "
                f"({tokens}); take the words from result"
            )
        numbers = [choices] * len(masks) if isinstance(choices, int) else list(choices)
        if len(numbers) != len(masks):
            raise ValueError(f"choices are {len(numbers)}; the text has {len(masks)} masks")
        text = found[1][0]
        for number, mask, piece in zip(numbers, masks, found[1][1:], strict=True):
            if not -len(mask) <= number < len(mask):
                raise ValueError(f"choice is {number}; there are {len(mask)} words for this mask")
            text += word_after(text, mask[number].get("token_str")) + piece
        return text

    def words(self, part: int | None = None) -> str:
        """Return the filled text."""
        return self.filled(part or 0)

    def _pieces(self) -> tuple[dict[str, str], list[str]] | None:
        """Return the mask, and the text around the masks; None where it has not as many."""
        count = len(self._masks())
        for token in self.tokens:
            if count and self.asked.count(token) == count:
                return {"mask": token}, self.asked.split(token)
        return None

    def _masks(self) -> list[list[Any]]:
        if not any(isinstance(one, list) for one in self.answer):
            return [self.answer] if self.answer else []
        return [one if isinstance(one, list) else [one] for one in self.answer]

    def _lists(self) -> list[tuple[str, list[dict[str, Any]]]]:
        if not any(isinstance(one, list) for one in self.answer):
            return super()._lists()
        return [(f"Mask {index}", self._items(one)) for index, one in enumerate(self._masks(), 1)]

    def _items(self, entries: list[Any]) -> list[dict[str, Any]]:
        items = super()._items(entries)
        words = (one.get("token_str") for one in entries if isinstance(one, Mapping))
        for item, word in zip(items, words, strict=True):
            # Tokens have the space before them; some are nothing else.
            item["word"] = displayable(str(word))
            item["label"] = item["label"].strip() or repr(item["label"])
        return items


def word_after(text: str, token: Any) -> str:
    """Return a token as it stands behind a text: the space before it is not there twice."""
    word = str(token)
    return word.lstrip(" ") if not text or text[-1].isspace() else word


def _best(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return (
        sorted(items, key=_order, reverse=True)[:MOST_ITEMS] if len(items) > MOST_ITEMS else items
    )


def _order(item: Mapping[str, Any]) -> float:
    score = item["score"]
    return -1e300 if score is None else float(score)

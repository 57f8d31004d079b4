"""What a text is or may mean, with scores: labels of it, words for its masks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hfwidgets.pictures.entries import label_of, score_of
from hfwidgets.widgets.engine.output import NOTHING, Content
from hfwidgets.widgets.engine.value import Value

MOST_LISTS = 20  # lists that a page shows


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
        if len(lists) > MOST_LISTS:
            self.notice = f"The first {MOST_LISTS} of {len(lists)} lists are shown; result has all."

    def ended(self) -> Content:
        """Return the lists of labels and scores."""
        if self.answer is None:
            return NOTHING
        lists = [{"name": name, "items": items} for name, items in self._lists()[:MOST_LISTS]]
        return {"output": {"lists": lists}}, ()

    def _lists(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Return the names of the lists and what is in them."""
        return [("", self._items(self.answer))]

    def _items(self, entries: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"label": label_of(one.get(self.key)), "score": score_of(one.get("score"))}
            for one in entries
        ]


class Candidates(Scores):
    """Words for a mask, or for each of several."""

    key = "token_str"

    def _lists(self) -> list[tuple[str, list[dict[str, Any]]]]:
        if not any(isinstance(one, list) for one in self.answer):
            return super()._lists()
        masks = [one if isinstance(one, list) else [one] for one in self.answer]
        return [(f"Mask {index}", self._items(one)) for index, one in enumerate(masks, 1)]

    def _items(self, entries: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        items = super()._items(entries)
        for one in items:
            # Tokens have the space before them; some are nothing else.
            one["label"] = one["label"].strip() or repr(one["label"])
        return items


def _order(item: Mapping[str, Any]) -> float:
    score = item["score"]
    return -1e300 if score is None else float(score)

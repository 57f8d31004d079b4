"""Labels and words with scores: what a page is told of them, whatever a server says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hfwidgets.widgets.protocol.outputs import OUTPUTS
from hfwidgets.widgets.text.scores import MOST_LISTS, Candidates, Scores


def shown(output: Scores, answer: Any) -> list[tuple[str, list[tuple[str, float | None]]]]:
    output.read(answer)
    content, buffers = output.ended()
    assert not buffers
    assert output.snapshot() == (content, buffers)
    lists = json.loads(json.dumps(content, allow_nan=False))["output"]["lists"]
    return [
        (one["name"], [(item["label"], item["score"]) for item in one["items"]]) for one in lists
    ]


@pytest.mark.parametrize(
    ("entries", "items", "best"),
    [
        (
            [("POSITIVE", 0.9), ("NEGATIVE", 0.1)],
            [("POSITIVE", 0.9), ("NEGATIVE", 0.1)],
            "POSITIVE",
        ),
        ([("b", 0.1), ("a", 0.9)], [("b", 0.1), ("a", 0.9)], "a"),
        ([(None, "0.5"), (7, float("nan"))], [("unnamed", 0.5), ("7", None)], "unnamed"),
        ([("x\u202ey", None)], [("x\\u202ey", None)], "x\\u202ey"),
        ([("\ud800", 1)], [("\ufffd", 1.0)], "\ufffd"),
        ([], [], "no label"),
    ],
)
def test_labels_are_text_and_scores_are_numbers_or_nothing(
    entries: list[tuple[Any, Any]], items: list[Any], best: str
) -> None:
    output = Scores()
    answer = [{"label": label, "score": score} for label, score in entries]
    assert shown(output, answer) == [("", items)]
    assert output.text == best
    assert output.result({}) is answer


def word(text: Any, score: Any = 0.5) -> dict[str, Any]:
    return {"token_str": text, "score": score, "sequence": f"It is {text}."}


@pytest.mark.parametrize(
    ("answer", "lists", "best"),
    [
        ([word(" life")], [("", [("life", 0.5)])], "life"),
        (
            [[word("a", 0.2), word("b", 0.3)], [word("c")]],
            [("Mask 1", [("a", 0.2), ("b", 0.3)]), ("Mask 2", [("c", 0.5)])],
            "b, c",
        ),
        ([word("\n"), word(" ")], [("", [("'\\n'", 0.5), ("' '", 0.5)])], "'\\n'"),
        ([[word("a")], word("b")], [("Mask 1", [("a", 0.5)]), ("Mask 2", [("b", 0.5)])], "a, b"),
        ([[], [word("b")]], [("Mask 1", []), ("Mask 2", [("b", 0.5)])], "b"),
    ],
)
def test_each_mask_has_its_words(answer: Any, lists: Any, best: str) -> None:
    output = Candidates()
    assert shown(output, answer) == lists
    assert output.text == best


@pytest.mark.parametrize("count", [MOST_LISTS, MOST_LISTS + 1, 500])
def test_a_page_gets_no_more_lists_than_it_can_show_and_says_so(count: int) -> None:
    output = Candidates()
    assert len(shown(output, [[word("a")]] * count)) == MOST_LISTS
    assert (output.notice is None) == (count == MOST_LISTS)
    assert count == MOST_LISTS or f"{MOST_LISTS} of {count}" in str(output.notice)
    assert len(output.answer) == count


@pytest.mark.parametrize("kind", ["scores", "candidates"])
def test_what_never_came_is_nothing(kind: str) -> None:
    output = OUTPUTS[kind].output_class().of(None, "")
    output.read(None)
    assert (output.ended(), output.snapshot()) == (({}, ()), ({"output": None}, ()))

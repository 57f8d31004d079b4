"""Answers about texts that are odd or broken: what can be shown is, the rest is explained."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import (
    FillMask,
    InferenceClient,
    InferenceError,
    QuestionAnswering,
    TextClassification,
    TokenClassification,
    ZeroShotClassification,
)
from hfwidgets.wire.parameter_error import ParameterError
from tests.waiting import PATIENCE
from tests.wire.scripted import Reply, ScriptedServer

GIVEN: dict[Any, dict[str, Any]] = {
    FillMask: {"text": "a [MASK]"},
    QuestionAnswering: {"question": "who?", "context": "a house"},
    TextClassification: {"text": "a\ud800<script>مرحبا"},
    TokenClassification: {"text": "a house\r\n😀"},
    ZeroShotClassification: {"text": "a", "labels": ["a, b", "<script>"]},
}
Run = Callable[..., tuple[Any, list[dict[str, Any]]]]


@pytest.fixture
def run(server: ScriptedServer) -> Iterator[Run]:
    made: list[Any] = []

    def one(kind: Any, answer: Any, **given: Any) -> tuple[Any, list[dict[str, Any]]]:
        server.play(answer if isinstance(answer, Reply) else Reply.of_json(answer))
        made.append(kind("m", client=InferenceClient(endpoint=server.url), **GIVEN[kind] | given))
        sent: list[dict[str, Any]] = []
        made[-1].send = lambda content, buffers=None: sent.append(content)
        made[-1].run()
        made[-1].control.run.finished.wait(PATIENCE)
        return made[-1], sent

    yield one
    for widget in made:
        widget.close()


ENTRY = {
    "label": "x",
    "score": 0.5,
    "token_str": "x",
    "sequence": "x",
    "token": 1,
    "entity_group": "X",
    "word": "house",
    "start": 2,
    "end": 7,
    "answer": "house",
    "labels": ["x"],
    "scores": [0.5],
}
ODD = [
    ENTRY,
    [ENTRY],
    [[ENTRY]],
    [[[ENTRY]]],
    [],
    [[]],
    {},
    None,
    5,
    "text",
    [None],
    [ENTRY, None],
    [ENTRY, []],
    [{**ENTRY, "score": None}],
    [{**ENTRY, "score": float("nan")}],
    [{**ENTRY, "score": "high", "label": None, "token_str": None, "word": None, "answer": None}],
    [{**ENTRY, "start": -5, "end": 10**12, "extra": {"more": [1, {"x": None}]}}],
    [{**ENTRY, "label": "\ud800", "word": "\ud800", "token_str": "\ud800", "answer": "\ud800"}],
    [{**ENTRY, "label": 7, "word": 7, "token_str": 7, "answer": 7, "start": "2", "end": [7]}],
]


@pytest.mark.parametrize("kind", GIVEN)
@pytest.mark.parametrize("answer", ODD, ids=lambda answer: json.dumps(answer)[:60])
def test_an_odd_answer_is_shown_or_explained(run: Run, kind: Any, answer: Any) -> None:
    widget, sent = run(kind, answer)
    assert widget.status in ("done", "error")
    if widget.status == "error":
        assert isinstance(widget.error, InferenceError)
        assert all(widget.problem[name] for name in ("title", "cause", "remedy"))
    else:
        output = sent[-1]["output"]
        json.dumps(output, allow_nan=False, ensure_ascii=False).encode()
    assert widget.history[-1].status == widget.status


@pytest.mark.parametrize("kind", GIVEN)
def test_a_good_answer_is_shown(run: Run, kind: Any) -> None:
    widget, sent = run(kind, [ENTRY])
    assert widget.status == "done"
    assert sent[-1]["output"]


@pytest.mark.parametrize("kind", GIVEN)
def test_an_empty_field_is_marked_and_nothing_is_sent(
    run: Run, server: ScriptedServer, kind: Any
) -> None:
    widget, sent = run(kind, [ENTRY])
    server.asked.clear()
    name = "context" if kind is QuestionAnswering else "text"
    widget._handle_custom_msg({"kind": "run", "id": "1", "values": {name: ""}}, [])
    (refused,) = [one for one in sent if one["kind"] == "invalid"]
    assert refused["errors"].keys() == {name}
    assert not server.asked


def test_too_few_labels_are_refused_at_their_field(run: Run, server: ScriptedServer) -> None:
    widget, _ = run(ZeroShotClassification, [ENTRY], labels=["only one"])
    assert (widget.status, widget.problem["field"]) == ("error", "labels")
    assert not server.asked
    with pytest.raises(ParameterError, match="labels is empty; give at least one text"):
        run(ZeroShotClassification, [ENTRY], labels=[])


def test_two_hundred_labels_that_hold_commas_arrive_whole(run: Run, server: ScriptedServer) -> None:
    labels = [f"label {n}, <b>, مرحبا" for n in range(200)]
    run(ZeroShotClassification, {"labels": labels, "scores": [0.005] * 200}, labels=labels)
    assert server.asked[0].json["parameters"]["candidate_labels"] == labels

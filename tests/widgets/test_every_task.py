"""Every row of the table makes a widget that runs, with a class of two lines at most."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import numpy as np
import pytest

from hfwidgets import InferenceClient, Sandbox
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.engine.value import DEEPEST, MOST_CHARACTERS, MOST_ITEMS, Value, plain
from tests.differential.sandbox_caller import CALLS
from tests.waiting import PATIENCE
from tests.widgets.plain import class_for
from tests.wire.task_cases import told

MOST_KEPT = 60_000  # bytes of a notebook that a widget's result may take
# A voice that breathes anew each time.
NEVER_THE_SAME = {"text-to-speech"}


@pytest.fixture(scope="module")
def offered(sandbox: Sandbox) -> set[str]:
    """The tasks that the sandbox has a model for, here."""
    with urllib.request.urlopen(f"{sandbox.url}/api/tasks") as answer:
        rows: dict[str, Any] = json.loads(answer.read())
    return {task for task, row in rows.items() if row["widgetModels"]}


def arguments_of(task: str) -> dict[str, Any]:
    """Return the arguments of a call by their names."""
    positional, keywords = CALLS[task]
    names = [one.name for one in TASKS[task].fields]
    return {**dict(zip(names, positional, strict=False)), **keywords}


@pytest.mark.parametrize("task", sorted(CALLS))
def test_a_widget_returns_what_the_method_returns(
    sandbox: Sandbox, offered: set[str], task: str
) -> None:
    if task not in offered:
        pytest.skip(f"no model of the sandbox does {task} here")
    client = InferenceClient(endpoint=sandbox.url, timeout=PATIENCE)
    arguments = arguments_of(task)
    widget = class_for(task)(client=client)
    for name, value in arguments.items():
        setattr(widget, widget.trait_of[name], value)
    sent: list[dict[str, Any]] = []
    widget.send = lambda content, buffers=None: sent.append(json.loads(json.dumps(content)))
    found = told(widget.run().wait(PATIENCE))
    expected = told(getattr(client, TASKS[task].method)(**arguments))
    if task in NEVER_THE_SAME:
        assert found["bytes"][:8] == expected["bytes"][:8]
    else:
        assert found == expected
    assert widget.status == "done"
    assert [one["kind"] for one in sent][-1] == "end"
    record = widget.history[-1]
    assert record.text or not found
    assert len(repr(record)) < 4000
    kept = widget.sheet().bundle()
    assert kept["text/plain"].splitlines()[-1].count("Done")
    assert len(kept) == 2
    assert sum(map(len, kept.values())) <= MOST_KEPT
    widget.close()


@pytest.mark.parametrize("task", sorted(TASKS))
def test_a_form_that_is_empty_asks_for_what_is_missing(task: str) -> None:
    widget = class_for(task)(client=InferenceClient(endpoint="http://127.0.0.1:9"))
    needed = [one.name for one in TASKS[task].fields if one.required and not one.nullable]
    with pytest.raises(ValueError, match=f"{needed[0]} is empty; "):
        widget.run()
    assert widget.status == "idle"
    widget.close()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (float("nan"), "nan"),
        ([float("inf"), 1.5], ["inf", 1.5]),
        (b"abc", "(3 bytes)"),
        ({"a": ("x", None)}, {"a": ["x", None]}),
        ("\ud83d\ude00 \ud800", "\U0001f600 \ufffd"),
        (np.zeros((2, 3)), {"shape": [2, 3], "dtype": "float64", "values": [0.0] * 6}),
    ],
)
def test_any_value_becomes_json_that_every_page_reads(value: Any, shown: Any) -> None:
    assert plain(value) == shown
    json.dumps(plain(value), allow_nan=False).encode()


@pytest.mark.parametrize(
    "value",
    [
        ["x"] * 1_000_000,
        {str(one): one for one in range(100_000)},
        "x" * 10_000_000,
        np.arange(1_000_000.0),
        [np.arange(100_000.0)] * 50,
    ],
    ids=["list", "object", "text", "array", "arrays"],
)
def test_what_is_long_is_cut_and_the_cut_is_told(value: Any) -> None:
    text = json.dumps(plain(value))
    assert len(text) < 2 * MOST_ITEMS * 50 * 20 + 2 * MOST_CHARACTERS
    assert "more" in text


def test_what_is_deep_is_cut() -> None:
    value: Any = []
    for _ in range(10_000):
        value = [value]
    assert json.dumps(plain(value)) == "[" * DEEPEST + '"..."' + "]" * DEEPEST


def test_a_value_that_never_came_is_nothing() -> None:
    output = Value()
    output.read(None)
    assert (output.ended(), output.snapshot()) == (({}, ()), ({"output": None}, ()))

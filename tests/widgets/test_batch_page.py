"""What a page asks of batches and is told of them: the first rows, at most ten times a second."""

from __future__ import annotations

import time
from typing import Any
from unittest.mock import MagicMock, Mock

import numpy as np
import pandas as pd
import pytest

from hfwidgets import TextClassification
from tests.waiting import PATIENCE
from tests.widgets.batched import Make, Reader
from tests.widgets.batched import make as make
from tests.widgets.batched import reader as reader
from tests.widgets.conftest import until


class FakeShell:
    """A notebook's variables."""

    def __init__(self, **names: Any) -> None:
        self.user_ns = {"_": ["hidden"], **names}
        self.user_ns_hidden: dict[str, Any] = {}

    def push(self, names: dict[str, Any]) -> None:
        self.user_ns.update(names)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> FakeShell:
    frame = pd.DataFrame({"review": ["a", None, "ccc"], "stars": [1, 2, 3], "mixed": ["a", 1, 2]})
    made = FakeShell(df=frame, texts=["a", "bad"], numbers=[1, 2], empty=[], word="text")
    for place in ("batch.page", "engine.variables"):
        monkeypatch.setattr(f"hfwidgets.widgets.{place}.notebook_shell", lambda: made)
    return made


class PageOf:
    """What a page sends to a widget, and is told."""

    def __init__(self, widget: TextClassification) -> None:
        self.widget = widget
        self.sent: list[dict[str, Any]] = []
        widget.send = lambda content, buffers=None: self.sent.append(content)

    def asks(self, **content: Any) -> dict[str, Any]:
        self.widget._handle_custom_msg({"id": str(len(self.sent)), **content}, [])
        return self.sent[-1] if content["kind"] != "batch" else self.acks()[-1]

    def acks(self) -> list[dict[str, Any]]:
        return [one for one in self.sent if one["kind"] == "ack"]

    def states(self) -> list[dict[str, Any]]:
        return [one["state"] for one in self.sent if one["kind"] == "batch"]


def test_a_page_is_told_the_columns_of_texts_and_runs_one(make: Make, shell: FakeShell) -> None:
    page = PageOf(make())
    columns = page.asks(kind="text-columns")["columns"]
    assert columns == [
        {"variable": "df", "column": "review", "rows": 3, "sample": "a"},
        {"variable": "texts", "column": None, "rows": 2, "sample": "a"},
    ]
    assert "error" not in page.asks(kind="batch", field="text", variable="df", column="review")
    page.widget.batch.wait(PATIENCE)
    until(lambda: page.states() and page.states()[-1]["status"] == "done")
    state = page.states()[-1]
    assert (state["label"], state["total"], state["done"], state["failed"]) == (
        "df['review']",
        3,
        2,
        1,
    )
    assert state["rows"] == [
        {"row": "0", "input": "a", "said": "1, 0.500"},
        {"row": "2", "input": "ccc", "said": "3, 0.500"},
    ]
    assert state["errors"][0]["said"] == "text is empty; write at least one character"
    assert page.widget.batch_told["done"] == 2
    assert page.asks(kind="batch-state")["state"] == state
    assert "error" not in page.asks(kind="batch-variable", name="found")
    assert list(shell.user_ns["found"]["label"])[::2] == ["1", "3"]


class Gone:
    """What stands for a value elsewhere, whose connection has ended."""

    def __getattr__(self, name: str) -> Any:
        raise ConnectionError(name)


class Unread(list[str]):
    """A list of which nothing can be read."""

    def __len__(self) -> int:
        raise ConnectionError


class Shaped:
    """What says that it is a column, and holds none."""

    dtype = np.dtype(object)
    shape = (3,)


ODD = {
    "module": np,
    "another_module": pd,
    "kind": np.ndarray,
    "frames": pd.DataFrame,
    "function": np.shape,
    "number": np.float64(1),
    "matrix": np.array([["a", "b"]]),
    "mock": Mock(),
    "magic": MagicMock(),
    "proxy": Gone(),
    "unread": Unread(["a"]),
    "shaped": Shaped(),
    "arrays": [np.zeros(2), np.zeros(3)],
    "twice": pd.DataFrame([["a", "b"]], columns=["one", "one"]),
}


@pytest.mark.parametrize("name", sorted(ODD))
def test_a_variable_that_is_not_what_it_seems_hides_no_other(
    make: Make, shell: FakeShell, name: str
) -> None:
    shell.push({f"a_{name}": ODD[name], f"z_{name}": ODD[name]})
    page = PageOf(make())
    columns = page.asks(kind="text-columns")["columns"]
    assert [one["variable"] for one in columns] == ["df", "texts"]
    answer = page.asks(kind="batch", field="text", variable=f"a_{name}", column="one")
    assert "is no column of this notebook" in answer["error"]
    assert "error" not in page.asks(kind="batch", field="text", variable="df", column="review")
    page.widget.batch.wait(PATIENCE)


def test_a_page_runs_lines_stops_and_tries_again(
    reader: Reader, make: Make, shell: FakeShell
) -> None:
    page = PageOf(make())
    page.asks(kind="batch", field="text", lines="a\n\n  \nbad\r\nslow\n\ud800\n")
    until(lambda: page.widget.batch.done == 2 and reader.under_way == 1)
    page.asks(kind="batch-stop")
    page.widget.batch.wait(PATIENCE)
    assert page.widget.batch.rows.inputs == ["a", "bad", "slow", "\ufffd"]
    reader.gate.open()
    reader.bad_is_bad = False
    page.asks(kind="batch-retry")
    page.widget.batch.wait(PATIENCE)
    until(lambda: [one["status"] for one in page.states()][-1:] == ["done"])
    assert page.states()[-1]["done"] == 4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"kind": "batch", "field": "text", "lines": " \n"}, "there is no line"),
        ({"kind": "batch", "field": "text", "lines": "a\n" * 100_001}, "at most 100,000"),
        ({"kind": "batch", "field": "x", "lines": "a"}, "field is 'x'; text-classification takes"),
        ({"kind": "batch", "field": "text", "variable": "gone"}, "gone is no column of this"),
        (
            {"kind": "batch", "field": "text", "variable": "df", "column": "no"},
            "df['no'] is no col",
        ),
        ({"kind": "batch-retry"}, "there are no results yet"),
        ({"kind": "batch-variable", "name": "x"}, "there are no results yet"),
    ],
)
def test_a_page_is_told_what_cannot_be_done(
    make: Make, shell: FakeShell, content: dict[str, Any], words: str
) -> None:
    page = PageOf(make())
    assert words in page.asks(**content)["error"]


def test_a_page_hears_of_many_rows_in_few_messages(make: Make) -> None:
    page = PageOf(make())
    begun = time.monotonic()
    batch = page.widget.map([f"{one}" for one in range(600)]).wait(4 * PATIENCE)
    took = time.monotonic() - begun
    until(lambda: [one["status"] for one in page.states()][-1:] == ["done"])
    states = page.states()
    assert batch.done == 600
    assert len(states) <= took * 10 + 3
    assert max(len(str(one)) for one in states) < 20_000
    assert sum("rows" in one for one in states) <= 22


def test_anything_in_a_row_is_shown_as_text_that_every_page_reads(
    reader: Reader, make: Make
) -> None:
    page = PageOf(make())
    batch = page.widget.map(pd.Series(["<b>x</b>\n\ud800 " + "y" * 999], index=["\udc00"]))
    batch.wait(PATIENCE)
    until(lambda: [one["status"] for one in page.states()][-1:] == ["done"])
    row = page.states()[-1]["rows"][0]
    assert row["row"] == "\ufffd"
    assert row["input"].startswith("<b>x</b> \ufffd yyy")
    assert len(row["input"]) == 120
    str(page.states()).encode()

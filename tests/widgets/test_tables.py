"""Widgets with a table: held in the kernel, changed by pages, sent as the task takes it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import (
    InferenceClient,
    TableQuestionAnswering,
    TabularClassification,
    TabularRegression,
)
from hfwidgets.widgets.engine.still import Sheet
from tests.waiting import PATIENCE
from tests.widgets.conftest import until
from tests.widgets.pictured import Page
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., Page]
TABLE = {"name": ["Ada", "Alan"], "age": [36, None]}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    running = ScriptedServer()
    yield running
    running.close()


@pytest.fixture
def make(server: ScriptedServer) -> Iterator[Make]:
    made: list[Any] = []

    def one(kind: Any = TabularClassification, *answers: Any, **given: Any) -> Page:
        for answer in answers:
            server.play(Reply.of_json(answer))
        given.setdefault("table", TABLE)
        made.append(kind("m", client=InferenceClient(endpoint=server.url), **given))
        return Page(made[-1])

    yield one
    for widget in made:
        widget.close()


def sent_by(server: ScriptedServer) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(server.asked[-1].body)
    return body.get("inputs", body)


def edit(page: Page, *changes: dict[str, Any], shape: int | None = None) -> str | None:
    """Change the table as a view does; returns why it was refused, or None."""
    (told, _) = page.answer("table", kind="table", field="table")
    content = {"kind": "table-edit", "view": "v1", "field": "table", "changes": list(changes)}
    page.sends(**content, id="edited", shape=told["shape"] if shape is None else shape)
    answer = [one for one, _ in page.sent if one.get("id") == "edited"][-1]
    return answer.get("error")


def test_a_page_asks_for_the_table_and_gets_a_buffer_for_each_column(make: Make) -> None:
    page = make()
    told, buffers = page.answer("table", kind="table", field="table")
    assert told["heads"] == [{"name": "name", "kind": "text"}, {"name": "age", "kind": "number"}]
    assert [json.loads(one) for one in buffers] == [["Ada", "Alan"], ["36", None]]
    state = page.widget.get_state()
    assert state["tables"]["table"]["serial"] == told["serial"]
    assert "Ada" not in json.dumps(state, default=repr)


def test_a_change_is_typed_told_to_the_other_views_and_seen_by_observers(make: Make) -> None:
    page = make()
    seen: list[Any] = []
    page.widget.observe(lambda change: seen.append(change.new), "table")
    change = {"op": "cells", "row": 1, "column": 1, "cells": [["4,5"]]}
    assert edit(page, change) is None
    assert page.widget.table == {"name": ["Ada", "Alan"], "age": [36, 4.5]} == seen[-1]
    (told, _) = page.got("table-edited")[-1]
    assert (told["view"], told["changes"]) == ("v1", [change])


def test_rows_and_columns_come_and_go_and_are_renamed(make: Make) -> None:
    page = make()
    column = {"name": "ok", "kind": "boolean", "cells": ["true", None]}
    changes = [
        {"op": "columns", "at": 2, "remove": 0, "insert": [column]},
        {"op": "rows", "at": 0, "remove": 1, "insert": [["Grace", "85", "x"]]},
        {"op": "head", "column": 0, "name": "who", "kind": "text"},
    ]
    assert edit(page, *changes) is None
    assert page.widget.table == {
        "who": ["Grace", "Alan"],
        "age": [85, None],
        "ok": ["x", None],
    }
    assert edit(page, {"op": "columns", "at": 0, "remove": 3, "insert": []}) is None
    assert page.widget.table == {}


@pytest.mark.parametrize(
    "change",
    [
        {"op": "cells", "row": 2, "column": 0, "cells": [["x"]]},
        {"op": "cells", "row": 0, "column": 0, "cells": [["x"], ["y", "z"]]},
        {"op": "cells", "row": -1, "column": 0, "cells": [["x"]]},
        {"op": "cells", "row": 0, "column": 0, "cells": [[1]]},
        {"op": "rows", "at": 3, "remove": 0, "insert": []},
        {"op": "rows", "at": 0, "remove": 3, "insert": []},
        {"op": "rows", "at": 0, "remove": 0, "insert": [["x"]]},
        {
            "op": "columns",
            "at": 0,
            "remove": 0,
            "insert": [{"name": "a", "kind": "text", "cells": ["x"]}],
        },
        {"op": "head", "column": 0, "name": "a", "kind": "date"},
        {"op": "head", "column": True, "name": "a", "kind": "text"},
        {"op": "burn"},
    ],
)
def test_a_change_that_does_not_fit_changes_nothing(make: Make, change: dict[str, Any]) -> None:
    page = make()
    assert edit(page, change)
    assert page.widget.table == TABLE


def test_a_change_of_another_table_is_refused_and_told(make: Make) -> None:
    page = make()
    change = {"op": "cells", "row": 0, "column": 0, "cells": [["x"]]}
    assert "changed elsewhere" in str(edit(page, change, shape=0))
    assert page.widget.table == TABLE


def test_a_table_is_typed_where_there_was_none(make: Make) -> None:
    page = make(table=None)
    column = {"name": "a", "kind": "number", "cells": ["1", "2"]}
    assert edit(page, {"op": "columns", "at": 0, "remove": 0, "insert": [column]}) is None
    assert page.widget.table == {"a": [1, 2]}


def test_too_many_cells_are_refused_and_nothing_is_lost(make: Make) -> None:
    page = make()
    rows = [[None, None]] * 150_000
    assert "at most 300,000" in str(
        edit(page, {"op": "rows", "at": 0, "remove": 0, "insert": rows})
    )
    assert page.widget.table == TABLE


def test_a_file_takes_the_place_of_a_table_which_can_come_back(make: Make) -> None:
    page = make()
    data = b"a;b\n1;x\n"
    about = {
        "field": "table",
        "name": "new.csv",
        "type": "text/csv",
        "size": len(data),
        "file": "f",
    }
    page.answer("uploaded", kind="upload", **about, offset=0, last=False)
    page.sent.clear()
    page.sends(data, kind="upload", id="2", **about, offset=0, last=True)
    until(lambda: page.got("uploaded"))
    assert page.widget.table == {"a": [1], "b": ["x"]}
    assert page.widget.tables["table"]["name"] == "new.csv"
    assert page.widget.tables["table"]["restorable"]
    page.answer("ack", kind="table-restore", field="table")
    assert page.widget.table == TABLE
    page.answer("ack", kind="table-clear", field="table")
    assert page.widget.table is None
    page.answer("ack", kind="table-restore", field="table")
    assert page.widget.table == TABLE


def test_a_file_that_is_no_table_is_refused_and_what_is_held_stays(make: Make) -> None:
    page = make()
    about = {"field": "table", "name": "a.xlsx", "size": 4, "file": "f", "offset": 0, "last": True}
    page.sends(b"PK\x03\x04", kind="upload", id="2", **about)
    until(lambda: [one for one, _ in page.sent if "workbook" in str(one.get("error"))])
    assert page.widget.table == TABLE


def test_cells_are_sent_as_numbers_texts_and_nulls(make: Make, server: ScriptedServer) -> None:
    page = make(TabularClassification, ["a", "b"])
    assert page.widget.run().wait(PATIENCE) == ["a", "b"]
    assert sent_by(server)["table"] == TABLE
    assert page.widget.history[-1].inputs == {"table": "2 rows, 2 columns"}


def test_a_question_gets_texts_alone(make: Make, server: ScriptedServer) -> None:
    answer = {"answer": "36", "coordinates": [[0, 1]], "cells": ["36"], "aggregator": "NONE"}
    page = make(TableQuestionAnswering, answer, query="How old?")
    page.widget.run().wait(PATIENCE)
    texts = {"name": ["Ada", "Alan"], "age": ["36", ""]}
    assert sent_by(server)["table"] == texts == page.widget.table


def test_a_word_among_numbers_is_refused_by_its_place_and_a_question_takes_it(make: Make) -> None:
    page = make()
    banana = {"op": "cells", "row": 1, "column": 1, "cells": [["banana"]]}
    assert edit(page, banana) is None
    page.sends(kind="run", id="r", values={})
    (told, _) = page.got("invalid")[-1]
    assert "'banana' in row 2 of column 'age' is no number" in told["errors"]["table"]
    page = make(TableQuestionAnswering, {"answer": "x"}, query="?")
    assert edit(page, banana) is None
    assert page.widget.run().wait(PATIENCE) == {"answer": "x"}


def test_two_columns_of_one_name_are_refused(make: Make) -> None:
    page = make()
    assert edit(page, {"op": "head", "column": 1, "name": "name", "kind": "text"}) is None
    with pytest.raises(ValueError, match="two columns are called 'name'; rename one"):
        page.widget.run()


@pytest.mark.parametrize(
    ("answer", "told", "notice"),
    [
        ({"answer": "36", "coordinates": [[0, 1]], "aggregator": "SUM"}, ("36", "SUM", "36"), None),
        (
            {"answer": "a", "coordinates": [[9, 0], [0], "x", [0.5, 1], [True, 0], None]},
            ("a", "", None),
            "6 of the answer's cells are not in the table",
        ),
        ({"answer": None, "cells": ["<b>", None]}, ("", "", None), "only cells: <b>, None"),
        ({"answer": {"x": [1]}, "coordinates": None}, ('{"x": [1]}', "", None), None),
        ({"answer": "\ud800", "aggregator": ["SUM"]}, ("\ufffd", "['SUM']", None), None),
        (
            {"answer": "x", "coordinates": [[0, 0], [0, 1]], "aggregator": "AVERAGE"},
            ("x", "AVERAGE", None),
            None,
        ),
        (
            {"answer": "x", "coordinates": [[0, 1], [1, 1]], "aggregator": "SUM"},
            ("x", "SUM", "36"),
            None,
        ),
        (
            {"answer": "2", "coordinates": [[0, 0], [1, 0]], "aggregator": "COUNT"},
            ("2", "COUNT", "2"),
            None,
        ),
    ],
)
def test_an_answer_of_any_shape_is_told(
    make: Make, answer: Any, told: tuple[Any, ...], notice: str | None
) -> None:
    page = make(TableQuestionAnswering, answer, query="?")
    page.widget.run().wait(PATIENCE)
    output = json.loads(json.dumps(page.got("end")[-1][0], allow_nan=False))["output"]
    assert (output["answer"], output["aggregator"], output["combined"]) == told
    assert notice in str(page.widget.notice) if notice else page.widget.notice is None


@pytest.mark.parametrize(
    ("answer", "shown", "notice"),
    [
        (["a", "b"], ["a", "b"], None),
        ([1.5, 2], [1.5, 2], None),
        ([None, float("nan")], [None, None], None),
        ([True, float("inf")], ["True", "inf"], None),
        (["<script>", "\ud800"], ["<script>", "\ufffd"], None),
        ([{"label": "a"}, ["b"]], ['{"label": "a"}', '["b"]'], None),
        (["a"], ["a"], "1 predictions for 2 rows"),
        (["a", "b", "c"], ["a", "b"], "3 predictions for 2 rows"),
        ([], [], "0 predictions for 2 rows"),
    ],
)
def test_predictions_of_any_shape_are_told(
    make: Make, answer: Any, shown: Any, notice: str | None
) -> None:
    page = make(TabularRegression, answer)
    page.widget.run().wait(PATIENCE)
    content, buffers = page.got("end")[-1]
    assert json.loads(buffers[0]) == shown
    assert content["output"]["rows"] == 2
    assert notice in str(page.widget.notice) if notice else page.widget.notice is None


def test_a_frame_has_the_rows_that_were_asked_about_with_their_predictions(make: Make) -> None:
    pytest.importorskip("pandas")
    page = make(TabularClassification, ["a", "b"], table={**TABLE, "prediction": [1, 2]})
    assert list(page.widget.to_frame()) == ["name", "age", "prediction"]
    page.widget.run().wait(PATIENCE)
    edit(page, {"op": "rows", "at": 0, "remove": 2, "insert": []})
    frame = page.widget.to_frame()
    assert list(frame["prediction_"]) == ["a", "b"]
    assert list(frame["name"]) == ["Ada", "Alan"]


def test_without_pandas_a_frame_says_what_to_do(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"needs pandas.*`pip install pandas`"):
        make().widget.to_frame()


def test_an_answer_names_the_table_that_it_is_about(make: Make) -> None:
    page = make(TabularClassification, ["a", "b"])
    page.widget.run().wait(PATIENCE)
    output = page.got("end")[-1][0]["output"]
    told, _ = page.answer("table", kind="table", field="table")
    assert (output["version"], output["shape"]) == (told["version"], told["shape"])
    edit(page, {"op": "cells", "row": 0, "column": 0, "cells": [["x"]]})
    told, _ = page.answer("table", kind="table", field="table")
    assert (output["version"], output["shape"]) == (told["version"] - 1, told["shape"])


def test_a_table_that_is_set_is_a_copy(make: Make) -> None:
    table = {"a": [1, 2]}
    widget = make(table=table).widget
    table["a"].append(3)
    widget.table["a"].append(4)
    assert edit(Page(widget), {"op": "cells", "row": 0, "column": 0, "cells": [["7"]]}) is None
    assert widget.table == {"a": [7, 2]}
    widget.table = None
    assert widget.table is None


def test_a_notebook_keeps_the_rows_with_their_predictions(make: Make) -> None:
    page = make(TabularClassification, ["<b>", None], table={**TABLE, "n": [1.5, True]})
    assert page.widget.control.output.still().table is None
    page.widget.run().wait(PATIENCE)
    table = page.widget.control.output.still().table
    assert table.columns == ("name", "age", "n", "prediction")
    assert table.rows == [("Ada", "36", "1.5", "<b>"), ("Alan", "", "True", "")]
    assert "&lt;b&gt;" in Sheet("rows", still=page.widget.control.output.still()).html()
    many = make(
        TabularClassification, ["a"] * 100, table={str(at): ["x"] * 100 for at in range(50)}
    )
    many.widget.run().wait(PATIENCE)
    table = many.widget.control.output.still().table
    assert (len(table.rows), table.left, len(table.columns)) == (40, 60, 12)


def test_a_notebook_keeps_an_answer_with_its_cells(make: Make) -> None:
    answer = {"answer": "SUM > 36", "coordinates": [[0, 1]], "aggregator": "SUM"}
    page = make(TableQuestionAnswering, answer, query="?")
    page.widget.run().wait(PATIENCE)
    still = page.widget.control.output.still()
    assert still.text == "36 (SUM)"
    assert still.table.rows == [("1", "age", "36")]

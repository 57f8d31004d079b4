"""Many rows through a widget's task: aligned, bounded, stopped, tried again, told of."""

from __future__ import annotations

import asyncio
import traceback
from typing import Any

import pandas as pd
import pytest

from hfwidgets import InferenceClient, QuestionAnswering, Sandbox
from hfwidgets.widgets.batch.batch import Batch
from tests.waiting import PATIENCE
from tests.widgets.batched import Make, Reader
from tests.widgets.batched import make as make
from tests.widgets.batched import reader as reader
from tests.widgets.conftest import until
from tests.wire.scripted import Reply


def test_a_column_gives_a_frame_under_its_own_labels(reader: Reader, make: Make) -> None:
    texts = pd.Series(["a", "bad", "ccc", None, 5], index=[9, 9, "x", None, 1.5], name="review")
    batch = make(top_k=1).map(texts).wait(PATIENCE)
    frame = batch.to_frame()
    assert frame.index.equals(texts.index)
    assert list(frame.columns) == ["review", "label", "score", "result", "error"]
    assert list(frame["label"][[True, False, True, False, False]]) == ["1", "3"]
    assert frame["result"].iloc[0] == [{"label": "1", "score": 0.5}]
    assert frame["error"].isna().tolist() == [True, False, True, False, False]
    assert "no such text" in frame["error"].iloc[1]
    assert "text is empty; " in frame["error"].iloc[3]
    assert "text is 5; it is a text" in frame["error"].iloc[4]
    assert (batch.status, batch.total, batch.done, batch.failed, batch.left) == ("done", 5, 2, 3, 0)
    assert sorted(batch.errors) == [1, 3, 4]
    assert {one.json["parameters"]["top_k"] for one in reader.server.asked} == {1}
    assert sorted(reader.texts) == ["a", "bad", "ccc"]


@pytest.mark.parametrize(
    ("inputs", "labels"),
    [
        (["a", "bb"], [0, 1]),
        (("a", "bb"), [0, 1]),
        (iter(["a", "bb"]), [0, 1]),
        ({"x": "a", "y": "bb"}, ["x", "y"]),
        (pd.Index(["a", "bb"]), [0, 1]),
        (pd.Series(["a", "bb"]).to_numpy(), [0, 1]),
        (pd.DataFrame({"text": ["a", "bb"], "other": [1, 2]}, index=[5, 6]), [5, 6]),
        ([{"text": "a"}, {"text": "bb", "top_k": 2}], [0, 1]),
        ([("a",), ("bb",)], [0, 1]),
    ],
    ids=["list", "tuple", "iterator", "dict", "index", "array", "frame", "named", "tuples"],
)
def test_rows_come_from_whatever_holds_them(make: Make, inputs: Any, labels: list[Any]) -> None:
    frame = make().map(inputs).wait(PATIENCE).to_frame()
    assert list(frame.index) == labels
    assert list(frame["label"]) == ["1", "2"]


def test_no_rows_are_a_batch_that_is_done(make: Make) -> None:
    batch = make().map([]).wait(PATIENCE)
    assert (batch.status, batch.to_rows(), len(batch.to_frame())) == ("done", [], 0)


@pytest.mark.parametrize(
    ("inputs", "more", "kind", "words"),
    [
        ("a text", {}, TypeError, "inputs is 'a text'; it is a list of them, a Series, or"),
        (5, {}, TypeError, "inputs is 5; it is a list"),
        (pd.DataFrame({"review": ["a"]}), {}, ValueError, r"take one of them, such as frame\['rev"),
        (["a"], {"field": "words"}, TypeError, "field is 'words'; text-classification takes text"),
        (["a"], {"top": 1}, TypeError, "has no parameter 'top'; did you mean 'top_k'"),
        (["a"], {"top_k": 0}, ValueError, "top_k is 0; it is at least 1"),
        (["a"], {"max_workers": 0}, ValueError, "max_workers is 0; it is a whole number from 1"),
        ([("a", "b")], {}, TypeError, "the row has 2 arguments; it may have text"),
        ([{"words": "a"}], {}, TypeError, "the row has 'words'; text-classification takes text"),
    ],
)
def test_what_cannot_be_a_batch_is_refused_before_anything_is_sent(
    reader: Reader, make: Make, inputs: Any, more: dict[str, Any], kind: type[Exception], words: str
) -> None:
    widget = make()
    with pytest.raises(kind, match=words):
        widget.map(inputs, **more)
    assert reader.server.asked == []
    assert widget.batch is None


def test_only_so_many_calls_are_under_way(reader: Reader, make: Make) -> None:
    batch = make().map(["slow"] * 9, max_workers=3)
    until(lambda: reader.under_way == 3)
    reader.gate.open()
    batch.wait(PATIENCE)
    assert (batch.done, reader.most) == (9, 3)


def test_a_stop_keeps_what_came_and_retry_does_the_rest(reader: Reader, make: Make) -> None:
    batch = make().map(["a", "bad", "slow", "slow", "bb"], max_workers=2)
    until(lambda: batch.done + batch.failed == 2 and reader.under_way == 2)
    with pytest.raises(RuntimeError, match="the batch is running"):
        batch.retry()
    batch.stop()
    batch.wait(PATIENCE)
    assert not reader.gate.forced
    assert (batch.status, batch.done, batch.failed, batch.left) == ("stopped", 1, 1, 3)
    reader.gate.open()
    reader.bad_is_bad = False
    asked = len(reader.server.asked)
    assert batch.retry() is batch
    assert batch.wait(PATIENCE).status == "done"
    assert (batch.done, batch.failed, batch.errors) == (5, 0, {})
    assert sorted(reader.texts[asked:]) == ["bad", "bb", "slow", "slow"]
    with pytest.raises(ValueError, match="every row has its result"):
        batch.retry()


def test_retry_asks_again_for_the_failed_rows_alone(reader: Reader, make: Make) -> None:
    batch = make().map(["a", "bad", "bad", "d"]).wait(PATIENCE)
    reader.bad_is_bad = False
    asked = len(reader.server.asked)
    batch.retry().wait(PATIENCE)
    assert reader.texts[asked:] == ["bad", "bad"]
    assert [one["label"] for one in batch.to_rows()] == ["1", "3", "3", "1"]


def test_an_error_that_every_row_would_have_ends_it(reader: Reader, make: Make) -> None:
    reader.server.play(Reply.of_json({"error": "who are you?"}, 401))
    batch = make().map([str(one) for one in range(200)], max_workers=4).wait(PATIENCE)
    assert batch.status == "error"
    assert batch.error.status == 401
    assert batch.left > 150
    reader.server.play(reader)
    assert batch.retry().wait(PATIENCE).done == 200


def test_rows_that_fail_alike_one_after_the_other_end_it(reader: Reader, make: Make) -> None:
    reader.server.play(Reply.of_json({"error": "out of memory"}, 500))
    batch = make().map([str(one) for one in range(200)], max_workers=4).wait(PATIENCE)
    assert (batch.status, batch.failed < 40) == ("error", True)


def test_a_server_that_limits_its_callers_is_asked_again_when_it_says(
    reader: Reader, make: Make
) -> None:
    refusal = Reply.of_json({"error": "slow down"}, 429, Retry_After="0")
    reader.server.play(refusal, refusal, reader)
    batch = make().map(["a"], max_workers=1).wait(PATIENCE)
    assert (batch.done, len(reader.server.asked)) == (1, 3)


def test_a_batch_is_awaited_and_cancelled_with_its_task(reader: Reader, make: Make) -> None:
    async def main() -> Batch:
        widget = make()
        assert (await widget.map(["a", "bb"])).done == 2
        task = asyncio.ensure_future(_awaited(widget.map(["slow"])))
        await asyncio.sleep(0)  # or it would be cancelled before it began
        while not reader.under_way:
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert widget.batch is not None
        return widget.batch

    batch = asyncio.run(main())
    until(lambda: batch.status == "stopped")


async def _awaited(batch: Batch) -> Batch:
    return await batch


def test_another_batch_or_the_end_of_the_widget_stops_the_one_that_is_going(
    reader: Reader, make: Make
) -> None:
    widget = make()
    first = widget.map(["slow"] * 3)
    until(lambda: reader.under_way == 3)
    second = widget.map(["slow"])
    assert first.wait(PATIENCE).status == "stopped"
    assert widget.batch is second
    widget.close()
    assert second.wait(PATIENCE).status == "stopped"
    with pytest.raises(RuntimeError, match="this TextClassification is closed"):
        widget.map(["a"])


def test_the_form_and_the_run_of_the_widget_go_their_own_way(reader: Reader, make: Make) -> None:
    widget = make(text="own", top_k=3)
    batch = widget.map(["slow"], top_k=2)
    until(lambda: reader.under_way == 1)
    widget.top_k = 7
    assert widget.run().wait(PATIENCE)[0]["label"] == "3"
    assert (widget.text, widget.status, batch.status) == ("own", "done", "running")
    reader.gate.open()
    batch.wait(PATIENCE)
    sizes = {one.json["inputs"]: one.json["parameters"]["top_k"] for one in reader.server.asked}
    assert sizes == {"slow": 2, "own": 7}


def test_what_stands_beside_the_rows_is_needed_once(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    widget = QuestionAnswering(client=client)
    with pytest.raises(ValueError, match="context is empty"):
        widget.map(["Who?"])
    batch = widget.map(
        ["What is my name?", "Where do I live?"], context="My name is Ada. I live in Rome."
    )
    assert [one["answer"] for one in batch.wait(PATIENCE).to_rows()] == ["Ada", "Rome"]
    pairs = pd.DataFrame({"question": ["Who sleeps?"], "context": ["The cat sleeps."], "n": [1]})
    frame = widget.map(pairs).wait(PATIENCE).to_frame()
    assert list(frame.columns)[:3] == ["question", "context", "answer"]
    widget.close()


def test_an_error_keeps_nothing_alive(reader: Reader, make: Make) -> None:
    batch = make().map(["bad"]).wait(PATIENCE)
    error = batch.errors[0]
    assert traceback.extract_tb(error.__traceback__) == []
    assert (error.__cause__, error.__context__) == (None, None)


def test_without_pandas_there_is_a_list_of_rows(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make().map(["a"]).wait(PATIENCE)
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    row = {"text": "a", "label": "1", "score": 0.5, "result": batch.results[0], "error": None}
    assert batch.to_frame() == [row]

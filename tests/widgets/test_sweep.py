"""Grids of parameters: what is asked, reused, how cells fill, fail, stop, are tried again."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hfwidgets import InferenceClient, InferenceError, Sandbox, TextToImage
from hfwidgets.tasks.table import TASKS
from tests.waiting import PATIENCE
from tests.widgets.conftest import until
from tests.widgets.painted import PAINTER, Painted, calls, hang, hold, painters, refuse
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., Painted]
FIELDS = TASKS["text-to-image"].fields


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    with painters(sandbox) as make:
        yield make


def test_a_cell_for_every_pair_of_values_row_by_row(make: Make) -> None:
    w = make(seed=3).widget
    rows = w.sweep(guidance_scale=[1, 9], num_inference_steps=[1, 2, 30]).wait(PATIENCE)
    assert [len(row) for row in rows] == [2, 2, 2]
    assert w.grid["axes"] == [
        {"name": "guidance_scale", "values": [1.0, 9.0]},
        {"name": "num_inference_steps", "values": [1, 2, 30]},
    ]
    steps = [item.parameters["num_inference_steps"] for item in _items(w)]
    scales = [item.parameters["guidance_scale"] for item in _items(w)]
    assert (steps, scales) == ([1, 1, 2, 2, 30, 30], [1.0, 9.0] * 3)
    expected = w.run(guidance_scale=9, num_inference_steps=2).wait(PATIENCE)
    assert np.array_equal(np.asarray(rows[1][1]), np.asarray(expected))


def test_one_axis_is_one_row_and_the_result_is_the_newest_picture(make: Make) -> None:
    w = make().widget
    (row,) = w.sweep(seed=range(3)).wait(PATIENCE)
    assert [image.size for image in row] == [(64, 64)] * 3
    assert sorted(one.seed for one in w.images) == [0, 1, 2]
    assert w.result.size == (64, 64)
    assert w.status == "done"
    assert w.seed is None


def test_all_cells_have_one_drawn_seed(make: Make) -> None:
    w = make().widget
    w.sweep(guidance_scale=[1, 5, 9]).wait(PATIENCE)
    assert {one.seed for one in w.images} == {w.seed}
    assert w.randomize


def test_one_more_column_asks_for_the_new_cells_only(make: Make, sandbox: Sandbox) -> None:
    w = make().widget
    w.sweep(guidance_scale=[1, 5], num_inference_steps=[1, 2]).wait(PATIENCE)
    before = len(calls(sandbox))
    w.sweep(guidance_scale=[1, 5, 9], num_inference_steps=[1, 2]).wait(PATIENCE)
    assert len(calls(sandbox)) - before == 2
    assert [cell.get("reused", False) for cell in w.grid["cells"]] == [True, True, False] * 2
    assert len(w.images) == 6
    w.sweep(guidance_scale=[1, 5, 9], num_inference_steps=[1, 2]).wait(PATIENCE)
    assert len(calls(sandbox)) - before == 2
    assert w.stats["reused"] == 6


def test_pictures_of_other_prompts_and_deleted_ones_are_not_reused(
    make: Make, sandbox: Sandbox
) -> None:
    w = make().widget
    w.sweep(guidance_scale=[1, 5]).wait(PATIENCE)
    before = len(calls(sandbox))
    w.delete(0)
    w.sweep(guidance_scale=[1, 5]).wait(PATIENCE)
    assert len(calls(sandbox)) - before == 1
    w.prompt = "another"
    w.sweep(guidance_scale=[1, 5]).wait(PATIENCE)
    assert len(calls(sandbox)) - before == 3


def test_a_picture_that_the_button_made_is_reused(make: Make) -> None:
    w = make(guidance_scale=5).widget
    w.run().wait(PATIENCE)
    w.sweep(guidance_scale=[1, 5]).wait(PATIENCE)
    assert [cell.get("reused") for cell in w.grid["cells"]] == [None, True]


def test_cells_fill_as_they_come_and_bytes_come_before_their_names(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make()
    w = page.widget
    seen: list[list[str]] = []
    w.observe(lambda change: seen.append(page.states()), "grid")
    held = hold(monkeypatch, {1, 2, 3, 4})
    w.sweep(seed=[1, 2, 3, 4], at_once=2)
    until(lambda: page.states() == ["running", "running", "waiting", "waiting"])
    held -= {1, 2}
    until(lambda: page.states() == ["done", "done", "running", "running"])
    held.clear()
    w.wait(PATIENCE)
    assert seen[0] == ["waiting"] * 4
    assert page.states() == ["done"] * 4
    files = {}
    for content, buffers in page.of("delta"):
        assert len(content["items"]) == len(buffers)
        files.update(zip([one["id"] for one in content["items"]], buffers, strict=True))
    assert files == {one.id: one.file for one in w.images}
    first = next(place for place, name in enumerate(page.order) if name == "items")
    assert "delta" in page.order[:first]
    assert [content["seq"] for content in page.messages("delta")] == list(
        range(1, len(page.messages("delta")) + 1)
    )
    ((end, buffers),) = page.of("end")
    assert (end["output"]["item"], buffers) == (w.images[-1].id, [])


def test_at_most_so_many_calls_go_at_once(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    w = make().widget
    most = 0
    held = hold(monkeypatch, {*range(9)})

    def count(change: Any) -> None:
        nonlocal most
        most = max(most, [cell["state"] for cell in change.new["cells"]].count("running"))

    w.observe(count, "grid")
    w.sweep(seed=range(9), at_once=3)
    until(lambda: most == 3)
    held.clear()
    w.wait(PATIENCE)
    assert most == 3


def test_failed_cells_tell_why_and_are_tried_again_one_by_one(
    make: Make, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make()
    w = page.widget
    broken = {2, 3}
    refuse(monkeypatch, broken)
    w.sweep(seed=[1, 2, 3]).wait(PATIENCE)
    assert page.states() == ["done", "failed", "failed"]
    assert "the power is out" in w.grid["cells"][1]["error"]
    assert w.notice == ("1 of 3 pictures, 2 failed; each cell tells why, and can be tried again.")
    assert w.error is None
    assert [image is None for image in w.grid_images[0]] == [False, True, True]
    broken.remove(2)
    before = len(calls(sandbox))
    assert page.page_asks(kind="cell-retry", cell=1) is None
    w.wait(PATIENCE)
    assert page.states() == ["done", "done", "failed"]
    assert len(calls(sandbox)) - before == 1
    with pytest.raises(InferenceError, match="the power is out"):
        w.retry(2).wait(PATIENCE)
    assert page.states() == ["done", "done", "failed"]
    assert "cell 1 has its picture" in str(page.page_asks(kind="cell-retry", cell=1))
    assert "from 0 to 2" in str(page.page_asks(kind="cell-retry", cell=9))


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "CUDA out of memory"},
        {"message": "CUDA out of memory"},
        {"detail": [{"msg": "CUDA out of memory"}]},
    ],
)
def test_a_cell_tells_the_words_of_the_server(answer: Any) -> None:
    server = ScriptedServer()
    server.play(Reply.of_json(answer, status=500))
    w = TextToImage("m", client=InferenceClient(endpoint=server.url), prompt="a fox")
    try:
        with pytest.raises(InferenceError):
            w.sweep(seed=[1]).wait(PATIENCE)
        assert w.grid["cells"][0]["error"].startswith("CUDA out of memory")
        assert "500" not in w.grid["cells"][0]["error"]
    finally:
        w.close()
        server.close()


def test_a_server_that_limits_its_callers_is_waited_for(make: Make, sandbox: Sandbox) -> None:
    page = make(f"{PAINTER}@rate-limited=1,tag=sweep")
    before = len(calls(sandbox))
    page.widget.sweep(seed=[1, 2]).wait(PATIENCE)
    assert page.states() == ["done", "done"]
    told = [one["status"] for one in calls(sandbox)[before:]]
    # The painter loads where no other test asked for it yet; the second may come after the limit.
    assert [one for one in told if one != 503] in ([429, 429, 200, 200], [429, 200, 200])


def test_stop_closes_connections_and_keeps_what_is_done(
    make: Make, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make()
    w = page.widget
    w.run().wait(PATIENCE)  # the painter is loaded
    w.delete(w.images[0])
    before = len(calls(sandbox))
    hung = hang(monkeypatch, {1, 2, 3, 4, 5})
    w.sweep(seed=range(6), at_once=2)
    until(lambda: page.states()[:3] == ["done", "running", "running"])
    until(lambda: len(calls(sandbox)) == before + 3)
    page.page_asks(kind="stop")
    w.wait(PATIENCE)
    assert w.status == "stopped"
    assert set(page.states()) == {"done", "stopped"}
    kept = page.states().count("done")
    assert len(w.images) == len(w.items) == kept
    until(lambda: all(one["ended"] != "running" for one in calls(sandbox)))
    ends = [one["ended"] for one in calls(sandbox)[before:]]
    assert sorted(ends) == ["complete", "disconnected", "disconnected"]
    hung.clear()
    before = len(calls(sandbox))
    w.retry().wait(PATIENCE)
    assert page.states() == ["done"] * 6
    assert len(calls(sandbox)) - before == 6 - kept


def test_a_cell_that_was_stopped_is_tried_again_while_others_run(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make()
    w = page.widget
    held = hold(monkeypatch, {0, 3})
    w.sweep(seed=range(4), at_once=1)
    until(lambda: "running" in page.states())
    w.stop()
    w.control.run.finished.wait(PATIENCE)
    w.retry(3)
    assert page.page_asks(kind="cell-retry", cell=1) is None
    assert w.status == "running"
    held.clear()
    w.wait(PATIENCE)
    assert page.states() == ["stopped", "done", "stopped", "done"]
    assert len(page.messages("start")) == 2


def test_a_cell_is_tried_again_at_once_after_stop(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make()
    w = page.widget
    broken = {0}
    refuse(monkeypatch, broken)
    hold(monkeypatch, {1})
    w.sweep(seed=range(4), at_once=1)
    until(lambda: page.states()[:2] == ["failed", "running"])
    broken.clear()
    w.stop()
    w.retry(0).wait(PATIENCE)
    assert page.states() == ["done", "stopped", "stopped", "stopped"]
    assert w.status == "done"


def test_a_run_ends_the_sweep_and_no_cell_is_tried_during_it(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make()
    w = page.widget
    held = hold(monkeypatch, {"all"})
    w.sweep(seed=range(4))
    w.run()
    assert set(page.states()) == {"stopped"}
    assert "a run is going" in str(page.page_asks(kind="cell-retry", cell=0))
    held.clear()
    assert w.wait(PATIENCE).size == (64, 64)
    assert w.history[-2].status == "stopped"


@pytest.mark.parametrize("end", ["stop", "run", "sweep"])
@pytest.mark.parametrize(("bad", "counts"), [(set(), (1, 0, 3)), ({0}, (0, 1, 3))])
def test_counts_of_a_sweep_that_is_ended_are_all_its_cells(
    make: Make, monkeypatch: pytest.MonkeyPatch, end: str, bad: set[int], counts: tuple[int, ...]
) -> None:
    page = make()
    w = page.widget
    refuse(monkeypatch, bad)
    hold(monkeypatch, {1})
    w.sweep(seed=range(4), at_once=1)
    until(lambda: page.states()[1] == "running")
    {"stop": w.stop, "run": w.run, "sweep": lambda: w.sweep(guidance_scale=[3])}[end]()
    until(lambda: w.history and w.history[0].status == "stopped")
    stats = w.history[0].stats
    assert (stats["done"], stats["failed"], stats["stopped"]) == counts
    w.stop()


def test_what_the_server_says_of_the_model_ends_the_sweep(make: Make, sandbox: Sandbox) -> None:
    page = make("sandbox/no-such-model")
    before = len(calls(sandbox))
    with pytest.raises(InferenceError):
        page.widget.sweep(seed=range(30)).wait(PATIENCE)
    assert page.widget.status == "error"
    assert page.widget.problem["status"] == 404
    assert len(calls(sandbox)) - before <= 4
    assert page.states().count("stopped") >= 26


def test_a_deleted_picture_leaves_a_cell_that_undo_fills_again(make: Make) -> None:
    page = make()
    w = page.widget
    w.sweep(seed=[1, 2]).wait(PATIENCE)
    number = w.grid["cells"][0]["item"]
    page.page_asks(kind="item-delete", item=number)
    assert page.states() == ["stopped", "done"]
    assert "deleted" in w.grid["cells"][0]["error"]
    page.page_asks(kind="item-restore", item=number)
    assert page.states() == ["done", "done"]


def test_pictures_of_the_grid_go_last(make: Make) -> None:
    page = make()
    w = page.widget
    w._gallery.most = 4
    for _ in range(3):
        w.run().wait(PATIENCE)
    w.sweep(seed=range(4)).wait(PATIENCE)
    assert page.states() == ["done"] * 4
    assert "3 of the oldest had to go so far" in w.notice


def test_the_grid_as_one_picture_and_as_a_table(make: Make) -> None:
    page = make(seed=4)
    w = page.widget
    w.run().wait(PATIENCE)
    assert w.contact_sheet().size[0] >= 64
    w.sweep(guidance_scale=[1, 5, 9], num_inference_steps=[1, 2]).wait(PATIENCE)
    sheet = w.contact_sheet()
    assert sheet.width > 3 * 64
    assert sheet.height > 2 * 64
    frame = w.to_frame()
    assert list(frame["guidance_scale"]) == [1.0, 5.0, 9.0] * 2
    assert list(frame["seed"]) == [4] * 6
    assert set(frame["state"]) == {"done"}
    _, (data,) = page.page_gets("file", id="1", what={"kind": "grid"}, format="png")
    assert Image.open(io.BytesIO(data)).size == sheet.size
    _, (data,) = page.page_gets("file", id="2", what={"kind": "grid"}, format="csv")
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    assert [row["num_inference_steps"] for row in rows] == ["1"] * 3 + ["2"] * 3


def test_history_tells_the_sweep_without_pixels(make: Make) -> None:
    w = make(seed=4).widget
    w.sweep(guidance_scale=[1, 5]).wait(PATIENCE)
    record = w.history[-1]
    assert record.text == "2 of 2 pictures"
    assert record.parameters["guidance_scale"] == [1.0, 5.0]
    assert record.stats["cells"] == 2


def test_awaiting_gives_the_rows_and_cancelling_stops(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = make().widget
    hold(monkeypatch, {3})

    async def made() -> Any:
        return await w.sweep(seed=[1, 2])

    async def cancelled() -> None:
        await asyncio.wait_for(_awaited(w.sweep(seed=range(3, 9))), 0.3)

    ((first, second),) = asyncio.run(made())
    assert (first.size, second.size) == ((64, 64), (64, 64))
    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(cancelled())
    until(lambda: w.status == "stopped")


def test_a_grid_of_400_cells_is_made_quickly(make: Make) -> None:
    page = make(width=16, height=16)
    w = page.widget
    rows = w.sweep(seed=range(20), num_inference_steps=range(1, 21), at_once=4).wait(4 * PATIENCE)
    assert sum(image is not None for row in rows for image in row) == 400
    assert len(w.items) == 400
    assert w.notice is None


async def _awaited(w: Any) -> Any:
    return await w


def _items(w: Any) -> list[Any]:
    return [w.images.find(cell["item"]) for cell in w.grid["cells"]]

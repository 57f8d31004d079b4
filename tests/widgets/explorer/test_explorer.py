"""The lists of an explorer in Python: they come, fail, stop, and are filtered."""

from __future__ import annotations

import time
from typing import Any

import pytest

from hfwidgets import InferenceClient, Sandbox, explore
from tests.waiting import PATIENCE, Gate
from tests.widgets.conftest import NGRAM, until
from tests.widgets.explorer.explored import FILL, Make, log_of
from tests.wire.scripted import Asked, Reply, ScriptedServer


def test_the_list_comes_in_both_dialects(make: Make, dialect: str) -> None:
    shown = make(dialect)
    models = shown.widget.refresh().wait(PATIENCE)
    assert NGRAM in models
    assert shown.widget.status == "done"
    assert [row[0] for row in shown.rows] == models.ids
    assert shown.widget.total == len(models) > 15
    assert shown.widget.first["matched"] == len(models)
    assert shown.widget.first["rows"][0] == [0, *shown.rows[0]]
    task, count = shown.widget.facets["task"][0]
    assert count == sum(row[1] == task for row in shown.rows)
    for source in shown.widget.sources:
        assert source["state"] == "done"
        assert 0 <= time.time() - source["read_at"] < PATIENCE
        assert source["url"].startswith(f"http://{source['host']}/")
    assert sum(source["count"] for source in shown.widget.sources) == len(models)


def test_nothing_is_asked_before_a_page_shows_it(make: Make) -> None:
    shown = make(frameworks=["sklearn"])
    assert shown.widget.status == "idle"
    shown.page_sends(kind="snapshot", view="v1")
    shown.widget.wait(PATIENCE)
    assert len(shown.rows) > 1
    shown.page_sends(kind="snapshot", view="v2")
    assert shown.messages("columns")[-1]["view"] == "v2"
    assert len(shown.versions) == 2


def test_explore_begins_at_once(sandbox: Sandbox) -> None:
    found = explore("image-classification", "timm", client=InferenceClient(endpoint=sandbox.url))
    assert found.wait(PATIENCE)
    assert {one.task for one in found.filter(task="image-classification")} == {
        "image-classification"
    }
    found.close()


def test_a_framework_that_fails_is_a_notice_and_can_be_read_again(
    make: Make, server: ScriptedServer
) -> None:
    def reply(asked: Any) -> Reply:
        good = Reply.of_json([{"model_id": asked.path, "task": "t", "framework": "f"}])
        return bad if asked.path.endswith("two") and bad is not None else good

    bad: Reply | None = Reply.of_json({"error": "no disk"}, 500)
    server.play(reply)
    shown = make(url=server.url, frameworks=["one", "two"])
    models = shown.widget.refresh().wait(PATIENCE)
    assert models.ids == ["/framework/one"]
    assert shown.widget.status == "done"
    failed = shown.widget.sources[1]
    assert (failed["state"], failed["can_retry"]) == ("failed", True)
    assert failed["error"] == "The server failed: no disk"
    bad = None
    assert shown.answer(kind="retry", source="two") == {"kind": "ack", "id": "q"}
    assert shown.widget.wait(PATIENCE).ids == ["/framework/one", "/framework/two"]
    assert shown.widget.sources[1]["state"] == "done"
    assert [one.path for one in server.asked].count("/framework/one") == 1
    assert shown.versions == [1]


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ("status=200,body=html", "answered something else"),
        ("broken-json", "no complete JSON"),
        ("cut", "closed before its end"),
        ("status=404", "This server has no such list"),
        ("rate-limited=3600", "Too many requests for now"),
    ],
)
def test_whatever_is_wrong_with_a_list_the_other_is_shown(
    make: Make, faults: str, said: str
) -> None:
    shown = make(frameworks=["sklearn", f"timm@{faults}"])
    models = shown.widget.refresh().wait(PATIENCE)
    assert {one.framework for one in models} >= {"sklearn"}
    good, bad = shown.widget.sources
    assert (good["state"], good["error"]) == ("done", None)
    assert (bad["state"], bad["can_retry"]) == ("failed", True)
    assert said.lower() in bad["error"].lower()
    assert "\n" not in bad["error"]
    if faults == "broken-json":
        assert bad["count"] == len(models) - good["count"] > 0


def test_where_nothing_comes_the_problem_is_told(make: Make) -> None:
    shown = make(url="http://127.0.0.1:9", frameworks=["timm"])
    assert len(shown.widget.refresh().wait(PATIENCE)) == 0
    assert shown.widget.status == "error"
    assert shown.widget.problem["title"] == "No answer from the server"
    assert shown.widget.problem["can_retry"] is True


def test_a_server_without_lists_is_told(make: Make, server: ScriptedServer) -> None:
    server.play(Reply([b"Not Found"], 404, {"Content-Type": "text/plain"}, "length"))
    shown = make(url=server.url)
    shown.widget.refresh().wait(PATIENCE)
    assert shown.widget.status == "error"
    assert shown.widget.problem["status"] == 404
    assert shown.widget.problem["title"] == "This server has no such list"
    assert {one["state"] for one in shown.widget.sources} == {"failed"}


def test_the_first_rows_come_while_others_are_still_read(
    make: Make, server: ScriptedServer
) -> None:
    gate = Gate()

    def answer(asked: Asked) -> Reply:
        name = asked.path.rpartition("/")[2]
        if name == "late":
            gate.wait()
        return Reply.of_json([{"model_id": f"m/{name}", "task": "t", "framework": name}])

    server.play(answer)
    shown = make(url=server.url, frameworks=["early", "late"])
    shown.widget.refresh()
    until(lambda: shown.rows)
    assert shown.widget.status == "listing"
    assert shown.widget.total == len(shown.rows)
    assert shown.widget.first["rows"]
    until(lambda: shown.widget.sources[0]["state"] == "done")
    assert shown.widget.sources[1]["state"] == "reading"
    assert [row[0] for row in shown.rows] == ["m/early"]
    assert not gate.forced
    gate.open()
    assert len(shown.widget.wait(PATIENCE)) == 2
    assert shown.versions == [1]


def test_stop_keeps_what_came_and_closes_the_connections(make: Make, sandbox: Sandbox) -> None:
    shown = make(frameworks=["sklearn", "timm@hang,tag=stop", "espnet@hang=1,tag=stop"])
    shown.widget.refresh()
    until(lambda: shown.rows)
    assert shown.answer(kind="stop") == {"kind": "ack", "id": "q"}
    models = shown.widget.wait(PATIENCE)
    assert {one.framework for one in models} >= {"sklearn"}
    assert shown.widget.status == "stopped"
    assert [one["state"] for one in shown.widget.sources] == ["done", "stopped", "stopped"]
    assert shown.widget.sources[1]["can_retry"]

    def ends() -> list[str]:
        return [one["ended"] for one in log_of(sandbox, "tag=stop")]

    until(lambda: len(ends()) == 2 and set(ends()) == {"disconnected"})


def test_closing_the_widget_closes_the_connections(make: Make, sandbox: Sandbox) -> None:
    shown = make(frameworks=["timm@hang,tag=close"])
    shown.widget.refresh()
    until(lambda: log_of(sandbox, "tag=close"))
    shown.widget.close()
    until(lambda: log_of(sandbox, "tag=close")[0]["ended"] == "disconnected")
    with pytest.raises(RuntimeError, match="is closed"):
        shown.widget.refresh()


def test_pages_of_the_hub_come_one_by_one_and_wait_for_a_rate_limit(make: Make) -> None:
    with Sandbox(listing="page=6,after=2,rate-limited=0.5") as sandbox:
        shown = make("router", sandbox.url)
        seen: list[tuple[Any, ...]] = []

        def note(change: Any) -> None:
            source = change.new[0]
            said = "limits how often" in (source["error"] or "")
            seen.append((said, source["state"], shown.widget.status, source["count"]))

        shown.widget.observe(note, "sources")
        models = shown.widget.refresh().wait(PATIENCE)
        assert [one for one in seen if one[0]] == [(True, "waiting", "listing", 12)]
        assert len(models) == len(shown.rows) > 24
        assert (shown.widget.status, shown.widget.sources[0]["error"]) == ("done", None)
        asked = [one for one in log_of(sandbox, "/api/models?") if one["status"] == 429]
        assert len(asked) == 1


def test_a_page_of_the_hub_that_fails_leaves_the_others(make: Make) -> None:
    with Sandbox(listing="page=5,after=3,status=500") as sandbox:
        shown = make("router", sandbox.url)
        assert len(shown.widget.refresh().wait(PATIENCE)) == 15
        assert shown.widget.sources[0]["state"] == "failed"
        assert shown.widget.status == "done"


def test_odd_rows_of_the_hub_are_left_out_or_escaped(make: Make) -> None:
    with Sandbox(listing="odd") as sandbox:
        shown = make("router", sandbox.url)
        models = shown.widget.refresh().wait(PATIENCE)
        assert "line\nbreak/and\ttab\r" in models
        assert "line\\u000abreak/and\\u0009tab\\u000d" in [row[0] for row in shown.rows]
        assert "entries were left out" in shown.widget.sources[0]["error"]
        assert shown.widget.sources[0]["state"] == "done"


def test_refresh_shows_the_old_list_until_the_new_one_comes(
    make: Make, server: ScriptedServer
) -> None:
    def models(*names: str) -> Reply:
        return Reply.of_json([{"model_id": n, "task": "t", "framework": "f"} for n in names])

    server.play(models("a", "b", "c"))
    shown = make(url=server.url, frameworks=["x"])
    widget = shown.widget
    widget.refresh().wait(PATIENCE)
    widget.selected = "b"
    widget.selection = ["a", "c"]
    assert (widget.selected_row, widget.selection_rows) == (1, [0, 2])
    server.play(Reply(framing="held"))
    widget.refresh()
    assert (widget.status, widget.total) == ("listing", 3)
    widget.stop()
    widget.wait(PATIENCE)
    assert (widget.status, len(widget.models)) == ("stopped", 3)
    server.play(models("new", "b"))
    assert widget.refresh().wait(PATIENCE).ids == ["new", "b"]
    assert (widget.version, shown.versions) == (2, [1, 2])
    assert (widget.selected.model_id, widget.selected_row) == ("b", 1)
    assert widget.selection == ()
    server.play(models("new"))
    widget.refresh().wait(PATIENCE)
    assert (widget.selected, widget.selected_row) == (None, None)


def test_filters_set_what_the_page_shows_and_give_the_models(make: Make) -> None:
    shown = make()
    shown.widget.refresh().wait(PATIENCE)
    found = shown.widget.filter("NGRAM", framework="transformers", sort="id", descending=True)
    assert [one.model_id for one in found] == [FILL, "sandbox/ngram-chat"]
    view = shown.widget.view
    assert (view["query"], view["sort"], view["by"]) == ("NGRAM", "id", "")
    assert shown.widget.first["matched"] == 2
    assert [row[1] for row in shown.widget.first["rows"]] == found.ids
    with pytest.raises(ValueError, match="sort is 'name'"):
        shown.widget.filter(sort="name")


def test_the_page_sets_the_view_too(make: Make) -> None:
    shown = make()
    shown.widget.refresh().wait(PATIENCE)
    assert "error" not in shown.answer(kind="view", query="flood", by="v7", task=None)
    assert shown.widget.view["by"] == "v7"
    assert shown.widget.first["rows"][0][1] == "sandbox/flood"
    assert "no order" in shown.answer(kind="view", sort="x")["error"]


def test_a_task_is_shown_first(make: Make) -> None:
    shown = make(task="fill-mask")
    shown.widget.refresh().wait(PATIENCE)
    # SmolLM2's, where its weights are installed; and FILL.
    recommended = shown.widget.client.get_recommended_model("fill-mask")
    ids = [row[1] for row in shown.widget.first["rows"]]
    assert ids == list(dict.fromkeys([recommended, FILL]))

"""The explorer in Python: lists that come, fail, stop; filters, states, selection, opening."""

from __future__ import annotations

import gc
import threading
import time
import weakref
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from hfwidgets import InferenceClient, ModelExplorer, Sandbox, explore
from hfwidgets.widgets.engine import base
from tests.unit.test_canary import CANARY, assert_clean
from tests.waiting import PATIENCE
from tests.widgets.conftest import NGRAM, until
from tests.wire.scripted import Reply, ScriptedServer

FILL = "sandbox/ngram-fill-mask"


class Shown:
    """An explorer, and what a page would know of it from the messages."""

    def __init__(self, widget: ModelExplorer) -> None:
        self.widget = widget
        self.sent: list[dict[str, Any]] = []
        self.rows: list[tuple[str, str, str, str]] = []
        self.versions: list[int] = []
        widget.send = self._take

    def _take(self, content: dict[str, Any], buffers: Any = None) -> None:
        self.sent.append(content)
        if content["kind"] != "columns":
            return
        if content["encoding"] == "deflate":
            buffers = [zlib.decompress(one) for one in buffers]
        if content["from"] == 0:
            self.rows = []
            self.versions.append(content["version"])
        assert content["from"] == len(self.rows), "a hole, or twice the same"
        ids = bytes(buffers[0]).decode().split("\n")
        assert len(ids) == content["to"] - content["from"]
        assert content["task_bytes"] == 1
        for name, task, framework, state in zip(ids, *buffers[1:], strict=True):
            names = (content["tasks"][task], content["frameworks"][framework])
            self.rows.append((name, *names, content["states"][state]))

    def page_sends(self, **content: Any) -> None:
        self.widget._handle_custom_msg(content, [])

    def messages(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.sent if one["kind"] == kind]

    def answer(self, **content: Any) -> dict[str, Any]:
        """Send a message, and return what it is answered."""
        self.page_sends(id="q", **content)
        until(lambda: any(one.get("id") == "q" for one in self.sent))
        found = next(one for one in self.sent if one.get("id") == "q")
        self.sent.remove(found)
        return found

    def row(self, model: str) -> int:
        return next(row for row, one in enumerate(self.rows) if one[0] == model)


Make = Callable[..., Shown]


@pytest.fixture(autouse=True)
def _front_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The front end is another's matter: it need not be built."""
    monkeypatch.setattr(base, "static_text", lambda name: "export default {};")


@pytest.fixture(params=["classic", "router"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    made: list[ModelExplorer] = []

    def explorer(dialect: str = "classic", url: str = "", **options: Any) -> Shown:
        address = url or sandbox.url
        address += "/hf-inference" if dialect == "router" else ""
        task = options.pop("task", None)
        frameworks = options.pop("frameworks", None)
        client = InferenceClient(endpoint=address, **options)
        made.append(ModelExplorer(task, frameworks, client=client))
        return Shown(made[-1])

    yield explorer
    for one in made:
        one.close()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    running = ScriptedServer()
    yield running
    running.close()


def log_of(sandbox: Sandbox, path: str) -> list[dict[str, Any]]:
    entries = requests.get(f"{sandbox.url}/sandbox/log", timeout=5).json()
    return [one for one in entries if path in one["path"]]


def test_the_list_comes_in_both_dialects(make: Make, dialect: str) -> None:
    shown = make(dialect)
    models = shown.widget.refresh().wait(20)
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
        assert 0 <= time.time() - source["read_at"] < 20
        assert source["url"].startswith(f"http://{source['host']}/")
    assert sum(source["count"] for source in shown.widget.sources) == len(models)


def test_nothing_is_asked_before_a_page_shows_it(make: Make) -> None:
    shown = make(frameworks=["sklearn"])
    assert shown.widget.status == "idle"
    shown.page_sends(kind="snapshot", view="v1")
    shown.widget.wait(20)
    assert len(shown.rows) > 1
    shown.page_sends(kind="snapshot", view="v2")
    assert shown.messages("columns")[-1]["view"] == "v2"
    assert len(shown.versions) == 2


def test_explore_begins_at_once(sandbox: Sandbox) -> None:
    found = explore("image-classification", "timm", client=InferenceClient(endpoint=sandbox.url))
    assert found.wait(20)
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
    models = shown.widget.refresh().wait(10)
    assert models.ids == ["/framework/one"]
    assert shown.widget.status == "done"
    failed = shown.widget.sources[1]
    assert (failed["state"], failed["can_retry"]) == ("failed", True)
    assert failed["error"] == "The server failed: no disk"
    bad = None
    assert shown.answer(kind="retry", source="two") == {"kind": "ack", "id": "q"}
    assert shown.widget.wait(10).ids == ["/framework/one", "/framework/two"]
    assert shown.widget.sources[1]["state"] == "done"
    assert [one.path for one in server.asked].count("/framework/one") == 1
    assert shown.versions == [1]


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ("status=200,body=html", "answered something else"),
        ("broken-json", "no complete JSON"),
        ("cut", "closed before its end"),
        ("status=404", "no such model"),
        ("rate-limited=3600", "Too many requests for now"),
    ],
)
def test_whatever_is_wrong_with_a_list_the_other_is_shown(
    make: Make, faults: str, said: str
) -> None:
    shown = make(frameworks=["sklearn", f"timm@{faults}"])
    models = shown.widget.refresh().wait(20)
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
    assert len(shown.widget.refresh().wait(10)) == 0
    assert shown.widget.status == "error"
    assert shown.widget.problem["title"] == "No answer from the server"
    assert shown.widget.problem["can_retry"] is True


def test_a_server_without_lists_is_told(make: Make, server: ScriptedServer) -> None:
    server.play(Reply([b"Not Found"], 404, {"Content-Type": "text/plain"}, "length"))
    shown = make(url=server.url)
    shown.widget.refresh().wait(10)
    assert shown.widget.status == "error"
    assert shown.widget.problem["status"] == 404
    assert {one["state"] for one in shown.widget.sources} == {"failed"}


def test_the_first_rows_come_while_others_are_still_read(make: Make) -> None:
    shown = make(frameworks=["sklearn", "timm@delay=1.5"])
    shown.widget.refresh()
    until(lambda: shown.rows, 1.2)
    assert shown.widget.status == "listing"
    assert shown.widget.total == len(shown.rows)
    assert shown.widget.first["rows"]
    until(lambda: shown.widget.sources[0]["state"] == "done")
    assert shown.widget.sources[1]["state"] == "reading"
    first = len(shown.rows)
    assert len(shown.widget.wait(10)) > first
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
        shown.widget.refresh()
        until(lambda: "limits how often" in (shown.widget.sources[0]["error"] or ""))
        assert (shown.widget.status, shown.widget.total) == ("listing", 12)
        assert shown.widget.sources[0]["state"] == "waiting"
        models = shown.widget.wait(10)
        assert len(models) == len(shown.rows) > 24
        assert (shown.widget.status, shown.widget.sources[0]["error"]) == ("done", None)
        asked = [one for one in log_of(sandbox, "/api/models?") if one["status"] == 429]
        assert len(asked) == 1


def test_a_page_of_the_hub_that_fails_leaves_the_others(make: Make) -> None:
    with Sandbox(listing="page=5,after=3,status=500") as sandbox:
        shown = make("router", sandbox.url)
        assert len(shown.widget.refresh().wait(10)) == 15
        assert shown.widget.sources[0]["state"] == "failed"
        assert shown.widget.status == "done"


def test_odd_rows_of_the_hub_are_left_out_or_escaped(make: Make) -> None:
    with Sandbox(listing="odd") as sandbox:
        shown = make("router", sandbox.url)
        models = shown.widget.refresh().wait(10)
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
    widget.refresh().wait(10)
    widget.selected = "b"
    widget.selection = ["a", "c"]
    assert (widget.selected_row, widget.selection_rows) == (1, [0, 2])
    server.play(Reply(framing="held"))
    widget.refresh()
    assert (widget.status, widget.total) == ("listing", 3)
    widget.stop()
    widget.wait(5)
    assert (widget.status, len(widget.models)) == ("stopped", 3)
    server.play(models("new", "b"))
    assert widget.refresh().wait(10).ids == ["new", "b"]
    assert (widget.version, shown.versions) == (2, [1, 2])
    assert (widget.selected.model_id, widget.selected_row) == ("b", 1)
    assert widget.selection == ()
    server.play(models("new"))
    widget.refresh().wait(10)
    assert (widget.selected, widget.selected_row) == (None, None)


def test_filters_set_what_the_page_shows_and_give_the_models(make: Make) -> None:
    shown = make()
    shown.widget.refresh().wait(20)
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
    shown.widget.refresh().wait(20)
    assert "error" not in shown.answer(kind="view", query="flood", by="v7", task=None)
    assert shown.widget.view["by"] == "v7"
    assert shown.widget.first["rows"][0][1] == "sandbox/flood"
    assert "no order" in shown.answer(kind="view", sort="x")["error"]


def test_a_task_is_shown_first(make: Make) -> None:
    shown = make(task="fill-mask")
    shown.widget.refresh().wait(20)
    assert [row[1] for row in shown.widget.first["rows"]] == [FILL]


def test_states_are_asked_for_with_a_limit_and_told(make: Make, sandbox: Sandbox) -> None:
    shown = make(frameworks=["transformers@odd"])
    widget = shown.widget
    widget.refresh().wait(20)
    widget.verify(at_once=3).wait(20)
    states = {one.model_id: one for one in widget.models}
    assert states[f"{FILL}@state=Hibernating"].state == "Hibernating"
    assert states[f"{FILL}@state=TooBig"].state == "TooBig"
    refused = states[f"{FILL}@refused=custom-code"]
    assert (refused.state, refused.compute_type) == ("Error", None)
    assert "custom code" in (refused.reason or "")
    assert all(one.checked and time.time() - one.checked < 20 for one in widget.models)
    assert dict(map(tuple, widget.facets["state"]))["TooBig"] == 1
    told: dict[str, Any] = {}
    for message in shown.messages("statuses"):
        assert message["version"] == widget.version
        told |= message["rows"]
    assert len(told) == len(shown.rows)
    too_big = told[str(shown.row(f"{FILL}@state=TooBig"))]
    assert (too_big["state"], too_big["compute_type"]) == ("TooBig", "cpu")
    assert [one.model_id for one in widget.filter(state="TooBig")] == [f"{FILL}@state=TooBig"]


def test_rows_of_the_page_are_asked_for(make: Make) -> None:
    shown = make()
    shown.widget.refresh().wait(20)
    rows = [shown.row("sandbox/vader"), shown.row("sandbox/flood")]
    shown.answer(kind="verify", rows=rows)
    until(lambda: shown.messages("statuses"))
    assert set(shown.messages("statuses")[0]["rows"]) == set(map(str, rows))
    assert "read anew" in shown.answer(kind="verify", rows=[10**6])["error"]
    assert "at most" in shown.answer(kind="verify", rows=[0] * 300)["error"]
    late = Shown(shown.widget)
    late.page_sends(kind="snapshot", view="late")
    assert len(late.messages("statuses")[0]["rows"]) == 2
    with pytest.raises(ValueError, match="ask for 500 at most"):
        shown.widget.verify(["x"] * 501)


def test_asking_never_passes_the_limit(make: Make, server: ScriptedServer) -> None:
    going, most = 0, 0
    lock = threading.Lock()

    def reply(asked: Any) -> Reply:
        nonlocal going, most
        if "/framework/" in asked.path:
            return Reply.of_json(
                [{"model_id": f"m{n}", "task": "t", "framework": "f"} for n in range(30)]
            )
        with lock:
            going += 1
            most = max(most, going)
        time.sleep(0.02)
        with lock:
            going -= 1
        told = {"loaded": True, "state": "Loaded", "compute_type": "gpu", "framework": "f"}
        return Reply.of_json(told)

    server.play(reply)
    shown = make(url=server.url, frameworks=["x"])
    shown.widget.refresh().wait(10)
    models = shown.widget.verify(at_once=4).wait(10)
    assert {one.state for one in models} == {"Loaded"}
    assert 2 <= most <= 4


def test_a_loading_model_is_watched_until_it_is_ready(make: Make, sandbox: Sandbox) -> None:
    model = "sandbox/ngram-topics@loading=3,tag=list"
    shown = make(frameworks=["transformers@odd"])
    shown.widget.refresh().wait(20)
    row = str(shown.row(model))
    shown.answer(kind="watch", row=int(row), on=True)
    until(lambda: shown.widget.watched.get(row, {}).get("history"))
    assert shown.widget.watched[row]["on"] is True
    assert [one[1] for one in shown.widget.watched[row]["history"]] == ["Loadable"]
    wait = {"x-wait-for-model": "1"}
    body = {"inputs": "A", "parameters": {"max_new_tokens": 1}}
    requests.post(f"{sandbox.url}/models/{model}", json=body, headers=wait, timeout=20)
    until(lambda: shown.widget.watched[row]["ready"], 10)
    watched = shown.widget.watched[row]
    assert [one[1] for one in watched["history"]] == ["Loadable", "Loaded"]
    assert (watched["on"], watched["ended"]) == (False, "ready")
    until(lambda: shown.widget.notice)
    assert shown.widget.notice.startswith(f"{model} is ready, after ")


def test_watching_ends_where_nothing_can_come_and_when_told(make: Make) -> None:
    shown = make(frameworks=["transformers@odd"])
    shown.widget.refresh().wait(20)
    never = str(shown.row(f"{FILL}@refused=custom-code"))
    later = str(shown.row(f"{FILL}@state=Hibernating"))
    shown.widget.watch(shown.rows[int(never)][0])
    shown.page_sends(kind="watch", row=int(later))
    until(lambda: shown.widget.watched.get(never, {}).get("ended") == "cannot run")
    shown.page_sends(kind="watch", row=int(later), on=False)
    assert shown.widget.watched[later]["ended"] == "stopped"


def test_nobody_polls_for_a_hidden_widget(make: Make, server: ScriptedServer) -> None:
    def reply(asked: Any) -> Reply:
        told = {"loaded": False, "state": "Loadable", "compute_type": "cpu", "framework": "f"}
        rows = [{"model_id": "m", "task": "t", "framework": "f"}]
        return Reply.of_json(rows if "/framework/" in asked.path else told)

    server.play(reply)
    shown = make(url=server.url, frameworks=["x"])
    shown.widget.refresh().wait(10)
    shown.page_sends(kind="visible", view="v", on=False)
    shown.widget.watch("m")
    time.sleep(0.3)
    assert not [one for one in server.asked if "/status/" in one.path]
    shown.page_sends(kind="visible", view="v", on=True)
    until(lambda: [one for one in server.asked if "/status/" in one.path])
    shown.widget.close()
    time.sleep(0.1)
    asked = len(server.asked)
    time.sleep(1.2)
    assert len(server.asked) == asked


def test_selection_is_the_pages_and_pythons(make: Make) -> None:
    shown = make()
    widget = shown.widget
    widget.refresh().wait(20)
    seen: list[Any] = []
    widget.observe(lambda change: seen.append(change.new), "selected")
    row, other = shown.row("sandbox/vader"), shown.row("sandbox/flood")
    shown.answer(kind="select", rows=[row, other], focus=row)
    assert widget.selected.model_id == "sandbox/vader"
    assert [one.model_id for one in widget.selection] == ["sandbox/vader", "sandbox/flood"]
    assert (widget.selected_row, widget.selection_rows) == (row, [row, other])
    widget.verify("sandbox/vader").wait(10)
    assert seen[-1].checked is not None
    assert widget.selection[0].checked is not None
    widget.selected = None
    assert widget.selected_row is None
    with pytest.raises(ValueError, match="not in the list"):
        widget.selected = "no/such"
    assert "read anew" in shown.answer(kind="select", rows=[-1])["error"]


def test_details_tell_facts_reasons_and_code(make: Make, dialect: str) -> None:
    shown = make(dialect)
    shown.widget.refresh().wait(20)
    shown.page_sends(kind="details", id="d", row=shown.row("sandbox/ngram-topics"))
    until(lambda: shown.messages("details"))
    (told,) = shown.messages("details")
    facts = dict(map(tuple, told["facts"]))
    assert facts["Task"] == "text-generation"
    assert facts["Recommended for its task"] == "this one"
    assert facts["Library"] == "text-generation-inference"
    assert told["can_open"] == "Text generation"
    assert told["reason"] is None
    assert "client.text_generation('Once upon a time')" in told["code"]
    assert not shown.messages("ack")


def test_details_tell_why_a_model_cannot_run(make: Make) -> None:
    shown = make(frameworks=["transformers@odd"])
    shown.widget.refresh().wait(20)
    shown.widget.verify().wait(20)
    for name, title in (("refused=custom-code", "code of its own"), ("state=TooBig", "too big")):
        told = shown.answer(kind="details", row=shown.row(f"{FILL}@{name}"))
        assert title in told["reason"]["title"]
        assert told["reason"]["remedy"]
    hostile = shown.answer(kind="details", row=shown.row("../../etc/passwd"))
    assert hostile["reason"]["title"] == "This server does not have it"
    assert "link" not in hostile["reason"]


def test_a_row_opens_the_widget_of_its_task_and_it_runs(make: Make) -> None:
    shown = make()
    widget = shown.widget
    widget.refresh().wait(20)
    assert shown.answer(kind="open", row=shown.row(NGRAM)) == {"kind": "ack", "id": "q"}
    (opened,) = widget.opened_widgets
    assert widget.opened == f"IPY_MODEL_{opened.model_id}"
    assert opened.model == NGRAM
    assert opened.run(prompt="A function is", max_new_tokens=3, stream=False).wait(20)
    shown.answer(kind="close")
    assert (widget.opened, widget.opened_widgets, opened.closed) == (None, (), True)
    assert "has no widget" in shown.answer(kind="open", row=shown.row(FILL))["error"]
    with pytest.raises(ValueError, match="not in the list"):
        widget.open_model("no/such")


def test_a_recommended_model_is_taken_by_calls_without_one(
    make: Make,
) -> None:
    shown, other = make(), make()
    shown.widget.refresh().wait(20)
    shown.answer(kind="recommend", row=shown.row("sandbox/flood"), on=True)
    assert shown.widget.recommended == {"text-generation": "sandbox/flood"}
    assert shown.widget.client.get_recommended_model("text-generation") == "sandbox/flood"
    assert other.widget.client.get_recommended_model("text-generation") != "sandbox/flood"
    assert other.widget.recommended == {}
    shown.widget.recommend("sandbox/flood", on=False)
    assert shown.widget.recommended == {}


def test_explorers_of_one_server_share_one_list(make: Make, sandbox: Sandbox) -> None:
    names = ["sklearn", "asteroid"]
    first, second = make(frameworks=names), make(frameworks=names)
    first.widget.refresh().wait(20)
    until(lambda: second.widget.status == "done")
    assert second.widget.total == first.widget.total
    assert second.rows == first.rows
    third = make(frameworks=names)
    assert third.widget.status == "done"
    assert third.widget.total == first.widget.total
    other = make(frameworks=names, token="hf_another")
    assert other.widget.total == 0


def test_a_list_that_nobody_shows_is_freed(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    explorer = ModelExplorer(frameworks=["sklearn", "keras"], client=client)
    explorer.refresh().wait(20)
    freed = [weakref.ref(explorer), weakref.ref(explorer.listing)]
    explorer.close()
    del explorer
    until(lambda: gc.collect() >= 0 and [one() for one in freed] == [None, None])


def test_a_list_that_fails_again_keeps_what_it_brought(make: Make, server: ScriptedServer) -> None:
    whole = (
        b'[{"model_id":"a","task":"t","framework":"f"},{"model_id":"b","task":"t","framework":"f"}]'
    )
    server.play(Reply([whole[:-30]], 200, {}, "length"))
    shown = make(url=server.url, frameworks=["x"])
    assert shown.widget.refresh().wait(10).ids == ["a"]
    assert shown.widget.sources[0]["state"] == "failed"
    server.play(Reply([whole], 200, {}, "length"))
    assert shown.widget.retry().wait(10).ids == ["a", "b"]
    assert shown.widget.sources[0]["count"] == 2
    assert [row[0] for row in shown.rows] == ["a", "b"]


def test_the_list_is_read_anew_by_itself_while_it_is_seen(
    make: Make, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hfwidgets.widgets.models import model_explorer as explorer

    monkeypatch.setattr(explorer, "SHORTEST", 0.2)
    server.play(Reply.of_json([{"model_id": "a", "task": "t", "framework": "f"}]))
    shown = make(url=server.url, frameworks=["x"])
    shown.widget.refresh_every = 0.2
    until(lambda: len(server.asked) >= 2)
    shown.page_sends(kind="visible", view="v", on=False)
    time.sleep(0.3)
    asked = len(server.asked)
    time.sleep(0.5)
    assert len(server.asked) == asked
    shown.widget.refresh_every = None


def test_unknown_and_broken_messages_are_harmless(make: Make) -> None:
    shown = make(frameworks=["sklearn"])
    for content in (
        {},
        {"kind": "nonsense", "id": "1"},
        {"kind": "verify", "id": "1", "rows": "x"},
        {"kind": "watch", "id": "1"},
        {"kind": "select", "id": "1", "rows": [None], "focus": "x"},
        {"kind": "details", "id": "1", "row": 0},
        {"kind": "open", "id": "1", "row": 1.5},
        {"kind": "retry", "id": "1", "source": {}},
        {"kind": "view", "id": "1", "query": 5, "sort": [1]},
        {"kind": "visible"},
        {"kind": "close", "id": "1"},
    ):
        shown.page_sends(**content)
    assert shown.widget.status == "idle"


def test_wrong_arguments_are_told() -> None:
    client = InferenceClient(endpoint="http://127.0.0.1:9")
    with pytest.raises(ValueError, match="frameworks is 5"):
        ModelExplorer(frameworks=5, client=client)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="task is 5"):
        ModelExplorer(5, client=client)  # type: ignore[arg-type]
    explorer = ModelExplorer(client=client)
    with pytest.raises(RuntimeError, match="nothing to wait for"):
        explorer.wait()
    explorer.close()


def test_no_token_is_shown_anywhere(make: Make, server: ScriptedServer) -> None:
    def echo(asked: Any) -> Reply:
        if asked.path.endswith("good"):
            rows = [{"model_id": "a/b", "task": "text-generation", "framework": "f"}]
            return Reply.of_json(rows)
        text = f"no access with {asked.headers.get('authorization')} {CANARY}"
        return Reply.of_json({"error": text}, 403, X_Error_Message=text)

    server.play(echo)
    shown = make(url=server.url, frameworks=["good", "bad"], token=CANARY)
    widget = shown.widget
    widget.refresh().wait(10)
    widget.verify().wait(10)
    details = shown.answer(kind="details", row=0)
    assert server.asked[0].headers["authorization"] == f"Bearer {CANARY}"
    shown_state = {name: value for name, value in widget.get_state().items() if name != "_esm"}
    assert_clean(
        repr(widget), repr(shown_state), repr(shown.sent), repr(details), repr(list(widget.models))
    )
    assert_clean(repr(widget.sources), repr(widget.problem), repr(widget.listing.readings))


def test_waiting_for_a_model_is_given_up_after_a_while(
    make: Make, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hfwidgets.widgets.models import checks as explorer_checks

    def reply(asked: Any) -> Reply:
        told = {"loaded": False, "state": "Loadable", "compute_type": "cpu", "framework": "f"}
        rows = [{"model_id": "m", "task": "t", "framework": "f"}]
        return Reply.of_json(rows if "/framework/" in asked.path else told)

    server.play(reply)
    monkeypatch.setattr(explorer_checks, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(explorer_checks, "PATIENCE", 0.3)
    shown = make(url=server.url, frameworks=["x"])
    shown.widget.refresh().wait(10)
    shown.widget.watch("m")
    until(lambda: shown.widget.watched["0"]["ended"] == "gave up")
    assert 3 <= len([one for one in server.asked if "/status/" in one.path]) <= 7

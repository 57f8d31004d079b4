"""The explorer and its models in Python: states, watching, selection, details, opening."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref
from typing import Any

import pytest
import requests

from hfwidgets import InferenceClient, ModelExplorer, Sandbox
from hfwidgets.widgets.registry import WIDGETS
from tests.unit.test_canary import CANARY, assert_clean
from tests.waiting import PATIENCE, Gate
from tests.widgets.conftest import NGRAM, until
from tests.widgets.explorer.explored import FILL, Make, Shown
from tests.wire.scripted import Reply, ScriptedServer


def test_states_are_asked_for_with_a_limit_and_told(make: Make, sandbox: Sandbox) -> None:
    shown = make(frameworks=["transformers@odd"])
    widget = shown.widget
    widget.refresh().wait(PATIENCE)
    widget.verify(at_once=3).wait(PATIENCE)
    states = {one.model_id: one for one in widget.models}
    assert states[f"{FILL}@state=Hibernating"].state == "Hibernating"
    assert states[f"{FILL}@state=TooBig"].state == "TooBig"
    refused = states[f"{FILL}@refused=custom-code"]
    assert (refused.state, refused.compute_type) == ("Error", None)
    assert "custom code" in (refused.reason or "")
    assert all(one.checked and time.time() - one.checked < PATIENCE for one in widget.models)
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
    shown.widget.refresh().wait(PATIENCE)
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
    gate, lock = Gate(), threading.Lock()

    def reply(asked: Any) -> Reply:
        nonlocal going, most
        if "/framework/" in asked.path:
            return Reply.of_json(
                [{"model_id": f"m{n}", "task": "t", "framework": "f"} for n in range(30)]
            )
        with lock:
            going += 1
            most = max(most, going)
            if going == 4:
                gate.open()
        gate.wait()
        time.sleep(0.02)
        with lock:
            going -= 1
        told = {"loaded": True, "state": "Loaded", "compute_type": "gpu", "framework": "f"}
        return Reply.of_json(told)

    server.play(reply)
    shown = make(url=server.url, frameworks=["x"])
    shown.widget.refresh().wait(PATIENCE)
    models = shown.widget.verify(at_once=4).wait(PATIENCE)
    assert {one.state for one in models} == {"Loaded"}
    assert most == 4
    assert not gate.forced


def test_a_loading_model_is_watched_until_it_is_ready(make: Make, sandbox: Sandbox) -> None:
    model = "sandbox/ngram-topics@loading=3,tag=list"
    shown = make(frameworks=["transformers@odd"])
    shown.widget.refresh().wait(PATIENCE)
    row = str(shown.row(model))
    shown.answer(kind="watch", row=int(row), on=True)
    until(lambda: shown.widget.watched.get(row, {}).get("history"))
    assert shown.widget.watched[row]["on"] is True
    assert [one[1] for one in shown.widget.watched[row]["history"]] == ["Loadable"]
    wait = {"x-wait-for-model": "1"}
    body = {"inputs": "A", "parameters": {"max_new_tokens": 1}}
    requests.post(f"{sandbox.url}/models/{model}", json=body, headers=wait, timeout=PATIENCE)
    until(lambda: shown.widget.watched[row]["ready"])
    watched = shown.widget.watched[row]
    assert [one[1] for one in watched["history"]] == ["Loadable", "Loaded"]
    assert (watched["on"], watched["ended"]) == (False, "ready")
    until(lambda: shown.widget.notice)
    assert shown.widget.notice.startswith(f"{model} is ready, after ")


def test_watching_ends_where_nothing_can_come_and_when_told(make: Make) -> None:
    shown = make(frameworks=["transformers@odd"])
    shown.widget.refresh().wait(PATIENCE)
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
    shown.widget.refresh().wait(PATIENCE)
    shown.page_sends(kind="visible", view="v", on=False)
    shown.widget.watch("m")
    time.sleep(0.3)
    assert not [one for one in server.asked if "/status/" in one.path]
    shown.page_sends(kind="visible", view="v", on=True)
    until(lambda: [one for one in server.asked if "/status/" in one.path])
    shown.widget.close()
    asked = len(asked_in_peace(server))
    time.sleep(1.2)
    assert len(server.asked) == asked


def asked_in_peace(server: ScriptedServer) -> list[Any]:
    """Return what a server was asked, once what was on its way has arrived."""
    counts = [-1]

    def rests() -> bool:
        time.sleep(0.3)
        counts.append(len(server.asked))
        return counts[-1] == counts[-2]

    until(rests)
    return server.asked


def test_selection_is_the_pages_and_pythons(make: Make) -> None:
    shown = make()
    widget = shown.widget
    widget.refresh().wait(PATIENCE)
    seen: list[Any] = []
    widget.observe(lambda change: seen.append(change.new), "selected")
    row, other = shown.row("sandbox/vader"), shown.row("sandbox/flood")
    shown.answer(kind="select", rows=[row, other], focus=row)
    assert widget.selected.model_id == "sandbox/vader"
    assert [one.model_id for one in widget.selection] == ["sandbox/vader", "sandbox/flood"]
    assert (widget.selected_row, widget.selection_rows) == (row, [row, other])
    widget.verify("sandbox/vader").wait(PATIENCE)
    assert seen[-1].checked is not None
    assert widget.selection[0].checked is not None
    widget.selected = None
    assert widget.selected_row is None
    with pytest.raises(ValueError, match="not in the list"):
        widget.selected = "no/such"
    assert "read anew" in shown.answer(kind="select", rows=[-1])["error"]


def test_details_tell_facts_reasons_and_code(make: Make, dialect: str) -> None:
    shown = make(dialect)
    shown.widget.refresh().wait(PATIENCE)
    # SmolLM2, where its weights are installed.
    recommended = shown.widget.client.get_recommended_model("text-generation")
    shown.page_sends(kind="details", id="d", row=shown.row(recommended))
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
    shown.widget.refresh().wait(PATIENCE)
    shown.widget.verify().wait(PATIENCE)
    for name, title in (("refused=custom-code", "code of its own"), ("state=TooBig", "too big")):
        told = shown.answer(kind="details", row=shown.row(f"{FILL}@{name}"))
        assert title in told["reason"]["title"]
        assert told["reason"]["remedy"]
    hostile = shown.answer(kind="details", row=shown.row("../../etc/passwd"))
    assert hostile["reason"]["title"] == "This server does not have it"
    assert "link" not in hostile["reason"]


def test_a_row_opens_the_widget_of_its_task_and_it_runs(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(WIDGETS, "fill-mask", raising=False)
    shown = make()
    widget = shown.widget
    widget.refresh().wait(PATIENCE)
    assert shown.answer(kind="open", row=shown.row(NGRAM)) == {"kind": "ack", "id": "q"}
    (opened,) = widget.opened_widgets
    assert widget.opened == f"IPY_MODEL_{opened.model_id}"
    assert opened.model == NGRAM
    assert opened.run(prompt="A function is", max_new_tokens=3, stream=False).wait(PATIENCE)
    shown.answer(kind="close")
    assert (widget.opened, widget.opened_widgets, opened.closed) == (None, (), True)
    assert "has no widget" in shown.answer(kind="open", row=shown.row(FILL))["error"]
    with pytest.raises(ValueError, match="not in the list"):
        widget.open_model("no/such")


def test_a_recommended_model_is_taken_by_calls_without_one(
    make: Make,
) -> None:
    shown, other = make(), make()
    shown.widget.refresh().wait(PATIENCE)
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
    first.widget.refresh().wait(PATIENCE)
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
    explorer.refresh().wait(PATIENCE)
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
    assert shown.widget.refresh().wait(PATIENCE).ids == ["a"]
    assert shown.widget.sources[0]["state"] == "failed"
    server.play(Reply([whole], 200, {}, "length"))
    assert shown.widget.retry().wait(PATIENCE).ids == ["a", "b"]
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
    asked = len(asked_in_peace(server))
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
    widget.refresh().wait(PATIENCE)
    widget.verify().wait(PATIENCE)
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
    clock = Pauses()
    monkeypatch.setattr(explorer_checks, "time", clock)
    monkeypatch.setattr(explorer_checks, "asyncio", clock)
    monkeypatch.setattr(explorer_checks, "PATIENCE", 60.0)
    shown = make(url=server.url, frameworks=["x"])
    shown.widget.refresh().wait(PATIENCE)
    shown.widget.watch("m")
    until(lambda: shown.widget.watched["0"]["ended"] == "gave up")
    assert clock.pauses[:3] == [1.0, 1.5, 2.25]
    assert clock.pauses[-3:] == [10.0] * 3
    assert 60 < sum(clock.pauses) <= 70
    assert len(clock.pauses) == len([one for one in server.asked if "/status/" in one.path])


class Pauses:
    """Stands in for the modules `time` and `asyncio`: pauses take no time, and are noted."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return sum(self.pauses)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name, None) or getattr(time, name)

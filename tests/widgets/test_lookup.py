"""`hfwidgets.widget` and `hfwidgets.tasks`: names, models and their tasks; what nobody knows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

import hfwidgets
from hfwidgets import AsyncInferenceClient, InferenceClient, Sandbox, TextGeneration
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets import lookup, overview
from hfwidgets.widgets.registry import WIDGETS
from tests.waiting import PATIENCE
from tests.wire.scripted import Reply, ScriptedServer

NOWHERE = "http://127.0.0.1:9"
CANARY = "hf_canaryCANARY0123456789"
WITHOUT = next(iter(sorted(set(TASKS) - set(WIDGETS))), None)


@pytest.fixture
def client(sandbox: Sandbox) -> InferenceClient:
    return InferenceClient(endpoint=sandbox.url)


@pytest.fixture
def made() -> Iterator[list[Any]]:
    widgets: list[Any] = []
    yield widgets
    for one in widgets:
        one.close()


def record(tag: Any, status: int = 200) -> Reply:
    return Reply.of_json({"id": "a/b", "pipeline_tag": tag}, status)


@pytest.mark.parametrize("task", sorted(WIDGETS))
def test_a_task_gives_its_widget_and_asks_nobody(task: str, made: list[Any]) -> None:
    for spelt in (task, task.replace("-", "_"), f" {task.title()} "):
        made.append(hfwidgets.widget(spelt, client=InferenceClient(endpoint=NOWHERE)))
        assert made[-1].task == task


def test_parameters_and_the_client_are_passed_on(client: InferenceClient, made: list[Any]) -> None:
    made.append(hfwidgets.widget("text-generation", client=client, prompt="A", seed=3, model="m"))
    widget = made[0]
    assert isinstance(widget, TextGeneration)
    assert (widget.prompt, widget.seed, widget.model) == ("A", 3, "m")
    assert widget._client is client
    with pytest.raises(TypeError, match="no parameter 'temprature'; did you mean 'temperature'"):
        hfwidgets.widget("text-generation", client=client, temprature=1)


@pytest.mark.parametrize("kind", [InferenceClient, AsyncInferenceClient])
def test_the_task_of_a_model_is_asked_for_and_the_widget_runs(
    sandbox: Sandbox, kind: Any, made: list[Any]
) -> None:
    client = kind(endpoint=sandbox.url)
    made.append(
        hfwidgets.widget("sandbox/ngram-topics", client=client, prompt="A", max_new_tokens=3)
    )
    assert (made[0].task, made[0].model) == ("text-generation", "sandbox/ngram-topics")
    assert made[0].run().wait(PATIENCE)


def test_a_model_is_looked_up_while_an_event_loop_runs(sandbox: Sandbox, made: list[Any]) -> None:
    async def cell() -> None:
        client = AsyncInferenceClient(endpoint=sandbox.url)
        made.append(hfwidgets.widget("sandbox/painter", client=client))
        await client.close()

    asyncio.run(cell())
    assert made[0].task == "text-to-image"


@pytest.mark.parametrize(
    ("name", "likely"),
    [
        ("image-segmentaton", "'image-segmentation'"),
        ("text to speach", "'text-to-speech'"),
        ("summarisation", "'summarization'"),
        ("segmentation", "'image-segmentation'"),
        ("gpt-nobody-has", "Tasks with a widget are .*image-classification"),
    ],
)
def test_what_is_neither_a_task_nor_a_model_is_told_the_likely_names(
    client: InferenceClient, name: str, likely: str
) -> None:
    with pytest.raises(ValueError, match=f"no task is called '{name}'.*{likely}"):
        hfwidgets.widget(name, client=client)


@pytest.mark.parametrize("name", ["", "  ", None, 7, "a/b/c/d", "x" * 500, "\ud800", "../../etc"])
def test_a_name_that_is_none_is_refused_with_its_value(client: InferenceClient, name: Any) -> None:
    with pytest.raises(ValueError, match=r"name is|no task is called"):
        hfwidgets.widget(name, client=client)


def test_an_address_does_not_tell_its_task(client: InferenceClient) -> None:
    with pytest.raises(ValueError, match="an address does not tell its task; name it"):
        hfwidgets.widget("http://127.0.0.1:9/generate", client=client)


@pytest.mark.skipif(WITHOUT is None, reason="every task has a widget")
def test_a_task_without_a_widget_is_told_as_such(server: ScriptedServer) -> None:
    client = InferenceClient(endpoint=server.url)
    with pytest.raises(ValueError, match=f"the task '{WITHOUT}' has no widget. Tasks with"):
        hfwidgets.widget(str(WITHOUT), client=client)
    server.play(record(WITHOUT))
    with pytest.raises(ValueError, match=f"'a/b' is for '{WITHOUT}', which has no widget"):
        hfwidgets.widget("a/b", client=client)


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("text-ranking", "'a/b' is for 'text-ranking', which has no widget"),
        ("x\n<b>", r"'a/b' is for 'x\\\\u000a<b>', which has no widget"),
        (None, "tells no task of 'a/b'; name one: widget"),
        ("", "tells no task of 'a/b'"),
        (["fill-mask"], "tells no task of 'a/b'"),
    ],
)
def test_an_odd_task_of_a_model_is_told(server: ScriptedServer, tag: Any, told: str) -> None:
    server.play(record(tag))
    with pytest.raises(ValueError, match=told):
        hfwidgets.widget("a/b", client=InferenceClient(endpoint=server.url))


def test_a_model_by_another_name_of_its_task_has_the_widget(
    server: ScriptedServer, made: list[Any]
) -> None:
    server.play(record("text2text-generation"))
    made.append(hfwidgets.widget("a/b", client=InferenceClient(endpoint=server.url)))
    assert made[0].task == "text-generation"


def test_a_hub_that_hides_a_model_is_told_and_a_wrong_one_keeps_its_error(
    server: ScriptedServer,
) -> None:
    client = InferenceClient(endpoint=server.url, token=CANARY)
    server.play(Reply.of_json({"error": f"Invalid username or password {CANARY}"}, 401))
    with pytest.raises(ValueError, match="or hides it from who has no token") as caught:
        hfwidgets.widget("a/b", client=client)
    assert "canaryCANARY" not in str(caught.value)
    server.play(Reply.of_json({"error": "out of order"}, 500))
    with pytest.raises(hfwidgets.InferenceError, match="out of order"):
        hfwidgets.widget("a/b", client=client)


def test_without_a_network_a_misspelt_task_is_still_told() -> None:
    client = InferenceClient(endpoint=NOWHERE)
    with pytest.raises(ValueError, match=r"could not be asked.*Did you mean 'text-to-image'"):
        hfwidgets.widget("text-to-imag", client=client)
    with pytest.raises(hfwidgets.InferenceError, match="No answer from"):
        hfwidgets.widget("bert-base-uncased", client=client)


def test_a_silent_hub_is_not_waited_for_long(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "PATIENCE", 0.2)
    monkeypatch.setattr(overview, "PATIENCE", 0.2)
    server.play(Reply(framing="held"))
    client = InferenceClient(endpoint=server.url)
    with pytest.raises(hfwidgets.InferenceTimeoutError):
        hfwidgets.widget("a/b", client=client)
    table = hfwidgets.tasks(client)
    assert len(table) == len(TASKS)
    assert "recommended is not known" in str(table.problem)


def test_the_table_of_tasks_tells_widgets_and_models(client: InferenceClient) -> None:
    table = hfwidgets.tasks(client)
    assert [one.task for one in table] == sorted(TASKS)
    by_task = {one.task: one for one in table}
    generation = by_task["text-generation"]
    assert generation.widget == "TextGeneration"
    assert generation.model == client.get_recommended_model("text-generation")
    assert {one.task for one in table if one.widget} == set(WIDGETS)
    assert by_task["image-to-image"].model == "sandbox/darkroom"
    assert table.problem is None
    for shown in (repr(table), table._repr_html_()):
        assert f"{len(TASKS)} tasks, {len(WIDGETS)} with a widget. Models are those" in shown
        assert str(generation.model) in shown
    assert table[:2][1] == table[1]
    assert list(table.to_frame()["task"]) == sorted(TASKS)


def test_a_model_that_was_chosen_goes_before_the_hubs(client: InferenceClient) -> None:
    client._config.learnt.chosen["fill-mask"] = "my/own"
    assert {one.task: one.model for one in hfwidgets.tasks(client)}["fill-mask"] == "my/own"


def test_states_are_asked_for_where_they_are_wanted(client: InferenceClient) -> None:
    told = {one.task: one.state for one in hfwidgets.tasks(client, states=True)}
    # The Hub recommends no model for chats, which take that of text generation.
    assert all(told[task] for task in WIDGETS if task != "chat-completion")
    assert {state for state in told.values() if state} <= {"Loaded", "Loadable"}
    assert told["text-generation"] in ("Loaded", "Loadable")


def test_without_a_network_the_table_says_so() -> None:
    table = hfwidgets.tasks(AsyncInferenceClient(endpoint=NOWHERE))
    assert all(one.model is None for one in table)
    assert "recommended is not known: No answer from" in repr(table)
    assert "recommended is not known: No answer from" in table._repr_html_()


def test_what_a_hub_recommends_is_shown_as_text(server: ScriptedServer) -> None:
    odd = "<img src=x onerror=alert(1)>\n\u202ex"
    server.play(Reply.of_json({"fill-mask": {"widgetModels": [odd]}}))
    table = hfwidgets.tasks(InferenceClient(endpoint=server.url))
    assert "<img" not in table._repr_html_()
    assert "&lt;img src=x onerror=alert(1)&gt;\\u000a\\u202ex" in table._repr_html_()
    assert len(repr(table).splitlines()) == len(TASKS) + 3


def test_the_package_of_tasks_is_still_one() -> None:
    from hfwidgets import tasks
    from hfwidgets.tasks import table

    assert tasks.table is table
    assert table.TASKS is TASKS

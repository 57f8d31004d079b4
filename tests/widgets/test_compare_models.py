"""The list of models behind the lanes of a comparison, and the state of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from hfwidgets import Chat, Compare, InferenceClient, Sandbox
from hfwidgets.tasks.table import ROWS, TASKS
from tests.widgets.conftest import PATIENCE, until

NGRAM = "sandbox/ngram-topics"


class Page:
    """What the page of one widget is told."""

    def __init__(self, widget: Compare | Chat) -> None:
        self.widget = widget
        self.sent: list[dict[str, Any]] = []
        widget.send = lambda content, buffers=None: self.sent.append(content)

    def asks(self, **content: Any) -> None:
        self.widget._handle_custom_msg(content, [])

    def listed(self, query: str, view: str = "v-lane1") -> dict[str, Any]:
        """Return the whole list for a text, once it was read."""
        self.asks(kind="models", view=view, query=query, offset=0, lane="lane1")

        def told() -> list[dict[str, Any]]:
            told = [one for one in list(self.sent) if one["kind"] == "models"]
            return [
                one
                for one in told
                if (one["view"], one["query"], one["status"]) == (view, query, "done")
            ]

        until(told)
        return told()[-1]


@pytest.fixture
def page(sandbox: Sandbox) -> Iterator[Page]:
    client = InferenceClient(endpoint=sandbox.url)
    widget = Compare([NGRAM, NGRAM], "Why?", client=client, task="text-generation")
    yield Page(widget)
    widget.close()


def test_a_lane_is_offered_the_models_of_its_task_and_each_view_what_it_asked(page: Page) -> None:
    offered = [row[0] for row in page.listed("")["rows"]]
    assert NGRAM in offered
    assert "sandbox/painter" not in offered
    found = page.listed("READER", view="v-lane2")["rows"]
    assert [row[0] for row in found] == ["sandbox/ngram-reader"]


@pytest.mark.parametrize("make", [lambda **one: Compare([NGRAM], **one), lambda **one: Chat(**one)])
def test_what_chats_by_default_is_offered_the_models_that_answer_chats(
    sandbox: Sandbox, make: Callable[..., Compare | Chat]
) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    with closing(make(client=client)) as widget:
        page = Page(widget)
        told = page.listed("")
        offered = [row[0] for row in told["rows"]]
        assert {NGRAM, "sandbox/ngram-chat"} <= set(offered)
        assert "sandbox/painter" not in offered
        assert told["total"] == len(set(offered))
        recommended = client.get_recommended_model("text-generation")
        until(lambda: [one for one in page.sent if one.get("recommended") == recommended])
        assert page.listed("")["rows"][0][0] == recommended
        assert [row[0] for row in page.listed("READER")["rows"]] == ["sandbox/ngram-reader"]


def test_a_chat_that_asks_another_task_is_offered_its_models(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    with closing(Chat(client=client, task="conversational")) as widget:
        offered = [row[0] for row in Page(widget).listed("")["rows"]]
    assert "sandbox/ngram-chat" in offered
    assert NGRAM not in offered


def test_every_task_names_what_lists_call_its_models() -> None:
    assert TASKS["chat-completion"].listed_as == (
        *("text-generation", "conversational", "image-text-to-text"),
    )
    own = [row for row in ROWS if row.name != "chat-completion"]
    assert [row.listed_as for row in own] == [(row.name,) for row in own]


def test_the_state_of_a_model_is_told_to_whoever_asked(page: Page) -> None:
    page.asks(kind="model-status", id="s1", model=NGRAM)
    until(lambda: [one for one in page.sent if one.get("id") == "s1"])
    told = next(one for one in page.sent if one.get("id") == "s1")
    assert told["kind"] == "model-status"
    assert told["state"] in ("Loaded", "Loadable")
    page.asks(kind="model-status", id="s2", model="")
    until(lambda: [one for one in page.sent if one.get("id") == "s2"])
    assert "model is ''" in next(one for one in page.sent if one.get("id") == "s2")["error"]


def test_nothing_is_told_after_the_end(page: Page) -> None:
    page.listed("")
    page.widget.close()
    page.sent.clear()
    page.widget._page.picker.sources_changed()
    assert page.sent == []


def test_a_lane_does_not_run_with_another_value_than_the_one_that_was_refused(page: Page) -> None:
    widget = page.widget
    first, second = (lane.key for lane in widget.lanes)
    wrong = {"temperature": -4}
    for call, lane in (("r1", None), ("r2", first)):
        page.asks(kind="edit", lane=first, values=wrong)
        page.sent.clear()
        page.asks(kind="run", id=call, values={}, **({} if lane is None else {"lane": lane}))
        (told,) = [one for one in page.sent if one["kind"] == "invalid"]
        assert (told["id"], told["lane"], list(told["errors"])) == (call, first, ["temperature"])
    assert [len(lane.history) for lane in widget.lanes] == [0, 0]
    page.asks(kind="edit", lane=first, values=wrong)
    page.asks(kind="run", id="r3", values={"max_new_tokens": 2}, lane=second)
    widget.wait(PATIENCE)
    page.asks(kind="edit", lane=first, values={"temperature": 0.5})
    page.asks(kind="run", id="r4", values={})
    widget.wait(PATIENCE)
    assert [len(lane.history) for lane in widget.lanes] == [1, 2]
    assert widget.lanes[0].last().parameters["temperature"] == 0.5

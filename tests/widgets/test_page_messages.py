"""What the page asks of a task widget, and what it is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from hfwidgets.widgets.engine.run import INTERVAL
from tests.waiting import PATIENCE
from tests.widgets.conftest import NGRAM, Recorded, until
from tests.widgets.plain import class_for

Make = Callable[..., Recorded]
SLOW = f"{NGRAM}@slow=0.1"  # with many tokens, for what is ended before


def test_run_from_the_page_is_the_run_of_python(make: Make) -> None:
    recorded = make(max_new_tokens=4)
    values = {"prompt": "Python is", "seed": 3, "temperature": 0.5, "top_k": None}
    recorded.page_sends(kind="run", id="a1", values=values)
    w = recorded.widget
    w.wait(PATIENCE)
    assert recorded.messages("ack") == [{"kind": "ack", "id": "a1"}]
    assert w.prompt == "Python is"
    assert w.parameters == {"max_new_tokens": 4, "seed": 3, "temperature": 0.5}
    assert w.history[-1].inputs == {"prompt": "Python is"}


def test_bad_values_are_marked_and_nothing_is_sent(make: Make) -> None:
    recorded = make()
    values = {"temperature": -1, "top_p": 2, "max_new_tokens": "many"}
    recorded.page_sends(kind="run", id="a1", values=values)
    (invalid,) = recorded.messages("invalid")
    assert invalid["errors"]["temperature"] == "temperature is -1; it is above 0, or leave it unset"
    assert set(invalid["errors"]) == {"temperature", "top_p", "max_new_tokens"}
    assert not recorded.messages("start")
    assert recorded.widget.status == "idle"


def test_rules_between_parameters_are_marked_too(make: Make) -> None:
    recorded = make()
    recorded.page_sends(kind="run", id="a1", values={"best_of": 2, "seed": 1})
    (invalid,) = recorded.messages("invalid")
    assert set(invalid["errors"]) == {"best_of", "seed"}


def test_empty_prompt_is_marked(make: Make) -> None:
    recorded = make()
    recorded.page_sends(kind="run", id="a1", values={"prompt": ""})
    assert "prompt is empty" in recorded.messages("invalid")[0]["errors"]["prompt"]


def test_unknown_fields_and_messages_are_ignored(make: Make) -> None:
    recorded = make()
    recorded.page_sends(kind="edit", values={"__class__": 1, "status": "done", "form": {}})
    recorded.page_sends(kind="no-such-kind")
    recorded.page_sends()
    assert recorded.widget.status == "idle"
    assert recorded.sent == []


def test_stop_is_acknowledged_at_once(make: Make) -> None:
    recorded = make(SLOW, max_new_tokens=2000)
    recorded.page_sends(kind="run", id="1", values={})
    until(lambda: recorded.messages("delta"))
    recorded.page_sends(kind="stop", id="2")
    assert recorded.messages("ack")[-1] == {"kind": "ack", "id": "2"}
    recorded.widget.wait(PATIENCE)
    assert recorded.widget.status == "stopped"


def test_late_view_gets_all_that_came_and_goes_on_without_a_hole(make: Make) -> None:
    recorded = make(SLOW, max_new_tokens=2000)
    recorded.widget.run()
    until(lambda: len(recorded.messages("delta")) > 2)
    recorded.page_sends(kind="snapshot", view="late")
    (snapshot,) = recorded.messages("snapshot")
    until(lambda: recorded.messages("delta")[-1]["seq"] > snapshot["seq"] + 2)
    recorded.widget.stop()
    recorded.widget.wait(PATIENCE)
    text = "".join(snapshot["parts"][::2])
    for delta in recorded.messages("delta"):
        if delta["seq"] > snapshot["seq"]:
            text += "".join(delta["parts"][::2])
    assert text == recorded.widget.text
    assert snapshot["view"] == "late"


def test_messages_are_coalesced(make: Make) -> None:
    recorded = make("sandbox/flood@tokens=5000", max_new_tokens=5000)
    recorded.widget.run().wait(PATIENCE)
    assert recorded.widget.stats["tokens"] == 5000
    most = recorded.widget.stats["elapsed"] / INTERVAL + 2  # on a busy machine it takes longer
    assert len(recorded.messages("delta")) < most
    assert recorded.text_on_page() == recorded.widget.text


def test_nothing_bulky_is_a_trait(make: Make) -> None:
    recorded = make("sandbox/flood@tokens=5000", max_new_tokens=5000)
    recorded.widget.run().wait(PATIENCE)
    grown = {
        name: value
        for name, value in recorded.widget.get_state().items()
        if len(json.dumps(value, default=str)) > 4000
    }
    assert grown == {}


def test_exchange_shows_request_and_answer_without_the_token(make: Make) -> None:
    recorded = make(max_new_tokens=3)
    recorded.widget._client.headers["authorization"] = "Bearer hf_canary"
    recorded.widget.run().wait(PATIENCE)
    recorded.page_sends(kind="exchange", view="v")
    (shown,) = recorded.messages("exchange")
    assert shown["request"]["body"]["parameters"]["max_new_tokens"] == 3
    assert shown["request"]["headers"]["authorization"] == "***"
    assert shown["response"]["status"] == 200
    assert shown["response"]["body"]["generated_text"] == recorded.widget.text
    assert "hf_canary" not in json.dumps(recorded.sent)


def test_edited_text_is_the_text_and_reaches_other_views(make: Make) -> None:
    recorded = make(max_new_tokens=3)
    recorded.widget.run().wait(PATIENCE)
    recorded.page_sends(kind="text", view="v", text="My own")
    assert recorded.widget.text == "My own"
    assert recorded.messages("text") == [{"kind": "text", "view": "v", "text": "My own"}]
    recorded.page_sends(kind="run", id="2", values={}, after="My own")
    recorded.widget.wait(PATIENCE)
    assert recorded.widget.text.startswith("My own")


def test_edit_while_it_grows_is_refused(make: Make) -> None:
    recorded = make(SLOW, max_new_tokens=2000)
    recorded.widget.run()
    until(lambda: recorded.widget.text)
    recorded.page_sends(kind="text", view="v", text="no")
    assert recorded.widget.text != "no"
    recorded.widget.stop()


class Shell:
    def __init__(self) -> None:
        self.namespace: dict[str, Any] = {}

    def push(self, values: dict[str, Any]) -> None:
        self.namespace.update(values)


def test_result_goes_into_a_variable(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = Shell()
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: shell)
    recorded = make(max_new_tokens=3)
    recorded.widget.run().wait(PATIENCE)
    recorded.page_sends(kind="variable", id="1", name="answer")
    assert shell.namespace == {"answer": recorded.widget.result}
    recorded.page_sends(kind="variable", id="2", name="not a name")
    assert "not a name" in recorded.messages("ack")[-1]["error"]


def test_variable_gets_the_text_that_is_shown(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = Shell()
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: shell)
    recorded = make(f"{NGRAM}@cut=3")
    w = recorded.widget
    w.run()
    until(lambda: w.status == "error")
    assert w.result is None
    recorded.page_sends(kind="variable", id="1", name="kept")
    assert shell.namespace == {"kept": w.text}
    assert w.text
    w.run(model=NGRAM, max_new_tokens=3).wait(PATIENCE)
    recorded.page_sends(kind="text", view="v", text="changed by hand")
    recorded.page_sends(kind="variable", id="2", name="edited")
    assert shell.namespace["edited"] == "changed by hand"


def test_failing_observer_of_a_field_does_not_keep_the_page_waiting(make: Make) -> None:
    recorded = make(max_new_tokens=3)
    w = recorded.widget

    def fails(change: object) -> None:
        raise ZeroDivisionError("mine")

    w.observe(fails, "prompt")
    recorded.page_sends(kind="edit", values={"prompt": "Python is"})
    assert w.notice == "An observer of 'prompt' failed: ZeroDivisionError: mine"
    recorded.page_sends(kind="run", id="a1", values={"prompt": "Python was", "seed": 4})
    w.wait(PATIENCE)
    assert (w.status, w.prompt, w.seed) == ("done", "Python was", 4)


def test_run_that_cannot_begin_is_refused_in_the_page(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = make()

    def fails(**parameters: object) -> None:
        raise RuntimeError("no more threads")

    monkeypatch.setattr(recorded.widget, "run", fails)
    recorded.page_sends(kind="run", id="a1", values={"prompt": "Python is"})
    assert recorded.messages("invalid")[0]["errors"] == {"model": "no more threads"}


def test_announcements_are_chosen_in_the_page(make: Make) -> None:
    recorded = make()
    recorded.page_sends(kind="edit", values={}, announce="full")
    assert recorded.widget.announce == "full"
    recorded.page_sends(kind="edit", values={}, announce="shout")
    assert recorded.widget.announce == "full"


def test_lone_surrogates_and_control_characters_travel(make: Make) -> None:
    from hfwidgets.widgets.engine.surrogates import displayable

    assert displayable("a\ud83d\ude00b") == "a\U0001f600b"
    assert displayable("a\ud83db") == "a\ufffdb"
    recorded = make(prompt="\ud83d <img onerror=alert(1)> \x1b[31m \u202e", max_new_tokens=3)
    recorded.widget.run().wait(PATIENCE)
    assert recorded.widget.status == "done"


@pytest.mark.parametrize("text", ["a\r\nb\rc\r\n", "\r", "a\r\n\r\nb", "a\nb\n"])
def test_a_text_that_nobody_edited_keeps_its_line_ends(make: Make, text: str) -> None:
    recorded = make(prompt=text)
    shown = text.replace("\r\n", "\n").replace("\r", "\n")
    recorded.page_sends(kind="edit", values={"prompt": shown})
    assert recorded.widget.prompt == text
    recorded.page_sends(kind="edit", values={"prompt": shown + "x"})
    assert recorded.widget.prompt == shown + "x"


def test_a_list_of_texts_and_a_large_number_keep_what_a_page_cannot_show(make: Make) -> None:
    recorded = make(stop_sequences=["a\r\n", "b"], seed=2**60 + 1)
    recorded.page_sends(kind="edit", values={"stop_sequences": ["a\n", "b"], "seed": 2**60})
    assert recorded.widget.stop_sequences == ["a\r\n", "b"]
    assert recorded.widget.seed == 2**60 + 1
    recorded.page_sends(kind="edit", values={"stop_sequences": ["a\n"], "seed": 4})
    assert recorded.widget.stop_sequences == ["a\n"]
    assert recorded.widget.seed == 4


HELD = {"role": "a\r\nb", "n": 2**60 + 1, "x": 1.0, "on": True, "off": None}


@pytest.mark.parametrize(
    ("held", "shown"),
    [
        (HELD, {"role": "a\nb", "n": 2**60, "x": 1, "on": True, "off": None}),
        ({"tools": ({"type": "function"},)}, {"tools": [{"type": "function"}]}),
        ({"seed": 2**63, "at": (1, 2)}, {"seed": 2.0**63, "at": [1, 2]}),
    ],
)
def test_an_object_that_nobody_edited_stays_the_one_of_python(held: Any, shown: Any) -> None:
    recorded = Recorded(class_for("text-to-video")(extra_body=held))
    recorded.page_sends(kind="edit", values={"extra_body": shown})
    assert recorded.widget.extra_body is held


@pytest.mark.parametrize(
    "edited",
    [
        {"a": [True]},
        {"a": [2]},
        {"a": None},
        {"a": [1, 1]},
        {"a": ["1"]},
        {"b": [1]},
        {},
        [1],
        None,
    ],
)
def test_an_object_that_was_edited_is_the_one_of_the_page(edited: Any) -> None:
    recorded = Recorded(class_for("text-to-video")(extra_body={"a": [1]}))
    recorded.page_sends(kind="edit", values={"extra_body": edited})
    assert json.dumps(recorded.widget.extra_body) == json.dumps(edited)

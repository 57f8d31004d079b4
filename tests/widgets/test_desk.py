"""Every call of a page is answered once, by what the protocol names, whatever it holds."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from hfwidgets import InferenceClient, ModelExplorer, ModelStatusBadge, Sandbox, TokenLens
from hfwidgets.widgets.engine.desk import Desk, acknowledged, apart, reply
from hfwidgets.widgets.protocol import answers, calls, lens
from hfwidgets.widgets.registry import task_widgets
from hfwidgets.wire.parameter_error import ParameterError
from tests.waiting import Gate, soon

Sent = list[dict[str, Any]]


def kinds_with_id(family: Any) -> set[str]:
    asked = [one for one in typing.get_args(family) if "id" in typing.get_type_hints(one)]
    return {kind for one in asked for kind in typing.get_args(typing.get_type_hints(one)["kind"])}


WIDGETS: dict[str, tuple[Callable[[InferenceClient], Any], Any]] = {
    **{
        kind.task: (lambda client, kind=kind: kind(client=client), calls.TaskCall)
        for kind in task_widgets()
    },
    "explorer": (lambda client: ModelExplorer(client=client), calls.ExplorerCall),
    "badge": (lambda client: ModelStatusBadge("a/b", client=client), calls.BadgeCall),
    "lens": (lambda client: TokenLens([], client=client), lens.LensCall),
}
RUBBISH: list[Mapping[str, Any]] = [
    {},
    {"field": 5, "box": "x", "file": None, "offset": "1", "row": -1, "rows": 3, "values": []},
    {"what": 7, "item": {}, "axes": {"a": 1}, "name": 3, "path": 5, "model": [], "sort": "x"},
]


@pytest.mark.parametrize("name", WIDGETS)
def test_a_call_is_answered_once_whatever_it_holds(
    name: str, sandbox: Sandbox, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make, family = WIDGETS[name]
    widget = make(InferenceClient(endpoint=sandbox.url))
    sent: Sent = []
    widget.send = lambda content, buffers=None: sent.append(content)
    asked: dict[str, str] = {}
    for kind in sorted(kinds_with_id(family) - {"run"}):
        for rubbish in RUBBISH:
            number = f"{kind}-{len(asked)}"
            asked[number] = kind
            widget._handle_custom_msg({"kind": kind, "id": number, **rubbish}, [])

    def told() -> Sent:
        """Return the answers; what begins a run may tell of a wrong field besides."""
        mine = [one for one in list(sent) if isinstance(one, dict) and one.get("id") in asked]
        return [one for one in mine if one["kind"] != "invalid"]

    soon(lambda: len(told()) >= len(asked), f"an answer to each of {len(asked)} calls")
    widget.close()
    assert sorted(one["id"] for one in told()) == sorted(asked)
    for one in told():
        named = answers.ANSWERS.get(asked[one["id"]])
        expected = typing.get_args(typing.get_type_hints(named)["kind"])[0] if named else "ack"
        assert one["kind"] == ("ack" if one.get("error") else expected)


class Widget:
    """As much of a widget as a desk needs."""

    bundle = "task"
    home = None

    def __init__(self) -> None:
        self.closed = False
        self.sent: Sent = []

    def send(self, content: dict[str, Any], buffers: Any = None) -> None:
        self.sent.append({**content, **({"buffers": buffers} if buffers else {})})

    def on_msg(self, callback: Callable[..., None]) -> None:
        self.hear = lambda **content: callback(self, content, None)


def fails(error: Exception) -> Callable[..., None]:
    def answer(*_: Any) -> None:
        raise error

    return answer


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("no such row"), "no such row"),
        (KeyError(), "KeyError"),
        (ParameterError({"top_k": "top_k is 0", "seed": "seed is -1"}), "top_k is 0 seed is -1"),
    ],
)
def test_a_failure_is_an_answer(error: Exception, words: str) -> None:
    widget = Widget()
    Desk(widget, {"now": fails(error), "later": apart(widget, fails(error))})
    widget.hear(kind="now", id="1")
    widget.hear(kind="later", id="2")
    soon(lambda: len(widget.sent) == 2)
    assert widget.sent == [{"kind": "ack", "id": one, "error": words} for one in ("1", "2")]


def test_a_failure_of_what_has_no_id_is_the_hosts_to_tell() -> None:
    widget = Widget()
    Desk(widget, {"edit": fails(OSError("broken"))})
    with pytest.raises(OSError, match="broken"):
        widget.hear(kind="edit")
    assert widget.sent == []


def test_what_nobody_answers_is_refused_when_somebody_waits() -> None:
    widget = Widget()
    Desk(widget, {})
    widget.hear(kind="no-such-thing")
    widget.hear(kind="no-such-thing", id="1")
    assert [one["id"] for one in widget.sent] == ["1"]
    assert "not asked for 'no-such-thing'" in widget.sent[0]["error"]


def test_what_takes_long_holds_up_nothing() -> None:
    widget, gate = Widget(), Gate()

    def slow(content: Any, _: Any) -> None:
        gate.wait()
        reply(widget, "file", content, [b"x"], name="a")

    Desk(widget, {"file": apart(widget, slow), "stop": acknowledged(widget, lambda _: None)})
    widget.hear(kind="file", id="1")
    widget.hear(kind="stop", id="2")
    assert [one["id"] for one in widget.sent] == ["2"]
    gate.open()
    soon(lambda: len(widget.sent) == 2)
    assert widget.sent[1] == {"kind": "file", "id": "1", "name": "a", "buffers": [b"x"]}


def test_a_closed_widget_answers_nothing() -> None:
    widget = Widget()
    Desk(widget, {"stop": acknowledged(widget, lambda _: None)})
    widget.closed = True
    widget.hear(kind="stop", id="1")
    assert widget.sent == []

"""Tools of a chat: what is asked, what is allowed, what is made, and what the model is told."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any, TypedDict

import pytest

from hfwidgets import Chat
from hfwidgets.tools.structured import AnswerError
from hfwidgets.wire.parameter_error import ParameterError
from tests.waiting import PATIENCE
from tests.widgets.chat.conftest import DONE, View, delta, stream
from tests.widgets.conftest import until

Make = Callable[..., Chat]


def add(a: int, b: int = 1) -> int:
    """Add two numbers.

    Args:
        a: The first.
    """
    return a + b


async def later(word: str) -> str:
    """Say it later."""
    await asyncio.sleep(0)
    return word.upper()


def call(name: str, arguments: Any, at: int = 0, **more: Any) -> dict[str, Any]:
    return {"index": at, "function": {"name": name, "arguments": arguments}, **more}


def asks(*calls: Any) -> Any:
    return stream(delta(None, "tool_calls", tool_calls=list(calls)), DONE)


ANSWER = stream(delta("It is 5.", "stop"), DONE)
ADD = asks(call("add", '{"a": 2, "b": 3}', id="c1"))


def states(chat: Chat) -> list[str]:
    return [one.state for one in chat.calls]


def sent(server: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.asked[-1].json["messages"]
    return found


def test_a_model_is_told_of_functions_and_nothing_runs_by_itself(
    played: Make, server: Any, view: View
) -> None:
    chat = played(ADD, ANSWER, tools=[add])
    chat.send("2 + 3?").wait()
    assert server.asked[-1].json["tools"][0]["function"]["name"] == "add"
    until(lambda: states(chat) == ["waiting"])
    assert len(server.asked) == 1
    shown = view.messages[-1]["calls"]
    assert [(one["name"], one["arguments"]) for one in shown] == [("add", '{"a": 2, "b": 3}')]


def test_a_call_that_is_allowed_is_made_and_the_answer_goes_on(
    played: Make, server: Any, view: View
) -> None:
    chat = played(ADD, ANSWER, tools=[add])
    chat.send("2 + 3?").wait()
    until(lambda: states(chat) == ["waiting"])
    message = view.messages[-1]
    view.send(chat, "chat-tool", message=message["id"], call="c1", allow=True, always=False)
    until(lambda: chat.text == "It is 5." and chat.control.run.finished.is_set())
    assert sent(server)[-2:] == [
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [
                {
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "add", "arguments": '{"a": 2, "b": 3}'},
                }
            ],
        },
        {"role": "tool", "content": "5", "tool_call_id": "c1", "name": "add"},
    ]
    assert [one.role for one in chat.tree.path] == ["user", "assistant", "tool", "assistant"]
    assert view.agrees_with(chat)
    assert chat.calls[0].value == 5
    assert view.messages[1]["calls"][0]["state"] == "done"


def test_a_call_that_is_not_allowed_is_not_made_and_the_model_is_told(
    played: Make, server: Any
) -> None:
    made = []

    def spend(amount: int) -> None:
        """Spend money."""
        made.append(amount)

    chat = played(asks(call("spend", '{"amount": 9}')), ANSWER, tools=[spend])
    chat.send("Go").wait()
    until(lambda: states(chat) == ["waiting"])
    chat.refuse().wait()
    assert "did not allow" in sent(server)[-1]["content"]
    assert (made, states(chat)) == ([], ["refused"])
    with pytest.raises(ParameterError, match="no call waits"):
        chat.approve()
    assert made == []


def test_functions_that_are_approved_run_until_the_answer_is_there(
    played: Make, server: Any
) -> None:
    chat = played(
        asks(call("add", '{"a": 2}', id="x"), call("later", '{"word": "b"}', 1, id="y")),
        ADD,
        ANSWER,
        tools=[add, later],
        auto_approve=["add", "later"],
    )
    answer = chat.send("Go").wait(PATIENCE)
    assert answer.choices[0].message.content == "It is 5."
    told = [one["content"] for one in sent(server) if one["role"] == "tool"]
    assert told == ["3", "B", "5"]


def test_approving_one_for_good_approves_what_comes_later(played: Make, view: View) -> None:
    chat = played(ADD, ADD, ANSWER, tools=[add])
    chat.send("Go").wait()
    until(lambda: states(chat) == ["waiting"])
    view.send(
        chat, "chat-tool", message=view.messages[-1]["id"], call="c1", allow=True, always=True
    )
    until(lambda: chat.text == "It is 5.")
    assert chat.auto_approve == ["add"]


def test_a_function_of_which_the_notebook_knows_nothing_is_never_called(
    played: Make, server: Any
) -> None:
    chat = played(
        asks(call("__import__", '{"name": "os"}')), ANSWER, tools=[add], auto_approve=["__import__"]
    )
    chat.send("Go").wait(PATIENCE)
    assert states(chat) == ["failed"]
    assert "did not hand over (add)" in sent(server)[-1]["content"]


@pytest.mark.parametrize(
    ("calls", "told"),
    [
        (call("add", {"a": 2}), "3"),  # one object, arguments as an object
        ([call("add", '{"a": "two"}')], "it should be a whole number"),
        ([call("add", '{"a": 2')], "no valid JSON"),
        ([call("add", '{"a": NaN}')], "NaN is no JSON value at line 1, column 7"),
        ([{"name": "add", "arguments": '{"a": 4}'}], "5"),
    ],
)
def test_odd_calls_are_read_or_told_to_be_wrong(
    played: Make, server: Any, calls: Any, told: str
) -> None:
    reply = stream(delta(None, "tool_calls", tool_calls=calls), DONE)
    chat = played(reply, ANSWER, tools=[add], auto_approve=["add"])
    chat.send("Go").wait(PATIENCE)
    assert told in sent(server)[-1]["content"]
    assert sent(server)[-1]["tool_call_id"] == sent(server)[-2]["tool_calls"][0]["id"]


def test_arguments_in_pieces_are_one_call_each(played: Make, server: Any) -> None:
    pieces = [
        delta(tool_calls=[call("add", "", id="a")]),
        delta(tool_calls=[call("add", "", 1, id="b")]),
        delta(tool_calls=[{"index": 0, "function": {"arguments": '{"a"'}}]),
        delta(tool_calls=[{"index": 1, "function": {"arguments": '{"a": 7}'}}]),
        delta(tool_calls=[{"index": 0, "function": {"arguments": ": 1}"}}]),
        delta(None, "tool_calls"),
        DONE,
    ]
    chat = played(stream(*pieces), ANSWER, tools=[add], auto_approve=["add"])
    chat.send("Go").wait(PATIENCE)
    assert [(one["tool_call_id"], one["content"]) for one in sent(server)[-2:]] == [
        ("a", "2"),
        ("b", "8"),
    ]


def test_a_call_blocks_nobody_and_stop_ends_what_follows(played: Make, server: Any) -> None:
    entered, leave = threading.Event(), threading.Event()

    def wait_long() -> str:
        """Wait."""
        entered.set()
        leave.wait(PATIENCE)
        return "late"

    chat = played(
        asks(call("wait_long", "{}")), ANSWER, tools=[wait_long], auto_approve=["wait_long"]
    )
    chat.send("Go")
    assert entered.wait(PATIENCE)
    assert states(chat) == ["running"]
    chat.stop()
    assert states(chat) == ["stopped"]
    leave.set()
    chat.wait(PATIENCE)
    assert (states(chat), len(server.asked)) == (["stopped"], 1)
    chat.send("And now?").wait(PATIENCE)
    assert [one["role"] for one in sent(server)] == ["user", "assistant", "tool", "user"]
    assert "did not allow" in sent(server)[-2]["content"]


def test_a_message_that_is_sent_beside_open_calls_answers_them(played: Make, server: Any) -> None:
    chat = played(ADD, ANSWER, tools=[add])
    chat.send("Go").wait()
    until(lambda: states(chat) == ["waiting"])
    chat.send("Never mind.").wait(PATIENCE)
    roles = [one["role"] for one in sent(server)]
    assert roles == ["user", "assistant", "tool", "user"]


def test_calls_in_a_row_end_when_nobody_looks(played: Make, server: Any) -> None:
    chat = played(*[ADD] * 40, tools=[add], auto_approve=["add"])
    chat.send("Go").wait(PATIENCE)
    assert len(server.asked) == 13
    assert states(chat) == ["waiting"]


def test_what_is_no_tool_is_refused_with_its_reason(played: Make) -> None:
    chat = played(ANSWER)
    for given, words in (
        ([lambda a: a], "Write it with def"),
        ([add, add], "two tools are named 'add'"),
        (3, "is no function"),
    ):
        with pytest.raises(ParameterError, match=words):
            chat.tools = given
    described = {"type": "function", "function": {"name": "f", "parameters": {}}}
    chat.tools = [described, add]
    assert chat.parameters["tools"][0] == described
    chat.tools = None
    assert "tools" not in chat.parameters


class City(TypedDict):
    name: str
    people: int


def test_an_answer_in_a_shape_is_an_object_here_and_on_the_page(
    played: Make, server: Any, view: View
) -> None:
    text = '{"name": "Bonn", "people": 330000}'
    chat = played(stream(delta(text, "stop"), DONE), response_format=City)
    chat.send("Which?").wait(PATIENCE)
    assert server.asked[-1].json["response_format"]["json_schema"]["name"] == "City"
    assert chat.answer == {"name": "Bonn", "people": 330_000}
    assert view.messages[-1]["structure"] == {"value": chat.answer}


def test_an_answer_that_is_no_json_says_where(played: Make, view: View) -> None:
    chat = played(stream(delta('{"name":\n Bonn}', "stop"), DONE), response_format=City)
    chat.send("Which?").wait(PATIENCE)
    told = view.messages[-1]["structure"]
    assert (told["line"], told["column"], told["text"]) == (2, 2, " Bonn}")
    with pytest.raises(AnswerError, match="line 2, column 2") as caught:
        chat.answer  # noqa: B018
    assert caught.value.text == '{"name":\n Bonn}'


def test_a_shape_may_be_a_schema_or_what_servers_take_and_no_other(played: Make) -> None:
    chat = played(ANSWER)
    chat.response_format = {"type": "object", "properties": {}}
    assert chat.response_format["type"] == "json_schema"
    chat.response_format = {"type": "json_object"}
    assert chat.parameters["response_format"] == {"type": "json_object"}
    with pytest.raises(ParameterError, match="JSON has no shape for Lock"):
        chat.response_format = threading.Lock if isinstance(threading.Lock, type) else _Lock
    assert chat.answer is None


class _Lock:
    """No shape."""


_Lock.__name__ = "Lock"


def test_a_conversation_with_calls_is_written_and_read_again(played: Make) -> None:
    chat = played(ADD, ANSWER, tools=[add], auto_approve=["add"])
    chat.send("Go").wait(PATIENCE)
    document = json.loads(chat.to_json())
    assert [one["role"] for one in document["messages"]] == [
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    assert "made" not in document["messages"][1]
    before = [dict(one) for one in chat.messages]
    chat.from_json(document)
    assert [dict(one) for one in chat.messages] == before


def test_a_token_reaches_neither_the_model_nor_the_page_through_a_tool(
    played: Make, server: Any, view: View
) -> None:
    canary = "hf_canaryCANARY0123456789"

    def leak(how: str, token: str = canary) -> str:
        """Give it away."""
        if how == "error":
            raise ValueError(f"Bearer {token}")
        return token

    calls = [call("leak", '{"how": "error"}', id="a"), call("leak", '{"how": "x"}', 1, id="b")]
    chat = played(asks(*calls), ANSWER, tools=[leak], auto_approve=["leak"])
    chat.send("Go").wait(PATIENCE)
    assert states(chat) == ["failed", "done"]
    told = repr([one.json for one in server.asked]) + repr(view.told) + repr(chat.calls)
    assert "canaryCANARY" not in told + repr(chat.tree.path) + chat.to_json()

"""What servers send instead of what they should: each is read, or told in the server's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hfwidgets import Chat
from tests.widgets.chat.conftest import DONE, View, delta, event, stream
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., Chat]
HELLO = stream(delta("Hel"), delta("lo", finish_reason="stop"), DONE)
ODD: dict[str, tuple[Any, str]] = {
    "empty choices": (stream(event({"choices": []}), delta("Hi", "stop"), DONE), "Hi"),
    "no choices": (stream(event({"object": "ping"}), delta("Hi", "stop"), DONE), "Hi"),
    "usage alone": (
        stream(delta("Hi", "stop"), event({"usage": {"prompt_tokens": 1}}), DONE),
        "Hi",
    ),
    "whole": (
        Reply.of_json(
            {"choices": [{"message": {"role": "assistant", "content": "Hi"}}], "usage": None}
        ),
        "Hi",
    ),
    "odd end": (stream(delta("Hi", "because"), DONE), "Hi"),
    "no words": (stream(delta("", "stop"), DONE), ""),
    "half a pair": (
        stream(delta("\ud83d"), delta("\ude00"), delta("!", "stop"), DONE),
        "\U0001f600!",
    ),
    "a lone half": (stream(delta("a\ud83d"), delta("b", "stop"), DONE), "a\ufffdb"),
}


@pytest.mark.parametrize("shape", ODD)
def test_odd_streams_are_read(played: Make, view: View, shape: str) -> None:
    reply, text = ODD[shape]
    chat = played(reply)
    chat.send("one?").wait()
    assert view.messages[-1]["text"] == text
    assert view.messages[-1]["status"] == chat.status == "done"


@pytest.mark.parametrize(
    "reply",
    [
        stream(event({"error": {"message": "cracked pot"}})),
        stream(event({"choices": [], "error": {"message": "cracked pot"}})),
        stream(event({"choices": [{"delta": {}, "error": {"message": "cracked pot"}}]})),
        Reply.of_json({"error": "cracked pot"}, 400),
        Reply.of_json({"detail": "cracked pot"}, 422),
    ],
)
def test_the_words_of_a_server_that_fails_are_told(played: Make, view: View, reply: Reply) -> None:
    chat = played(reply, messages=[{"role": "assistant", "content": "Well?"}])
    with pytest.raises(OSError, match="cracked pot"):
        chat.send("one?").wait()
    assert "cracked pot" in chat.problem["cause"]
    assert chat.draft == "one?"
    assert [one["content"] for one in chat.messages] == ["Well?"]


def test_an_error_beside_words_keeps_them(played: Make) -> None:
    both = {"choices": [{"delta": {"content": "So far"}}], "error": {"message": "cracked pot"}}
    chat = played(stream(event(both)))
    with pytest.raises(OSError, match="cracked pot"):
        chat.send("one?").wait()
    assert chat.tree.path[-1].text == "So far"


def test_thoughts_and_refusals_are_apart_from_the_words(played: Make, view: View) -> None:
    pieces = [delta("<thi"), delta("nk>so"), delta("</think>4"), delta("2", "stop"), DONE]
    chat = played(stream(*pieces), stream(delta(refusal="I cannot."), delta("", "stop"), DONE))
    chat.send("one?").wait()
    assert (view.messages[-1]["text"], view.messages[-1]["reasoning"]) == ("42", "so")
    assert chat.messages[-1]["content"] == "42"
    chat.send("two?").wait()
    assert view.messages[-1]["refusal"] == "I cannot."
    assert view.agrees_with(chat)


def test_thoughts_whose_beginning_was_not_marked_move(played: Make, view: View) -> None:
    chat = played(stream(delta("so it"), 0.2, delta("</think>42", "stop"), DONE))
    chat.send("one?").wait()
    assert (view.messages[-1]["text"], view.messages[-1]["reasoning"]) == ("42", "so it")
    assert view.agrees_with(chat)


def test_a_server_that_does_not_count_streams_is_asked_without(
    played: Make, server: ScriptedServer
) -> None:
    refusal = Reply.of_json({"error": "unknown field: stream_options"}, 422)
    chat = played(refusal, HELLO)
    chat.send("one?").wait()
    asked = [one.json.get("stream_options") for one in server.asked]
    assert asked == [{"include_usage": True}, None]
    assert chat.text == "Hello"


def test_what_is_given_as_stream_options_is_sent(played: Make, server: ScriptedServer) -> None:
    chat = played(HELLO, stream_options={"include_usage": False})
    chat.send("one?").wait()
    assert server.asked[-1].json["stream_options"] == {"include_usage": False}


def test_calls_of_tools_are_told_and_sent_back(played: Make, view: View, server: Any) -> None:
    call = {"index": 0, "id": "c1", "function": {"name": "add", "arguments": '{"a": 1}'}}
    chat = played(stream(delta(tool_calls=[call], finish_reason="tool_calls"), DONE), HELLO)
    chat.send("one?").wait()
    assert view.messages[-1]["tool_calls"][0]["function"]["name"] == "add"
    chat.tree.add("tool", "3", tool_call_id="c1", label="tool")
    chat.run().wait()
    sent = server.asked[-1].json["messages"]
    assert sent[1]["tool_calls"][0]["id"] == "c1"
    assert sent[2] == {"role": "tool", "content": "3", "tool_call_id": "c1"}

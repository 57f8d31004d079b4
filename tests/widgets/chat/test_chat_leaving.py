"""A chat that leaves out the oldest messages: what is sent, what is kept, and that it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hfwidgets import Chat, InferenceClient, Sandbox
from tests.waiting import PATIENCE
from tests.widgets.chat.conftest import DONE, View, delta, stream
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., Chat]
SAID = "This model's maximum context length is 400 tokens. However, you requested {} tokens."
TALK = [
    {"role": role, "content": f"{letter} " * 200}
    for letter, role in zip("abcdef", ["user", "assistant"] * 3, strict=True)
]


def refusal(given: int = 700) -> Reply:
    return Reply.of_json({"error": {"message": SAID.format(given)}}, 400)


def answer() -> Reply:
    return stream(delta("Yes", finish_reason="stop"), DONE)


def sent(server: ScriptedServer) -> list[str]:
    return [one["content"][:1] for one in server.asked[-1].json["messages"]]


def refused(played: Make, *replies: Reply, **more: Any) -> Chat:
    """Return a chat that has heard from an error how much its model takes."""
    chat = played(refusal(), *replies, messages=TALK, max_tokens=40, **more)
    with pytest.raises(Exception, match="maximum context"):
        chat.send("g").wait(PATIENCE)
    return chat


def test_nothing_is_left_out_before_it_is_asked_for(
    played: Make, view: View, server: ScriptedServer
) -> None:
    chat = refused(played)
    assert sent(server) == list("abcdefg")
    assert (chat.left_out, chat.room.left_out) == ([], 0)
    assert view.of("end")[-1]["left_out"] is None
    assert "Leave out the oldest" in chat.problem["remedy"]


def test_the_newest_that_fit_are_sent_behind_the_system_prompt_and_all_are_kept(
    played: Make, view: View, server: ScriptedServer
) -> None:
    chat = refused(played, answer(), system="S")
    view.send(chat, "chat-leave", on=True)
    assert chat.leave_out_oldest
    assert [one.text[:1] for one in chat.left_out] == list("abcd")
    assert (view.told[-2]["left_out"], chat.room.left_out) == (4, 4)
    assert chat.room.left > 0
    chat.send("g").wait(PATIENCE)
    assert sent(server) == ["S", "e", "f", "g"]
    assert [one["content"][:1] for one in chat.messages] == ["S", *"abcdefg", "Y"]
    assert chat.tree.last is not None
    assert chat.tree.last.left_out == 4
    assert view.messages[-1]["left_out"] == 4
    assert view.agrees_with(chat)


def test_the_same_control_takes_it_back(played: Make, view: View, server: ScriptedServer) -> None:
    chat = refused(played, answer())
    chat.leave_out_oldest = True
    view.send(chat, "chat-leave", on=False)
    assert not chat.leave_out_oldest
    assert view.told[-2]["left_out"] is None
    chat.send("g").wait(PATIENCE)
    assert sent(server) == list("abcdefg")
    assert chat.tree.last is not None
    assert chat.tree.last.left_out == 0


def test_a_server_that_refuses_what_was_to_fit_is_sent_less(
    played: Make, server: ScriptedServer
) -> None:
    chat = played(refusal(), refusal(450), refusal(), answer(), messages=TALK, max_tokens=100)
    chat.leave_out_oldest = True
    lengths = []
    for _ in range(3):
        with pytest.raises(Exception, match="maximum context"):
            chat.send("g" * 100).wait(PATIENCE)
        lengths.append(len(sent(server)))
    assert lengths == [7, 3, 1]
    assert "Fewer of the newest" in chat.problem["remedy"]
    chat.send("g").wait(PATIENCE)
    assert sent(server)[-1] == "g"


def test_while_nobody_has_told_a_limit_all_is_sent(
    played: Make, view: View, server: ScriptedServer
) -> None:
    chat = played(answer(), messages=TALK, leave_out_oldest=True)
    assert chat.left_out == []
    chat.send("g").wait(PATIENCE)
    assert sent(server) == list("abcdefg")
    assert view.of("end")[-1]["left_out"] == 0


def test_it_is_kept_with_the_conversation(played: Make) -> None:
    chat = played(leave_out_oldest=True, messages=TALK)
    document = chat.to_json()
    chat.from_json(TALK)
    assert not chat.leave_out_oldest
    chat.from_json(document)
    assert chat.leave_out_oldest
    assert len(chat.messages) == len(TALK)


def test_an_answer_that_is_asked_for_again_leaves_out_what_does_not_fit_before_it(
    played: Make, server: ScriptedServer
) -> None:
    chat = refused(played, answer())
    chat.leave_out_oldest = True
    chat.regenerate(5).wait(PATIENCE)  # the answer to "e"
    assert sent(server) == list("cde")


def test_a_prompt_is_shown_without_what_is_left_out(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    chat = Chat(
        "sandbox/ngram-topics",
        task="text-generation",
        template="plain",
        client=client,
        messages=TALK,
        max_new_tokens=100,
        leave_out_oldest=True,
    )
    chat.room_keeper._heard[chat.room_keeper._key()] = 400
    assert "d d" not in chat.prompt_for("g")
    assert "e e" in chat.prompt_for("g")
    assert "e e" not in chat.prompt_for("g " * 300)
    chat.send("g", max_new_tokens=100).wait(PATIENCE)
    assert chat.prompt is not None
    assert "d d" not in chat.prompt
    chat.close()

"""What the page asks of a chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hfwidgets import Chat
from tests.widgets.chat.conftest import DONE, View, delta, stream
from tests.widgets.conftest import until
from tests.wire.scripted import FOR_EVER, Reply

Make = Callable[..., Chat]
HELLO = stream(delta("Hello", "stop"), DONE)


def over(chat: Chat) -> None:
    until(
        lambda: chat.status in ("done", "stopped", "error") and chat.control.run.finished.is_set()
    )


def test_the_page_sends_with_the_values_of_the_form(played: Make, view: View, server: Any) -> None:
    chat = played(HELLO)
    chat.draft = "one?"
    view.send(chat, "chat-send", text="one?", values={"temperature": 0.5, "system": "Rhyme."})
    over(chat)
    assert server.asked[-1].json["temperature"] == 0.5
    assert server.asked[-1].json["messages"][0]["content"] == "Rhyme."
    assert chat.draft == ""
    assert view.texts == ["u:one?", "a:Hello"]


def test_a_value_that_is_refused_puts_the_message_back(played: Make, view: View) -> None:
    chat = played(HELLO)
    view.send(chat, "chat-send", text="one?", values={"top_p": 7})
    assert view.of("invalid")[-1]["errors"]["top_p"]
    assert view.messages == []
    assert chat.draft == "one?"


def test_the_page_regenerates_edits_turns_and_deletes(played: Make, view: View) -> None:
    chat = played(HELLO)
    view.send(chat, "chat-send", text="one?")
    over(chat)
    view.send(chat, "chat-answer", message=view.messages[1]["id"])
    over(chat)
    assert view.messages[1]["place"] == 1
    view.send(chat, "chat-turn", message=view.messages[1]["id"], step=-1)
    assert view.messages[1]["place"] == 0
    view.send(chat, "chat-turn", message=view.messages[1]["id"], step=-5)
    assert view.messages[1]["place"] == 0
    view.send(chat, "chat-edit", message=view.messages[0]["id"], text="two?", resend=True)
    over(chat)
    assert view.texts == ["u:two?", "a:Hello"]
    view.send(chat, "chat-edit", message=view.messages[0]["id"], text="three?", resend=False)
    assert view.texts == ["u:three?", "a:Hello"]
    view.send(chat, "chat-delete", message=view.messages[0]["id"])
    assert view.texts == ["u:one?", "a:Hello"]
    assert view.agrees_with(chat)


def test_undo_redo_and_clear_are_answered(played: Make, view: View) -> None:
    chat = played(HELLO)
    view.send(chat, "chat-send", text="one?")
    over(chat)
    assert view.send(chat, "chat-clear")["kind"] == "conversation" or view.texts == []
    view.send(chat, "chat-undo")
    assert view.texts == ["u:one?", "a:Hello"]
    assert view.of("conversation")[-1]["redo"] == "clear"
    view.send(chat, "chat-redo")
    assert view.texts == []


def test_undoing_while_it_answers_stops_it(played: Make, view: View) -> None:
    chat = played(stream(delta("So"), FOR_EVER))
    view.send(chat, "chat-send", text="one?")
    until(lambda: chat.text)
    view.send(chat, "chat-undo")
    over(chat)
    assert (view.texts, chat.draft) == ([], "one?")
    assert view.agrees_with(chat)


@pytest.mark.parametrize("kind", ["chat-delete", "chat-turn"])
def test_a_message_that_is_gone_is_told(played: Make, view: View, kind: str) -> None:
    chat = played(HELLO)
    answer = view.send(chat, kind, message="m77", step=1)
    assert "m77" in answer["error"]


def test_a_draft_is_kept_and_comes_back(played: Make) -> None:
    chat = played(HELLO)
    seen: list[str] = []
    chat.observe(lambda change: seen.append(change.new), "draft")
    for text in ("on", "one", "one", 5):
        chat._handle_custom_msg({"kind": "draft", "text": text}, [])
    assert seen == ["on", "one"]


def test_a_message_that_failed_is_in_the_box_of_every_page(played: Make, view: View) -> None:
    chat = played(Reply.of_json({"error": "no"}, 500))
    view.send(chat, "chat-send", text="one?")
    over(chat)
    assert chat.draft == chat.get_state("draft")["draft"] == "one?"
    assert view.messages == []

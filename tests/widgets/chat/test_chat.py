"""A chat: what is sent, what comes, what stays, and what its page is told of it."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from hfwidgets import Chat, InferenceClient, Sandbox
from hfwidgets.wire.parameter_error import ParameterError
from tests.widgets.chat.conftest import DONE, View, delta, stream
from tests.widgets.conftest import until
from tests.wire.scripted import FOR_EVER, Reply, ScriptedServer

Make = Callable[..., Chat]
HELLO = stream(delta("Hel"), delta("lo", finish_reason="stop"), DONE)


def test_a_message_is_sent_and_its_answer_kept(chat: Chat, view: View) -> None:
    answer = chat.send("What is a function?").wait()
    said = answer.choices[0].message.content
    assert said
    assert chat.text == said
    assert chat.messages == [
        {"role": "user", "content": "What is a function?"},
        {"role": "assistant", "content": said},
    ]
    assert chat.status == "done"
    assert view.agrees_with(chat)


def test_an_answer_knows_how_it_was_asked_for_and_what_it_took(chat: Chat) -> None:
    chat.system = "Be short."
    chat.send("one?").wait()
    chat.send("two?", temperature=0.5, seed=7).wait()
    chat.system = None
    first, second = chat.tree.path[1], chat.tree.path[3]
    assert (first.system, first.seed, first.parameters) == ("Be short.", 1, {"max_tokens": 6})
    assert (second.seed, second.parameters["temperature"]) == (7, 0.5)
    assert second.model == "sandbox/ngram-topics"
    assert second.finish_reason == "length"
    assert second.usage["completion_tokens"] == second.stats["tokens"] == 6
    assert second.stats["time_to_first_token"] > 0
    assert chat.messages[0]["role"] == "user"


@pytest.mark.parametrize("model", [None, "sandbox/ngram-topics"])
def test_the_stats_name_the_model_also_where_none_was_named(
    sandbox: Sandbox, model: str | None
) -> None:
    chat = Chat(model, client=InferenceClient(endpoint=sandbox.url), max_tokens=4, seed=1)
    chat.send("one?").wait()
    assert chat.stats["model"] == chat.tree.path[1].model
    assert chat.stats["model"] == (model or chat.result.model)
    assert (chat.model, chat.problem) == (model, None)
    chat.close()


def test_the_system_prompt_is_sent_in_front_and_can_change(played: Make, server: Any) -> None:
    chat = played(HELLO, system="Be short.")
    chat.send("one?").wait()
    assert server.asked[-1].json["messages"][0] == {"role": "system", "content": "Be short."}
    chat.send("two?", system="Be long.").wait()
    sent = server.asked[-1].json["messages"]
    assert [one["content"] for one in sent] == ["Be long.", "one?", "Hello", "two?"]
    assert "system" not in server.asked[-1].json


def test_an_answer_is_awaited_in_a_coroutine(played: Make) -> None:
    async def main() -> Any:
        return await played(HELLO).send("one?")

    assert asyncio.run(main()).choices[0].message.content == "Hello"


def test_regenerate_keeps_the_old_answer_as_a_branch(chat: Chat, view: View) -> None:
    chat.send("one?").wait()
    old = chat.tree.path[1]
    chat.regenerate(seed=2).wait()
    new = chat.tree.path[1]
    assert new is not old
    assert view.messages[1]["places"] == 2
    assert view.agrees_with(chat)
    chat.choose(old)
    assert chat.text != old.text or chat.tree.path[1] is old
    assert view.agrees_with(chat)


def test_a_question_is_changed_and_sent_again_as_a_branch(chat: Chat, view: View) -> None:
    chat.send("one?").wait()
    chat.edit(0, "two?").wait()
    assert chat.messages[0]["content"] == "two?"
    assert [one.text for one in chat.tree.path[0].branches] == ["one?", "two?"]
    chat.choose(chat.tree.path[0].branches[0])
    assert chat.messages[0]["content"] == "one?"
    assert view.agrees_with(chat)


def test_an_answer_is_changed_in_its_place(chat: Chat, view: View) -> None:
    chat.send("one?").wait()
    chat.edit(1, "One.", resend=False)
    assert chat.messages[1]["content"] == "One."
    assert view.agrees_with(chat)
    with pytest.raises(ParameterError, match="delete it"):
        chat.edit(1, "")


def test_delete_clear_and_undo_are_told_to_the_page(chat: Chat, view: View) -> None:
    for question in ("one?", "two?"):
        chat.send(question).wait()
    before = view.texts
    chat.delete(0)
    assert view.texts == before[2:]
    chat.clear()
    assert view.texts == []
    chat.undo()
    chat.undo()
    assert view.texts == before
    assert view.agrees_with(chat)


def test_what_is_undone_goes_back_to_the_box(chat: Chat, view: View) -> None:
    chat.send("one?").wait()
    chat.undo()
    assert (chat.draft, chat.messages) == ("one?", [])
    chat.redo()
    assert (chat.draft, len(chat.messages)) == ("", 2)
    assert view.agrees_with(chat)


def test_the_messages_can_be_set_and_changed_like_a_list(chat: Chat, view: View) -> None:
    chat.messages = [{"role": "system", "content": "Rhyme."}, {"role": "user", "content": "one?"}]
    assert chat.system == "Rhyme."
    chat.messages.append({"role": "assistant", "content": "fun"})
    chat.messages[-1]["content"] = "gun"
    del chat.messages[0]
    assert chat.messages[-1] == {"role": "assistant", "content": "gun"}
    assert view.texts == ["u:one?", "a:gun"]
    json.dumps(chat.messages)
    with pytest.raises(ParameterError, match="'boss'"):
        chat.messages.append({"role": "boss", "content": "x"})
    assert len(chat.tree.path) == 2


def test_observers_hear_of_the_messages_and_of_the_text(chat: Chat) -> None:
    counts: list[int] = []
    texts: list[str] = []
    chat.observe(lambda change: counts.append(len(change.new)), "messages")
    chat.observe(lambda change: texts.append(change.new), "text")
    chat.send("one?").wait()
    chat.clear()
    assert counts[-2:] == [2, 0]
    assert any(texts)


@pytest.mark.parametrize("empty", ["", "  \n", None, 5])
def test_an_empty_message_is_not_sent(chat: Chat, empty: Any) -> None:
    with pytest.raises(ParameterError, match="write something"):
        chat.send(empty)
    assert chat.tree.path == []


def test_a_parameter_that_breaks_its_rule_leaves_the_conversation_as_it_was(
    chat: Chat, view: View
) -> None:
    with pytest.raises(ParameterError, match="top_p"):
        chat.send("one?", top_p=5)
    assert chat.messages == []
    assert view.agrees_with(chat)


@pytest.mark.parametrize("named", [9, "m99", -9, 2.5])
def test_a_message_that_is_not_there_is_named(chat: Chat, named: Any) -> None:
    with pytest.raises(ParameterError, match="there is no message"):
        chat.delete(named)


REFUSED = Reply.of_json({"error": {"message": "no such luck"}}, 500)


def test_a_message_that_failed_goes_back_to_the_box(played: Make, view: View) -> None:
    chat = played(HELLO, REFUSED)
    chat.send("one?").wait()
    chat.draft = "half"
    with pytest.raises(OSError, match="no such luck"):
        chat.send("two?").wait()
    assert chat.draft == "two?\n\nhalf"
    assert view.texts == ["u:one?", "a:Hello"]
    assert chat.problem["title"]
    assert view.agrees_with(chat)


def test_a_failed_regenerate_leaves_the_answer_that_was_chosen(played: Make, view: View) -> None:
    chat = played(HELLO, HELLO, REFUSED)
    chat.send("one?").wait()
    chat.regenerate().wait()
    first = chat.tree.path[1].branches[0]
    chat.choose(first)
    with pytest.raises(OSError, match="luck"):
        chat.regenerate().wait()
    assert chat.tree.path[1] is first
    assert chat.draft == ""
    assert view.agrees_with(chat)


def test_a_stream_that_breaks_keeps_what_came(played: Make, view: View) -> None:
    chat = played(stream(delta("So far"), framing="cut"))
    with pytest.raises(OSError, match="stream"):
        chat.send("one?").wait()
    last = chat.tree.path[-1]
    assert (last.text, last.status) == ("So far", "error")
    assert last.error
    assert chat.draft == ""
    assert view.agrees_with(chat)


def test_stop_keeps_what_came_and_closes_the_connection(
    played: Make, view: View, server: ScriptedServer
) -> None:
    chat = played(stream(*(piece for _ in range(200) for piece in (delta("a "), 0.02)), FOR_EVER))
    chat.send("one?")
    until(lambda: chat.text)
    chat.stop()
    chat.wait()
    last = chat.tree.path[-1]
    assert last.status == "stopped"
    assert last.text == chat.text
    assert view.agrees_with(chat)
    until(lambda: server.disconnected_at)


def test_a_message_sent_during_an_answer_stops_it_and_keeps_it(played: Make, view: View) -> None:
    chat = played(stream(delta("So"), FOR_EVER), HELLO)
    chat.send("one?")
    until(lambda: chat.text)
    chat.send("two?").wait()
    assert view.texts == ["u:one?", "a:So", "u:two?", "a:Hello"]
    assert [one.status for one in chat.tree.path] == ["done", "stopped", "done", "done"]
    assert view.agrees_with(chat)


def test_a_message_whose_answer_had_not_begun_stays(
    played: Make, view: View, server: ScriptedServer
) -> None:
    chat = played(stream(FOR_EVER), HELLO)
    chat.send("one?")
    until(lambda: server.asked)
    chat.send("two?").wait()
    assert view.texts == ["u:one?", "u:two?", "a:Hello"]
    assert view.agrees_with(chat)


def test_a_view_that_opens_late_is_told_everything(played: Make, view: View) -> None:
    chat = played(stream(delta("So"), FOR_EVER))
    chat.send("one?")
    until(lambda: chat.text)
    chat._handle_custom_msg({"kind": "snapshot", "view": "late"}, [])
    shown = view.of("snapshot")[-1]
    assert [one["text"] for one in shown["messages"]] == ["one?", "So"]
    assert shown["messages"][-1]["status"] == "running"
    assert shown["undo"] == "send"
    chat.stop()


def shown_late(chat: Chat, view: View) -> list[str]:
    chat._handle_custom_msg({"kind": "snapshot", "view": "late"}, [])
    return [one["text"] for one in view.of("snapshot")[-1]["messages"]]


def test_a_conversation_that_was_given_is_shown_before_anything_is_sent(
    played: Make, view: View
) -> None:
    chat = played(HELLO, messages=[{"role": "user", "content": "one?"}])
    assert shown_late(chat, view) == ["one?"]
    tree = chat.tree
    chat.from_json([{"role": "user", "content": "two?"}, {"role": "assistant", "content": "2"}])
    assert shown_late(chat, view) == ["two?", "2"]
    assert chat.tree is tree
    chat.send("three?").wait()
    chat.from_json(chat.to_json())
    assert shown_late(chat, view) == ["two?", "2", "three?", "Hello"]
    assert view.agrees_with(chat)


def test_the_whole_answer_is_not_told_again_at_the_end(played: Make, view: View) -> None:
    chat = played(stream(delta("x" * 5000), delta("y", "stop"), DONE))
    chat.send("one?").wait()
    assert "text" not in view.of("end")[-1]["message"]
    chat.send("two?").wait()
    assert len(json.dumps(view.told)) < 2.5 * 5000 * 2
    assert view.agrees_with(chat)


def test_what_all_answers_took_is_told(chat: Chat, view: View) -> None:
    chat.send("one?").wait()
    chat.regenerate(seed=3).wait()
    totals = view.of("end")[-1]["totals"]
    written = [one.usage["completion_tokens"] for one in chat.tree if one.usage]
    assert (totals["answers"], totals["tokens"]) == (2, sum(written))
    assert totals["prompt_tokens"] > 0
    assert math.isclose(
        totals["elapsed"], sum(one.stats["elapsed"] for one in chat.tree if one.stats)
    )


def test_a_conversation_goes_to_json_and_comes_back(chat: Chat, view: View) -> None:
    chat.system = "Be short."
    chat.send("one?").wait()
    chat.regenerate(seed=3).wait()
    kept, messages = chat.to_json(), list(chat.messages)
    chat.clear()
    chat.system = None
    chat.from_json(kept)
    assert chat.messages == messages
    assert chat.system == "Be short."
    assert len(chat.tree) == 3
    assert view.agrees_with(chat)
    with pytest.raises(ParameterError, match="JSON"):
        chat.from_json("{")
    assert chat.messages == messages


def test_a_saved_notebook_has_the_conversation_as_text(chat: Chat) -> None:
    chat.system = "Be short."
    chat.send("<b>one?</b>").wait()
    sheet = chat.sheet()
    assert sheet.plain().startswith("Chat\n\nSystem: Be short.\n\nUser: <b>one?</b>\n\nAssistant:")
    assert "<b>one" not in sheet.html()
    assert "tokens" in sheet.line
    chat.messages = [{"role": "user", "content": "y" * 5000 + str(one)} for one in range(9)]
    assert "8 earlier messages are not kept" in chat.sheet().plain()


def test_a_chat_that_nobody_has_spoken_in_says_so() -> None:
    chat = Chat(client=InferenceClient(endpoint="http://127.0.0.1:9"))
    assert "Nothing was run yet" in chat.sheet().plain()
    with pytest.raises(ParameterError, match="messages is empty; "):
        chat.run()
    chat.close()

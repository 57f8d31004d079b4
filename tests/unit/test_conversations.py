"""Conversations as trees: branches, what is undone, what is sent, and what is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hfwidgets.conversations.documents import from_json, to_json, to_markdown
from hfwidgets.conversations.message import Message
from hfwidgets.conversations.tree import Conversation
from hfwidgets.wire.parameter_error import ParameterError


def said(conversation: Conversation) -> list[str]:
    return [f"{one.role[0]}:{one.text}" for one in conversation.path]


@pytest.fixture
def talk() -> Conversation:
    """Two questions with their answers."""
    made = Conversation(system="Be short.")
    for question, answer in (("one?", "1"), ("two?", "2")):
        made.add("user", question, label="send")
        made.add("assistant", answer)
    return made


def test_what_is_sent_is_the_path_behind_the_system_prompt(talk: Conversation) -> None:
    assert talk.sent() == [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": "one?"},
        {"role": "assistant", "content": "1"},
        {"role": "user", "content": "two?"},
        {"role": "assistant", "content": "2"},
    ]
    assert talk.sent(talk.path[0])[-1] == {"role": "user", "content": "one?"}


def test_an_answer_that_is_asked_for_again_stands_beside_the_old_one(talk: Conversation) -> None:
    question, old = talk.path[2:]
    new = talk.follow(question, "assistant", "two", label="regenerate")
    assert said(talk) == ["u:one?", "a:1", "u:two?", "a:two"]
    assert old.branches == [old, new]
    talk.choose(old)
    assert talk.last is old


def test_a_message_that_is_changed_keeps_what_followed_the_old_one(talk: Conversation) -> None:
    first = talk.path[0]
    other = talk.follow(talk.root, "user", "three?", label="send")
    assert said(talk) == ["u:three?"]
    talk.choose(talk["m4"])
    assert said(talk) == ["u:one?", "a:1", "u:two?", "a:2"]
    assert first.branches == [first, other]


def test_what_was_sent_is_taken_back_with_its_answer_and_done_again(talk: Conversation) -> None:
    change = talk.undo()
    assert change is not None
    assert (change.label, change.message.text if change.message else "") == ("send", "two?")
    assert said(talk) == ["u:one?", "a:1"]
    talk.redo()
    assert said(talk) == ["u:one?", "a:1", "u:two?", "a:2"]
    assert (talk.undoable, talk.redoable) == ("send", "")


def test_clearing_can_be_undone_and_leaves_the_system_prompt(talk: Conversation) -> None:
    talk.clear()
    assert (len(talk), talk.sent()) == (0, [{"role": "system", "content": "Be short."}])
    talk.undo()
    assert len(talk.path) == 4


def test_a_question_is_deleted_with_its_answer_and_what_follows_moves_up(
    talk: Conversation,
) -> None:
    talk.delete(talk.path[0])
    assert said(talk) == ["u:two?", "a:2"]
    talk.undo()
    assert said(talk) == ["u:one?", "a:1", "u:two?", "a:2"]
    assert [one.parent for one in talk.path[1:]] == talk.path[:-1]
    talk.redo()
    assert said(talk) == ["u:two?", "a:2"]


def test_an_answer_is_deleted_alone(talk: Conversation) -> None:
    talk.delete(talk.path[1])
    assert said(talk) == ["u:one?", "u:two?", "a:2"]
    talk.delete(talk.path[2])
    assert said(talk) == ["u:one?", "u:two?"]


def test_a_branch_is_deleted_with_all_that_follows(talk: Conversation) -> None:
    talk.follow(talk.path[0], "assistant", "uno", label="regenerate")
    assert said(talk) == ["u:one?", "a:uno"]
    talk.delete(talk.path[1])
    assert said(talk) == ["u:one?", "a:1", "u:two?", "a:2"]
    talk.delete(talk.path[1])
    assert said(talk) == ["u:one?", "u:two?", "a:2"]


def test_a_message_that_never_was_answered_goes_as_if_never_sent(talk: Conversation) -> None:
    failed = talk.add("user", "three?", label="send")
    talk.add("assistant")
    talk.drop(failed)
    assert said(talk) == ["u:one?", "a:1", "u:two?", "a:2"]
    change = talk.undo()
    assert change is not None
    assert change.message is not failed


def test_a_message_is_changed_in_its_place(talk: Conversation) -> None:
    talk.rewrite(talk.path[1], "one")
    assert talk.sent()[2]["content"] == "one"
    talk.undo()
    assert talk.sent()[2]["content"] == "1"


def test_another_path_keeps_what_it_has_in_common(talk: Conversation) -> None:
    first, answer = talk.path[:2]
    talk.replace([{"role": "user", "content": "one?"}, {"role": "assistant", "content": "uno"}])
    assert said(talk) == ["u:one?", "a:uno"]
    assert talk.path[0] is first
    assert answer in talk.path[1].branches
    assert talk.system == "Be short."
    talk.undo()
    assert said(talk) == ["u:one?", "a:1", "u:two?", "a:2"]


def test_a_path_can_be_cut(talk: Conversation) -> None:
    talk.replace(talk.sent()[:3])
    assert said(talk) == ["u:one?", "a:1"]
    new = talk.add("user", "other?", label="send")
    assert [one.text for one in new.branches] == ["two?", "other?"]
    talk.replace([])
    assert talk.path == []
    assert len(talk) == 5


def test_a_first_message_of_the_system_is_the_prompt() -> None:
    talk = Conversation([{"role": "system", "content": "Rhyme."}, {"role": "user", "content": "x"}])
    assert (talk.system, said(talk)) == ("Rhyme.", ["u:x"])
    talk.replace([{"role": "developer", "content": "Sing."}])
    assert talk.system == "Sing."
    talk.undo()
    assert (talk.system, said(talk)) == ("Rhyme.", ["u:x"])


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        ("hello", "it is a list such as"),
        ([5], "it is an object such as"),
        ([{"role": "boss", "content": "x"}], "'boss'"),
        ([{"role": "user", "content": 5}], "it is a text, or a list of parts"),
        ([{"role": "user", "content": [5]}], "it is a text, or a list of parts"),
        ({"role": "user"}, "it is a list such as"),
    ],
)
def test_what_is_no_message_is_refused_and_nothing_changes(
    talk: Conversation, messages: Any, told: str
) -> None:
    with pytest.raises(ParameterError, match=told):
        talk.replace(messages)
    assert len(talk.path) == 4


def test_parts_of_texts_and_pictures_are_sent_as_they_are() -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    talk = Conversation()
    talk.add("user", ["What is it?", picture], label="send")
    assert talk.sent()[0]["content"] == [{"type": "text", "text": "What is it?"}, picture]
    assert talk.path[0].text == "What is it?"


def test_calls_of_tools_are_sent_back_and_empty_answers_are_not() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": "x"},
        {"role": "assistant", "content": None, "tool_calls": call},
        {"role": "tool", "content": "5", "tool_call_id": "c1"},
    ]
    talk = Conversation(messages)
    assert talk.sent()[1] == {"role": "assistant", "content": "", "tool_calls": [call]}
    assert talk.sent()[2] == messages[2]
    talk.add("assistant")
    assert len(talk.sent()) == 3


def test_a_conversation_is_written_and_read_with_all_branches(talk: Conversation) -> None:
    old = talk.path[1]
    new = talk.follow(talk.path[0], "assistant", "uno", label="regenerate", model="m", seed=3)
    new.stats, new.usage, new.reasoning = {"elapsed": 0.5}, {"prompt_tokens": 3}, "hm"
    talk.choose(old)
    read = from_json(to_json(talk))
    assert said(read) == said(talk)
    assert read.system == "Be short."
    assert json.loads(to_json(read)) == json.loads(to_json(talk))
    again = read[new.id]
    assert (again.model, again.seed, again.reasoning) == ("m", 3, "hm")
    assert (again.stats, again.usage) == ({"elapsed": 0.5}, {"prompt_tokens": 3})
    assert read.add("user", "more").id not in {one.id for one in talk}
    assert read.undoable == ""


def test_that_the_oldest_are_left_out_is_written_and_read_and_they_are_kept(
    talk: Conversation,
) -> None:
    assert "leave_out_oldest" not in to_json(talk)
    talk.leave_out_oldest = True
    talk.path[1].left_out = 2
    read = from_json(to_json(talk))
    assert (read.leave_out_oldest, read.path[1].left_out) == (True, 2)
    assert said(read) == said(talk)
    assert "*(the 2 oldest messages were not sent)*" in to_markdown(read)
    talk.become(Conversation())
    assert not talk.leave_out_oldest


@pytest.mark.parametrize("form", ["list", "object", "text"])
def test_messages_as_servers_take_them_are_read(form: str) -> None:
    messages = [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]
    document: Any = messages if form == "list" else {"messages": messages}
    read = from_json(json.dumps(document) if form == "text" else document)
    assert read.sent() == messages


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"format": "hfwidgets.conversation", "version": 9, "messages": []}, "version 9"),
        ({"messages": 5}, "it is what to_json"),
        ({}, "it is what to_json"),
        ("{", "no JSON"),
        ([{"id": "a", "role": "user"}, {"id": "a", "role": "user"}], "id 'a'"),
        ([{"id": "a", "role": "user", "parent": "b"}], "'b'"),
        ([{"id": "a", "role": "user", "created": "x"}], "created 'x'"),
        ([{"id": "a", "role": "user", "status": "x"}], "status 'x'"),
        ([{"id": "a", "role": "user", "left_out": "x"}], "left_out 'x'"),
        ([{"id": "a", "role": "user", "left_out": -1}], "left_out -1"),
        ([{"id": "a", "role": "user", "left_out": True}], "left_out True; it is a whole number"),
        ([{"id": "a", "role": "user", "left_out": 10**30}], r"left_out 10+; it is a count"),
        ([{"id": "a", "role": "user", "created": True}], "created True; it is a number"),
        ([{"id": "a", "role": "user", "seed": False}], "seed False"),
        ([{"id": "a", "role": "user", "chosen": "no"}], "chosen 'no'; it is true or false"),
        ([{"id": 5, "role": "user"}], "id 5"),
        ([7], "message 1"),
    ],
)
def test_a_document_that_is_wrong_is_refused_with_its_place(changed: Any, told: str) -> None:
    document = changed
    if isinstance(changed, list):
        document = {"format": "hfwidgets.conversation", "version": 1, "messages": changed}
    with pytest.raises(ParameterError, match=told):
        from_json(document)


@pytest.mark.parametrize("value", ["yes", 1, None, []])
def test_a_document_that_does_not_say_whether_the_oldest_are_left_out_is_refused(value) -> None:
    document = {"format": "hfwidgets.conversation", "version": 1, "messages": []}
    with pytest.raises(ParameterError, match=r"leave_out_oldest .*; it is true or false: correct"):
        from_json({**document, "leave_out_oldest": value})


def test_an_answer_that_was_running_is_read_as_stopped() -> None:
    talk = Conversation()
    talk.add("assistant", "so f", status="running")
    assert from_json(to_json(talk)).path[0].status == "stopped"


def test_markdown_has_each_message_below_its_heading(talk: Conversation) -> None:
    talk.path[1].model, talk.path[1].reasoning = "a/b", "first\nthen"
    talk.path[3].status = "stopped"
    talk.add("user", [{"type": "image_url", "image_url": {"url": "data:,"}}])
    text = to_markdown(talk)
    assert "## System\n\nBe short.\n\n## User\n\none?\n\n## Assistant (a/b)\n\n1" in text
    assert "2\n\n*(stopped)*" in text
    assert "*(a picture)*" in text
    assert "first" not in text
    assert "> first\n> then" in to_markdown(talk, reasoning=True)


def test_messages_are_told_apart_by_themselves_and_not_by_what_they_say() -> None:
    assert Message("a", "user", "x") != Message("a", "user", "x")


def test_a_conversation_becomes_another_one(talk: Conversation) -> None:
    other = Conversation([{"role": "user", "content": "x"}], system="Sing.")
    talk.become(other)
    assert (said(talk), talk.system, talk.undoable) == (["u:x"], "Sing.", "")
    assert talk.add("assistant", "y", label="send").id not in {"m1"}
    talk.undo()
    assert said(talk) == ["u:x"]

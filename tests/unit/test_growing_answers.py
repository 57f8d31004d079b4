"""What a message gets of a stream, in whichever of the shapes in use its server speaks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hfwidgets.conversations.growing import Growing
from hfwidgets.conversations.message import Message
from hfwidgets.conversations.thinking import Thinking, split
from hfwidgets.tasks.chat_types import answer_of, piece_of


def grown(*events: dict[str, Any]) -> Growing:
    growing = Growing(Message("m1", "assistant", status="running"))
    for event in events:
        growing.add(piece_of(event))
    growing.end()
    return growing


def delta(finish_reason: str | None = None, index: int = 0, **said: Any) -> dict[str, Any]:
    return {"choices": [{"index": index, "delta": said, "finish_reason": finish_reason}]}


def test_pieces_make_a_text_with_its_end_and_its_usage() -> None:
    usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
    message = grown(
        {"id": "c", "model": "m", **delta(role="assistant", content="")},
        delta(content="Hello"),
        delta(content=" there", finish_reason="stop"),
        {"choices": [], "usage": usage},
    ).message
    assert (message.content, message.finish_reason) == ("Hello there", "stop")
    assert message.usage == usage


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"choices": []},
        {"choices": None},
        {"usage": {"prompt_tokens": 1}},
        {"choices": [{"delta": None}]},
        {"choices": [{}]},
        {"choices": [{"delta": {"content": None}}]},
        {"choices": [{"delta": {"content": [{"type": "x"}]}}]},
        {"choices": [{"delta": {"reasoning": 5, "refusal": 7}}]},
        {"choices": [{"index": None, "delta": {"tool_calls": []}}]},
        {"choices": [{"delta": {}, "logprobs": {"content": None}}]},
        {"object": "ping"},
    ],
)
def test_a_piece_without_words_adds_nothing(odd: dict[str, Any]) -> None:
    message = grown(delta(content="a"), odd, delta(content="b", finish_reason="odd end")).message
    assert (message.content, message.reasoning, message.refusal) == ("ab", "", "")
    assert (message.tool_calls, message.finish_reason) == ([], "odd end")


def test_an_answer_of_parts_is_their_words() -> None:
    message = grown(delta(content=[{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]))
    assert message.message.content == "ab"


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
def test_thoughts_have_a_field_of_their_own(field: str) -> None:
    message = grown(delta(**{field: "so "}), delta(**{field: "what"}), delta(content="42")).message
    assert (message.reasoning, message.content) == ("so what", "42")


THOUGHTS = "<think>\nso <what>\n</think>\n\nAnd <think> is a tag."


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 100])
def test_thoughts_in_the_text_are_split_off_however_the_text_is_cut(size: int) -> None:
    cuts = range(0, len(THOUGHTS), size)
    message = grown(*(delta(content=THOUGHTS[at : at + size]) for at in cuts)).message
    assert (message.reasoning, message.content) == ("so <what>\n", "And <think> is a tag.")


@pytest.mark.parametrize("size", [1, 4, 100])
def test_thoughts_that_only_end_are_moved(size: int) -> None:
    text = "well, then</think>42"
    message = grown(*(delta(content=text[at : at + size]) for at in range(0, len(text), size)))
    assert (message.message.reasoning, message.message.content) == ("well, then", "42")


@pytest.mark.parametrize(
    ("text", "words", "thoughts"),
    [
        ("a < b and <b>", "a < b and <b>", ""),
        ("<thin", "<thin", ""),
        ("<think>never ends", "", "never ends"),
        ("<think></think>", "", ""),
        ("  <think>a</think>b</think>c", "b</think>c", "a"),
        ("", "", ""),
    ],
)
def test_what_is_no_thought_stays(text: str, words: str, thoughts: str) -> None:
    assert split(text) == (words, thoughts)
    thinking = Thinking()
    pieces = [*map(thinking.add, text), thinking.end()]
    assert "".join(one.text for one in pieces if not one.moved) == words


def test_fragments_of_calls_belong_together_by_index() -> None:
    def call(index: int, **more: Any) -> dict[str, Any]:
        return {"index": index, **more}

    message = grown(
        delta(tool_calls=[call(0, id="a", function={"name": "f", "arguments": '{"x"'})]),
        delta(tool_calls=[call(1, id="b", function={"name": "g", "arguments": ""})]),
        delta(tool_calls=[call(0, function={"arguments": ": 1}"})]),
        delta(tool_calls=[call(1, function={"arguments": "{}"})], finish_reason="tool_calls"),
    ).message
    assert [one["function"] for one in message.tool_calls] == [
        {"name": "f", "arguments": '{"x": 1}'},
        {"name": "g", "arguments": "{}"},
    ]
    assert [one["id"] for one in message.tool_calls] == ["a", "b"]


@pytest.mark.parametrize(
    "said",
    [
        {"tool_calls": {"function": {"name": "f", "arguments": {"x": 1}}}},
        {"tool_calls": [{"name": "f", "arguments": '{"x": 1}'}]},
        {"function_call": {"name": "f", "arguments": '{"x": 1}'}},
    ],
)
def test_calls_of_other_shapes_are_read(said: dict[str, Any]) -> None:
    (call,) = grown(delta(**said)).message.tool_calls
    assert call["function"]["name"] == "f"
    assert json.loads(call["function"]["arguments"]) == {"x": 1}


def test_calls_that_all_have_the_first_index_are_told_apart_by_their_ids() -> None:
    message = grown(
        delta(tool_calls=[{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}}]),
        delta(tool_calls=[{"index": 0, "id": "b", "function": {"name": "g", "arguments": "{}"}}]),
    ).message
    assert [one["function"]["name"] for one in message.tool_calls] == ["f", "g"]


def test_a_refusal_is_told_apart() -> None:
    message = grown(delta(refusal="I can"), delta(refusal="not.", finish_reason="stop")).message
    assert (message.refusal, message.content) == ("I cannot.", "")
    assert message.to_wire()["content"] == "I cannot."


def test_probabilities_are_kept_as_they_come() -> None:
    token = {"token": "a", "logprob": -0.1, "top_logprobs": []}
    event = delta(content="a")
    event["choices"][0]["logprobs"] = {"content": [token]}
    growing = grown(event)
    assert growing.message.logprobs == [token]
    assert growing.output().choices[0].logprobs == {"content": [token]}


def test_a_whole_answer_is_read_as_a_streamed_one() -> None:
    whole = {
        "id": "c",
        "choices": [{"message": {"role": "assistant", "content": "<think>hm</think>42"}}],
        "usage": {"completion_tokens": 4},
    }
    growing = Growing(Message("m1", "assistant"))
    growing.read(answer_of(whole))
    assert (growing.message.content, growing.message.reasoning) == ("42", "hm")
    assert growing.message.usage == {"completion_tokens": 4}


def test_the_answer_is_told_as_a_call_that_is_not_streamed_gives_it() -> None:
    growing = grown(
        {"id": "c", "created": 5, "model": "m", **delta(content="Hi", finish_reason="stop")},
        {"choices": [], "usage": {"completion_tokens": 1}},
    )
    answer = growing.output()
    assert answer.choices[0].message.content == "Hi"
    assert (answer.id, answer.model, answer.created) == ("c", "m", 5)
    assert answer.usage is not None
    assert answer.usage.completion_tokens == 1

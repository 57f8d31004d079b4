"""Chat answers in all shapes that servers speak: read, printed, dumped, sent back."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from hfwidgets import ChatCompletionMessage, ChatCompletionOutput, errors
from tests.wire.conftest import Blocking
from tests.wire.scripted import Reply, ScriptedServer
from tests.wire.test_chat import ASKED, USAGE, WHOLE, chunk, events

TOOL_CALL = {"id": "t", "type": "function", "function": {"name": "f", "arguments": "{}"}}


def whole(message: dict[str, Any], **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"choices": [choice], **more}


def answer(either: Blocking, server: ScriptedServer, value: Any) -> Any:
    server.play(Reply.of_json(value))
    return either.call(either.client(endpoint=server.url), "chat_completion", ASKED)


def pieces(either: Blocking, server: ScriptedServer, reply: Reply) -> list[Any]:
    server.play(reply)
    client = either.client(endpoint=server.url)
    return either.read(either.call(client, "chat_completion", ASKED, stream=True))


@pytest.mark.parametrize(
    "message",
    [
        {"role": "assistant", "content": "Hi", "annotations": [], "audio": None},
        {"role": "assistant", "content": None, "tool_calls": [TOOL_CALL]},
        {"role": "assistant", "content": "x", "reasoning_details": [{"type": "t", "data": "e30="}]},
        {"role": "assistant", "tool_calls": {"index": 0, "function": {"arguments": {"a": 1}}}},
    ],
)
def test_a_message_is_sent_back_as_it_came(
    either: Blocking, server: ScriptedServer, message: dict[str, Any]
) -> None:
    found = answer(either, server, whole(message)).choices[0].message
    _read = (found.text, found.reasoning, found.tool_calls)
    messages = [*ASKED, found, {"role": "tool", "tool_call_id": "t", "content": "1"}]
    server.play(Reply.of_json(WHOLE))
    either.call(either.client(endpoint=server.url), "chat_completion", messages)
    assert server.asked[0].json["messages"][1] == message


@pytest.mark.parametrize(
    "more",
    [
        {"usage": {**USAGE, "prompt_tokens_details": {"cached_tokens": 3}}},
        {"citations": ["https://a.example"], "usage": None},
        {"prompt_filter_results": [{"index": 0}], "service_tier": "default"},
    ],
)
def test_an_answer_dumps_to_the_json_that_came(
    either: Blocking, server: ScriptedServer, more: dict[str, Any]
) -> None:
    came = whole({"role": "assistant", "content": "Hi", "tool_calls": [TOOL_CALL]}, **more)
    found = answer(either, server, came)
    _read = (found.usage, found.choices[0].message.tool_calls)
    assert json.loads(json.dumps(found)) == came
    for twin in (copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert type(twin) is ChatCompletionOutput
        assert twin == came


def test_fields_that_nobody_knows_are_attributes_too(
    either: Blocking, server: ScriptedServer
) -> None:
    usage = {**USAGE, "prompt_tokens_details": {"cached_tokens": 3}}
    message = {"role": "assistant", "content": "Hi", "annotations": [{"type": "url"}]}
    found = answer(either, server, whole(message, usage=usage, citations=["a"]))
    assert found.citations == ["a"]
    assert found.usage.prompt_tokens_details.cached_tokens == 3
    assert found.choices[0].message.annotations == [{"type": "url"}]
    with pytest.raises(AttributeError, match="ChatCompletionOutput has no 'sources'; it has "):
        _ = found.sources


def test_an_answer_prints_what_it_holds_and_can_be_changed() -> None:
    message = ChatCompletionMessage(role="user", content="Hi")
    message.content = "Ho"
    assert repr(message) == "ChatCompletionMessage(role='user', content='Ho')"
    assert message == {"role": "user", "content": "Ho"}


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (({"role": "user", "content": "Hi"},), [{"role": "user", "content": "Hi"}]),
        ([ChatCompletionMessage(role="user", content="Hi")], [{"role": "user", "content": "Hi"}]),
        ({1: {"role": "user", "content": "Hi"}}.values(), [{"role": "user", "content": "Hi"}]),
    ],
)
def test_messages_come_in_any_list(
    either: Blocking, server: ScriptedServer, given: Any, sent: Any
) -> None:
    server.play(Reply.of_json(WHOLE))
    either.call(either.client(endpoint=server.url), "chat_completion", given)
    assert server.asked[0].json["messages"] == sent


@pytest.mark.parametrize(
    ("message", "name", "arguments"),
    [
        ({"tool_calls": {"index": 0, "function": {"name": "f", "arguments": "{}"}}}, "f", "{}"),
        ({"tool_calls": [{"function": {"name": "f", "arguments": {"a": "é"}}}]}, "f", '{"a": "é"}'),
        ({"tool_calls": [{"function": {"name": "f", "arguments": {}}}]}, "f", "{}"),
        ({"tool_calls": [{"function": {"name": "f", "arguments": None}}]}, "f", ""),
        ({"tool_calls": [{"name": "f", "arguments": [1]}]}, "f", "[1]"),
        ({"tool_calls": [{"function": {"name": "f", "parameters": {"a": 1}}}]}, "f", '{"a": 1}'),
        ({"function_call": {"name": "f", "arguments": '{"a": 1}'}}, "f", '{"a": 1}'),
        (
            {"function_call": {"name": "f", "arguments": {"a": 1}}, "tool_calls": None},
            "f",
            '{"a": 1}',
        ),
    ],
)
def test_calls_of_tools_are_a_list_with_json_text_whatever_their_shape(
    either: Blocking, server: ScriptedServer, message: Any, name: str, arguments: str
) -> None:
    said = {"role": "assistant", "content": None, **message}
    found = answer(either, server, whole(said)).choices[0].message
    assert [one.function.name for one in found.tool_calls] == [name]
    assert found.tool_calls[0].function.arguments == arguments
    assert found.tool_calls[0].type == "function"
    (first, *_) = pieces(either, server, events(chunk(said), chunk({}, "tool_calls")))
    assert first.choices[0].delta.tool_calls == found.tool_calls


def test_content_in_parts_has_its_text(either: Blocking, server: ScriptedServer) -> None:
    parts = [{"type": "text", "text": "A "}, {"type": "image_url"}, {"type": "text", "text": "b"}]
    found = answer(either, server, whole({"role": "assistant", "content": parts}))
    assert found.choices[0].message.text == "A b"


@pytest.mark.parametrize(
    "odd",
    [
        {"usage": USAGE},
        {"prompt_filter_results": [{"index": 0}]},
        {"type": "ping"},
        {},
        {"choices": None, "usage": USAGE},
        {"choices": [{"index": 0, "delta": None}]},
    ],
)
@pytest.mark.parametrize("last", [True, False], ids=["after the end", "before it"])
def test_a_chunk_that_says_nothing_is_passed_on(
    either: Blocking, server: ScriptedServer, odd: dict[str, Any], last: bool
) -> None:
    said = [chunk({"content": "A"}), chunk({}, "stop")]
    found = pieces(either, server, events(*said, odd) if last else events(odd, *said))
    (told,) = [one for one in found if one == {**odd, "choices": one.get("choices")} or one == odd]
    assert [choice.delta for choice in told.choices] in ([], [{}])
    assert told.usage == odd.get("usage")
    assert "".join(one.choices[0].delta.text for one in found if one.choices) == "A"


@pytest.mark.parametrize(
    "value",
    [
        {"choices": [], "error": {"message": "limit reached"}},
        {"choices": None, "error": "limit reached"},
        {"error": {"message": "limit reached"}},
        {"choices": [{"index": 0, "delta": {}, "error": {"message": "limit reached"}}]},
        {
            "choices": [{"delta": {"content": ""}, "finish_reason": "error"}],
            "error": "limit reached",
        },
        {
            "choices": [
                {"delta": {}, "finish_reason": "error", "native_finish_reason": "limit reached"}
            ]
        },
        {"object": "error", "message": "limit reached", "code": 400},
        {"type": "error", "message": "limit reached"},
        {"success": False, "errors": [{"message": "limit reached"}]},
        {"success": False, "message": "limit reached", "code": 500},
        {"errors": ["limit reached"]},
        {"detail": "limit reached"},
        {"detail": [{"msg": "limit reached"}]},
        {"code": "InvalidParameter", "message": "limit reached", "request_id": "r"},
    ],
)
def test_an_error_in_a_stream_raises_with_its_words(
    either: Blocking, server: ScriptedServer, value: Any
) -> None:
    server.play(events(chunk({"content": "A"}), value, chunk({"content": "never"}, "stop")))
    client = either.client(endpoint=server.url)
    stream = either.call(client, "chat_completion", ASKED, stream=True)
    assert either.take(stream, 1)[0].choices[0].delta.content == "A"
    with pytest.raises(errors.StreamError, match="limit reached") as caught:
        either.read(stream)
    assert caught.value.server_message == "limit reached"


def test_words_beside_an_error_are_given_before_it(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(events(chunk({"content": "A"}, error={"message": "limit reached"})))
    client = either.client(endpoint=server.url)
    stream = either.call(client, "chat_completion", ASKED, stream=True)
    assert either.take(stream, 1)[0].choices[0].delta.content == "A"
    with pytest.raises(errors.StreamError, match="limit reached"):
        either.read(stream)


@pytest.mark.parametrize(
    "data", ['{"message": "limit reached"}', "limit reached", '"limit reached"']
)
def test_an_event_named_error_is_one(either: Blocking, server: ScriptedServer, data: str) -> None:
    said = b"data: %b\n\n" % json.dumps(chunk({"content": "A"})).encode()
    reply = Reply.of_events(said, f"event: error\ndata: {data}\n\n".encode())
    server.play(reply)
    client = either.client(endpoint=server.url)
    stream = either.call(client, "chat_completion", ASKED, stream=True)
    either.take(stream, 1)
    with pytest.raises(errors.StreamError, match="limit reached"):
        either.read(stream)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"choices": [], "error": {"message": "limit reached"}}, errors.ServerError),
        ({"error": {"message": "limit reached", "code": 429}}, errors.RateLimitError),
        ({"object": "error", "message": "limit reached", "code": 400}, errors.BadRequestError),
        ({"object": "error", "message": "limit reached"}, errors.ServerError),
        (whole({"content": ""}, error={"message": "limit reached"}), errors.ServerError),
        ({"error": "limit reached", "error_type": "overloaded"}, errors.OverloadedError),
        ([{"error": "limit reached"}], errors.ServerError),
        ({"code": "Throttling", "message": "limit reached", "request_id": "r"}, errors.ServerError),
        ({"code": 429, "message": "limit reached"}, errors.RateLimitError),
        ({"success": False, "message": "limit reached"}, errors.ServerError),
    ],
)
@pytest.mark.parametrize("stream", [False, True], ids=["asked whole", "asked as a stream"])
def test_an_error_in_a_200_raises_with_its_words(
    either: Blocking, server: ScriptedServer, value: Any, kind: Any, stream: bool
) -> None:
    with pytest.raises(kind, match="limit reached") as caught:
        (pieces if stream else answer)(either, server, Reply.of_json(value) if stream else value)
    assert caught.value.server_message == "limit reached"


@pytest.mark.parametrize("more", [{"code": 0}, {"code": "200"}, {"code": "Success"}, {"code": "x"}])
def test_words_beside_an_answer_are_no_error(
    either: Blocking, server: ScriptedServer, more: dict[str, Any]
) -> None:
    found = answer(either, server, {**WHOLE, "message": "request success", **more})
    assert found.choices[0].message.content == "A body."
    told = {"message": "still going", "code": 0}
    streamed = pieces(either, server, events(told, chunk({"content": "A"}, "stop")))
    assert [one.message for one in streamed if not one.choices] == ["still going"]


@pytest.mark.parametrize("nothing", [None, "", {}, [], False])
def test_an_error_that_is_none_is_no_error(
    either: Blocking, server: ScriptedServer, nothing: Any
) -> None:
    found = answer(either, server, {**WHOLE, "error": nothing})
    assert found.choices[0].message.content == "A body."
    streamed = pieces(either, server, events(chunk({"content": "A"}, "stop", error=nothing)))
    assert streamed[0].choices[0].delta.content == "A"


def test_a_whole_completion_is_a_stream_of_one_piece(
    either: Blocking, server: ScriptedServer
) -> None:
    for framing in ("length", "chunked", "close"):
        body = json.dumps(WHOLE, indent=1).encode()
        cut = [b"\n ", body[:9], body[9:]]
        (found,) = pieces(either, server, Reply(cut, 200, {}, framing))
        (choice,) = found.choices
        assert (choice.delta.content, choice.finish_reason) == ("A body.", "stop")
        assert found.usage == USAGE


def test_a_completion_of_tool_calls_is_a_stream_of_one_piece(
    either: Blocking, server: ScriptedServer
) -> None:
    message = {"role": "assistant", "content": None, "tool_calls": [TOOL_CALL]}
    (found,) = pieces(either, server, Reply.of_json(whole(message)))
    assert found.choices[0].delta.tool_calls == [TOOL_CALL]


def test_a_whole_completion_in_an_event_is_one_piece(
    either: Blocking, server: ScriptedServer
) -> None:
    called = {"role": "assistant", "content": None, "tool_calls": [TOOL_CALL]}
    for came, text, calls in (
        (WHOLE, "A body.", None),
        (whole({"role": "assistant", "content": "x"}, error=None), "x", None),
        (whole(called), "", [TOOL_CALL]),
    ):
        (found,) = pieces(either, server, events(came))
        (choice,) = found.choices
        assert (choice.delta.text, choice.delta.tool_calls) == (text, calls)
        assert choice.finish_reason == "stop"
        assert "message" not in choice


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "ping"},
        {"message": {"content": "of another protocol"}, "done": True},
        {"outputs": ["of another protocol"]},
    ],
)
def test_a_stream_that_holds_no_piece_is_no_empty_answer(
    either: Blocking, server: ScriptedServer, odd: dict[str, Any]
) -> None:
    with pytest.raises(errors.InvalidResponseError, match=r"protocol|ping"):
        pieces(either, server, events(odd))


def test_an_object_a_line_is_read_where_it_is_one(either: Blocking, server: ScriptedServer) -> None:
    lines = b"".join(b"%b\n" % json.dumps(one).encode() for one in (chunk({"content": "A"}),) * 2)
    found = pieces(either, server, Reply([lines, json.dumps(chunk({}, "stop")).encode()]))
    assert [one.choices[0].delta.text for one in found] == ["A", "A", ""]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!doctype html><title>Log in</title>", "Log in"),
        (b"upstream request timeout", "upstream request timeout"),
        (b'{"generated_text": "x"}', "generated_text"),
        (b'data: {"token": {"id": 1, "text": "x"}}\n\n', "token"),
        (b"", "nothing"),
    ],
)
def test_what_is_no_stream_is_shown(
    either: Blocking, server: ScriptedServer, body: bytes, words: str
) -> None:
    with pytest.raises(errors.InvalidResponseError, match=words):
        pieces(either, server, Reply([body], 200, {"Content-Type": "text/html"}, "length"))

"""Chat completions: what travels, whole answers, streams, and `conversational` on a router."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hfwidgets import (
    ChatCompletionMessage,
    ChatCompletionOutput,
    ChatCompletionUsage,
    errors,
)
from tests.waiting import PATIENCE
from tests.wire.conftest import Blocking
from tests.wire.scripted import Reply, ScriptedServer

ASKED = [{"role": "user", "content": "What is a moon?"}]
USAGE = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7, "more": 1}
WHOLE = {
    "id": "c-1",
    "object": "chat.completion",
    "created": 17,
    "model": "org/model",
    "system_fingerprint": "f",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "A body.", "audio": None},
            "finish_reason": "stop",
            "logprobs": {"content": [{"token": "A", "logprob": -0.5, "top_logprobs": []}]},
        }
    ],
    "usage": USAGE,
    "new_field": {},
}


def chunk(delta: Any, reason: str | None = None, **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return {"id": "c-1", "object": "chat.completion.chunk", "choices": [choice], **more}


def events(*values: Any, done: bool = True) -> Reply:
    pieces = [b"data: %b\n\n" % json.dumps(value).encode() for value in values]
    return Reply.of_events(*pieces, *([b"data: [DONE]\n\n"] if done else []))


def test_a_whole_answer(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json(WHOLE))
    client = either.client("org/model", endpoint=server.url, token="hf_x", bill_to="us")
    found = either.call(client, "chat_completion", ASKED)
    assert isinstance(found, ChatCompletionOutput)
    (choice,) = found.choices
    assert isinstance(choice.message, ChatCompletionMessage)
    assert (choice.message.role, choice.message.content) == ("assistant", "A body.")
    assert found == WHOLE
    assert (choice.finish_reason, choice.index) == ("stop", 0)
    assert choice.logprobs == WHOLE["choices"][0]["logprobs"]  # type: ignore[index]
    assert isinstance(found.usage, ChatCompletionUsage)
    assert (found.usage.prompt_tokens, found.usage.completion_tokens) == (5, 2)
    assert found.usage.total_tokens == 7
    assert (found.id, found.created, found.model) == ("c-1", 17, "org/model")
    (asked,) = server.asked
    assert asked.path == "/models/org/model/v1/chat/completions"
    assert asked.json == {"model": "org/model", "messages": ASKED, "stream": False}
    assert asked.body.startswith(b'{"model"')
    assert asked.headers["x-hf-bill-to"] == "us"


def test_every_parameter_travels_under_its_name(either: Blocking, server: ScriptedServer) -> None:
    given = {
        "frequency_penalty": -0.5,
        "logit_bias": {"50": 1},
        "logprobs": True,
        "max_tokens": 5,
        "n": 2,
        "presence_penalty": 2,
        "response_format": {"type": "json_object"},
        "seed": 0,
        "stop": ["."],
        "stream_options": {"include_usage": True},
        "temperature": 0,
        "tool_choice": "auto",
        "tool_prompt": "x",
        "tools": [{"type": "function", "function": {"name": "f"}}],
        "top_logprobs": 3,
        "top_p": 1,
    }
    server.play(Reply.of_json(WHOLE))
    client = either.client(endpoint=server.url)
    more = {"reasoning_effort": "low"}
    either.call(client, "chat_completion", ASKED, **given, extra_body=more)
    body = server.asked[0].json
    assert body == {"model": "m", "messages": ASKED, "stream": False, **given, **more}


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("", "/v1/chat/completions"),
        ("/", "/v1/chat/completions"),
        ("/v1", "/v1/chat/completions"),
        ("/v1/chat/completions", "/v1/chat/completions"),
        ("/deployed?x=1", "/deployed/v1/chat/completions?x=1"),
    ],
)
def test_an_address_gets_the_path_that_it_lacks(
    either: Blocking, server: ScriptedServer, address: str, path: str
) -> None:
    server.play(Reply.of_json(WHOLE))
    client = either.client(server.url + address, endpoint="http://127.0.0.1:9")
    either.call(client, "chat_completion", ASKED)
    assert server.asked[0].path == path
    assert server.asked[0].json["model"] == "dummy"


def test_a_stream_gives_its_pieces(either: Blocking, server: ScriptedServer) -> None:
    server.play(
        events(
            chunk({"role": "assistant", "content": ""}),
            chunk({"content": "A "}),
            chunk({"content": "moon", "new": 1}, "length"),
            {**chunk({}), "choices": [], "usage": USAGE},
        )
    )
    client = either.client(endpoint=server.url)
    pieces = either.read(either.call(client, "chat_completion", ASKED, stream=True))
    assert "".join(one.choices[0].delta.content or "" for one in pieces[:3]) == "A moon"
    assert [one.choices[0].finish_reason for one in pieces[:3]] == [None, None, "length"]
    assert (pieces[3].choices, pieces[3].usage) == ([], USAGE)
    assert server.asked[0].json["stream"] is True


def test_pieces_of_a_tool_call_belong_together_by_index(
    either: Blocking, server: ScriptedServer
) -> None:
    def call(**function: str) -> dict[str, Any]:
        return {"tool_calls": [{"index": 1, "function": function}]}

    server.play(
        events(
            chunk(
                {"tool_calls": [{"index": 1, "id": "t-1", "function": {"name": "f"}}]},
            ),
            chunk(call(arguments='{"a"')),
            chunk(call(arguments=": 1}"), "tool_calls"),
        )
    )
    client = either.client(endpoint=server.url)
    pieces = either.read(either.call(client, "chat_completion", ASKED, stream=True))
    calls = [one.choices[0].delta.tool_calls[0] for one in pieces]
    assert {one.index for one in calls} == {1}
    assert "".join(one.function.arguments for one in calls) == '{"a": 1}'
    assert (calls[0].id, calls[0].type, calls[0].function.name) == ("t-1", "function", "f")


def test_reasoning_has_two_names(either: Blocking, server: ScriptedServer) -> None:
    server.play(
        events(chunk({"reasoning": "hm"}), chunk({"reasoning_content": "so"}), chunk({}, "stop"))
    )
    client = either.client(endpoint=server.url)
    pieces = either.read(either.call(client, "chat_completion", ASKED, stream=True))
    assert [one.choices[0].delta.reasoning for one in pieces] == ["hm", "so", None]


@pytest.mark.parametrize(
    ("event", "kind", "words"),
    [
        ({"error": "it broke"}, errors.StreamError, "it broke"),
        ({"error": {"message": "it broke", "code": 5}}, errors.StreamError, "it broke"),
        (
            {"error": {"message": "slow down", "http_status_code": 429}},
            errors.StreamError,
            "slow down",
        ),
        ({"error": "full", "error_type": "overloaded"}, errors.OverloadedError, "full"),
        ({"choices": 5}, errors.InvalidResponseError, "pieces of a chat"),
        ({"choices": [5]}, errors.InvalidResponseError, "pieces of a chat"),
        ({"choices": [{"delta": {"tool_calls": [5]}}]}, errors.InvalidResponseError, "pieces"),
        ([], errors.InvalidResponseError, "pieces of a chat"),
    ],
)
def test_a_stream_that_breaks_gives_what_came_before(
    either: Blocking, server: ScriptedServer, event: Any, kind: Any, words: str
) -> None:
    server.play(events(chunk({"content": "A"}), event, chunk({"content": "B"})))
    client = either.client(endpoint=server.url, token="hf_secret")
    stream = either.call(client, "chat_completion", ASKED, stream=True)
    assert either.take(stream, 1)[0].choices[0].delta.content == "A"
    with pytest.raises(kind, match=words):
        either.read(stream)


def test_a_stream_that_ends_early_is_an_error(either: Blocking, server: ScriptedServer) -> None:
    server.play(events(chunk({"content": "A"}), done=False))
    client = either.client(endpoint=server.url)
    with pytest.raises(errors.StreamError, match="ended early"):
        either.read(either.call(client, "chat_completion", ASKED, stream=True))


@pytest.mark.parametrize("values", [[chunk({}, "stop")], [chunk({"content": "A"})]])
def test_a_reason_or_a_mark_ends_a_stream(
    either: Blocking, server: ScriptedServer, values: Any
) -> None:
    server.play(events(*values, done="stop" not in json.dumps(values)))
    client = either.client(endpoint=server.url)
    assert len(either.read(either.call(client, "chat_completion", ASKED, stream=True))) == 1


@pytest.mark.parametrize(
    "answer", [[], {}, 5, {"choices": 5}, {"choices": [5]}, {"choices": [{"index": 0}]}, "x"]
)
def test_an_answer_of_another_shape_shows_what_came(
    either: Blocking, server: ScriptedServer, answer: Any
) -> None:
    server.play(Reply.of_json(answer))
    client = either.client(endpoint=server.url)
    with pytest.raises(errors.InvalidResponseError, match="a chat completion"):
        either.call(client, "chat_completion", ASKED)


@pytest.mark.parametrize(
    ("messages", "parameters", "words"),
    [
        ([], {}, "at least one"),
        ("Hi", {}, "at least one"),
        (["Hi"], {}, "at least one"),
        ({"role": "user"}, {}, "at least one"),
        (ASKED, {"temperature": -0.5}, "temperature is -0.5; it is at least 0"),
        (ASKED, {"frequency_penalty": "much"}, "frequency_penalty"),
        (ASKED, {"max_tokens": 2.5}, "max_tokens"),
        (ASKED, {"top_p": 1.5}, "top_p"),
        (ASKED, {"top_logprobs": -1}, "top_logprobs"),
        (ASKED, {"stop": [5]}, "stop"),
    ],
)
def test_what_breaks_a_rule_is_refused_before_any_request(
    either: Blocking, server: ScriptedServer, messages: Any, parameters: Any, words: str
) -> None:
    client = either.client(endpoint=server.url)
    with pytest.raises(ValueError, match=words):
        either.call(client, "chat_completion", messages, **parameters)
    assert not server.asked


@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [
        ("top_logprobs", 20, 20),
        ("seed", -1, -1),
        ("stop", "END", ["END"]),
        ("temperature", 2.5, 2.5),
        ("max_tokens", -1, -1),
        ("max_tokens", 0, 0),
        ("frequency_penalty", -3, -3),
        ("presence_penalty", 2.5, 2.5),
        ("top_p", 0, 0),
        ("stop", ["a", "b", "c", "d", "e"], ["a", "b", "c", "d", "e"]),
    ],
)
def test_what_some_servers_take_is_left_to_the_server(
    either: Blocking, server: ScriptedServer, name: str, value: Any, sent: Any
) -> None:
    server.play(Reply.of_json(WHOLE))
    either.call(either.client(endpoint=server.url), "chat_completion", ASKED, **{name: value})
    assert server.asked[0].json[name] == sent


def test_a_chat_waits_for_a_model_that_loads(either: Blocking, server: ScriptedServer) -> None:
    loading = Reply.of_json({"error": "loading", "estimated_time": 0.1}, 503)
    server.play(loading, Reply.of_json(WHOLE))
    client = either.client(endpoint=server.url, timeout=PATIENCE)
    assert either.call(client, "chat_completion", ASKED).choices
    assert server.asked[1].headers["x-wait-for-model"] == "1"


def test_the_hosted_router_takes_the_model_in_the_body() -> None:
    from tests.unit.played import config

    hosted = config(endpoint="https://router.huggingface.co/hf-inference").dialect
    url = "https://router.huggingface.co/v1/chat/completions"
    assert hosted.chat_url("org/model:fastest") == (url, "org/model:fastest")


def test_a_conversation_becomes_a_chat_on_a_router(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(Reply.of_json(WHOLE))
    client = either.client(endpoint=f"{server.url}/hf-inference")
    found = either.call(
        client,
        "conversational",
        "And a sun?",
        generated_responses=["Hello"],
        past_user_inputs=["Hi"],
        parameters={"max_length": 9, "temperature": 0.5},
    )
    assert found == {
        "generated_text": "A body.",
        "conversation": {
            "generated_responses": ["Hello", "A body."],
            "past_user_inputs": ["Hi", "And a sun?"],
        },
        "warnings": [],
    }
    (asked,) = server.asked
    assert asked.path == "/hf-inference/models/m/v1/chat/completions"
    assert asked.json["messages"] == [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello"},
        {"role": "user", "content": "And a sun?"},
    ]
    assert (asked.json["max_tokens"], asked.json["temperature"]) == (9, 0.5)

"""Text generation over the wire: all four returns, every fault, both clients."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from hfwidgets import (
    Details,
    FinishReason,
    InferenceTimeoutError,
    InputToken,
    StreamDetails,
    TextGenerationResponse,
    TextGenerationStreamResponse,
    Token,
    errors,
)
from tests.waiting import Gate, ran_out, soon
from tests.wire.conftest import Blocking
from tests.wire.scripted import FOR_EVER, Reply, ScriptedServer

DEFAULTS = {
    "do_sample": False,
    "max_new_tokens": 20,
    "repetition_penalty": None,
    "return_full_text": False,
    "stop": [],
    "seed": None,
    "temperature": None,
    "top_k": None,
    "top_p": None,
    "truncate": None,
    "typical_p": None,
    "best_of": None,
    "watermark": False,
    "details": False,
    "decoder_input_details": False,
}


def event(text: str, number: int = 1, last: str | None = None, **more: Any) -> bytes:
    value = {
        "token": {"id": number, "text": text, "logprob": -0.5, "special": False},
        "generated_text": last,
        "details": None,
        **more,
    }
    return b"data:" + json.dumps(value).encode() + b"\n\n"


def stream_of(*texts: str) -> list[bytes]:
    whole = "".join(texts)
    return [
        event(text, number, whole if number == len(texts) else None)
        for number, text in enumerate(texts, 1)
    ]


def test_sends_every_parameter_as_the_reference_does(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(Reply.of_json([{"generated_text": "ok"}]))
    client = either.client(endpoint=server.url)
    assert either.call(client, "text_generation", "Hello") == "ok"
    assert server.asked[0].path == "/models/m"
    assert server.asked[0].json == {"inputs": "Hello", "parameters": DEFAULTS, "stream": False}
    assert server.asked[0].headers["content-type"] == "application/json"
    assert "authorization" not in server.asked[0].headers


def test_speaks_todays_dialect_to_a_router(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json({"generated_text": "ok"}))
    client = either.client(endpoint=server.url + "/hf-inference", token="hf_x", bill_to="us")
    assert either.call(client, "text_generation", "Hello", top_k=3) == "ok"
    asked = server.asked[0]
    assert asked.path == "/hf-inference/models/m"
    assert asked.headers["x-hf-bill-to"] == "us"
    assert asked.headers["authorization"] == "Bearer hf_x"
    assert asked.json["parameters"]["top_k"] == 3
    assert None not in asked.json["parameters"].values()


def test_gives_details(either: Blocking, server: ScriptedServer) -> None:
    details = {
        "finish_reason": "length",
        "generated_tokens": 1,
        "seed": 7,
        "prefill": [{"id": 1, "text": "Hi", "logprob": None}],
        "tokens": [{"id": 2, "text": "!", "logprob": -1.5, "special": False, "new": 1}],
        "top_tokens": [[]],
    }
    server.play(Reply.of_json([{"generated_text": "!", "details": details}]))
    client = either.client(endpoint=server.url)
    answer = either.call(client, "text_generation", "Hi", details=True, decoder_input_details=True)
    assert answer == TextGenerationResponse(
        "!",
        Details(
            FinishReason.Length, 1, 7, [InputToken(1, "Hi", None)], [Token(2, "!", -1.5, False)]
        ),
    )
    assert server.asked[0].json["parameters"]["decoder_input_details"] is True


@pytest.mark.parametrize("framing", ["chunked", "close", "length"])
def test_streams_texts(either: Blocking, server: ScriptedServer, framing: str) -> None:
    server.play(Reply.of_events(*stream_of("a", "b", "c"), framing=framing))
    client = either.client(endpoint=server.url)
    stream = either.call(client, "text_generation", "Hi", stream=True)
    assert either.read(stream) == ["a", "b", "c"]
    assert server.asked[0].json["stream"] is True


def test_streams_details(either: Blocking, server: ScriptedServer) -> None:
    end = {"finish_reason": "new_reason", "generated_tokens": 2, "seed": None, "input_length": 5}
    server.play(
        Reply.of_events(event("a", 1, index=1), event("b", 2, "ab", details=end, top_tokens=[]))
    )
    client = either.client(endpoint=server.url)
    stream = either.call(client, "text_generation", "Hi", stream=True, details=True)
    assert either.read(stream) == [
        TextGenerationStreamResponse(Token(1, "a", -0.5, False)),
        TextGenerationStreamResponse(
            Token(2, "b", -0.5, False), "ab", StreamDetails("new_reason", 2, None)
        ),
    ]


def test_gives_each_token_as_soon_as_it_arrives(either: Blocking, server: ScriptedServer) -> None:
    first, second, *rest = stream_of(*"abcd")
    gate = Gate()

    def pieces() -> Iterator[bytes]:
        yield first
        yield second
        gate.wait()
        yield from rest

    server.play(Reply(pieces(), 200, {"Content-Type": "text/event-stream"}, "close"))
    client = either.client(endpoint=server.url)
    stream = either.call(client, "text_generation", "Hi", stream=True)
    assert either.take(stream, 2) == ["a", "b"]
    assert not gate.forced  # the third had not been sent
    gate.open()
    assert either.read(stream) == ["c", "d"]


@pytest.mark.parametrize(
    "block",
    [
        b"data: [DONE]\n\n",
        b"data:[DONE]\n\n",
        b": comment\n\nevent: x\nid: 1\nretry: 5\n\n",
        b"",
    ],
)
def test_reads_what_may_stand_around_tokens(
    either: Blocking, server: ScriptedServer, block: bytes
) -> None:
    server.play(Reply.of_events(*stream_of("a", "b"), block))
    client = either.client(endpoint=server.url)
    assert either.read(either.call(client, "text_generation", "Hi", stream=True)) == ["a", "b"]


def test_stream_that_ends_early_is_an_error_after_its_tokens(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(Reply.of_events(event("a"), event("b"), framing="close"))
    client = either.client(endpoint=server.url)
    stream = either.call(client, "text_generation", "Hi", stream=True)
    assert either.take(stream, 2) == ["a", "b"]
    with pytest.raises(errors.StreamError, match="ended early, after 2 tokens"):
        either.take(stream, 1)


def test_cut_stream_is_an_error_after_its_tokens(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_events(event("a"), framing="cut"))
    client = either.client(endpoint=server.url)
    stream = either.call(client, "text_generation", "Hi", stream=True)
    assert either.take(stream, 1) == ["a"]
    with pytest.raises(errors.StreamError, match="broke in the middle"):
        either.take(stream, 1)


def test_error_event_is_the_servers_error(either: Blocking, server: ScriptedServer) -> None:
    fault = b'data:{"error":"Request failed during generation: x","error_type":"generation"}\n\n'
    server.play(Reply.of_events(event("a"), fault))
    client = either.client(endpoint=server.url)
    stream = either.call(client, "text_generation", "Hi", stream=True)
    assert either.take(stream, 1) == ["a"]
    with pytest.raises(errors.GenerationError, match="Request failed") as caught:
        either.take(stream, 1)
    assert caught.value.response is not None


def test_stall_in_a_stream_is_a_timeout(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_events(event("a"), FOR_EVER))
    taken: list[str] = []

    def read(seconds: float) -> None:
        client = either.client(endpoint=server.url, timeout=seconds)
        stream = either.call(client, "text_generation", "Hi", stream=True)
        taken[:] = either.take(stream, 1)
        either.take(stream, 1)

    found = ran_out(read, "went silent", lambda: taken)
    assert isinstance(found, InferenceTimeoutError)
    assert taken == ["a"]


@pytest.mark.parametrize(
    ("kind", "status", "name"),
    [
        ("validation", 422, "ValidationError"),
        ("overloaded", 429, "OverloadedError"),
        ("generation", 424, "GenerationError"),
        ("incomplete_generation", 500, "IncompleteGenerationError"),
        ("incomplete_generation_stream", 500, "IncompleteGenerationError"),
        ("tool_error", 422, "UnknownError"),
    ],
)
def test_error_types_of_generation_servers(
    either: Blocking, server: ScriptedServer, kind: str, status: int, name: str
) -> None:
    server.play(Reply.of_json({"error": "why", "error_type": kind}, status, X_Request_Id="r1"))
    client = either.client(endpoint=server.url)
    with pytest.raises(getattr(errors, name), match=r"^why$") as caught:
        either.call(client, "text_generation", "Hi")
    assert caught.value.status == status
    assert caught.value.request_id == "r1"
    assert isinstance(caught.value.__cause__, errors.InferenceHTTPError)


PLAIN = {
    "error": "The following `model_kwargs` are not used by the model: ['watermark', 'stop', "
    "'details', 'decoder_input_details'] (note: typos in the generate arguments will also show)"
}


def plain_server(asked: Any) -> Reply:
    if "watermark" in asked.json["parameters"]:
        return Reply.of_json(PLAIN, 400)
    return Reply.of_json([{"generated_text": "plain"}])


def test_falls_back_for_servers_that_are_not_tgi(either: Blocking, server: ScriptedServer) -> None:
    server.play(plain_server)
    client = either.client(endpoint=server.url)
    assert either.call(client, "text_generation", "Hi") == "plain"
    assert len(server.asked) == 2
    with pytest.warns(UserWarning, match="ignores stop_sequences, details$"):
        answer = either.call(
            client, "text_generation", "Hi", details=True, stop_sequences=["."], seed=3
        )
    assert answer == "plain"
    assert len(server.asked) == 3
    assert "stop" not in server.asked[2].json["parameters"]
    with pytest.raises(ValueError, match="cannot stream"):
        either.call(client, "text_generation", "Hi", stream=True)


def test_what_is_no_tgi_server_is_remembered_per_client_and_address(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(plain_server)
    first = either.client(endpoint=server.url)
    either.call(first, "text_generation", "Hi")
    server.play(Reply.of_events(*stream_of("a")))
    other_model = either.call(first, "text_generation", "Hi", model="other", stream=True)
    assert either.read(other_model) == ["a"]
    other_client = either.client(endpoint=server.url)
    assert either.read(either.call(other_client, "text_generation", "Hi", stream=True)) == ["a"]


@pytest.mark.parametrize("body", [{}, [], [{}], {"generated_text": 3}, "text", None])
def test_answer_of_another_shape_shows_what_came(
    either: Blocking, server: ScriptedServer, body: Any
) -> None:
    server.play(Reply.of_json(body))
    client = either.client(endpoint=server.url)
    with pytest.raises(errors.InvalidResponseError) as caught:
        either.call(client, "text_generation", "Hi")
    assert json.dumps(body)[:20] in str(caught.value)


def test_page_instead_of_a_stream_shows_what_came(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply([b"<html>hello"], headers={"Content-Type": "text/html"}))
    client = either.client(endpoint=server.url)
    stream = either.call(client, "text_generation", "Hi", stream=True)
    with pytest.raises(errors.InvalidResponseError, match="<html>hello"):
        either.read(stream)


def test_event_that_is_no_json_shows_what_came(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_events(event("a"), b"data: {oops\n\n"))
    client = either.client(endpoint=server.url)
    stream = either.call(client, "text_generation", "Hi", stream=True)
    assert either.take(stream, 1) == ["a"]
    with pytest.raises(errors.InvalidResponseError, match="oops"):
        either.take(stream, 1)


def test_leaving_a_stream_closes_its_connection(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_events(event("a"), 600.0))
    client = either.client(endpoint=server.url)
    stream = either.call(client, "text_generation", "Hi", stream=True)
    either.take(stream, 1)
    either.leave(stream)
    soon(lambda: server.open_connections == 0)
    with pytest.raises((StopIteration, StopAsyncIteration)):
        either.take(stream, 1)

"""Where chats go: to the address of the client, with the model in the body; what is said of it."""

from __future__ import annotations

import re

import pytest

from hfwidgets import errors
from tests.wire.conftest import Blocking
from tests.wire.scripted import Reply, ScriptedServer

ASKED = [{"role": "user", "content": "What is a moon?"}]
MESSAGE = {"role": "assistant", "content": "A body."}
WHOLE = {
    "id": "c-1",
    "object": "chat.completion",
    "created": 17,
    "model": "m",
    "choices": [{"index": 0, "message": MESSAGE, "finish_reason": "stop"}],
}


@pytest.mark.parametrize("path", ["", "/v1", "/v1/chat/completions"])
def test_the_address_of_a_client_wins_and_the_model_goes_into_the_body(
    either: Blocking, server: ScriptedServer, path: str
) -> None:
    server.play(Reply.of_json(WHOLE))
    client = either.client(server.url + path, endpoint="http://127.0.0.1:9", token="hf_x")
    either.call(client, "chat_completion", ASKED, model="org/name")
    (asked,) = server.asked
    assert (asked.path, asked.json["model"]) == ("/v1/chat/completions", "org/name")


@pytest.mark.parametrize("model", ["org/name", "name:fastest", None])
def test_a_v1_endpoint_takes_the_model_in_the_body(
    either: Blocking, server: ScriptedServer, model: str | None
) -> None:
    server.play(Reply.of_json(WHOLE))
    client = either.client(None, endpoint=f"{server.url}/v1")
    either.call(client, "chat_completion", ASKED, model=model)
    (asked,) = server.asked
    assert (asked.path, asked.json["model"]) == ("/v1/chat/completions", model or "dummy")


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_server_that_wants_its_model_named_is_said_how(
    either: Blocking, server: ScriptedServer, status: int
) -> None:
    said = "The model `dummy` does not exist."
    server.play(Reply.of_json({"object": "error", "message": said}, status))
    client = either.client(f"{server.url}/v1")
    with pytest.raises(errors.InferenceHTTPError, match=re.escape(said)) as caught:
        either.call(client, "chat_completion", ASKED)
    assert "chat_completion(messages, model='...')" in str(caught.value)
    assert str(caught.value).endswith(caught.value.remedy)


def test_another_error_of_an_unnamed_model_keeps_its_remedy(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(Reply.of_json({"error": "no"}, 401), Reply.of_json({"error": "no"}, 404))
    client = either.client(f"{server.url}/v1")
    with pytest.raises(errors.AuthenticationError, match="token"):
        either.call(client, "chat_completion", ASKED)
    with pytest.raises(errors.NotFoundError) as caught:
        either.call(client, "chat_completion", ASKED, model="name")
    assert "'dummy'" not in str(caught.value)


def test_a_503_of_todays_chats_ends_with_the_servers_words(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(Reply.of_json({"error": "no provider is free"}, 503))
    client = either.client(endpoint=f"{server.url}/hf-inference")
    with pytest.raises(errors.ServerError, match="no provider is free"):
        either.call(client, "chat_completion", ASKED)
    assert len(server.asked) == 1

"""Servers that tell of themselves: what they serve, and whether they are ready."""

from __future__ import annotations

from typing import Any

import pytest

from hfwidgets import errors
from tests.wire.conftest import Blocking
from tests.wire.scripted import Reply, ScriptedServer

INFO = {"model_id": "m", "max_total_tokens": 8192}


@pytest.mark.parametrize(
    ("client", "keywords", "path"),
    [
        ({"model": "{url}/deployed?x=1"}, {}, "/deployed/info?x=1"),
        ({"model": "{url}/v1"}, {}, "/info"),
        ({"endpoint": "{url}/v1"}, {}, "/info"),
        ({"endpoint": "{url}"}, {"model": "a/b"}, "/models/a/b/info"),
        ({"endpoint": "{url}/hf-inference"}, {"model": "a/b"}, "/hf-inference/models/a/b/info"),
        ({"provider": "groq"}, {"model": "{url}/v1/chat/completions"}, "/info"),
    ],
)
def test_a_server_tells_what_it_serves(
    server: ScriptedServer, either: Blocking, client: Any, keywords: Any, path: str
) -> None:
    server.play(Reply.of_json(INFO))
    client, keywords = (
        {name: value.replace("{url}", server.url) for name, value in some.items()}
        for some in (client, keywords)
    )
    made = either.client(**{"model": None, "token": "hf_x", **client})
    assert either.call(made, "get_endpoint_info", **keywords) == INFO
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("GET", path)
    assert asked.headers["authorization"] == "Bearer hf_x"


@pytest.mark.parametrize(("status", "ready"), [(200, True), (500, False), (503, False)])
def test_a_server_is_ready_or_not(
    server: ScriptedServer, either: Blocking, status: int, ready: bool
) -> None:
    server.play(Reply.of_json({"error": "loading", "estimated_time": 20.0}, status))
    assert either.call(either.client(f"{server.url}/v1/"), "health_check") is ready
    assert [one.path for one in server.asked] == ["/health"]


def test_what_cannot_tell_of_itself_says_so(server: ScriptedServer, either: Blocking) -> None:
    with pytest.raises(ValueError, match="no model is given: name the address"):
        either.call(either.client(None, endpoint=server.url), "get_endpoint_info")
    with pytest.raises(ValueError, match="health is told by a server of one model"):
        either.call(either.client("a/b", endpoint=server.url), "health_check")
    groq = either.client("a/b", provider="groq", token="hf_x")
    for method in ("get_endpoint_info", "health_check"):
        with pytest.raises(ValueError, match="provider is 'groq', which has no endpoint"):
            either.call(groq, method)
    with pytest.raises(errors.InferenceConnectionError):
        either.call(either.client("http://127.0.0.1:9"), "health_check")
    assert server.asked == []


def test_an_answer_that_tells_nothing_is_one_of_another_shape(
    server: ScriptedServer, either: Blocking
) -> None:
    server.play(Reply.of_json([1]))
    with pytest.raises(errors.InvalidResponseError, match="an object"):
        either.call(either.client(server.url), "get_endpoint_info")
    server.play(Reply.of_json({"error": "no such page"}, 404))
    with pytest.raises(errors.InferenceHTTPError, match="no such page"):
        either.call(either.client(server.url), "get_endpoint_info")

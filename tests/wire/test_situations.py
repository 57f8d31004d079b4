"""What a status means where: loading or not, whose address it was, what the way out is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hfwidgets import errors
from hfwidgets.client.broken import broken, cut
from hfwidgets.widgets.engine.problems import problem_of
from hfwidgets.wire.failure import http_error, retry_after
from hfwidgets.wire.flow import Request
from hfwidgets.wire.headers import Headers
from hfwidgets.wire.remedies import remedy_of
from tests.unit.played import answered
from tests.waiting import PATIENCE, ran_out
from tests.wire.conftest import Blocking
from tests.wire.scripted import Reply, ScriptedServer

LABELS = [{"label": "a", "score": 1.0}]


@pytest.mark.parametrize(
    "words",
    [
        {"error": "down for maintenance until 18:00"},
        {"error": {"message": "Model too busy"}},
        {"error": "unhealthy", "error_type": "healthcheck"},
        {"message": "The model is overloaded"},
    ],
)
def test_a_503_that_tells_another_cause_is_no_loading(
    either: Blocking, server: ScriptedServer, words: Any
) -> None:
    server.play(Reply.of_json(words, 503))
    client = either.client(endpoint=server.url, timeout=PATIENCE)
    with pytest.raises(errors.ServerError) as caught:
        either.call(client, "image_classification", b"x")
    assert caught.value.server_message in str(words)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply.of_json({"error": "Model x is currently loading"}, 503),
        Reply.of_json({"error": "x", "estimated_time": 0.05}, 503),
        Reply.of_json({"detail": "The server is starting"}, 503),
        Reply([], 503, {}, "length"),
        Reply([b"<html>503"], 503, {"Content-Type": "text/html"}, "length"),
        Reply([b"503 Service Temporarily Unavailable\n"], 503, {}, "length"),
        Reply([b"no healthy upstream"], 503, {}, "length"),
    ],
)
def test_a_503_that_loads_or_tells_nothing_is_asked_again(
    either: Blocking, server: ScriptedServer, reply: Reply
) -> None:
    server.play(reply, Reply.of_json(LABELS))
    client = either.client(endpoint=server.url, timeout=PATIENCE)
    assert either.call(client, "image_classification", b"x") == LABELS


@pytest.mark.parametrize("asked", ["3600", "1e11", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_long_pause_is_bounded_and_told(
    either: Blocking, server: ScriptedServer, asked: str
) -> None:
    server.play(Reply.of_json({"error": "loading"}, 503, Retry_After=asked))
    waits: list[float] = []

    def told(wait: Any) -> None:
        waits.append(wait.seconds)
        raise KeyboardInterrupt

    client = either.client(endpoint=server.url, on_wait=told)
    with pytest.raises(KeyboardInterrupt):
        either.call(client, "image_classification", b"x")
    assert 0 < waits[0] <= 60


def test_what_the_server_said_while_it_loaded_is_kept(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(Reply.of_json({"error": "Model x is currently loading on 1 machine"}, 503))

    def call(seconds: float) -> None:
        client = either.client(endpoint=server.url, timeout=seconds)
        either.call(client, "image_classification", b"x")

    found = ran_out(call, "currently loading on 1 machine")
    assert isinstance(found, errors.ModelLoadingError)


def test_a_time_that_nobody_means_is_none() -> None:
    assert retry_after(answered(429, Retry_After="1e11")) is None
    assert retry_after(answered(429, RateLimit='"api";r=0;t=99999999999')) is None


SIGNED = "/a%20b%2Fc/x.png?response-content-type=image%2Fpng&Signature=ab%2Fcd%3D%3D&k=a+b%2Bc"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (SIGNED, SIGNED),
        ("/x.png?a=%25&b=%7E~&c=/%3A:", "/x.png?a=%25&b=%7E~&c=/%3A:"),
        ("/a b.png?c=d e%20f", "/a%20b.png?c=d%20e%20f"),
        ("/100%.png?q=50%&s=ab%2Fcd", "/100%25.png?q=50%25&s=ab%2Fcd"),
        ("/é/日.png?x=é%C3%A9", "/%C3%A9/%E6%97%A5.png?x=%C3%A9%C3%A9"),
        ("/x?a=%2E%2E/..#part", "/x?a=%2E%2E/.."),
        ("?Signature=ab%2Fcd", "/?Signature=ab%2Fcd"),
        ("/x%2fy.png?Signature=ab%2fcd%3d", "/x%2fy.png?Signature=ab%2fcd%3d"),
        ("/x[1].png?a[]=b'(c)!*", "/x[1].png?a[]=b'(c)!*"),
    ],
)
@pytest.mark.parametrize("way", ["input", "redirect", "model"])
def test_an_address_goes_out_as_it_was_given(
    either: Blocking, server: ScriptedServer, given: str, sent: str, way: str
) -> None:
    url = server.url + given
    picture = Reply([b"picture"], 200, {"Content-Type": "image/png"}, "length")
    client = either.client(endpoint=server.url)
    if way == "model":
        server.play(Reply.of_json(LABELS))
        either.call(client, "image_classification", b"x", model=url)
        assert server.asked[0].path == sent
        return
    if way == "redirect":
        location = url.encode().decode("latin-1")  # UTF-8 bytes on the wire
        server.play(
            Reply([], 302, {"Location": location}, "length"), picture, Reply.of_json(LABELS)
        )
        either.call(client, "image_classification", server.url + "/first")
    else:
        server.play(picture, Reply.of_json(LABELS))
        either.call(client, "image_classification", url)
    assert server.asked[-2].path == sent


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "there is nothing at it"),
        (403, "fetched without a token"),
        (401, "fetched without a token"),
        (410, "any more"),
        (500, "download the file yourself"),
        (429, "no more requests"),
    ],
)
def test_the_address_of_an_input_has_its_own_way_out(
    either: Blocking, server: ScriptedServer, status: int, words: str
) -> None:
    server.play(Reply([b"no"], status, {}, "length"))
    client = either.client(endpoint=server.url, token="hf_x")
    with pytest.raises(errors.InferenceHTTPError) as caught:
        either.call(client, "image_classification", server.url + "/cat.png")
    assert words in caught.value.remedy
    assert caught.value.about == "input"
    card = problem_of(caught.value, "org/model")
    assert card["title"] == "The picture could not be fetched"
    assert "link" not in card
    assert "token" not in card["cause"]


@pytest.mark.parametrize(
    ("status", "said", "words"),
    [
        (400, "Bad Request: Endpoint is paused", "Resume the endpoint"),
        (503, "down for maintenance until 18:00", "when it is over"),
        (
            400,
            "The model 'x' is not supported by any provider you have enabled.",
            "Enable",
        ),
        (400, "This model's maximum context length is 4096 tokens", "Shorten"),
        (
            422,
            "`inputs` tokens + `max_new_tokens` must be <= 4096",
            "Shorten",
        ),
        (500, "CUDA out of memory. Tried to allocate 2 GiB", "smaller input"),
        (400, "something else", "Check the parameters"),
    ],
)
def test_the_words_of_a_server_say_more_than_its_status(status: int, said: str, words: str) -> None:
    assert words in remedy_of(status, said)
    assert words in http_error(answered(status, said.encode())).remedy


@pytest.mark.parametrize("path", ["/api/models/a/b", "/api/datasets/x?expand=a", "/a/resolve/x"])
def test_the_hubs_401_to_nobody_means_that_there_is_no_such_model(path: str) -> None:

    asked = replace(
        answered(401, b'{"error": "Invalid username or password."}'), url="https://h" + path
    )
    error = http_error(asked)
    assert type(error).__name__ == "RepositoryNotFoundError"
    assert "no such model, or it is private" in error.remedy
    named = replace(asked.request, headers=Headers({"Authorization": "Bearer hf_xxxxxxx"}))
    assert type(http_error(replace(asked, request=named))).__name__ == "AuthenticationError"
    other = replace(asked, url="https://h/models/a/b")
    assert type(http_error(other)).__name__ == "AuthenticationError"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://router.huggingface.co/hf-inference/models/x", "Sandbox()"),
        ("https://huggingface.co/api/tasks", "Sandbox()"),
        ("http://127.0.0.1:1/models/x", "hfwidgets sandbox"),
        ("https://my.example/x", "Check the address"),
    ],
)
def test_where_nothing_is_reachable_the_way_out_is_named(url: str, words: str) -> None:
    request = Request("GET", url, Headers())
    assert words in broken(request, OSError(-2, "Name or service not known")).remedy


@pytest.mark.parametrize("method", ["text_generation", "text_to_image", "summarization"])
def test_without_a_token_the_sandbox_is_named_before_the_network_is_asked(
    either: Blocking, method: str
) -> None:
    client = either.client("gpt2", token=False)
    with pytest.raises(ValueError, match=r"set HF_TOKEN.*Sandbox\(\)"):
        either.call(client, method, "x")


def test_a_stream_of_this_machine_that_breaks_names_the_sandbox() -> None:
    here = cut(Request("POST", "http://127.0.0.1:1/", Headers()), ConnectionError("x"))
    there = cut(Request("POST", "https://my.example/", Headers()), ConnectionError("x"))
    assert "sandbox" in here.remedy
    assert "sandbox" not in there.remedy

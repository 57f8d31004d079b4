"""Servers that load, keep silent, break off, or are none: each ends in its error, in time."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest

from hfwidgets import InferenceTimeoutError, errors
from tests.waiting import PATIENCE, growing, ran_out
from tests.wire.conftest import Blocking
from tests.wire.scripted import FOR_EVER, Reply, ScriptedServer

LOADING = {"error": "Model m is currently loading", "estimated_time": 0.15}
READY = Reply.of_json([{"generated_text": "ok"}])


def ask(either: Blocking, url: str, **options: Any) -> Any:
    call = {"stream": options.pop("stream", False)}
    client = either.client(endpoint=url, **options)
    return either.call(client, "text_generation", "Hi", **call)


def test_waits_while_the_model_loads(either: Blocking, server: ScriptedServer) -> None:
    waits: list[Any] = []
    server.play(*[Reply.of_json(LOADING, 503)] * 2, READY)
    assert ask(either, server.url, on_wait=waits.append) == "ok"
    assert ["x-wait-for-model" in asked.headers for asked in server.asked] == [False, True, True]
    assert [(wait.attempt, wait.estimate) for wait in waits] == [(1, 0.15), (2, 0.15)]


class Clock:
    """Stands in for the module `time` of a flow, which can be made to be later."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = 0.0
        for name in ("exchange", "flow"):
            monkeypatch.setattr(f"hfwidgets.wire.{name}.time", self)

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead


def test_a_stream_waits_too(
    either: Blocking, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = (
        b'data:{"token":{"id":1,"text":"a","logprob":0,"special":false},"generated_text":"a"}\n\n'
    )
    clock = Clock(monkeypatch)
    for left in growing(0.5):  # seconds to the deadline when the model is asked again

        def skip(_: Any, left: float = left) -> None:
            clock.ahead += PATIENCE - left

        server.play(Reply.of_json(LOADING, 503), Reply.of_events(1.2 * left, event))
        try:
            stream = ask(either, server.url, stream=True, timeout=PATIENCE, on_wait=skip)
        except errors.ModelLoadingError:
            continue  # the headers came too late: the machine is slow
        assert either.read(stream) == ["a"]  # the deadline is for the loading, not for the tokens
        return
    pytest.fail("the headers never came")


def test_gives_up_at_the_timeout(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json(LOADING, 503))
    found = ran_out(lambda seconds: ask(either, server.url, timeout=seconds), "still loading after")
    assert isinstance(found, errors.ModelLoadingError)


def test_gives_up_on_a_held_request_at_the_timeout(
    either: Blocking, server: ScriptedServer
) -> None:
    def call(seconds: float) -> None:
        server.play(Reply.of_json(LOADING, 503), Reply([], framing="held"))
        ask(either, server.url, timeout=seconds)

    found = ran_out(call, "still loading after", lambda: len(server.asked) == 2)
    assert isinstance(found, errors.ModelLoadingError)


def test_what_on_wait_raises_ends_the_call(either: Blocking, server: ScriptedServer) -> None:
    def refuse(wait: Any) -> None:
        raise KeyError("enough")

    server.play(Reply.of_json(LOADING, 503))
    with pytest.raises(KeyError, match="enough"):
        ask(either, server.url, on_wait=refuse)
    assert len(server.asked) == 1


def test_an_awaitable_on_wait_is_awaited(server: ScriptedServer) -> None:
    import asyncio

    from hfwidgets import AsyncInferenceClient

    async def main() -> list[int]:
        seen: list[int] = []

        async def note(wait: Any) -> None:
            await asyncio.sleep(0)
            seen.append(wait.attempt)

        async with AsyncInferenceClient("m", endpoint=server.url, on_wait=note) as client:
            await client.text_generation("Hi")
        return seen

    server.play(Reply.of_json(LOADING, 503), READY)
    assert asyncio.run(main()) == [1]


@pytest.mark.parametrize("stream", [False, True])
def test_a_silent_server_is_a_timeout(
    either: Blocking, server: ScriptedServer, stream: bool
) -> None:
    server.play(Reply([], framing="held"))
    with pytest.raises(InferenceTimeoutError, match=r"did not answer for 0\.3 s") as caught:
        ask(either, server.url, timeout=0.3, stream=stream)
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.url == f"{server.url}/models/m"


def test_an_answer_that_stops_is_a_timeout(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply([b'[{"gener', FOR_EVER]))
    found = ran_out(
        lambda seconds: ask(either, server.url, timeout=seconds), "in the middle of its answer"
    )
    assert isinstance(found, InferenceTimeoutError)


def test_a_connection_that_is_never_made_is_a_timeout(either: Blocking) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        with pytest.raises(InferenceTimeoutError, match="did not answer"):
            ask(either, f"http://127.0.0.1:{address[1]}", timeout=0.3)
        for one in waiting:
            one.close()


def test_no_server_says_what_to_do(either: Blocking) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(errors.InferenceConnectionError, match="onnect") as caught:
        ask(either, f"http://127.0.0.1:{port}")
    assert "hfwidgets sandbox" in caught.value.remedy
    assert caught.value.response is None
    assert caught.value.status is None
    assert isinstance(caught.value, OSError)


def test_an_unknown_host_says_what_to_do(either: Blocking, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(errors.InferenceConnectionError, match="not known") as caught:
        ask(either, "http://nowhere.invalid")
    assert "Check the address and the network" in caught.value.remedy


def test_something_that_is_no_http_server(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply([b"SSH-2.0-OpenSSH\r\n"], framing="raw"))
    with pytest.raises(errors.InferenceConnectionError, match="No answer from"):
        ask(either, server.url)


def test_a_connection_cut_before_the_answer(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply([], framing="raw"))
    with pytest.raises(errors.InferenceConnectionError, match="No answer from"):
        ask(either, server.url)


@pytest.mark.parametrize("framing", ["cut", "short"])
def test_a_connection_cut_in_the_answer(
    either: Blocking, server: ScriptedServer, framing: str
) -> None:
    server.play(Reply([b'[{"generated_text": "x'], framing=framing))
    with pytest.raises(errors.InferenceConnectionError, match="No answer from"):
        ask(either, server.url)


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        (Reply([b"<html>Welcome"], headers={"Content-Type": "text/html"}), "<html>Welcome"),
        (Reply([], framing="length"), "(nothing)"),
        (Reply(status=204, framing="length"), "(nothing)"),
        (Reply([b"\xff\xfe\x00"]), "answered 200"),
    ],
    ids=["page", "empty", "no content", "bytes"],
)
@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_is_none_shows_what_came(
    either: Blocking, server: ScriptedServer, reply: Reply, shown: str, stream: bool
) -> None:
    def read() -> Any:
        answer = ask(either, server.url, stream=stream)
        return either.read(answer) if stream else answer

    server.play(reply)
    with pytest.raises(errors.InvalidResponseError) as caught:
        read()
    assert shown in str(caught.value)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("body", [b"", b"<html>", b"Not Found", b'{"error": ["a"]}', b"[1]", b"{}"])
def test_every_body_of_an_error_ends_in_its_error(
    either: Blocking, server: ScriptedServer, body: bytes, stream: bool
) -> None:
    server.play(Reply([body], 404, framing="length"))
    with pytest.raises(errors.NotFoundError, match=r"^404 Scripted for http"):
        ask(either, server.url, stream=stream)


def test_a_rate_limit_says_when_to_come_back(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json({"error": "slow down"}, 429, Retry_After="7"))
    with pytest.raises(errors.RateLimitError, match="slow down") as caught:
        ask(either, server.url)
    assert caught.value.retry_after == 7
    assert len(server.asked) == 1


def test_long_headers_are_read(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json([{"generated_text": "ok"}], X_Long="x" * 30_000))
    assert ask(either, server.url) == "ok"


def test_the_token_stays_with_its_host(either: Blocking, server: ScriptedServer) -> None:
    other = ScriptedServer()
    other.play(READY)
    server.play(Reply(status=307, headers={"Location": other.url + "/x"}, framing="length"))
    options: dict[str, Any] = {"token": "hf_x", "cookies": {"a": "1"}}
    assert ask(either, server.url, **options) == "ok"
    assert server.asked[0].headers["authorization"] == "Bearer hf_x"
    assert "authorization" not in other.asked[0].headers
    assert "cookie" not in other.asked[0].headers
    assert other.asked[0].json["inputs"] == "Hi"
    other.close()


def test_no_cookie_and_no_netrc_of_another_account_travels(
    either: Blocking, server: ScriptedServer, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password canary\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    first = Reply.of_json([{"generated_text": "ok"}], Set_Cookie="session=canary; Path=/")
    server.play(first, READY)
    client = either.client(endpoint=server.url, token="hf_x")
    either.call(client, "text_generation", "Hi")
    either.call(client, "text_generation", "Hi")
    for asked in server.asked:
        assert asked.headers["authorization"] == "Bearer hf_x"
        assert "cookie" not in asked.headers

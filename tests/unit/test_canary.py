"""A canary token is in the header that carries it and nowhere else."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import traceback
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient
from hfwidgets.wire.headers import Headers, Secret
from tests.unit.played import config
from tests.waiting import PATIENCE, ran_out
from tests.wire.scripted import FOR_EVER, Asked, Reply, ScriptedServer

CANARY = "hf_canaryCANARY0123456789"
COOKIE = "cookie-canary-0123456789"
FORBIDDEN = ("canaryCANARY", "cookie-canary")
EVENT = b'data:{"token":{"id":1,"text":"a","logprob":0,"special":false},"generated_text":null}\n\n'


def assert_clean(*texts: str) -> None:
    for text in texts:
        for canary in FORBIDDEN:
            at = text.find(canary)
            assert at < 0, f"...{text[max(0, at - 300) : at + 60]}..."


def echo(asked: Asked) -> Reply:
    """Give everything back: what a careless server does."""
    text = f"no access with {asked.headers['authorization']} {asked.headers['cookie']}"
    return Reply.of_json({"error": text}, 401, X_Error_Message=text, X_Request_Id=CANARY)


FAULTS: dict[str, Reply | Callable[[Asked], Reply]] = {
    "echo": echo,
    "typed": Reply.of_json({"error": f"bad {CANARY}", "error_type": "validation"}, 422),
    "no JSON": Reply([f"<html>{CANARY}".encode()]),
    "other JSON": Reply.of_json({"token": CANARY}),
    "no answer": Reply([], framing="held"),
    "no server": Reply([], framing="raw"),
    "no HTTP": Reply([b"oops\r\n\r\n"], framing="raw"),
    "cut": Reply([b"[{"], framing="cut"),
    "short": Reply([b"[{"], framing="short"),
    "stalled": Reply([b"[{", FOR_EVER]),
    "loading": Reply.of_json({"error": CANARY, "estimated_time": 9}, 503),
    "redirected": Reply(status=307, headers={"Location": "/x"}, framing="length"),
    "redirected to nowhere": Reply(status=307, headers={"Location": "ftp://x"}, framing="length"),
    "events cut": Reply.of_events(EVENT, framing="cut"),
    "events stalled": Reply.of_events(EVENT, FOR_EVER),
    "no event": Reply.of_events(EVENT, f"data: {CANARY}\n\n".encode()),
    "error event": Reply.of_events(EVENT, f'data: {{"error": "{CANARY}"}}\n\n'.encode()),
}
# What a server answers with 200 is the caller's, in frames too.
ANSWERS = {"no JSON", "other JSON"}
# These end when the client's time is up, and in these words.
SILENCES = {
    "no answer": "did not answer",
    "stalled": "went silent",
    "loading": "still loading",
    "events stalled": "went silent",
}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any library logs."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def options(server: ScriptedServer, timeout: float) -> dict[str, Any]:
    return {
        "token": Secret(CANARY),
        "cookies": {"session": Secret(COOKIE)},
        "endpoint": server.url,
        "timeout": timeout,
    }


def call_blocking(server: ScriptedServer, stream: bool, timeout: float) -> None:
    client = InferenceClient("m", **options(server, timeout))
    answer = client.text_generation("Hi", stream=stream)
    if not isinstance(answer, str):
        list(answer)


def call_awaiting(server: ScriptedServer, stream: bool, timeout: float) -> None:
    async def main() -> None:
        async with AsyncInferenceClient("m", **options(server, timeout)) as client:
            answer = await client.text_generation("Hi", stream=stream)
            if not isinstance(answer, str):
                async for _ in answer:
                    pass

    asyncio.run(main(), debug=True)


def failed(fault: str, call: Callable[[float], object], came: Callable[[], object]) -> Any:
    """Return the error that a fault ends in."""
    if fault in SILENCES:
        return ran_out(call, SILENCES[fault], came)
    with pytest.raises(OSError) as caught:  # noqa: PT011 - each fault has its own words
        call(PATIENCE)
    return caught.value


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if error.__context__ is not None:
            yield error.__context__
        error = error.__cause__


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("call", [call_blocking, call_awaiting])
@pytest.mark.parametrize("fault", FAULTS)
def test_no_failure_shows_the_token(
    server: ScriptedServer, log: io.StringIO, fault: str, call: Any, stream: bool
) -> None:
    server.play(FAULTS[fault])
    with warnings.catch_warnings(record=True) as caught_warnings:
        warnings.simplefilter("always")
        found = failed(fault, partial(call, server, stream), lambda: server.asked)
    assert server.asked[0].headers["authorization"] == f"Bearer {CANARY}"
    assert server.asked[0].headers["cookie"] == f"session={COOKIE}"
    shown = traceback.TracebackException.from_exception(found, capture_locals=True)
    if fault not in ANSWERS:
        assert_clean("".join(shown.format()))
    assert_clean(log.getvalue(), *map(str, caught_warnings))
    for error in chain_of(found):
        assert_clean(str(error), repr(error), repr(vars(error)), repr(error.args))
        for part in (getattr(error, "request", None), getattr(error, "response", None)):
            if part is not None:
                assert_clean(str(part.headers), repr(vars(part)))
        if (response := getattr(error, "response", None)) is not None:
            assert_clean(response.text, repr(response.request.headers))
        if (answer := getattr(error, "answer", None)) is not None:
            assert_clean(repr(answer), repr(answer.request), repr(answer.headers))


def test_no_refused_setting_shows_the_token() -> None:
    secret = str(CANARY)
    for wrong in (
        {"timeout": -1},
        {"endpoint": "nowhere"},
        {"headers": {"Authorization": f"{secret}\n"}},
        {"headers": {"X-Api-Key": f"{secret}\u20ac"}},
        {"cookies": {"a": f"{secret}\n"}},
        {"token": f"{secret}\u20ac"},
        {"model": 5},
        {"dialect": "x"},
    ):
        arguments: dict[str, Any] = {"token": secret, **wrong}
        arguments.pop("model", None)
        for kind in (InferenceClient, AsyncInferenceClient):

            def make(kind: Any = kind, wrong: Any = wrong, arguments: Any = arguments) -> None:
                kind(wrong.get("model", "m"), **arguments)._config.post("http://127.0.0.1:1/")

            with pytest.raises((ValueError, TypeError)) as caught:
                make()
            ours = caught.value.__traceback__
            while ours is not None and "tests" in ours.tb_frame.f_code.co_filename:
                ours = ours.tb_next  # this test holds the token, as a caller may
            shown = traceback.TracebackException(
                type(caught.value), caught.value, ours, capture_locals=True
            )
            assert_clean("".join(shown.format()), str(caught.value))


def test_no_environment_token_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", f"{CANARY}\u20ac")
    with pytest.raises(ValueError, match="not shown") as caught:
        InferenceClient("m")
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert_clean("".join(shown.format()))


def test_no_repr_shows_the_token() -> None:
    settings = config(
        token=CANARY, cookies={"session": COOKIE}, headers={"Proxy-Authorization": CANARY}
    )
    request = settings.post("http://127.0.0.1:1/", json_body={})
    assert request.headers["authorization"] == f"Bearer {CANARY}"
    client = InferenceClient("m", token=CANARY, cookies={"session": COOKIE})
    shown = [settings, request, request.headers, request.headers.plain(), settings.cookies]
    shown += [client, client.headers, client.cookies, vars(client), dict(client.headers)]
    shown += [list(client.headers.items()), list(client.headers.values()), client.headers.copy()]
    assert_clean(*map(repr, shown), *map(str, shown))
    assert_clean(repr(Headers({"X-API-KEY": CANARY})), f"{client}", f"{client.headers}")


def test_a_token_can_still_be_read_by_its_owner() -> None:
    client = InferenceClient("m", token=CANARY)
    assert client.headers["Authorization"] == f"Bearer {CANARY}"
    assert f"{client.headers['Authorization']}" == f"Bearer {CANARY}"


def test_a_passwords_proxy_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    from hfwidgets.client import surroundings

    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    monkeypatch.setattr(surroundings, "_routes", {})
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, f"http://me:{COOKIE}@127.0.0.1:{port}")
    client = InferenceClient("m", token=CANARY, endpoint="http://nowhere.invalid")
    with pytest.raises(OSError, match="No answer") as caught:
        client.text_generation("Hi")

    async def main() -> None:
        async with AsyncInferenceClient(
            "m", token=CANARY, endpoint="http://nowhere.invalid"
        ) as two:
            await two.text_generation("Hi")

    with pytest.raises(OSError, match="No answer") as awaited:
        asyncio.run(main())
    for error in (caught.value, awaited.value):
        for one in chain_of(error):
            assert_clean(str(one), repr(one.args), repr(one))
    gc.collect()


@pytest.mark.parametrize(
    "name", ["api-key", "x-goog-api-key", "Ocp-Apim-Subscription-Key", "X-Tenant"]
)
def test_a_key_under_any_name_is_shown_by_nothing(name: str) -> None:
    client = InferenceClient("m", headers={name: CANARY, "X-Use-Cache": "0"})
    headers = Headers({name: CANARY})
    assert_clean(repr(client), repr(client.headers), repr(headers), repr(headers.redacted()))
    assert headers[name] == CANARY
    assert "'0'" in repr(Headers({"X-Use-Cache": "0"}))


@pytest.mark.parametrize("name", ["api-key", "x-auth-token", "X-Amz-Security-Token"])
def test_a_key_under_any_name_that_a_server_gives_back_is_hidden(name: str) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply.of_json({"error": f"bad key {asked.headers[name.lower()]}"}, 400)

    server = ScriptedServer()
    server.play(answer)
    client = InferenceClient("m", endpoint=server.url, headers={name: CANARY})
    with pytest.raises(OSError, match="bad key") as caught:
        client.summarization("x")
    server.close()
    assert_clean(str(caught.value), repr(caught.value), "".join(traceback.format_exc()))
    request = getattr(caught.value, "request", None)
    assert_clean(repr(request), repr(getattr(request, "headers", None)))

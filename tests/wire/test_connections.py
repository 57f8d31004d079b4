"""Connections as servers treat them: closed while idle, refused early, asked for by many."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient, errors
from tests.waiting import PATIENCE
from tests.wire.conftest import Blocking
from tests.wire.scripted import Reply, ScriptedServer
from tests.wire.test_uploads import authority

READY = Reply.of_json([{"generated_text": "ok"}])
BODY = b'{"error":"too large"}'
REFUSED = (
    b"HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
)


@contextmanager
def refusing(tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server that reads the headers alone, answers 413, and closes."""

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError), connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if tls is not None:
                    connection = tls.wrap_socket(connection, server_side=True)
                head = b""
                while b"\r\n\r\n" not in head and (block := connection.recv(4096)):
                    head += block
                connection.sendall(REFUSED)
                connection.close()

    scheme = "http" if tls is None else "https"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = threading.Thread(target=serve, daemon=True)
        serving.start()
        try:
            yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
        finally:  # as in `closing_server`
            listener.shutdown(socket.SHUT_RDWR)
            serving.join(PATIENCE)


def as_bytes(size: int, _: Path) -> bytes:
    return b"x" * size


def as_file(size: int, folder: Path) -> Path:
    (folder / "body.bin").write_bytes(b"x" * size)
    return folder / "body.bin"


@pytest.mark.parametrize("given", [as_bytes, as_file])
@pytest.mark.parametrize("size", [1_200_000, 5_000_000])
def test_an_early_refusal_is_told_though_the_body_was_not_taken(
    either: Blocking, tmp_path: Path, size: int, given: Callable[[int, Path], object]
) -> None:
    data = given(size, tmp_path)
    told = 0
    with refusing() as url:
        client = either.client(endpoint=url, token=False)
        for _ in range(10):
            with pytest.raises(errors.InferenceError) as caught:
                either.call(client, "post", data=data)
            told += isinstance(caught.value, errors.PayloadTooLargeError)
    # A reset that arrives together with the answer may still destroy it: that is rare.
    assert told >= 8


@pytest.mark.parametrize("given", [as_bytes, as_file])
def test_an_early_refusal_is_told_over_tls_too(
    either: Blocking,
    tmp_path: Path,
    given: Callable[[int, Path], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    data = given(12_000_000, tmp_path)
    told = 0
    with refusing(authority(tmp_path)) as url:
        client = either.client(endpoint=url, token=False)
        for _ in range(10):
            with pytest.raises(errors.InferenceError) as caught:
                either.call(client, "post", data=data)
            told += isinstance(caught.value, errors.PayloadTooLargeError)
    assert told >= 9


@pytest.mark.parametrize("blocked", [0.05, 0.3, 1.2])
def test_a_connection_closed_while_the_loop_was_blocked_is_not_used(
    server: ScriptedServer, blocked: float
) -> None:
    server.play(READY)

    async def calls() -> list[str]:
        async with AsyncInferenceClient("m", endpoint=server.url, token=False) as client:
            answers = []
            for _ in range(3):
                answers.append(await client.text_generation("Hi"))
                server.hang_up()
                time.sleep(blocked)
            return answers

    assert asyncio.run(calls()) == ["ok"] * 3
    assert len({asked.connection for asked in server.asked}) == 3


def test_more_threads_than_connections_are_kept_log_nothing(
    server: ScriptedServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter = _fresh_adapter(monkeypatch, room=4)
    server.play(lambda asked: Reply.of_json([{"generated_text": "ok"}]))
    client = InferenceClient("m", endpoint=server.url, token=False)
    with caplog.at_level(logging.WARNING), ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(lambda _: client.text_generation("Hi"), range(96)))
    assert answers == ["ok"] * 96
    assert caplog.records == []
    (kept,) = adapter._pools.values()
    assert 1 <= kept.pool.qsize() <= 4
    client.close()


def test_an_idle_connection_is_used_again(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fresh_adapter(monkeypatch, room=4)
    server.play(READY)
    client = InferenceClient("m", endpoint=server.url, token=False)
    for _ in range(3):
        assert client.text_generation("Hi") == "ok"
    assert {asked.connection for asked in server.asked} == {1}
    client.close()


def test_connections_through_a_proxy_are_kept_as_quietly(
    server: ScriptedServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fresh_adapter(monkeypatch, room=2)
    monkeypatch.setenv("http_proxy", server.url)
    server.play(lambda asked: Reply.of_json([{"generated_text": "ok"}]))
    client = InferenceClient("m", endpoint="http://models.invalid", token=False)
    with caplog.at_level(logging.WARNING), ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: client.text_generation("Hi"), range(36)))
    assert answers == ["ok"] * 36
    assert caplog.records == []
    client.close()


def _fresh_adapter(monkeypatch: pytest.MonkeyPatch, room: int) -> object:
    from hfwidgets.client import sync_transport

    monkeypatch.setattr(sync_transport, "POOL", room)
    adapter = sync_transport.PooledAdapter()
    monkeypatch.setattr(sync_transport, "_adapter", adapter)
    return adapter

"""Kept connections that the server closes just as the next request arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient, errors
from tests.wire import closing_server as server
from tests.wire.closing_server import closing
from tests.wire.conftest import Blocking

Deed = Callable[[Any], object]
BYTES = b"sound" * 1000


def given_as(kind: str, folder: Path) -> Any:
    (folder / "body.bin").write_bytes(BYTES)
    if kind == "file":
        opened = BytesIO(BYTES)
        opened.seek(2)
        return opened
    return folder / "body.bin" if kind == "path" else BYTES


@pytest.mark.parametrize("deed", [server.unread, server.read_first])
@pytest.mark.parametrize("kind", ["bytes", "path", "file"])
def test_a_request_that_met_a_closed_connection_is_sent_once_more(
    either: Blocking, tmp_path: Path, deed: Deed, kind: str
) -> None:
    with closing(deed) as it:
        client = either.client(it.url, token=False)
        for _ in range(3):
            data = given_as(kind, tmp_path)
            assert either.call(client, "post", data=data) == server.BODY
    assert it.bodies == [BYTES[2 if kind == "file" else 0 :]] * 3
    assert (it.done, it.connections) == (1, 2)


@pytest.mark.parametrize("deed", [server.unread, server.read_first, server.politely])
def test_a_connection_over_tls_that_the_peer_closes_is_no_failure(
    either: Blocking, tmp_path: Path, deed: Deed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(deed, tmp_path) as it:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
        client = either.client(endpoint=it.url, token=False)
        for _ in range(3):
            assert either.call(client, "text_generation", "Hi") == "ok"
    assert (it.done, it.connections) == (1, 2)


@pytest.mark.parametrize("size", [200_000, 3_000_000])
@pytest.mark.parametrize("tls", [False, True])
def test_a_large_body_is_sent_again_from_its_start(
    either: Blocking, tmp_path: Path, size: int, tls: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = bytes(range(250)) * (size // 250)
    with closing(server.unread, tmp_path if tls else None) as it:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem") if tls else "")
        client = either.client(it.url, token=False)
        for _ in range(2):
            assert either.call(client, "post", data=body) == server.BODY
    assert it.bodies == [body] * 2


@pytest.mark.parametrize("deed", [server.half_answered, server.half_answered_and_reset])
def test_a_request_whose_answer_began_is_not_sent_again(either: Blocking, deed: Deed) -> None:
    with closing(deed) as it:
        client = either.client(endpoint=it.url, token=False)
        either.call(client, "text_generation", "Hi")
        with pytest.raises(errors.InferenceConnectionError, match="No answer from"):
            either.call(client, "text_generation", "Hi")
    assert (it.done, it.connections) == (1, 1)


@pytest.mark.parametrize("deed", [server.unread, server.read_first, server.half_answered])
def test_a_new_connection_that_is_closed_is_a_failure(either: Blocking, deed: Deed) -> None:
    with closing(deed, served=0) as it:
        client = either.client(endpoint=it.url, token=False)
        with pytest.raises(errors.InferenceConnectionError, match="No answer from"):
            either.call(client, "text_generation", "Hi")
        assert (it.done, it.connections) == (1, 1)
        assert either.call(client, "text_generation", "Hi") == "ok"


@pytest.mark.parametrize("deed", [server.unread, server.read_first, server.half_answered])
def test_a_request_is_sent_again_once(either: Blocking, deed: Deed) -> None:
    """The second connection is closed too, before its first answer."""

    def then_all(connection: Any) -> None:
        it.served = 0
        deed(connection)

    with closing(then_all, deeds=5) as it:
        client = either.client(endpoint=it.url, token=False)
        either.call(client, "text_generation", "Hi")
        with pytest.raises(errors.InferenceConnectionError, match="No answer from"):
            either.call(client, "text_generation", "Hi")
    assert it.done == (1 if deed is server.half_answered else 2)


@pytest.mark.parametrize("count", [2, 5, 12])
def test_where_all_kept_connections_are_closed_each_request_gets_a_new_one(count: int) -> None:
    with closing(server.unread, deeds=1000) as it, ThreadPoolExecutor(count) as pool:
        client = InferenceClient(endpoint=it.url, token=False)
        for _ in range(2):
            answers = pool.map(lambda _: client.text_generation("Hi", model="m"), range(count))
            assert list(answers) == ["ok"] * count


@pytest.mark.parametrize("count", [2, 5, 12])
def test_where_all_are_closed_under_a_loop_each_request_gets_a_new_one(count: int) -> None:
    async def calls(url: str) -> None:
        async with AsyncInferenceClient("m", endpoint=url, token=False) as client:
            for _ in range(2):
                calls = [client.text_generation("Hi") for _ in range(count)]
                assert await asyncio.gather(*calls) == ["ok"] * count

    with closing(server.unread, deeds=1000) as it:
        asyncio.run(calls(it.url))


def test_a_stream_is_asked_for_again_as_well(either: Blocking) -> None:
    with closing(server.read_first) as it:
        client = either.client(endpoint=it.url, token=False)
        either.call(client, "text_generation", "Hi")
        stream = either.call(client, "text_generation", "Hi", stream=True)
        assert either.read(stream) == ["ok"]
    assert it.connections == 2

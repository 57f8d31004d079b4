"""Nothing stays open: streams left, clients dropped, loops ended, threads interrupted."""

from __future__ import annotations

import asyncio
import gc
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient
from tests.waiting import PATIENCE, soon
from tests.wire.conftest import Blocking
from tests.wire.scripted import Reply, ScriptedServer
from tests.wire.test_text_generation import event, stream_of

READY = Reply.of_json([{"generated_text": "ok"}])
ENDLESS = Reply.of_events(event("a"), 10 * PATIENCE)


def test_one_connection_serves_call_after_call(either: Blocking, server: ScriptedServer) -> None:
    server.play(READY, Reply.of_events(*stream_of("a")), READY)
    client = either.client(endpoint=server.url)
    either.call(client, "text_generation", "Hi")
    either.read(either.call(client, "text_generation", "Hi", stream=True))
    either.call(client, "text_generation", "Hi")
    assert len({asked.connection for asked in server.asked}) == 1


def test_closing_a_client_closes_its_idle_connections(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(READY)
    client = either.client(endpoint=server.url)
    either.call(client, "text_generation", "Hi")
    assert server.open_connections == 1
    either.close_client(client)
    soon(lambda: server.open_connections == 0)
    assert either.call(client, "text_generation", "Hi") == "ok"


def test_an_error_frees_the_connection(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json({"error": "x"}, 500), READY)
    client = either.client(endpoint=server.url)
    with pytest.raises(OSError, match="500"):
        either.call(client, "text_generation", "Hi")
    either.call(client, "text_generation", "Hi")
    assert len({asked.connection for asked in server.asked}) == 1


@pytest.mark.parametrize("taken", [0, 1])
def test_a_stream_that_nobody_holds_is_closed(
    either: Blocking, server: ScriptedServer, taken: int
) -> None:
    server.play(ENDLESS)
    client = either.client(endpoint=server.url)
    stream = either.call(client, "text_generation", "Hi", stream=True)
    either.take(stream, taken)
    assert server.open_connections == 1
    del stream
    gc.collect()
    either.soon(lambda: server.open_connections == 0)


@pytest.mark.parametrize("taken", [0, 1])
def test_a_closed_stream_gives_nothing_more(
    either: Blocking, server: ScriptedServer, taken: int
) -> None:
    server.play(ENDLESS)
    client = either.client(endpoint=server.url)
    stream = either.call(client, "text_generation", "Hi", stream=True)
    either.take(stream, taken)
    either.leave(stream)
    either.leave(stream)
    assert either.read(stream) == []
    soon(lambda: server.open_connections == 0)


def test_a_loop_that_was_left_goes_on(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_events(*stream_of("a", "b", "c")))
    client = either.client(endpoint=server.url)
    stream = either.call(client, "text_generation", "Hi", stream=True)
    assert either.take(stream, 1) == ["a"]
    assert either.read(stream) == ["b", "c"]


def test_a_stream_outlives_its_client(server: ScriptedServer) -> None:
    server.play(Reply.of_events(event("a"), 0.05, *stream_of("b")[:1]))
    url = server.url
    tokens = []
    for token in InferenceClient("m", endpoint=url).text_generation("Hi", stream=True):
        gc.collect()
        tokens.append(token)
    assert tokens == ["a", "b"]

    async def main() -> list[str]:
        found = []
        client = AsyncInferenceClient("m", endpoint=url)
        stream = await client.text_generation("Hi", stream=True)
        del client
        gc.collect()
        async for token in stream:
            await asyncio.sleep(0)
            gc.collect()
            found.append(token)
        return found

    assert asyncio.run(main()) == ["a", "b"]


@pytest.mark.parametrize("framing", ["chunked", "close", "length"])
def test_another_thread_can_close_a_stream_that_is_being_read(
    server: ScriptedServer, framing: str
) -> None:
    pieces = (
        [event("a"), 10 * PATIENCE, b"never"]
        if framing == "length"
        else [event("a"), 10 * PATIENCE]
    )
    server.play(Reply.of_events(*pieces, framing=framing))
    client = InferenceClient("m", endpoint=server.url)
    stream = client.text_generation("Hi", stream=True)
    tokens: list[str] = []
    reader = threading.Thread(target=lambda: tokens.extend(stream))
    reader.start()
    soon(lambda: tokens)
    stream.close()
    reader.join(PATIENCE)
    assert not reader.is_alive()
    soon(lambda: server.open_connections == 0)
    assert tokens == ["a"]


def test_closing_from_many_threads_at_once_is_harmless(server: ScriptedServer) -> None:
    client = InferenceClient("m", endpoint=server.url)
    for _ in range(20):
        server.play(Reply.of_events(*stream_of(*"abcdefgh"), 10 * PATIENCE))
        stream = client.text_generation("Hi", stream=True)
        failures: list[BaseException] = []

        def close(stream: Any = stream, failures: list[BaseException] = failures) -> None:
            try:
                stream.close()
            except BaseException as error:
                failures.append(error)

        closers = [threading.Thread(target=close) for _ in range(4)]
        reader = threading.Thread(target=list, args=(stream,))
        for thread in (reader, *closers):
            thread.start()
        for thread in (reader, *closers):
            thread.join(PATIENCE)
            assert not thread.is_alive()
        assert not failures


def test_another_thread_can_close_an_asynchronous_stream(server: ScriptedServer) -> None:
    async def main() -> list[str]:
        async with AsyncInferenceClient("m", endpoint=server.url) as client:
            stream = await client.text_generation("Hi", stream=True)
            tokens = []
            async for token in stream:
                tokens.append(token)
                asyncio.get_running_loop().call_later(
                    0.05, lambda: threading.Thread(target=stream.close).start()
                )
            return tokens

    server.play(ENDLESS)
    assert asyncio.run(main()) == ["a"]
    soon(lambda: server.open_connections == 0)


def test_another_task_can_close_an_asynchronous_stream(server: ScriptedServer) -> None:
    async def main() -> list[str]:
        async with AsyncInferenceClient("m", endpoint=server.url) as client:
            stream = await client.text_generation("Hi", stream=True)

            first = asyncio.Event()

            async def close() -> None:
                await first.wait()
                await asyncio.sleep(0.05)  # until the next token is waited for
                await stream.aclose()

            closing = asyncio.create_task(close())
            tokens = []
            async for token in stream:
                tokens.append(token)
                first.set()
            await closing
            return tokens

    server.play(ENDLESS)
    assert asyncio.run(main()) == ["a"]


def test_a_cancelled_task_closes_its_connection(server: ScriptedServer) -> None:
    async def main() -> None:
        client = AsyncInferenceClient("m", endpoint=server.url)
        for reply in (Reply([], framing="held"), ENDLESS):
            server.play(reply)
            tokens: list[str] = []

            async def call(tokens: list[str] = tokens) -> None:
                stream = await client.text_generation("Hi", stream=True)
                tokens.extend([await stream.__anext__()])
                await stream.__anext__()

            task = asyncio.create_task(call())
            while not (tokens if reply is ENDLESS else server.asked):
                await asyncio.sleep(0.002)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.to_thread(soon, lambda: server.open_connections == 0)
        await client.close()

    asyncio.run(main())


def test_a_client_works_in_one_loop_after_the_other(server: ScriptedServer) -> None:
    server.play(READY)
    client = AsyncInferenceClient("m", endpoint=server.url)
    for _ in range(3):
        assert asyncio.run(client.text_generation("Hi")) == "ok"
    soon(lambda: server.open_connections == 0)


def test_a_client_works_in_loops_of_several_threads(server: ScriptedServer) -> None:
    server.play(READY)
    client = AsyncInferenceClient("m", endpoint=server.url)
    answers: list[str] = []

    async def calls() -> None:
        answers.extend(await asyncio.gather(*[client.text_generation("Hi") for _ in range(10)]))

    threads = [threading.Thread(target=lambda: asyncio.run(calls())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["ok"] * 40
    soon(lambda: server.open_connections == 0)


def test_a_client_works_in_many_threads(server: ScriptedServer) -> None:
    server.play(READY)
    client = InferenceClient("m", endpoint=server.url)
    answers: list[str] = []

    def calls() -> None:
        for _ in range(5):
            answers.append(client.text_generation("Hi"))
            if len(answers) % 7 == 0:
                client.close()

    threads = [threading.Thread(target=calls) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["ok"] * 80


def test_a_connection_that_died_while_the_loop_was_busy_is_not_used(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hfwidgets.client.sessions.IDLE", 0.1)

    async def main() -> str:
        async with AsyncInferenceClient("m", endpoint=server.url) as client:
            await client.text_generation("Hi")
            server.hang_up()
            time.sleep(0.2)  # as a cell of a notebook does
            return await client.text_generation("Hi")

    server.play(READY)
    assert asyncio.run(main()) == "ok"


def test_a_connection_that_died_is_not_used(server: ScriptedServer) -> None:
    server.play(READY)
    client = InferenceClient("m", endpoint=server.url)
    client.text_generation("Hi")
    server.hang_up()
    soon(lambda: server.open_connections == 0)
    assert client.text_generation("Hi") == "ok"


def test_more_origins_than_pools_are_served(
    monkeypatch: pytest.MonkeyPatch, server: ScriptedServer
) -> None:
    from hfwidgets.client import sync_transport

    monkeypatch.setattr(sync_transport, "_adapter", None)
    monkeypatch.setattr(sync_transport, "ORIGINS", 2)
    server.play(READY)
    port = server.url.rpartition(":")[2]
    for _ in range(2):
        for number in range(1, 6):
            client = InferenceClient("m", endpoint=f"http://127.0.0.{number}:{port}")
            assert client.text_generation("Hi") == "ok"
    sync_transport.close_idle()


def test_an_interrupt_closes_the_connection(server: ScriptedServer) -> None:
    server.play(ENDLESS)
    code = (
        "import signal\n"  # whoever started the tests may have it ignored
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from hfwidgets import InferenceClient\n"
        f"client = InferenceClient('m', endpoint={server.url!r})\n"
        "stream = client.text_generation('x', stream=True)\n"
        "try:\n    for token in stream: print(token)\n"
        "except KeyboardInterrupt: print('interrupted')\n"
        f"import time; time.sleep({10 * PATIENCE})"
    )
    command = [sys.executable, "-u", "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "a\n"
            time.sleep(0.2)  # until it waits for the next token
            child.send_signal(signal.SIGINT)
            assert child.stdout.readline() == "interrupted\n"
            soon(lambda: server.open_connections == 0)
        finally:
            child.kill()

"""Whole programs that leave things open: none is told of a task or a connection."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from collections.abc import Iterator

import pytest
import trustme

from tests.waiting import PATIENCE
from tests.wire.scripted import Reply, ScriptedServer
from tests.wire.test_text_generation import event, stream_of

READY = Reply.of_json([{"generated_text": "ok"}])
ENDLESS = Reply.of_events(event("a"), 10 * PATIENCE)
WHOLE = Reply.of_events(*stream_of("a", "b", "c"))

SCRIPTS = {
    "asyncio.run, client not closed": """
        async def main():
            client = AsyncInferenceClient("m", endpoint=URL)
            print(await client.text_generation("Hi"))
        asyncio.run(main())
    """,
    "asyncio.run, global client": """
        client = AsyncInferenceClient("m", endpoint=URL)
        print(asyncio.run(client.text_generation("Hi")))
        print(asyncio.run(client.text_generation("Hi")))
    """,
    "a stream left by break": """
        async def main():
            client = AsyncInferenceClient("m", endpoint=URL)
            async for token in await client.text_generation("Hi", stream=True):
                print(token)
                break
        asyncio.run(main())
    """,
    "a whole stream left by break": """
        async def main():
            client = AsyncInferenceClient("m", endpoint=URL)
            async for token in await client.text_generation("Hi", stream=True):
                print(token)
                await asyncio.sleep(0.1)  # until all of it has arrived
                break
        asyncio.run(main())
    """,
    "a whole stream of which one token was read": """
        async def main():
            client = AsyncInferenceClient("m", endpoint=URL)
            stream = await client.text_generation("Hi", stream=True)
            print(await stream.__anext__())
            await asyncio.sleep(0.1)
        asyncio.run(main())
    """,
    "a whole stream left by break, client closed": """
        async def main():
            async with AsyncInferenceClient("m", endpoint=URL) as client:
                async for token in await client.text_generation("Hi", stream=True):
                    print(token)
                    await asyncio.sleep(0.1)
                    break
        asyncio.run(main())
    """,
    "a stream never read": """
        async def main():
            client = AsyncInferenceClient("m", endpoint=URL)
            stream = await client.text_generation("Hi", stream=True)
            print(stream.response.status)
            return stream
        stream = asyncio.run(main())
    """,
    "a loop that is never closed": """
        loop = asyncio.new_event_loop()
        client = AsyncInferenceClient("m", endpoint=URL)
        print(loop.run_until_complete(client.text_generation("Hi")))
        QUIET = "unclosed event loop", "unclosed transport", "unclosed <socket"
    """,
    "a stream of a loop that is closed, its generators never closed": """
        loop = asyncio.new_event_loop()
        client = AsyncInferenceClient("m", endpoint=URL)
        async def main():
            stream = await client.text_generation("Hi", stream=True)
            print(await stream.__anext__())
            return stream
        stream = loop.run_until_complete(main())
        loop.close()
    """,
    "a whole stream of a loop that is closed, its generators never closed": """
        loop = asyncio.new_event_loop()
        client = AsyncInferenceClient("m", endpoint=URL)
        async def main():
            stream = await client.text_generation("Hi", stream=True)
            await asyncio.sleep(0.1)
            print(await stream.__anext__())
            return stream
        stream = loop.run_until_complete(main())
        loop.close()
    """,
    "a whole stream, dropped with its client": """
        async def main():
            client = AsyncInferenceClient("m", endpoint=URL)
            stream = await client.text_generation("Hi", stream=True)
            await asyncio.sleep(0.1)
            print(await stream.__anext__())
            del client, stream
        asyncio.run(main())
    """,
    "blocking, not closed": """
        client = InferenceClient("m", endpoint=URL)
        stream = client.text_generation("Hi", stream=True)
        print(next(stream))
    """,
    "blocking, never read": """
        client = InferenceClient("m", endpoint=URL)
        print(client.text_generation("Hi", stream=True).response.status)
    """,
}


@pytest.fixture(scope="module")
def over_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ScriptedServer, str]]:
    """A server over TLS, and the file of its authority."""
    authority, folder = trustme.CA(), tmp_path_factory.mktemp("authority")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    server = ScriptedServer(context)
    yield server, str(folder / "ca.pem")
    server.close()


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_warns_of_what_it_left_open(server: ScriptedServer, name: str) -> None:
    check(server, name, {})


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_warns_of_what_it_left_open_over_tls(
    over_tls: tuple[ScriptedServer, str], name: str
) -> None:
    server, authority = over_tls
    check(server, name, {"REQUESTS_CA_BUNDLE": authority})


def check(server: ScriptedServer, name: str, more: dict[str, str]) -> None:
    streamed = "stream" in SCRIPTS[name]
    server.play(WHOLE if "whole" in name else ENDLESS if streamed else READY)
    lines = [line[8:] for line in SCRIPTS[name].split("\n")]
    code = "import asyncio\nfrom hfwidgets import AsyncInferenceClient, InferenceClient\n"
    code += f"URL = {server.url!r}\n" + "\n".join(lines)
    command = [sys.executable, "-X", "dev", "-W", "always", "-c", code]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        env={**os.environ, **more},
    )
    assert done.stdout
    slow = "Executing <"  # asyncio's debugger on a busy machine
    told = "\n".join(line for line in done.stderr.split("\n") if not line.startswith(slow))
    if "never closed" in name:  # asyncio's own words about the loop; none about us
        assert "aiohttp" not in told
        assert "client" not in told
    else:
        assert told == ""
    assert done.returncode == 0

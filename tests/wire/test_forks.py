"""A forked child has connections of its own: nobody gets another process's answers."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient
from hfwidgets.errors import StreamError
from hfwidgets.widgets.engine.background import background
from tests.waiting import PATIENCE
from tests.wire.scripted import Asked, Reply, ScriptedServer

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
TOKEN = b'{"id":%d,"text":"%d ","logprob":0,"special":false}'
EVENT = b'data:{"token":' + TOKEN + b',"generated_text":null}\n\n'


def named(asked: Asked) -> Reply:
    """Answer a text with itself."""
    return Reply.of_json([{"summary_text": asked.json["inputs"]}])


def in_child(act: Callable[[], object]) -> str:
    """Run in a forked child; returns what it gave, or its error."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            told = repr(act())
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
        os.write(writes, told.encode()[:60000])
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(child, 0)
    return told


@pytest.fixture
def echoing(server: ScriptedServer) -> ScriptedServer:
    server.play(named)
    return server


def summaries(client: InferenceClient, name: str, count: int = 20) -> list[bool]:
    return [client.summarization(f"{name} {at}") == f"{name} {at}" for at in range(count)]


def test_children_that_ask_at_once_get_their_own_answers(echoing: ScriptedServer) -> None:
    client = InferenceClient("m", endpoint=echoing.url)
    client.summarization("warm")
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(3, mp_context=context) as pool:
        asked = [pool.submit(summaries, client, f"child {at}") for at in range(3)]
        mine = summaries(client, "parent")
        assert [set(one.result(timeout=PATIENCE)) for one in asked] == [{True}] * 3
    assert set(mine) == {True}


def test_a_pool_of_forked_processes_maps(echoing: ScriptedServer) -> None:
    client = InferenceClient("m", endpoint=echoing.url)
    client.summarization("warm")
    texts = [f"text {at}" for at in range(24)]
    with multiprocessing.get_context("fork").Pool(3) as pool:
        assert pool.map(client.summarization, texts, chunksize=2) == texts


def test_an_async_client_asks_anew_in_a_child(echoing: ScriptedServer) -> None:
    client = AsyncInferenceClient("m", endpoint=echoing.url)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(client.summarization("warm"))
    told = in_child(lambda: asyncio.run(client.summarization("child")))
    assert told == "'child'"
    assert loop.run_until_complete(client.summarization("parent")) == "parent"
    loop.run_until_complete(client.close())
    loop.close()


def test_the_widgets_thread_is_made_anew_in_a_child() -> None:
    async def who() -> int:
        return os.getpid()

    assert background().submit(who()).result(PATIENCE) == os.getpid()
    told = in_child(lambda: background().submit(who()).result(PATIENCE) == os.getpid())
    assert told == "True"
    assert background().submit(who()).result(PATIENCE) == os.getpid()


LAST = EVENT.replace(b"null", b'"0 1 2 3 4 5 "') % (5, 5)
STREAM = Reply.of_events(*(part for at in range(5) for part in (EVENT % (at, at), 0.05)), LAST)


def test_a_child_that_drops_a_stream_leaves_it_to_its_parent(server: ScriptedServer) -> None:
    server.play(STREAM)
    stream = InferenceClient("m", endpoint=server.url).text_generation("x", stream=True)
    first = next(stream)
    in_child(stream.close)
    assert first + "".join(stream) == "0 1 2 3 4 5 "


def test_a_child_cannot_take_its_parents_stream(server: ScriptedServer) -> None:
    server.play(STREAM)
    stream = InferenceClient("m", endpoint=server.url).text_generation("x", stream=True)
    told = in_child(lambda: list(stream))
    assert told.startswith(StreamError.__name__)
    assert "another process" in told
    assert "".join(stream) == "0 1 2 3 4 5 "

"""Cassettes: what was recorded is played again, exactly, and nothing is sent."""

from __future__ import annotations

import asyncio
import copy
import pickle
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import hfwidgets
from hfwidgets import AsyncInferenceClient, InferenceClient, Sandbox, errors
from tests.waiting import PATIENCE, Gate
from tests.wire.conftest import Blocking
from tests.wire.scripted import FOR_EVER, Reply, ScriptedServer
from tests.wire.taped import CANARY, NGRAM, event, hold_last_block, recorded


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    return tmp_path / "lesson.cassette"


class TestWhatComesBack:
    def test_an_answer_is_played_without_a_server(
        self, either: Blocking, server: ScriptedServer, tape: Path
    ) -> None:
        server.play(Reply.of_json([[{"label": "é\u2028", "score": 0.1}]]))

        def ask(client: Any) -> Any:
            return either.call(client, "text_classification", "I like it")

        (before,) = recorded(either, tape, server, ask)
        asked = len(server.asked)
        with hfwidgets.replay(tape, speed=None):
            after = ask(either.client(f"{server.url}/m"))
        assert after == before == [{"label": "é\u2028", "score": 0.1}]
        assert len(server.asked) == asked

    @pytest.mark.parametrize("split", [1, 3, 7, 1000])
    def test_a_stream_is_played_byte_for_byte(
        self, either: Blocking, server: ScriptedServer, tape: Path, split: int
    ) -> None:
        whole = event("Ünder ") + event("\U0001f419\r\n") + event(".", "Ünder \U0001f419.")
        pieces = [whole[at : at + split] for at in range(0, len(whole), split)]
        server.play(Reply.of_events(*pieces))

        def ask(client: Any) -> Any:
            return either.read(either.call(client, "text_generation", "a", stream=True))

        (before,) = recorded(either, tape, server, ask)
        with hfwidgets.replay(tape, speed=None):
            assert ask(either.client(f"{server.url}/m")) == before
        assert "".join(before) == "Ünder \U0001f419\r\n."

    def test_many_tokens_are_played_exactly(self, either: Blocking, tape: Path) -> None:
        server = ScriptedServer()
        words = [f"w{number} " for number in range(3000)]
        server.play(Reply.of_events(*(event(word) for word in words), event("", "end")))

        def ask(client: Any) -> Any:
            return either.read(either.call(client, "text_generation", "a", stream=True))

        (before,) = recorded(either, tape, server, ask)
        with hfwidgets.replay(tape, speed=None):
            assert ask(either.client(f"{server.url}/m")) == before == [*words, ""]

    def test_a_long_stream_lies_beside_the_cassette_as_it_came(
        self, either: Blocking, server: ScriptedServer, tape: Path
    ) -> None:
        events = [event(f"{CANARY} \u00fc{number} ") for number in range(400)]
        events.append(event(".", "the end"))
        server.play(Reply.of_events(*events))

        def ask(client: Any) -> Any:
            return either.read(either.call(client, "text_generation", "a", stream=True))

        recorded(either, tape, server, ask)
        (file,) = tape.with_name("lesson.cassette.files").iterdir()
        hidden = b"".join(events).replace(CANARY.encode(), b"*" * len(CANARY))
        assert file.suffix == ".txt"
        assert file.read_bytes() == hidden
        assert len(tape.read_bytes()) < len(hidden) / 2
        with hfwidgets.replay(tape, speed=None):
            texts = ask(either.client(f"{server.url}/m"))
        hidden_words = [f"{'*' * len(CANARY)} \u00fc{number} " for number in range(400)]
        assert texts == [*hidden_words, "."]

    def test_bytes_that_are_no_text_come_back_from_their_file(
        self, either: Blocking, server: ScriptedServer, tape: Path
    ) -> None:
        sound = b"RIFF" + bytes(range(256)) * 200
        server.play(Reply([sound], headers={"Content-Type": "audio/wav"}, framing="length"))

        def ask(client: Any) -> Any:
            return either.call(client, "text_to_speech", "a")

        recorded(either, tape, server, ask)
        files = list(tape.with_name("lesson.cassette.files").iterdir())
        assert [file.read_bytes() for file in files] == [sound]
        with hfwidgets.replay(tape, speed=None):
            assert ask(either.client(f"{server.url}/m")) == sound

    def test_same_requests_get_their_answers_in_order_and_the_last_again(
        self, either: Blocking, server: ScriptedServer, tape: Path
    ) -> None:
        server.play(*(Reply.of_json([{"generated_text": text}]) for text in "abc"))

        def ask(client: Any) -> Any:
            return either.call(client, "text_generation", "a")

        assert recorded(either, tape, server, ask, ask, ask) == ["a", "b", "c"]
        with hfwidgets.replay(tape, speed=None) as player:
            client = either.client(f"{server.url}/m")
            assert [ask(client) for _ in range(5)] == ["a", "b", "c", "c", "c"]
        assert player.played == 5

    @pytest.mark.parametrize("status", [400, 401, 404, 422, 429, 500])
    def test_errors_are_played_as_they_were(
        self, either: Blocking, server: ScriptedServer, tape: Path, status: int
    ) -> None:
        server.play(Reply.of_json({"error": "not today"}, status, Retry_After="7"))

        def ask(client: Any) -> Any:
            with pytest.raises(errors.InferenceHTTPError) as caught:
                either.call(client, "text_classification", "a")
            error = caught.value
            return type(error).__name__, error.server_message, error.retry_after

        (before,) = recorded(either, tape, server, ask)
        with hfwidgets.replay(tape, speed=None):
            assert ask(either.client(f"{server.url}/m", token="hf_other")) == before

    @pytest.mark.parametrize("framing", ["cut", "held", "raw"])
    def test_broken_connections_are_played_too(
        self, either: Blocking, server: ScriptedServer, tape: Path, framing: str
    ) -> None:
        server.play(Reply([b"[{"], framing=framing))

        def ask(client: Any) -> Any:
            with pytest.raises(errors.InferenceError) as caught:
                either.call(client, "text_classification", "a")
            kinds = (errors.InferenceTimeoutError, errors.InferenceConnectionError)
            return [kind for kind in kinds if isinstance(caught.value, kind)]

        timeout = 0.3 if framing == "held" else PATIENCE
        (before,) = recorded(either, tape, server, ask, timeout=timeout)
        assert before
        with hfwidgets.replay(tape, speed=None):
            assert ask(either.client(f"{server.url}/m")) == before

    def test_a_stream_that_was_cut_is_cut_at_the_same_place(
        self, either: Blocking, server: ScriptedServer, tape: Path
    ) -> None:
        server.play(Reply.of_events(event("a"), event("b"), framing="cut"))

        def ask(client: Any) -> Any:
            stream = either.call(client, "text_generation", "a", stream=True)
            got = either.take(stream, 2)
            with pytest.raises(errors.StreamError):
                either.take(stream, 1)
            return got

        (before,) = recorded(either, tape, server, ask)
        with hfwidgets.replay(tape, speed=None):
            assert ask(either.client(f"{server.url}/m")) == before == ["a", "b"]

    def test_what_was_left_in_the_middle_ends_there_with_a_word(
        self, either: Blocking, server: ScriptedServer, tape: Path
    ) -> None:
        server.play(Reply.of_events(event("a"), event("b"), FOR_EVER, event("c", "abc")))

        def leave(client: Any) -> Any:
            stream = either.call(client, "text_generation", "a", stream=True)
            got = either.take(stream, 2)
            either.leave(stream)
            return got

        recorded(either, tape, server, leave)
        with hfwidgets.replay(tape, speed=None):
            client = either.client(f"{server.url}/m")
            stream = either.call(client, "text_generation", "a", stream=True)
            assert either.take(stream, 2) == ["a", "b"]
            with pytest.raises(errors.StreamError, match="its reader stopped here"):
                either.take(stream, 1)

    def test_a_model_that_loaded_loads_again(
        self, either: Blocking, server: ScriptedServer, tape: Path
    ) -> None:
        loading = Reply.of_json({"error": "loading", "estimated_time": 0.2}, 503)
        server.play(loading, loading, Reply.of_json([{"generated_text": "x"}]))
        waits: list[Any] = []

        def ask(client: Any) -> Any:
            return either.call(client, "text_generation", "a")

        assert recorded(either, tape, server, ask) == ["x"]
        with hfwidgets.replay(tape, speed=None):
            assert ask(either.client(f"{server.url}/m", on_wait=waits.append)) == "x"
        assert [wait.estimate for wait in waits] == [0.2, 0.2]


class TestItsTime:
    def test_a_stream_comes_as_it_came_or_faster(
        self, either: Blocking, server: ScriptedServer, tape: Path
    ) -> None:
        server.play(Reply.of_events(event("a"), 0.4, event("b"), 0.4, event("c", "abc")))

        def ask(client: Any) -> float:
            start = time.monotonic()
            either.read(either.call(client, "text_generation", "a", stream=True))
            return time.monotonic() - start

        (before,) = recorded(either, tape, server, ask)
        assert before >= 0.8
        with hfwidgets.replay(tape) as player:
            client = either.client(f"{server.url}/m")
            assert ask(client) >= 0.75
            player.speed = 2
            assert ask(client) >= 0.38
        hold_last_block(tape, FOR_EVER)
        with hfwidgets.replay(tape, speed=None):
            assert ask(either.client(f"{server.url}/m")) < FOR_EVER
        with hfwidgets.replay(tape, speed=FOR_EVER):
            assert ask(either.client(f"{server.url}/m")) >= 0.9

    def test_leaving_a_played_stream_ends_its_pause(
        self, server: ScriptedServer, tape: Path
    ) -> None:
        gate = Gate()

        def pieces() -> Iterator[bytes | float]:
            yield event("a")
            gate.wait()
            yield 0.05  # what comes within a millisecond is recorded as one piece
            yield event("b", "ab")

        server.play(Reply(pieces(), headers={"Content-Type": "text/event-stream"}))
        with hfwidgets.record(tape):
            taken = InferenceClient(f"{server.url}/m").text_generation("a", stream=True)
            next(taken)
            gate.open()
            list(taken)
        hold_last_block(tape, FOR_EVER)
        read_first, ended = threading.Event(), threading.Event()
        with hfwidgets.replay(tape):
            stream = InferenceClient(f"{server.url}/m").text_generation("a", stream=True)

            def read() -> None:
                for _ in stream:
                    read_first.set()
                ended.set()

            thread = threading.Thread(target=read, daemon=True)
            thread.start()
            assert read_first.wait(PATIENCE)
            stream.close()
            assert ended.wait(PATIENCE), "the reader still waits for what comes much later"


class TestOneClient:
    def test_its_own_file_is_recorded_first_and_played_after(
        self, either: Blocking, server: ScriptedServer, tape: Path
    ) -> None:
        server.play(Reply.of_json([{"generated_text": "x"}]))
        client = either.client(f"{server.url}/m", cassette=tape)
        assert either.call(client, "text_generation", "a") == "x"
        other = either.client(f"{server.url}/m")
        assert either.call(other, "text_generation", "b") == "x"
        client._config.tape.close()
        server.close()
        server.hang_up()
        again = either.client(f"{server.url}/m", cassette=str(tape))
        assert either.call(again, "text_generation", "a") == "x"
        with pytest.raises(errors.CassetteError):
            either.call(again, "text_generation", "b")

    def test_what_is_no_cassette_is_refused(self) -> None:
        with pytest.raises(TypeError, match="path"):
            InferenceClient(cassette=3)  # type: ignore[arg-type]

    def test_a_client_with_a_cassette_stays_in_its_process(self, tape: Path) -> None:
        client = InferenceClient("m", cassette=tape)
        with pytest.raises(TypeError, match="stays in its process"):
            pickle.dumps(client)
        assert copy.copy(client)._config.tape is client._config.tape


def test_every_port_of_this_machine_is_the_same(sandbox: Sandbox, tape: Path) -> None:
    def ask(endpoint: str) -> str:
        client = InferenceClient(NGRAM, endpoint=endpoint)
        return client.text_generation("When", max_new_tokens=5)

    with hfwidgets.record(tape):
        before = ask(sandbox.url)
    with hfwidgets.replay(tape, speed=None):
        assert ask("http://localhost:1") == before


def test_calls_at_once_from_many_threads_are_all_recorded(sandbox: Sandbox, tape: Path) -> None:
    texts = [f"When {number}" for number in range(40)]

    def ask() -> list[Any]:
        client = InferenceClient(NGRAM, endpoint=sandbox.url)
        return client.map("text-generation", texts, progress=False, max_new_tokens=3)

    with hfwidgets.record(tape) as recorder:
        before = ask()
    assert recorder.exchanges == 40
    with hfwidgets.replay(tape, speed=None):
        assert ask() == before


def test_lists_and_states_are_recorded_too(sandbox: Sandbox, tape: Path) -> None:
    def ask() -> list[Any]:
        client = InferenceClient(endpoint=sandbox.url)
        listed = client.list_deployed_models("text-generation-inference")
        return [listed, client.get_model_status(NGRAM).loaded]

    with hfwidgets.record(tape):
        before = ask()
    with hfwidgets.replay(tape, speed=None):
        assert ask() == before


def test_a_call_that_is_cancelled_leaves_a_cassette_that_can_be_played(
    server: ScriptedServer, tape: Path
) -> None:
    server.play(Reply(framing="held"))

    async def ask() -> None:
        async with AsyncInferenceClient(f"{server.url}/m") as client:
            call = asyncio.ensure_future(client.text_generation("When"))
            while not (server.asked or call.done()):
                await asyncio.sleep(0.002)
            if not call.done():
                call.cancel()
            await call

    with hfwidgets.record(tape), pytest.raises(asyncio.CancelledError):
        asyncio.run(ask())
    server.asked.clear()
    with (
        hfwidgets.replay(tape, speed=None),
        pytest.raises(errors.CassetteError, match="stopped before its answer"),
    ):
        asyncio.run(ask())

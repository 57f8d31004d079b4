"""Many inputs through one task: order, bounds, errors, progress, cancelling, other machines."""

from __future__ import annotations

import asyncio
import copy
import pickle
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient, errors
from tests.waiting import Gate, soon
from tests.wire.conftest import Blocking
from tests.wire.scripted import Asked, Reply, ScriptedServer

LABELS = [{"label": "x", "score": 1.0}]


class Echo:
    """Answers a text classification with its text, and counts what is under way at once."""

    def __init__(self, server: ScriptedServer, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.together = 0  # so many are to be under way at once before the first is answered
        self.under_way = self.most = 0
        self.gate = Gate()  # what holds the text "slow" back
        self._lock = threading.Lock()
        server.play(self)

    def __call__(self, asked: Asked) -> Reply:
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        text = asked.json["inputs"]
        if text == "slow":
            self.gate.wait()
        elif self.together:
            soon(lambda: self.most >= self.together)
            time.sleep(self.seconds)
        else:
            time.sleep(self.seconds)
        with self._lock:
            self.under_way -= 1
        if text == "bad":
            return Reply.of_json({"error": "no such text"}, 422)
        return Reply.of_json([[{"label": text, "score": 1.0}]])


def labels(results: list[Any]) -> list[str]:
    return [one[0]["label"] if isinstance(one, list) else type(one).__name__ for one in results]


def imap(either: Blocking, client: Any, *args: Any, **kwargs: Any) -> list[Any]:
    return either.read(client.imap(*args, **kwargs))


def test_results_come_in_the_order_of_the_inputs(either: Blocking, server: ScriptedServer) -> None:
    Echo(server)
    client = either.client(endpoint=server.url)
    texts = [str(number) for number in range(40)]
    found = either.call(client, "map", "text-classification", texts, progress=False)
    assert labels(found) == texts
    assert either.call(client, "map", "text_classification", [], progress=False) == []


def test_so_many_are_under_way_and_no_more(either: Blocking, server: ScriptedServer) -> None:
    echo = Echo(server, 0.03)
    client = either.client(endpoint=server.url)
    texts = [str(number) for number in range(12)]
    echo.together = 4
    imap(either, client, "text-classification", texts, max_workers=4)
    assert echo.most == 4
    echo.most = echo.together = 0
    imap(either, client, "text-classification", texts[:3], max_workers=1)
    assert echo.most == 1


def test_a_slow_first_one_does_not_hold_the_others_up(
    either: Blocking, server: ScriptedServer
) -> None:
    echo = Echo(server)
    client = either.client(endpoint=server.url)

    def inputs() -> Iterator[str]:
        yield "slow"
        for number in range(12):
            if number == 10:  # ten others were taken on while the first was held back
                echo.gate.open()
            yield str(number)

    found = imap(either, client, "text-classification", inputs(), max_workers=2)
    assert labels(found) == ["slow", *map(str, range(12))]
    assert not echo.gate.forced


def test_a_generator_is_read_as_far_as_needed(either: Blocking, server: ScriptedServer) -> None:
    Echo(server)
    client = either.client(endpoint=server.url)
    taken = []

    def endless() -> Iterator[str]:
        while True:
            taken.append(len(taken))
            yield str(len(taken))

    stream = client.imap("text-classification", endless(), max_workers=2)
    assert labels(either.take(stream, 3)) == ["1", "2", "3"]
    assert len(taken) <= 3 + 2 * 8
    either.leave(stream)


def test_each_error_stays_in_its_place(either: Blocking, server: ScriptedServer) -> None:
    Echo(server)
    client = either.client(endpoint=server.url)
    texts = ["a", "bad", "b", "bad"]
    arguments: dict[str, Any] = {"on_error": "return", "progress": False}
    found = either.call(client, "map", "text-classification", texts, **arguments)
    assert labels(found) == ["a", "UnprocessableError", "b", "UnprocessableError"]
    assert found[1].server_message == "no such text"


def test_the_first_error_ends_it(either: Blocking, server: ScriptedServer) -> None:
    echo = Echo(server)
    client = either.client(endpoint=server.url)
    texts = ["a", "bad", *["slow"] * 200]
    with pytest.raises(errors.UnprocessableError):
        either.call(client, "map", "text-classification", texts, progress=False, max_workers=2)
    assert not echo.gate.forced
    echo.gate.open()
    soon(lambda: echo.under_way == 0)
    assert len(server.asked) <= 2 + 2


def test_leaving_the_loop_cancels_the_rest_at_once(
    either: Blocking, server: ScriptedServer
) -> None:
    echo = Echo(server)
    client = either.client(endpoint=server.url)
    inputs = ["a", "slow", "slow", *map(str, range(50))]
    stream = client.imap("text-classification", inputs, max_workers=3)
    assert labels(either.take(stream, 1)) == ["a"]
    either.leave(stream)  # returns though two are held back
    assert not echo.gate.forced
    asked = len(server.asked)
    echo.gate.open()
    soon(lambda: echo.under_way == 0)
    assert len(server.asked) <= asked + 3


def test_a_tuple_is_several_arguments(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json({"answer": "x", "score": 1, "start": 0, "end": 1}))
    client = either.client(endpoint=server.url)
    found = imap(either, client, "question-answering", [("Who?", "Me."), ("What?", "It.")])
    assert [one["answer"] for one in found] == ["x", "x"]
    bodies = sorted(one.json["question"] for one in server.asked)
    assert bodies == ["What?", "Who?"]


def test_further_arguments_are_those_of_each_call(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json([LABELS]))
    client = either.client(endpoint=server.url)
    imap(either, client, "text-classification", ["a", "b"], model="other")
    assert [one.path for one in server.asked] == ["/models/other"] * 2


@pytest.mark.parametrize(
    ("task", "arguments", "words"),
    [
        ("no-such-task", {}, "name of a method"),
        ("_perform", {}, "name of a method"),
        ("model", {}, "name of a method"),
        ("fill-mask", {"max_workers": 0}, "at least 1"),
        ("fill-mask", {"max_workers": True}, "at least 1"),
        ("fill-mask", {"max_workers": 2.5}, "at least 1"),
        ("fill-mask", {"on_error": "ignore"}, "'raise' or 'return'"),
    ],
)
def test_what_means_nothing_is_refused_before_any_call(
    either: Blocking, server: ScriptedServer, task: str, arguments: dict[str, Any], words: str
) -> None:
    client = either.client(endpoint=server.url)
    with pytest.raises(ValueError, match=words):
        client.imap(task, ["x"], **arguments)
    with pytest.raises(ValueError, match=words):
        either.call(client, "map", task, ["x"], **arguments)


def test_progress_is_shown(
    either: Blocking, server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("tqdm")
    Echo(server)
    client = either.client(endpoint=server.url)
    either.call(client, "map", "text-classification", ["a"] * 7)
    assert "7/7" in capsys.readouterr().err
    either.call(client, "map", "text-classification", iter(["a"] * 7))
    assert "7it" in capsys.readouterr().err
    either.call(client, "map", "text-classification", ["a"] * 7, progress=False)
    assert capsys.readouterr().err == ""


def test_inputs_may_be_awaited_too(server: ScriptedServer) -> None:
    Echo(server)

    async def inputs() -> AsyncIterator[str]:
        for number in range(9):
            await asyncio.sleep(0)
            yield str(number)

    async def main() -> list[Any]:
        async with AsyncInferenceClient("m", endpoint=server.url) as client:
            return await client.map("text-classification", inputs(), progress=False)

    assert labels(asyncio.run(main())) == list(map(str, range(9)))


def test_cancelling_a_task_cancels_its_calls(server: ScriptedServer) -> None:
    echo = Echo(server)

    async def main() -> None:
        async with AsyncInferenceClient("m", endpoint=server.url) as client:
            mapped = asyncio.ensure_future(
                client.map("text-classification", ["slow"] * 20, progress=False)
            )
            while not echo.gate.held:
                await asyncio.sleep(0.01)
            mapped.cancel()
            with pytest.raises(asyncio.CancelledError):
                await mapped

    asyncio.run(main())
    assert not echo.gate.forced
    echo.gate.open()


def configured(kind: Any) -> Any:
    return kind(
        "org/model",
        token="hf_secret",
        timeout=7,
        headers={"X-Mine": "1"},
        cookies={"a": "1"},
        endpoint="http://127.0.0.1:9/hf-inference",
        hub_endpoint="http://127.0.0.1:8",
        bill_to="us",
    )


@pytest.mark.parametrize("kind", [InferenceClient, AsyncInferenceClient])
@pytest.mark.parametrize("how", ["pickle", "copy", "deepcopy"])
def test_a_copy_of_a_client_keeps_its_settings(kind: Any, how: str) -> None:
    client = configured(kind)
    client._transport = object()  # connections stay behind
    ways: dict[str, Any] = {
        "pickle": lambda: pickle.loads(pickle.dumps(client)),
        "copy": lambda: copy.copy(client),
        "deepcopy": lambda: copy.deepcopy(client),
    }
    twin = ways[how]()
    assert type(twin) is kind
    assert twin._config == client._config
    assert twin.headers.plain() == client.headers.plain()
    assert "_transport" not in vars(twin)
    assert "hf_secret" not in repr(vars(twin))


def test_an_error_travels_without_secrets(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json({"error": "said"}, 429, Retry_After="3"))
    client = either.client(endpoint=server.url, token="hf_secret")
    with pytest.raises(errors.RateLimitError) as caught:
        either.call(client, "fill_mask", "x")
    packed = pickle.dumps(caught.value)
    assert b"hf_secret" not in packed
    twin = pickle.loads(packed)
    assert type(twin) is type(caught.value)
    assert isinstance(twin, errors.RateLimitError)
    assert str(twin) == str(caught.value)
    assert (twin.status, twin.retry_after, twin.server_message) == (429, 3.0, "said")
    assert twin.response.json() == {"error": "said"}


def test_a_dask_cluster_makes_the_calls(server: ScriptedServer) -> None:
    distributed = pytest.importorskip("distributed")
    Echo(server)
    client = InferenceClient("m", endpoint=server.url, token="hf_x", headers={"X-Mine": "1"})
    texts = ["a", "a", "bad", *map(str, range(6))]
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=2,
            processes=True,
            dashboard_address=None,
            host="127.0.0.1",
        ) as cluster,
        distributed.Client(cluster) as dask,
    ):
        found = client.map(
            "text-classification",
            texts,
            executor=dask.get_executor(),
            on_error="return",
            max_workers=4,
            progress=False,
        )
    assert labels(found) == ["a", "a", "UnprocessableError", *map(str, range(6))]
    assert found[2].server_message == "no such text"
    # Equal inputs are separate calls, and each carries the client's settings.
    assert len(server.asked) == len(texts)
    assert {one.headers["authorization"] for one in server.asked} == {"Bearer hf_x"}
    assert {one.headers["x-mine"] for one in server.asked} == {"1"}
    assert len({one.connection for one in server.asked}) > 1

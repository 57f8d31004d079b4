"""Jobs that are given up are ended at the provider: once, with their key, by nobody's patience."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from hfwidgets import AsyncInferenceClient, InferenceClient, Sandbox
from hfwidgets.client.performing import Blocking, performed
from hfwidgets.wire import jobs
from hfwidgets.wire.flow import Farewell, Request
from hfwidgets.wire.headers import Headers
from tests.providers.world import HUB, KEY, MODEL, ROUTER, TOKEN, World, call, entry, mapping
from tests.unit.played import Clock, Reply
from tests.waiting import PATIENCE, Gate, soon
from tests.wire.scripted import Asked, ScriptedServer
from tests.wire.scripted import Reply as Scripted
from tests.wire.task_cases import PICTURE, png

QUEUE = "https://queue.fal.run"
JOB = "/fal-ai/app/requests/r1"
BEGUN = {
    "request_id": "r1",
    "status": "IN_QUEUE",
    "response_url": f"{QUEUE}{JOB}",
    "cancel_url": f"{QUEUE}{JOB}/cancel",
}
ENDED = ("PUT", f"{ROUTER}/fal-ai{JOB}/cancel?_subdomain=queue")


@pytest.fixture
def fal(world: World) -> World:
    """A job of fal's queue that never ends."""
    world.answers = {
        HUB: mapping(fal_ai=entry("image-to-image")),
        f"{ROUTER}/fal-ai/the/id": Reply.of(BEGUN),
        f"{ROUTER}/fal-ai{JOB}/status": Reply.of({"status": "IN_QUEUE"}),
        QUEUE: Reply.of({"status": "IN_QUEUE"}),
        f"{QUEUE}/the/id": Reply.of(BEGUN),
    }
    return world


def change(mode: str, **more: Any) -> Any:
    settings = {"model": MODEL, "provider": "fal-ai", "api_key": TOKEN, **more}
    return call(mode, "image_to_image", PICTURE, client=settings, prompt="a tiger")


def raising(world: World, error: BaseException, at: int = 3) -> Callable[[Any], None]:
    """A pause that raises, as Ctrl-C in it does, or an `on_wait`."""

    def pause(wait: Any) -> None:
        world.waits.append(wait)
        if len(world.waits) == at:
            raise error

    return pause


def ended(world: World) -> list[tuple[str, str]]:
    return [(one.method, one.url) for one in world.farewells]


class GivenError(Exception):
    """Raised by a person's own function."""


@pytest.mark.parametrize("error", [KeyboardInterrupt(), GivenError("enough"), SystemExit(3)])
@pytest.mark.parametrize("at", [1, 3])
def test_what_ends_a_call_while_its_job_goes_on_ends_the_job(
    fal: World, mode: str, error: BaseException, at: int
) -> None:
    fal.pause = raising(fal, error, at)  # type: ignore[method-assign]
    with pytest.raises(type(error)) as caught:
        change(mode)
    assert caught.value is error
    assert ended(fal) == [ENDED]
    assert all(one.can_end for one in fal.waits)


def test_the_end_of_a_job_carries_its_key_and_no_body(fal: World, mode: str) -> None:
    fal.pause = raising(fal, GivenError())  # type: ignore[method-assign]
    with pytest.raises(GivenError):
        change(mode, cookies={"a": "b"}, headers={"X-Mine": "1"}, timeout=600.0)
    (one,) = fal.farewells
    assert one.headers["authorization"] == f"Bearer {TOKEN}"
    assert one.headers["x-mine"] == "1"
    assert one.body is None
    assert one.timeout == jobs.FAREWELL
    assert not {"content-type", "cookie"} & set(one.headers.plain())


def test_a_key_of_the_provider_goes_to_its_own_queue(fal: World, mode: str) -> None:
    fal.pause = raising(fal, GivenError())  # type: ignore[method-assign]
    with pytest.raises(GivenError):
        change(mode, api_key=KEY)
    assert ended(fal) == [("PUT", f"{QUEUE}{JOB}/cancel")]
    assert fal.farewells[0].headers["authorization"] == f"Key {KEY}"


@pytest.mark.parametrize(
    "named",
    [f"https://elsewhere.example{JOB}/cancel", f"//elsewhere.example{JOB}/cancel?x=1#y"],
)
def test_another_host_that_is_named_for_the_end_is_not_asked(
    fal: World, mode: str, named: str
) -> None:
    fal.answers[f"{ROUTER}/fal-ai/the/id"] = Reply.of({**BEGUN, "cancel_url": named})
    fal.pause = raising(fal, GivenError())  # type: ignore[method-assign]
    with pytest.raises(GivenError):
        change(mode)
    assert ended(fal) == [ENDED]


@pytest.mark.parametrize("named", [None, "", 5, [], "no address", {"url": "x"}])
def test_a_job_without_an_address_for_its_end_is_left_alone(
    fal: World, mode: str, named: Any
) -> None:
    fal.answers[f"{ROUTER}/fal-ai/the/id"] = Reply.of({**BEGUN, "cancel_url": named})
    fal.pause = raising(fal, GivenError())  # type: ignore[method-assign]
    with pytest.raises(GivenError):
        change(mode)
    assert not fal.farewells
    assert not any(one.can_end for one in fal.waits)


def test_a_job_that_is_left_at_its_deadline_is_ended(
    fal: World, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(jobs, "time", clock)

    def later(wait: Any) -> None:
        clock.now += wait.seconds

    monkeypatch.setattr(fal, "pause", later)
    with pytest.raises(TimeoutError, match="its last state is 'IN_QUEUE'"):
        change(mode, timeout=30.0)
    assert ended(fal) == [ENDED]


def test_a_job_whose_questions_fail_for_good_is_ended(fal: World, mode: str) -> None:
    fal.answers[f"{ROUTER}/fal-ai{JOB}/status"] = Reply.of({"error": "busy"}, 503)
    with pytest.raises(OSError, match="busy"):
        change(mode)
    assert ended(fal) == [ENDED]


@pytest.mark.parametrize(
    "question",
    [
        Reply.of({"detail": "no such request"}, 404),
        Reply.of({"status": "FAILED", "error": "out of memory"}),
        Reply.of({"status": "CANCELLED"}),
        Reply.of({"status": "COMPLETED"}),  # its result is gone
    ],
)
def test_a_job_that_the_provider_ended_is_not_ended_again(
    fal: World, mode: str, question: Reply
) -> None:
    fal.answers[f"{ROUTER}/fal-ai{JOB}/status"] = question
    fal.answers[f"{ROUTER}/fal-ai{JOB}?"] = Reply.of({"detail": "gone"}, 404)
    with pytest.raises(OSError, match="fal-ai"):
        change(mode)
    assert not fal.farewells


def test_a_cancelled_task_ends_the_job_and_is_cancelled_at_once(fal: World) -> None:
    async def main() -> None:
        client = AsyncInferenceClient(MODEL, provider="fal-ai", api_key=TOKEN)
        task = asyncio.ensure_future(client.image_to_image(PICTURE, prompt="x"))
        while len(fal.to(f"{ROUTER}/fal-ai{JOB}/status")) < 3:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert ended(fal) == [ENDED]


def test_what_ended_the_call_is_told_though_the_farewell_fails(fal: World, mode: str) -> None:
    def broken(farewell: Any) -> None:
        fal.farewells.append(farewell.request)
        raise OSError("no thread")

    fal.pause = raising(fal, GivenError())  # type: ignore[method-assign]
    fal.part = broken  # type: ignore[method-assign]
    with pytest.raises(GivenError):
        change(mode)
    assert ended(fal) == [ENDED]


SLOW = {"id": "p1", "status": "processing", "output": None}
URLS = {
    "get": "https://api.replicate.com/v1/predictions/p1",
    "cancel": "https://api.replicate.com/v1/predictions/p1/cancel",
}


def test_replicates_prediction_is_ended_by_its_own_address(world: World, mode: str) -> None:
    base = f"{ROUTER}/replicate/v1"
    world.answers = {
        HUB: mapping(replicate=entry("text-to-image")),
        base: Reply.of({**SLOW, "urls": URLS}),
    }
    world.pause = raising(world, GivenError())  # type: ignore[method-assign]
    settings = {"model": MODEL, "provider": "replicate", "api_key": TOKEN}
    with pytest.raises(GivenError):
        call(mode, "text_to_image", "a cat", client=settings)
    assert ended(world) == [("POST", f"{base}/predictions/p1/cancel")]


class Line:
    """A server with a job that never ends; a farewell is answered when the test says so."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.server = ScriptedServer()
        self.server.play(self.answer)

    def answer(self, asked: Asked) -> Scripted:
        if asked.path.startswith("/api/models/"):
            one = entry("image-to-image")
            return Scripted.of_json({"inferenceProviderMapping": {"fal-ai": one}})
        if asked.method == "PUT":
            self.gate.wait()
            return Scripted.of_json({"status": "CANCELLATION_REQUESTED"}, 202)
        return Scripted.of_json(BEGUN)

    def ends(self) -> list[Asked]:
        return [one for one in self.server.asked if one.method == "PUT"]


@pytest.fixture
def line() -> Iterator[Line]:
    found = Line()
    yield found
    found.gate.open()
    found.server.close()


def test_nobody_waits_for_the_end_of_a_job(line: Line, mode: str) -> None:
    asked: list[Any] = []

    def stop(wait: Any) -> None:
        asked.append(wait)
        raise GivenError

    settings = {
        "model": MODEL,
        "provider": "fal-ai",
        "api_key": TOKEN,
        "endpoint": line.server.url,
        "on_wait": stop,
    }
    with pytest.raises(GivenError):
        call(mode, "image_to_image", PICTURE, client=settings, prompt="x")
    soon(line.ends)
    soon(lambda: line.gate.held)  # the call has ended, and the server has not answered yet
    (one,) = line.ends()
    assert (one.path, one.body) == (f"/fal-ai{JOB}/cancel?_subdomain=queue", b"")
    assert one.headers["authorization"] == f"Bearer {TOKEN}"
    assert one.headers["content-length"] == "0"
    line.gate.open()
    soon(lambda: not [one for one in threading.enumerate() if one.name == "hfwidgets-farewell"])
    assert not line.gate.forced


def test_a_loop_that_ends_takes_no_farewell_along(line: Line) -> None:
    """As at Ctrl-C in `asyncio.run`, which cancels what is left, and closes the loop."""
    waits: list[Any] = []

    async def main() -> None:
        client = AsyncInferenceClient(
            MODEL,
            provider="fal-ai",
            api_key=TOKEN,
            endpoint=line.server.url,
            on_wait=waits.append,
        )
        task = asyncio.ensure_future(client.image_to_image(PICTURE, prompt="x"))
        while not waits:
            await asyncio.sleep(0.001)
        raise KeyboardInterrupt(task)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(main())
    soon(line.ends)


def test_a_host_that_is_not_there_is_no_error_of_a_farewell() -> None:
    before = threading.active_count()
    performed(Farewell(Request("PUT", "http://127.0.0.1:1/", Headers(), timeout=5.0)), Blocking())
    soon(lambda: threading.active_count() <= before)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.mark.parametrize(
    ("provider", "fault", "method", "path", "status"),
    [
        ("fal-ai", "queue=3600", "PUT", "/fal-ai/fal-ai/", 202),
        ("replicate", "state=processing", "POST", "/replicate/v1/predictions/", 200),
    ],
)
def test_the_sandbox_ends_jobs_that_are_given_up(
    sandbox: Sandbox, mode: str, provider: str, fault: str, method: str, path: str, status: int
) -> None:
    requests.delete(f"{sandbox.url}/sandbox/log", timeout=PATIENCE)

    def stop(wait: Any) -> None:
        raise GivenError

    settings = {
        "model": f"sandbox/darkroom@{fault}",
        "provider": provider,
        "api_key": TOKEN,
        "endpoint": sandbox.url,
        "on_wait": stop,
    }
    with pytest.raises(GivenError):
        call(mode, "image_to_image", png(64, 48), "night", client=settings)

    def rows() -> list[Any]:
        told = requests.get(f"{sandbox.url}/sandbox/log", timeout=PATIENCE).json()
        return [one for one in told if one["path"].partition("?")[0].endswith("/cancel")]

    soon(lambda: [one for one in rows() if one["status"]])
    (one,) = rows()
    assert (one["method"], one["status"]) == (method, status)
    assert one["path"].startswith(path)


def test_a_client_of_the_sandbox_needs_no_farewell_where_all_went_well(
    sandbox: Sandbox, mode: str
) -> None:
    requests.delete(f"{sandbox.url}/sandbox/log", timeout=PATIENCE)
    client = InferenceClient(
        "sandbox/darkroom", provider="fal-ai", api_key=TOKEN, endpoint=sandbox.url
    )
    assert client.image_to_image(png(64, 48), "night").size == (64, 48)
    told = requests.get(f"{sandbox.url}/sandbox/log", timeout=PATIENCE).json()
    assert not [one for one in told if "/cancel" in one["path"]]

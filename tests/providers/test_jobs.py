"""Jobs of providers: asked for until they are done; results are fetched without a key."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient
from hfwidgets.wire import jobs, results
from tests.providers.world import HUB, KEY, MODEL, ROUTER, TOKEN, World, call, entry, mapping
from tests.unit.played import Clock, Reply
from tests.wire.task_cases import ANSWERED, PICTURE

FAL = f"{ROUTER}/fal-ai"
REQUEST = f"{FAL}/fal-ai/app/requests/r1"
BEGUN = {
    "request_id": "r1",
    "status": "IN_QUEUE",
    "response_url": "https://queue.fal.run/fal-ai/app/requests/r1",
}
PNG = Reply(200, ANSWERED, {"Content-Type": "image/png"})
CDN = "https://v3.fal.media/x.png"


def state(name: Any, **more: Any) -> Reply:
    return Reply.of({"status": name, **more})


@pytest.fixture
def fal(world: World) -> World:
    """A job of fal's queue that is done at the third question."""
    world.answers = {
        HUB: mapping(fal_ai=entry("image-to-image"), together=entry("image-to-image")),
        f"{FAL}/the/id": Reply.of(BEGUN),
        f"{REQUEST}/status": [
            state("IN_QUEUE", queue_position=4),
            state("IN_PROGRESS"),
            state("COMPLETED"),
        ],
        REQUEST: Reply.of({"images": [{"url": CDN}]}),
        CDN: PNG,
    }
    return world


def change(mode: str, **more: Any) -> Any:
    settings = {"model": MODEL, "provider": "fal-ai", "api_key": TOKEN, **more}
    return call(mode, "image_to_image", PICTURE, client=settings, prompt="a tiger")


def test_a_job_is_asked_for_until_it_is_done(fal: World, mode: str) -> None:
    assert change(mode).size == (6, 3)
    assert fal.urls()[1:] == [
        f"{FAL}/the/id?_subdomain=queue",
        *[f"{REQUEST}/status?_subdomain=queue"] * 3,
        f"{REQUEST}?_subdomain=queue",
        CDN,
    ]
    assert [(one.state, one.position) for one in fal.waits] == [
        ("IN_QUEUE", None),
        ("IN_QUEUE", 4),
        ("IN_PROGRESS", None),
    ]
    assert [one.attempt for one in fal.waits] == [1, 2, 3]
    assert {one.url for one in fal.waits} == {f"{REQUEST}/status?_subdomain=queue"}


def test_questions_carry_the_key_and_the_result_none(fal: World, mode: str) -> None:
    change(mode, cookies={"a": "b"}, headers={"X-Mine": "1"})
    posted, *questions, result = fal.asked[1:]
    assert posted.headers["cookie"] == "a=b"
    for one in questions:
        assert one.headers["authorization"] == f"Bearer {TOKEN}"
        assert one.headers["x-mine"] == "1"
        assert "content-type" not in one.headers
        assert "cookie" not in one.headers
    assert set(result.headers.plain()) == {"user-agent"}


def test_what_a_provider_names_as_its_own_host_is_asked_through_the_router(
    fal: World, mode: str
) -> None:
    fal.answers[f"{FAL}/the/id"] = Reply.of(
        {**BEGUN, "response_url": "https://elsewhere.example/fal-ai/app/requests/r1?x=1"}
    )
    change(mode)
    assert "elsewhere.example" not in fal.hosts()


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_question_that_fails_in_passing_ends_no_job(fal: World, mode: str, status: int) -> None:
    broken = Reply.of({"error": "busy"}, status, Retry_After="3")
    fal.answers[f"{REQUEST}/status"] = [*[broken] * 3, state("COMPLETED")]
    assert change(mode).size == (6, 3)
    assert [one.seconds for one in fal.waits] == [0.5, 3, 3, 3]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Reply.of({"detail": "no such request"}, 404), "no such request"),
        (Reply.of({"detail": [{"msg": "nsfw content", "loc": ["x"]}]}, 422), "nsfw content"),
        (Reply.of({"error": "busy"}, 503), "busy"),
        (state("FAILED", error="out of memory"), "out of memory"),
        (state("CANCELLED"), "ended as 'CANCELLED'"),
        (state(None), "a state as status"),
        (state(5), "a state as status"),
        (Reply.of([]), "a state as status"),
        (Reply(200, b"<html>oops"), "oops"),
    ],
)
def test_a_job_that_ends_otherwise_is_told_in_the_providers_words(
    fal: World, mode: str, question: Reply, words: str
) -> None:
    fal.answers[f"{REQUEST}/status"] = [state("IN_PROGRESS"), question]
    with pytest.raises(OSError, match=words) as caught:
        change(mode)
    error: Any = caught.value
    assert (error.provider, error.model, error.others) == ("fal-ai", MODEL, ("together",))
    assert "provider='together'" in str(error)
    assert str(error).count("'the/id'") == 1


@pytest.mark.parametrize("timeout", [30.0, None])
def test_a_job_that_never_ends_is_left_at_the_deadline(
    fal: World, mode: str, timeout: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(jobs, "time", clock)

    def later(wait: Any) -> None:
        World.pause(fal, wait)
        clock.now += wait.seconds

    monkeypatch.setattr(fal, "pause", later)
    fal.answers[f"{REQUEST}/status"] = state("IN_QUEUE")
    with pytest.raises(TimeoutError, match="its last state is 'IN_QUEUE'"):
        change(mode, timeout=timeout)
    longest = timeout or jobs.LONGEST
    assert clock.now - 1000.0 == pytest.approx(longest)
    assert len(fal.waits) <= 2 * longest


def test_a_cancelled_call_asks_no_more(fal: World) -> None:
    fal.answers[f"{REQUEST}/status"] = state("IN_QUEUE")

    async def main() -> None:
        client = AsyncInferenceClient(MODEL, provider="fal-ai", api_key=TOKEN)
        task = asyncio.ensure_future(client.image_to_image(PICTURE, prompt="x"))
        while len(fal.to(f"{REQUEST}/status")) < 3:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        asked = len(fal.asked)
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(fal.asked) == asked

    asyncio.run(main())


def test_an_on_wait_that_raises_ends_the_job(fal: World, mode: str) -> None:
    def stop(wait: Any) -> None:
        raise KeyError(wait.state)

    fal.pause = stop  # type: ignore[method-assign]
    with pytest.raises(KeyError, match="IN_QUEUE"):
        change(mode)
    assert not fal.to(f"{REQUEST}/status")


RESULTS: list[tuple[Any, str]] = [
    (Reply.of({"detail": "gone"}, 404), "taken away already"),
    (Reply(403, b"<Error>AccessDenied</Error>"), "taken away already"),
    (Reply.of({"error": "x"}, 500), "taken away already"),
    (Reply(200, b"<html>log in", {"Content-Type": "text/html"}), "but not with a result"),
    (Reply(200, b""), "but not with a result"),
    (Reply(200, b"no picture"), "a picture"),
]


@pytest.mark.parametrize(("result", "words"), RESULTS)
def test_a_result_that_cannot_be_had_is_no_picture(
    fal: World, mode: str, result: Reply, words: str
) -> None:
    fal.answers[CDN] = result
    with pytest.raises(OSError, match=words):
        change(mode)


def test_a_result_that_is_huge_is_not_read(
    fal: World, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "LARGEST", 10)
    with pytest.raises(OSError, match="of at most 10 bytes"):
        change(mode)
    assert fal.asked[-1].limit == 10


@pytest.mark.parametrize(
    "result",
    [{}, {"images": []}, {"images": [{}]}, {"images": [{"url": None}]}, [], "x", {"detail": "no"}],
)
def test_a_result_without_an_address_shows_what_came(fal: World, mode: str, result: Any) -> None:
    fal.answers[REQUEST] = Reply.of(result)
    with pytest.raises(OSError, match=r"images\.0\.url") as caught:
        change(mode)
    assert getattr(caught.value, "provider", None) == "fal-ai"


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://x/y", "//x", "x", "http://", "data:x"]
)
def test_a_result_at_no_address_of_the_web_is_not_fetched(
    fal: World, mode: str, address: str
) -> None:
    fal.answers[REQUEST] = Reply.of({"images": [{"url": address}]})
    asked = 6
    with pytest.raises((OSError, ValueError)):
        change(mode)
    assert len(fal.asked) == asked


def test_a_result_may_be_in_its_address(fal: World, mode: str) -> None:
    text = base64.b64encode(ANSWERED).decode()
    fal.answers[REQUEST] = Reply.of({"images": [{"url": f"data:image/png;base64,{text}"}]})
    assert change(mode).size == (6, 3)
    assert CDN not in fal.urls()


def test_a_result_that_moved_is_followed(fal: World, mode: str) -> None:
    fal.answers[CDN] = Reply(302, b"", {"Location": "https://other.example/y.png"})
    fal.answers["https://other.example/"] = PNG
    assert change(mode).size == (6, 3)


def test_a_job_that_is_refused_is_told_at_once(fal: World, mode: str) -> None:
    fal.answers[f"{FAL}/the/id"] = Reply.of({"detail": "image too small"}, 422)
    with pytest.raises(OSError, match="image too small"):
        change(mode)
    assert not fal.waits


ODD = ("http://[", "http://[x/y", "//[::1/x", "http://x]/y", 3, None, "", "relative")


@pytest.mark.parametrize(
    "begun", [{}, {"status": "IN_QUEUE"}, [], *({"response_url": one} for one in ODD)]
)
def test_a_job_that_cannot_be_asked_for_shows_what_came(fal: World, mode: str, begun: Any) -> None:
    fal.answers[f"{FAL}/the/id"] = Reply.of(begun)
    with pytest.raises(OSError, match="a job that can be asked for"):
        change(mode)


@pytest.mark.parametrize("odd", ODD)
def test_a_job_that_cannot_be_ended_is_done_all_the_same(fal: World, mode: str, odd: Any) -> None:
    fal.answers[f"{FAL}/the/id"] = Reply.of({**BEGUN, "cancel_url": odd})
    assert change(mode).size == (6, 3)


@pytest.mark.parametrize("to", ["file:///etc/passwd", CDN])
def test_an_error_of_a_result_shows_no_signature(fal: World, mode: str, to: str) -> None:
    fal.answers[REQUEST] = Reply.of({"images": [{"url": f"{CDN}?signature=abc"}]})
    fal.answers[CDN] = Reply(302, b"", {"Location": to if to.startswith("f") else f"{to}?key=abc"})
    with pytest.raises(OSError, match="redirects") as caught:
        change(mode)
    assert "abc" not in str(caught.value)


def test_replicates_answer_is_waited_for_where_a_minute_was_too_short(
    world: World, mode: str
) -> None:
    slow = {
        "status": "processing",
        "output": None,
        "urls": {"get": "https://api.replicate.com/v1/predictions/p1"},
    }
    base = f"{ROUTER}/replicate/v1"
    world.answers = {
        HUB: mapping(replicate=entry("text-to-image")),
        f"{base}/models/the/id/predictions": Reply.of(slow),
        f"{base}/predictions/p1": [
            Reply.of(slow),
            Reply.of({"status": "succeeded", "output": ["https://replicate.delivery/x"]}),
        ],
        "https://replicate.delivery/": PNG,
    }
    settings = {"model": MODEL, "provider": "replicate", "api_key": TOKEN}
    assert call(mode, "text_to_image", "a cat", client=settings).size == (6, 3)
    failed = {**slow, "status": "failed", "error": "NSFW content detected"}
    world.answers[f"{base}/models/the/id/predictions"] = Reply.of(failed)
    with pytest.raises(OSError, match="NSFW content detected"):
        call(mode, "text_to_image", "a cat", client=settings)


def test_a_first_answer_that_is_done_is_not_asked_for_again(world: World, mode: str) -> None:
    done = {"id": "j", "task_status": "SUCCESS", "image_result": [{"url": CDN}]}
    base = "https://api.z.ai/api/paas/v4"
    world.answers = {HUB: mapping(zai_org=entry("text-to-image")), base: Reply.of(done), CDN: PNG}
    settings = {"model": MODEL, "provider": "zai-org", "api_key": KEY}
    assert call(mode, "text_to_image", "a cat", client=settings).size == (6, 3)
    assert world.urls()[1:] == [f"{base}/async/images/generations", CDN]


def test_novitas_newer_route_is_a_job(world: World, mode: str) -> None:
    base, video = "https://api.novita.ai/v3", Reply(200, b"video", {"Content-Type": "video/mp4"})
    done = {
        "task": {"status": "TASK_STATUS_SUCCEED"},
        "videos": [{"video_url": "https://n.example/v"}],
    }
    world.answers = {
        HUB: mapping(novita=entry("text-to-video")),
        f"{base}/hf/the/id": Reply.of({"task_id": "t 1"}),
        f"{base}/async/task-result?task_id=t%201": [
            Reply.of({"task": {"status": "TASK_STATUS_PROCESSING"}}),
            Reply.of(done),
        ],
        "https://n.example/v": video,
    }
    settings = {"model": MODEL, "provider": "novita", "api_key": KEY}
    assert call(mode, "text_to_video", "a cat", client=settings) == b"video"

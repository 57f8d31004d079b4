"""The loop that waits for a model to load: pauses, estimates, one deadline."""

from __future__ import annotations

import pytest

from hfwidgets import InferenceTimeoutError, errors
from hfwidgets.wire.exchange import LONGEST_PAUSE, exchange, pause
from tests.unit.played import Clock, Reply, config, play

READY = Reply.of("ready")


def loading(estimate: object = None, seconds: float = 0.0, **headers: str) -> Reply:
    value = {"error": "Model m is currently loading"}
    if estimate is not None:
        value["estimated_time"] = estimate  # type: ignore[assignment]
    reply = Reply.of(value, 503, **headers)
    reply.seconds = seconds
    return reply


def ask(settings: object = None, **options: object) -> object:
    settings = config(**options)
    return exchange(settings, settings.post("http://127.0.0.1:1/models/m", json_body={}))


def test_asks_again_until_the_model_answers(clock: Clock) -> None:
    played = play(ask(), loading(), loading(), READY, clock=clock)
    assert played.result.json() == "ready"
    assert len(played.requests) == 3


def test_pauses_grow_by_half_up_to_a_twentieth_of_what_has_passed(clock: Clock) -> None:
    played = play(ask(), *[loading()] * 40, READY, clock=clock)
    pauses = [wait.seconds for wait in played.waits]
    assert pauses[:4] == pytest.approx([0.1, 0.15, 0.225, 0.3375])
    assert max(pauses[:20]) == 1.0
    assert pauses == sorted(pauses)


def test_no_pause_is_longer_than_the_longest() -> None:
    assert pause(99, elapsed=10_000, estimate=None, asked=None) == LONGEST_PAUSE


def test_a_try_falls_on_the_servers_estimate(clock: Clock) -> None:
    played = play(ask(), *[loading(0.2)] * 2, READY, clock=clock)
    assert [wait.seconds for wait in played.waits] == pytest.approx([0.1, 0.1])
    assert [wait.estimate for wait in played.waits] == [0.2, 0.2]


@pytest.mark.parametrize("estimate", [True, "20", -1, 1e9, [], float("nan")])
def test_an_estimate_that_is_none_is_ignored(clock: Clock, estimate: object) -> None:
    assert play(ask(), loading(estimate), READY, clock=clock).waits[0].estimate is None


def test_obeys_retry_after(clock: Clock) -> None:
    played = play(ask(), loading(20.0, Retry_After="3"), READY, clock=clock)
    assert played.waits[0].seconds == 3.0


def test_asks_the_server_to_hold_the_request_from_the_second_try_on(clock: Clock) -> None:
    played = play(ask(), loading(), loading(), READY, clock=clock)
    assert ["x-wait-for-model" in request.headers for request in played.requests] == [
        False,
        True,
        True,
    ]


def test_gives_up_at_the_timeout_and_not_before(clock: Clock) -> None:
    start = clock.now
    with pytest.raises(errors.ModelLoadingError, match=r"still loading after 2\.0 s") as caught:
        play(ask(timeout=2.0), loading(20.0), clock=clock)
    assert clock.now - start == pytest.approx(2.0, abs=0.01)
    assert caught.value.estimate == 20.0
    assert isinstance(caught.value, InferenceTimeoutError)
    assert caught.value.status == 503


def test_the_time_of_the_tries_counts(clock: Clock) -> None:
    start = clock.now
    with pytest.raises(errors.ModelLoadingError):
        play(ask(timeout=2.0), loading(seconds=1.5), loading(seconds=0.2), clock=clock)
    assert clock.now - start == pytest.approx(2.0, abs=0.21)


def test_later_tries_end_at_the_deadline(clock: Clock) -> None:
    start = clock.now
    played = play(ask(timeout=2.0), loading(seconds=0.5), READY, clock=clock)
    first, second = played.requests
    assert first.deadline is None
    assert second.deadline == start + 2.0


def test_a_request_held_past_the_deadline_is_a_loading_model(clock: Clock) -> None:
    held = Reply(error=InferenceTimeoutError("did not answer"), seconds=2.0)
    with pytest.raises(errors.ModelLoadingError) as caught:
        play(ask(timeout=2.0), loading(5.0), held, clock=clock)
    assert isinstance(caught.value.__cause__, InferenceTimeoutError)


def test_a_timeout_before_the_deadline_stays_what_it_is(clock: Clock) -> None:
    silent = Reply(error=InferenceTimeoutError("went silent"), seconds=0.1)
    with pytest.raises(InferenceTimeoutError, match="went silent") as caught:
        play(ask(timeout=2.0), loading(), silent, clock=clock)
    assert not isinstance(caught.value, errors.ModelLoadingError)


def test_without_timeout_it_waits_for_ever(clock: Clock) -> None:
    played = play(ask(), *[loading()] * 500, READY, clock=clock)
    assert len(played.waits) == 500
    assert clock.now > 2000


def test_tells_each_pause_before_it(clock: Clock) -> None:
    played = play(ask(), loading(3), loading(3), READY, clock=clock)
    first, second = played.waits
    assert (first.attempt, first.elapsed, first.estimate) == (1, 0.0, 3.0)
    assert (second.attempt, second.url) == (2, "http://127.0.0.1:1/models/m")
    assert second.elapsed == pytest.approx(first.seconds)


def test_what_a_pause_raises_ends_the_call() -> None:
    flow = ask()
    next(flow)
    flow.send(_answer_of(flow))
    with pytest.raises(KeyError, match="stop"):
        flow.throw(KeyError("stop"))


def _answer_of(flow: object) -> object:
    from tests.unit.played import answered

    return answered(503, b"{}")


def test_another_status_while_loading_is_that_error(clock: Clock) -> None:
    with pytest.raises(errors.ServerError, match=r"^500"):
        play(ask(), loading(), Reply.of({"error": "died"}, 500), clock=clock)


def test_a_hosted_503_is_loading_only_if_it_says_so(clock: Clock) -> None:
    endpoint = "http://127.0.0.1:1/hf-inference"
    settings = config(endpoint=endpoint)
    url = settings.dialect.task_url("text-generation", "m")
    with pytest.raises(errors.ServerError, match="not available now"):
        play(exchange(settings, settings.post(url)), Reply.of({"error": "busy"}, 503), clock=clock)
    played = play(exchange(settings, settings.post(url)), loading(1.0), READY, clock=clock)
    assert len(played.waits) == 1


def test_a_503_to_a_get_is_an_error(clock: Clock) -> None:
    settings = config()
    request = settings.get_public("http://127.0.0.1:1/api/tasks")
    with pytest.raises(errors.ServerError):
        play(exchange(settings, request), loading(), clock=clock)

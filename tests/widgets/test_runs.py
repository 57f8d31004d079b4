"""Runs of a task widget: start, stream, stop, fail, wait, end."""

from __future__ import annotations

import asyncio
import itertools
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from hfwidgets import (
    FinishReason,
    InferenceClient,
    Sandbox,
    TextGenerationResponse,
    errors,
)
from tests.waiting import PATIENCE, Gate, soon
from tests.widgets.conftest import NGRAM, Recorded, until
from tests.wire.scripted import Asked, Reply, ScriptedServer
from tests.wire.test_text_generation import stream_of

Make = Callable[..., Recorded]
SLOW = f"{NGRAM}@slow=0.02"
LONG = f"{NGRAM}@slow=0.2"  # with many tokens, for what is ended before


def test_streams_to_the_end_and_leaves_everything_in_python(make: Make) -> None:
    recorded = make(max_new_tokens=40)
    w = recorded.widget
    assert w.run() is w
    result = w.wait(PATIENCE)
    assert result == w.text == recorded.text_on_page()
    assert w.status == "done"
    assert w.details.finish_reason in (FinishReason.Length, FinishReason.EndOfSequenceToken)
    assert len(w.details.tokens) == w.stats["tokens"] == w.counters["tokens"]
    assert w.stats["time_to_first_token"] <= w.stats["elapsed"]
    assert w.history[-1].text == result
    assert w.history[-1].parameters == {"max_new_tokens": 40}


def test_text_grows_and_can_be_observed_while_it_streams(make: Make) -> None:
    w = make(SLOW, max_new_tokens=30).widget
    seen: list[str] = []
    statuses: list[str] = []
    w.observe(lambda change: seen.append(change.new), "text")
    w.observe(lambda change: statuses.append(change.new), "status")
    w.run().wait(PATIENCE)
    assert len(seen) > 3
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(seen))
    assert statuses[0] == "running"
    assert statuses[-1] == "done"


def test_same_seed_gives_the_text_that_the_client_gives(make: Make, sandbox: Sandbox) -> None:
    w = make(max_new_tokens=20, seed=5, temperature=0.9).widget
    by_client = InferenceClient(endpoint=sandbox.url).text_generation(
        "A function is", model=NGRAM, max_new_tokens=20, seed=5, temperature=0.9
    )
    assert w.run().wait(PATIENCE) == by_client


def test_stop_keeps_what_came_and_closes_the_connection(make: Make, sandbox: Sandbox) -> None:
    recorded = make(LONG, max_new_tokens=1000)
    w = recorded.widget
    w.run()
    until(lambda: len(w.text) > 10)
    w.stop()
    w.stop()
    text = w.wait(PATIENCE)
    assert text == w.text == recorded.text_on_page()
    assert text
    assert w.status == "stopped"
    entry = {}

    def ended() -> bool:
        log = requests.get(f"{sandbox.url}/sandbox/log", timeout=PATIENCE).json()
        entry.update([one for one in log if one["method"] == "POST"][-1])
        return entry["ended"] != "running"

    until(ended)
    assert entry["ended"] == "disconnected"


def test_stop_ends_a_request_that_has_no_answer_yet(make: Make) -> None:
    w = make(f"{NGRAM}@delay=3600").widget
    w.run()
    time.sleep(0.1)
    w.stop()
    w.wait(PATIENCE)
    assert w.status == "stopped"


def test_stop_right_after_run_ends_it(make: Make) -> None:
    w = make(SLOW).widget
    for _ in range(20):
        w.run()
        w.stop()
        w.wait(PATIENCE)
        assert w.status == "stopped"


def test_second_run_takes_the_place_of_the_first(make: Make) -> None:
    recorded = make(LONG, max_new_tokens=1000)
    w = recorded.widget
    w.run()
    until(lambda: len(w.text) > 10)
    first = w.text
    w.run(model=NGRAM, max_new_tokens=5).wait(PATIENCE)
    assert w.status == "done"
    assert [record.status for record in w.history] == ["stopped", "done"]
    assert w.history[0].text.startswith(first)
    assert recorded.text_on_page() == w.text


class Clock:
    """Stands in for the module `time`: only the test moves it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
        self.now = 1e9
        for module in modules:
            monkeypatch.setattr(f"hfwidgets.{module}.time", self)

    def time(self) -> float:
        return self.now

    monotonic = time


def test_loading_model_is_shown_with_its_clock(
    make: Make, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch, "widgets.engine.control", "wire.exchange")
    recorded = make(client=InferenceClient(endpoint=server.url), max_new_tokens=5)
    w = recorded.widget

    def waits() -> list[dict[str, Any]]:
        return [value for name, value in recorded.changes if name == "waiting" and value]

    def answer(asked: Asked) -> Reply:
        soon(lambda: len(waits()) == len(server.asked) - 1)
        clock.now += 5
        if len(server.asked) == 4:
            return Reply.of_events(*stream_of("a"))
        return Reply.of_json({"error": "loading", "estimated_time": 7.0}, 503)

    server.play(answer)
    w.run().wait(PATIENCE)
    assert [wait["attempt"] for wait in waits()] == [1, 2, 3]
    assert [wait["estimate"] for wait in waits()] == [7.0] * 3
    assert [wait["since"] for wait in waits()] == [1e9] * 3
    assert [wait["next"] > 1e9 + 5 * wait["attempt"] for wait in waits()] == [True] * 3
    assert "loading" in [value for name, value in recorded.changes if name == "status"]
    assert w.waiting is None
    assert w.status == "done"


@pytest.mark.parametrize(
    ("fault", "status", "title"),
    [
        ("status=400", 400, "refused"),
        ("status=401", 401, "token"),
        ("status=403", 403, "not allowed"),
        ("status=404", 404, "no such model"),
        ("status=413", 413, "too large"),
        ("status=422,body=object", 422, "cannot work"),
        ("status=424", 424, "failed while"),
        ("rate-limited=9", 429, "[Tt]oo m"),
        ("status=500,body=html", 500, "server failed"),
        ("status=504,body=empty", 504, "too long"),
        ("broken-json", 200, "something else"),
    ],
)
def test_every_failure_has_a_card_and_an_error(
    make: Make, fault: str, status: int, title: str
) -> None:
    w = make(f"{NGRAM}@{fault}").widget
    w.run()
    with pytest.raises(errors.InferenceError) as caught:
        w.wait(PATIENCE)
    assert w.error is caught.value
    assert w.status == "error"
    assert w.problem["status"] == status
    import re

    assert re.search(title, w.problem["title"])
    assert w.problem["cause"]
    assert w.problem["remedy"]
    assert "undefined" not in str(w.problem)
    assert "<html" not in w.problem["cause"]


def test_rate_limit_tells_when_to_try_again(make: Make) -> None:
    w = make(f"{NGRAM}@rate-limited=9,tag=again").widget
    before = time.time()
    w.run()
    with pytest.raises(errors.InferenceError):
        w.wait(PATIENCE)
    assert before + 8.9 < w.problem["retry_at"] < time.time() + 9.1


def test_cut_stream_keeps_what_came(make: Make) -> None:
    recorded = make(f"{NGRAM}@cut=7", max_new_tokens=50)
    w = recorded.widget
    w.run()
    with pytest.raises(errors.StreamError):
        w.wait(PATIENCE)
    assert len(w.control.output.tokens) == 7
    assert w.text == recorded.text_on_page() != ""
    assert w.problem["title"] == "The stream broke off"
    assert w.history[-1].text == w.text


def test_no_server_is_an_error_card(make: Make) -> None:
    w = make(client=InferenceClient(endpoint="http://127.0.0.1:9")).widget
    w.run()
    with pytest.raises(errors.InferenceConnectionError):
        w.wait(PATIENCE)
    assert w.problem["title"] == "No answer from the server"
    assert "hfwidgets sandbox" in w.problem["remedy"]


def test_timeout_is_an_error_card(make: Make, sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url, timeout=0.3)
    w = make(f"{NGRAM}@delay=3600", client=client).widget
    w.run()
    with pytest.raises(errors.InferenceTimeoutError):
        w.wait(PATIENCE)
    assert "silent" in w.problem["title"]


def test_server_that_cannot_stream_gives_its_text_in_one_piece(make: Make) -> None:
    recorded = make(f"{NGRAM}@plain", max_new_tokens=8, watermark=True)
    w = recorded.widget
    w.run().wait(PATIENCE)
    assert recorded.text_on_page() == w.text != ""
    assert "cannot stream" in w.notice
    assert "watermark" in w.notice
    w.run().wait(PATIENCE)
    assert w.status == "done"


def test_best_of_does_not_stream_and_says_so(make: Make) -> None:
    w = make(best_of=2, do_sample=True, max_new_tokens=4).widget
    w.run().wait(PATIENCE)
    assert "best_of" in w.notice
    assert len(w.details.best_of_sequences) == 1


def test_goes_on_from_a_text(make: Make) -> None:
    recorded = make(max_new_tokens=6)
    w = recorded.widget
    w.run().wait(PATIENCE)
    first = w.text
    w.run(continue_from=first).wait(PATIENCE)
    assert w.text.startswith(first)
    assert len(w.text) > len(first)
    assert w.result == w.text == recorded.text_on_page()
    assert w.control.run.exchange.request["body"]["inputs"] == "A function is" + first


def test_details_parameter_gives_the_answer_with_details(make: Make) -> None:
    w = make(details=True, max_new_tokens=4).widget
    assert isinstance(w.run().wait(PATIENCE), TextGenerationResponse)
    assert w.result.details is w.details


def test_full_text_is_the_result_and_the_continuation_the_text(make: Make) -> None:
    w = make(return_full_text=True, max_new_tokens=4).widget
    w.run().wait(PATIENCE)
    assert w.result == "A function is" + w.text


def test_await_gives_the_result(make: Make) -> None:
    w = make(max_new_tokens=5).widget

    async def main() -> str:
        w.run()
        return await w

    assert asyncio.run(main()) == w.text


def test_cancelled_await_stops_the_run(make: Make) -> None:
    w = make(LONG, max_new_tokens=1000).widget

    async def main() -> None:
        w.run()
        await asyncio.wait_for(w, 0.3)

    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(main())
    until(lambda: w.status == "stopped")


def test_wait_has_a_limit_and_the_run_goes_on(make: Make) -> None:
    w = make(LONG, max_new_tokens=1000).widget
    w.run()
    with pytest.raises(TimeoutError, match="goes on"):
        w.wait(0.1)
    assert w.status in ("running", "loading")
    w.stop()


def test_interrupt_while_waiting_stops_the_run(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    w = make(LONG, max_new_tokens=1000).widget
    w.run()

    def interrupted(timeout: float) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(w.control.run.finished, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt):
            w.wait()
    until(lambda: w.status == "stopped")


def test_wait_before_any_run_says_so(make: Make) -> None:
    with pytest.raises(RuntimeError, match="call run"):
        make().widget.wait()


def test_failing_observer_is_told_about_and_ends_nothing(make: Make) -> None:
    w = make(max_new_tokens=5).widget

    def fails(change: object) -> None:
        raise ZeroDivisionError("mine")

    w.observe(fails, "text")
    w.run().wait(PATIENCE)
    assert w.status == "done"
    assert w.text
    assert w.notice == "An observer of 'text' failed: ZeroDivisionError: mine"


def test_observer_may_ask_for_the_result(make: Make) -> None:
    w = make(max_new_tokens=3).widget
    seen: list[object] = []
    w.observe(lambda change: seen.append(w.wait()) if change.new == "done" else None, "status")
    w.run().wait(PATIENCE)
    assert seen == [w.text]


def test_traits_that_threads_set_at_once_all_reach_the_page(make: Make) -> None:
    w = make().widget
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # so that threads meet in the middle of things
    shown: dict[str, object] = {}
    w._send = lambda message, buffers=None: shown.update(message["state"])

    def set_often(name: str) -> None:
        for number in range(300):
            w.tell(**{name: number + 1, "counters": {"tokens": number}})

    names = ("seed", "top_k", "max_new_tokens", "truncate")
    threads = [threading.Thread(target=set_often, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for number in range(300):
        w.prompt = str(number)
    for thread in threads:
        thread.join()
    sys.setswitchinterval(interval)
    assert shown == {"prompt": "299", "counters": {"tokens": 299}, **dict.fromkeys(names, 300)}


def test_stop_and_new_run_at_once_end_in_the_state_of_the_new_one(make: Make) -> None:
    recorded = make("sandbox/flood@slow=0.001,tokens=400", max_new_tokens=500)
    w = recorded.widget
    for _ in range(15):
        w.run(model="sandbox/flood@slow=0.001,tokens=400")
        time.sleep(0.01)
        w.stop()
        w.run(model="sandbox/flood@tokens=20").wait(PATIENCE)
        assert w.status == "done"
        assert w.stats["tokens"] == 20
        assert recorded.text_on_page() == w.text


def test_slow_observer_of_one_widget_does_not_hold_another_up(make: Make) -> None:
    slow, quick = make(SLOW, max_new_tokens=20).widget, make(max_new_tokens=20).widget
    gate = Gate()
    slow.observe(lambda change: gate.wait(), "text")
    slow.run()
    until(lambda: gate.held)
    quick.run().wait(PATIENCE)
    assert slow.status == "running"
    assert not gate.forced
    gate.open()
    slow.stop()

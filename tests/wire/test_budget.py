"""Budgets: calls a minute, at once, in all, and money; shared, told, and never exceeded."""

from __future__ import annotations

import asyncio
import gc
import pickle
import threading
import time
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, Budget, InferenceClient, Sandbox, errors
from hfwidgets.wire import budget as module
from tests.unit.played import Clock
from tests.wire.conftest import Blocking
from tests.wire.scripted import FOR_EVER, Asked, Reply, ScriptedServer
from tests.wire.taped import event

LABELS = [[{"label": "a", "score": 1.0}]]
CHAT = "sandbox/ngram-topics"


def classify(either: Blocking, client: Any) -> Any:
    return either.call(client, "text_classification", "a")


class TestInAll:
    def test_the_call_beyond_the_total_is_an_error_and_is_not_sent(
        self, either: Blocking, server: ScriptedServer
    ) -> None:
        server.play(Reply.of_json(LABELS))
        budget = Budget(total=2)
        clients = [either.client(f"{server.url}/m", budget=budget) for _ in range(2)]
        for client in clients:
            classify(either, client)
        with pytest.raises(errors.BudgetError, match="2 of 2 calls") as caught:
            classify(either, clients[0])
        assert "budget.total" in caught.value.remedy
        assert (len(server.asked), budget.calls, budget.left, budget.running) == (2, 2, 0, 0)
        budget.total = 3
        classify(either, clients[1])
        budget.reset()
        classify(either, clients[1])
        assert (budget.calls, len(server.asked)) == (1, 4)

    def test_a_model_that_loads_is_one_call(self, either: Blocking, server: ScriptedServer) -> None:
        loading = Reply.of_json({"error": "loading", "estimated_time": 0.01}, 503)
        server.play(loading, loading, loading, Reply.of_json(LABELS))
        budget = Budget(total=1)
        classify(either, either.client(f"{server.url}/m", budget=budget))
        assert (budget.calls, len(server.asked)) == (1, 4)

    @pytest.mark.parametrize(
        "reply", [Reply.of_json({"error": "x"}, 400), Reply([], framing="raw")]
    )
    def test_a_call_that_fails_counts_and_ends(
        self, either: Blocking, server: ScriptedServer, reply: Reply
    ) -> None:
        server.play(reply)
        budget = Budget(total=5)
        with pytest.raises(errors.InferenceError):
            classify(either, either.client(f"{server.url}/m", budget=budget))
        assert (budget.calls, budget.running) == (1, 0)

    def test_lists_and_states_cost_nothing(self, either: Blocking, sandbox: Sandbox) -> None:
        budget = Budget(total=0)
        client = either.client(None, endpoint=sandbox.url, budget=budget)
        assert either.call(client, "list_deployed_models", "text-generation-inference")
        assert budget.calls == 0


class TestAtOnce:
    def test_no_more_calls_are_under_way_than_allowed(self, server: ScriptedServer) -> None:
        lock = threading.Lock()
        now = most = 0

        def answer(_: Asked) -> Reply:
            nonlocal now, most
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.02)
            with lock:
                now -= 1
            return Reply.of_json(LABELS)

        server.play(answer)
        budget = Budget(parallel=3)
        client = InferenceClient(f"{server.url}/m", budget=budget)
        found = client.map("text-classification", ["a"] * 20, progress=False)
        assert (len(found), budget.calls, budget.running) == (20, 20, 0)
        assert most <= 3

    def test_calls_of_a_loop_keep_to_it_too(self, server: ScriptedServer) -> None:
        running: list[int] = []
        budget = Budget(parallel=2)

        def answer(_: Asked) -> Reply:
            running.append(budget.running)
            return Reply.of_json(LABELS)

        server.play(answer)

        async def ask() -> None:
            async with AsyncInferenceClient(f"{server.url}/m", budget=budget) as client:
                await client.map("text-classification", ["a"] * 12, progress=False)

        asyncio.run(ask())
        assert len(running) == 12
        assert max(running) <= 2
        assert budget.running == 0

    @pytest.mark.parametrize("how", ["read", "left", "cut", "dropped"])
    def test_a_stream_is_under_way_until_its_end(
        self, either: Blocking, server: ScriptedServer, how: str
    ) -> None:
        framing = "cut" if how == "cut" else "chunked"
        last = [] if how == "cut" else [event("b", "ab")]
        server.play(Reply.of_events(event("a"), *last, framing=framing))
        budget = Budget(parallel=1)
        client = either.client(f"{server.url}/m", budget=budget)
        stream = either.call(client, "text_generation", "a", stream=True)
        either.take(stream, 1)
        assert budget.running == 1
        if how == "read":
            either.read(stream)
        elif how == "left":
            either.leave(stream)
        elif how == "cut":
            with pytest.raises(errors.StreamError):
                either.read(stream)
        else:
            del stream
            gc.collect()
        either.soon(lambda: budget.running == 0)

    def test_a_call_that_waits_for_its_turn_is_told_and_can_be_stopped(
        self, either: Blocking, server: ScriptedServer
    ) -> None:
        server.play(Reply.of_events(event("a"), FOR_EVER), Reply.of_json(LABELS))
        budget = Budget(parallel=1)
        stream = either.call(
            either.client(f"{server.url}/m", budget=budget), "text_generation", "a", stream=True
        )
        waits: list[Any] = []

        def enough(wait: Any) -> None:
            waits.append(wait)
            if len(waits) == 3:
                raise KeyboardInterrupt

        client = either.client(f"{server.url}/m", budget=budget, on_wait=enough)
        with pytest.raises(KeyboardInterrupt):
            classify(either, client)
        assert all(wait.is_turn for wait in waits)
        assert (budget.calls, budget.running, len(server.asked)) == (1, 1, 1)
        either.leave(stream)


class TestAMinute:
    def test_calls_beyond_the_minutes_wait_for_the_next(
        self, either: Blocking, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "MINUTE", 0.6)
        server.play(Reply.of_json(LABELS))
        client = either.client(f"{server.url}/m", budget=Budget(calls_per_minute=2))
        called, answered = [], []
        for _ in range(5):
            called.append(time.monotonic())
            classify(either, client)
            answered.append(time.monotonic())
        assert answered[2] - called[0] > 0.59  # on a busy machine it is longer, never shorter
        assert answered[4] - called[2] > 0.59

    def test_the_pause_ends_when_the_oldest_call_is_a_minute_old(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "time", clock := Clock())
        budget = Budget(calls_per_minute=1)
        assert budget.admit() == 0
        clock.now += 20
        assert budget.admit() == 40
        clock.now += 40
        assert budget.admit() == 0


class TestMoney:
    def test_chats_are_paid_by_the_prices_of_who_answered(
        self, either: Blocking, sandbox: Sandbox
    ) -> None:
        budget = Budget(usd=1.0)
        options = {"endpoint": sandbox.router_url, "token": "hf_x1234567", "provider": "groq"}
        client = either.client(CHAT, budget=budget, **options)
        messages = [{"role": "user", "content": "hello"}]
        answer = either.call(client, "chat_completion", messages, max_tokens=4)
        (offer,) = [
            one
            for one in either.call(client, "list_served_models")[CHAT].offers
            if one.provider == "groq"
        ]
        usage = answer.usage
        price = (
            usage.prompt_tokens * offer.input_price + usage.completion_tokens * offer.output_price
        )
        assert budget.spent == pytest.approx(price / 1e6)
        assert budget.spent > 0
        once = budget.spent
        more = {"stream": True, "stream_options": {"include_usage": True}, "max_tokens": 4}
        either.read(either.call(client, "chat_completion", messages, **more))
        assert budget.spent == pytest.approx(2 * once)
        assert (budget.calls, budget.unpriced) == (2, 0)
        budget.usd = once
        with pytest.raises(errors.BudgetError, match="were spent") as caught:
            either.call(client, "chat_completion", messages)
        assert "budget.usd" in caught.value.remedy

    def test_what_nobody_prices_is_counted_as_such(
        self, either: Blocking, sandbox: Sandbox
    ) -> None:
        budget = Budget(usd=1.0)
        options = {"endpoint": sandbox.router_url, "token": "hf_x1234567", "provider": "groq"}
        client = either.client(CHAT, budget=budget, **options)
        messages = [{"role": "user", "content": "hello"}]
        stream = either.call(client, "chat_completion", messages, stream=True, max_tokens=4)
        either.take(stream, 1)
        either.leave(stream)
        assert (budget.spent, budget.unpriced) == (0.0, 1)


@pytest.mark.parametrize("name", ["calls_per_minute", "parallel", "total", "usd"])
@pytest.mark.parametrize("value", [-1, "5", True, float("nan"), []])
def test_a_limit_that_is_none_is_refused(name: str, value: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=name):
        Budget(**{name: value})


@pytest.mark.parametrize("value", [0, 1.5])
@pytest.mark.parametrize("name", ["calls_per_minute", "parallel"])
def test_a_limit_that_would_stop_everything_is_refused(name: str, value: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="from 1"):
        Budget(**{name: value})


def test_what_is_no_budget_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Budget\(total"):
        InferenceClient(budget=100)  # type: ignore[arg-type]


def test_it_says_what_it_holds_and_stays_in_its_process() -> None:
    budget = Budget(calls_per_minute=60, parallel=4, total=1000, usd=2)
    assert repr(budget) == "<Budget: 0 of 1000 calls, $0 of $2, at most 60 a minute, 4 at once>"
    with pytest.raises(TypeError, match="process"):
        pickle.dumps(InferenceClient(budget=budget))


class TestPreview:
    def test_it_is_what_the_call_then_sends_and_nothing_is_sent_before(
        self, either: Blocking, server: ScriptedServer
    ) -> None:
        server.play(Reply.of_json([{"generated_text": "x"}]))
        budget = Budget(total=1)
        secret = "hf_canaryCANARY0123456789"
        client = either.client(f"{server.url}/m", token=secret, budget=budget)
        arguments = {"max_new_tokens": 5, "stop_sequences": ["é"]}
        seen = either.call(client, "preview", "text-generation", "Once", **arguments)
        assert (server.asked, budget.calls) == ([], 0)
        either.call(client, "text_generation", "Once", **arguments)
        (asked,) = server.asked
        assert (seen.method, seen.url) == ("POST", f"{server.url}{asked.path}")
        assert seen.body == asked.json
        assert seen.size == len(asked.body)
        assert "CANARY" not in repr(seen)
        assert '"max_new_tokens": 5' in repr(seen)

    def test_it_tells_who_would_answer(self, either: Blocking, sandbox: Sandbox) -> None:
        options = {"endpoint": sandbox.router_url, "token": "hf_x1234567", "provider": "groq"}
        client = either.client(CHAT, **options)
        messages = [{"role": "user", "content": "hello"}]
        seen = either.call(client, "preview", "chat-completion", messages, seed=3)
        assert seen.provider == "groq"
        assert seen.body["messages"] == messages
        assert seen.body["seed"] == 3

    def test_bytes_are_counted(self, either: Blocking, server: ScriptedServer) -> None:
        client = either.client(f"{server.url}/m")
        seen = either.call(client, "preview", "automatic-speech-recognition", b"RIFF0000")
        assert (seen.body, seen.size) == (b"RIFF0000", 8)
        assert "<8 bytes>" in repr(seen)

    def test_a_wrong_argument_is_told_as_in_the_call(self, either: Blocking) -> None:
        with pytest.raises(ValueError, match="temperature"):
            either.call(either.client("m"), "preview", "text-generation", "a", temperature=-1)
        with pytest.raises(ValueError, match="no-such-task"):
            either.call(either.client("m"), "preview", "no-such-task", "a")
        with pytest.raises(ValueError, match="close"):
            either.call(either.client("m"), "preview", "close")

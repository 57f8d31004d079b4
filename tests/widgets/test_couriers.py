"""Threads that hand over what runs bring are used again: a kernel opens a socket for each."""

from __future__ import annotations

import multiprocessing
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from hfwidgets.widgets.engine import couriers
from hfwidgets.widgets.engine.couriers import carry
from tests.waiting import PATIENCE
from tests.widgets.conftest import Recorded, until

Make = Callable[..., Recorded]


class Own(couriers._Courier):
    """A thread of this test."""


class Idle(list[couriers._Courier]):
    """Those that wait; one that ends an earlier test's work only now is not among them."""

    def append(self, one: couriers._Courier) -> None:
        if isinstance(one, Own):
            super().append(one)


@pytest.fixture
def none_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couriers, "_Courier", Own)
    monkeypatch.setattr(couriers, "_idle", Idle())


def carried(work: Callable[[], Any] = lambda: None) -> int:
    """Carry something to its end, and return by which thread."""
    idle, threads = len(couriers._idle), []

    def one() -> None:
        threads.append(threading.get_ident())
        work()

    carry(one)
    until(lambda: bool(threads) and len(couriers._idle) >= max(idle, 1))
    return threads[0]


@pytest.mark.usefixtures("none_idle")
def test_one_thing_after_another_takes_one_thread() -> None:
    assert len({carried() for _ in range(50)}) == 1


@pytest.mark.usefixtures("none_idle")
def test_runs_one_after_another_are_told_by_one_thread(make: Make) -> None:
    w = make(max_new_tokens=2).widget
    tellers = set()
    w.observe(lambda _: tellers.add(threading.get_ident()), "result")
    for _ in range(10):
        w.run().wait(PATIENCE)
        until(lambda: bool(couriers._idle))
    tellers.discard(threading.get_ident())  # `run` itself takes the old result away
    assert len(tellers) == 1


@pytest.mark.usefixtures("none_idle")
def test_what_goes_on_keeps_nothing_from_others() -> None:
    free, both = threading.Event(), []
    carry(lambda: free.wait(PATIENCE) and both.append(1))
    carried(lambda: both.append(2))
    assert both == [2]
    free.set()
    until(lambda: sorted(both) == [1, 2])


@pytest.mark.usefixtures("none_idle")
def test_no_more_threads_wait_than_a_few() -> None:
    free = threading.Event()
    for _ in range(3 * couriers.MOST_IDLE):
        carry(lambda: free.wait(PATIENCE))
    free.set()
    until(lambda: len(couriers._idle) == couriers.MOST_IDLE)


@pytest.mark.usefixtures("none_idle")
def test_a_thread_without_work_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couriers, "PATIENCE", 0.01)
    threads: list[threading.Thread] = []
    carry(lambda: threads.append(threading.current_thread()))
    until(lambda: bool(threads) and not threads[0].is_alive())
    assert not couriers._idle
    carry(lambda: threads.append(threading.current_thread()))
    until(lambda: len(threads) == 2)


@pytest.mark.usefixtures("none_idle")
def test_a_thread_whose_work_failed_is_used_again(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise RuntimeError("broken")

    assert carried(fail) == carried()
    assert "could not be handed over" in caplog.text


@pytest.mark.usefixtures("none_idle")
def test_what_was_carried_is_freed() -> None:
    class Held:
        pass

    held = Held()
    kept = weakref.ref(held)
    carried(lambda held=held: None)  # type: ignore[misc]
    del held
    until(lambda: kept() is None)


def _carried_in_child(answers: Any) -> None:
    done = threading.Event()
    carry(done.set)
    answers.put(done.wait(PATIENCE))


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_has_threads_of_its_own() -> None:
    carried()
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    child = context.Process(target=_carried_in_child, args=(answers,))
    child.start()
    try:
        assert answers.get()
    finally:
        child.join(20)

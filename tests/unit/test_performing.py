"""The one dispatch of what flows ask for, blocking and async."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hfwidgets.client.performing import Awaiting, Blocking, performed
from hfwidgets.wire.flow import Farewell, Request, Step, Together, Until, Wait, Work
from hfwidgets.wire.headers import Headers

REQUEST = Request("GET", "http://127.0.0.1:1/", Headers())
NEVER: Any = object()
STEPS: list[tuple[Step, str]] = [
    (REQUEST, "send"),
    (Together((REQUEST, REQUEST)), "send_all"),
    (Wait(0.0, 1, None, 0.0, "u"), "pause"),
    (Farewell(REQUEST), "part"),
    (Work(lambda: 1), "work"),
    (Until(NEVER), "until"),
]


class Noting:
    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda given: self.asked.append((name, given))


@pytest.mark.parametrize(("step", "expected"), STEPS)
def test_each_step_goes_to_its_own_method(step: Step, expected: str) -> None:
    noting = Noting()
    performed(step, noting)
    ((name, given),) = noting.asked
    assert name == expected
    inside = {"send_all": "requests", "work": "function", "until": "pending"}
    held = getattr(step, inside[name]) if name in inside else step
    assert given is held


def test_both_performers_have_a_method_for_every_step() -> None:
    for _, name in STEPS:
        assert callable(getattr(Blocking(), name))
        assert asyncio.iscoroutinefunction(getattr(Awaiting(lambda: None), name))  # type: ignore[arg-type, return-value]


def test_a_pause_is_told_before_it_begins() -> None:
    told: list[Wait] = []
    wait = Wait(0.0, 1, None, 0.0, "u")
    performed(wait, Blocking(told.append))

    async def tell(one: Wait) -> None:
        told.append(one)

    async def both() -> None:
        await performed(wait, Awaiting(None, told.append))  # type: ignore[arg-type]
        await performed(wait, Awaiting(None, tell))  # type: ignore[arg-type]

    asyncio.run(both())
    assert told == [wait] * 3


def test_what_is_raised_while_a_pause_is_told_ends_the_step() -> None:
    def refuse(wait: Wait) -> None:
        raise LookupError("no")

    with pytest.raises(LookupError):
        performed(Wait(9.0, 1, None, 0.0, "u"), Blocking(refuse))
    with pytest.raises(LookupError):
        asyncio.run(performed(Wait(9.0, 1, None, 0.0, "u"), Awaiting(None, refuse)))  # type: ignore[arg-type]


def test_work_of_an_async_client_leaves_the_loops_thread() -> None:
    import threading

    async def run() -> tuple[int, int]:
        there = await performed(Work(threading.get_ident), Awaiting(None))  # type: ignore[arg-type]
        return there, threading.get_ident()

    there, here = asyncio.run(run())
    assert there != here
    assert performed(Work(threading.get_ident), Blocking()) == threading.get_ident()

"""How much may be asked: so many calls a minute, at once, in all, and for how much money."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any

from hfwidgets.wire.flow import Flow, Request, Response, Wait
from hfwidgets.wire.raising import error_named

MINUTE = 60.0  # seconds
LOOK = 0.05  # seconds until it is looked again whether a call has ended


class Budget:
    """What calls may be made: shared by every client, widget and `map` that it is given to.

    A call is one question to a model, however often it is asked again while the model loads.
    Calls that are too many at once, or for this minute, wait for their turn and can be stopped;
    those beyond `total` or `usd` are an error, and nothing is sent.

    Args:
        calls_per_minute: Most calls that begin within any 60 seconds, from 1. None: any number.
        parallel: Most calls under way at once, from 1; a stream is under way until its end.
        total: Most calls in all, from 0.
        usd: Most US dollars in all, from 0, as far as prices are told (chats at providers): no call
            begins once so much was spent. The last one may go beyond.

    Attributes:
        calls: Calls that were made.
        running: Calls under way.
        spent: US dollars that those calls cost whose price is known.
        unpriced: Calls whose price nobody tells.

    Raises:
        TypeError, ValueError: A limit of another type or out of its range.

    Example:
        >>> budget = Budget(calls_per_minute=60, parallel=4, total=1000)
        >>> client = InferenceClient(budget=budget)
        >>> budget
        <Budget: 0 of 1000 calls, at most 60 a minute, 4 at once>
    """

    def __init__(
        self,
        *,
        calls_per_minute: int | None = None,
        parallel: int | None = None,
        total: int | None = None,
        usd: float | None = None,
    ) -> None:
        self.calls_per_minute = _count("calls_per_minute", calls_per_minute, 1)
        self.parallel = _count("parallel", parallel, 1)
        self.total = _count("total", total, 0)
        self.usd = _dollars(usd)
        self.calls = 0
        self.running = 0
        self.spent = 0.0
        self.unpriced = 0
        self._begun: deque[float] = deque()  # when the calls of the last minute began
        self._lock = threading.Lock()

    @property
    def left(self) -> int | None:
        """Calls that may still be made; None for any number."""
        return None if self.total is None else max(self.total - self.calls, 0)

    def reset(self) -> Budget:
        """Count from zero again; what is under way stays so."""
        with self._lock:
            self.calls, self.spent, self.unpriced = 0, 0.0, 0
            self._begun.clear()
        return self

    def __repr__(self) -> str:
        total = "" if self.total is None else f" of {self.total}"
        parts = [f"{self.calls}{total} {'call' if self.calls == 1 and not total else 'calls'}"]
        if self.usd is not None or self.spent:
            parts.append(f"${self.spent:g}" + ("" if self.usd is None else f" of ${self.usd:g}"))
        if self.calls_per_minute is not None:
            parts.append(f"at most {self.calls_per_minute} a minute")
        if self.parallel is not None:
            parts.append(f"{self.parallel} at once")
        return f"<Budget: {', '.join(parts)}>"

    def __reduce__(self) -> Any:
        raise TypeError(
            "a budget stays in its process: other processes (executor=...) could not keep to it"
        )

    def admit(self) -> float:
        """Begin a call, and return 0; or return the seconds after which to ask again.

        Raises:
            BudgetError: Calls or money are used up.
        """
        with self._lock:
            self._check()
            now = time.monotonic()
            if self.parallel is not None and self.running >= self.parallel:
                return LOOK
            if self.calls_per_minute is not None:
                while self._begun and self._begun[0] <= now - MINUTE:
                    self._begun.popleft()
                if len(self._begun) >= self.calls_per_minute:
                    return max(self._begun[0] + MINUTE - now, 0.001)
                self._begun.append(now)
            self.calls += 1
            self.running += 1
            return 0.0

    def release(self) -> None:
        """End a call."""
        with self._lock:
            self.running -= 1

    def charge(self, usd: float | None) -> None:
        """Add what a call cost; None where nobody tells."""
        with self._lock:
            if usd is None:
                self.unpriced += 1
            else:
                self.spent = round(self.spent + usd, 12)

    def settle(self, usd: float) -> None:
        """Add what an unpriced call cost after all."""
        with self._lock:
            self.unpriced -= 1
            self.spent = round(self.spent + usd, 12)

    def _check(self) -> None:
        used = None
        if self.total is not None and self.calls >= self.total:
            used = f"{self.calls} of {self.total} calls were made"
            more = "budget.total = ..."
        elif self.usd is not None and self.spent >= self.usd:
            used = f"${self.spent:g} of ${self.usd:g} were spent"
            more = "budget.usd = ..."
        if used is not None:
            raise error_named(
                "BudgetError",
                f"The budget is used up: {used}. Nothing was sent.",
                remedy=f"Allow more ({more}), or begin anew with budget.reset().",
            )


def _count(name: str, value: int | None, least: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is {value!r:.40}; pass a whole number from {least}, or None")
    if value < least:
        raise ValueError(f"{name} is {value!r:.40}; pass a whole number from {least}, or None")
    return value


def _dollars(value: float | None) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"usd is {value!r:.40}; pass US dollars from 0, or None")
    if not 0 <= value < float("inf"):
        raise ValueError(f"usd is {value!r:.40}; pass US dollars from 0, or None")
    return float(value)


def within(
    budget: Budget | None, request: Request, ask: Callable[[], Flow[Response]]
) -> Flow[Response]:
    """Ask within a budget: wait for the call's turn, and count it until its answer has ended."""
    if budget is None:
        return (yield from ask())
    start, tries = time.monotonic(), 0
    while seconds := budget.admit():
        tries += 1
        yield Wait(seconds, tries, None, time.monotonic() - start, request.url, is_turn=True)
    try:
        response = yield from ask()
    except BaseException:
        budget.release()
        raise
    if response.source is None:
        budget.release()
        return response
    kind = HeldStream if hasattr(response.source, "blocks") else HeldAsyncStream
    return replace(response, source=kind(response.source, budget))


class _Held:
    """A stream that counts as under way until it has ended."""

    def __init__(self, source: Any, budget: Budget) -> None:
        self._source = source
        self._budget = budget
        self._lock = threading.Lock()
        self._ended = False

    @property
    def aborted(self) -> bool:
        """Whether the reader has left."""
        aborted: bool = self._source.aborted
        return aborted

    def abort(self) -> None:
        """Close the connection, and end the call."""
        self._source.abort()
        self._end()

    def _end(self) -> None:
        with self._lock:
            ended, self._ended = self._ended, True
        if not ended:
            self._budget.release()

    def __del__(self) -> None:
        self._end()


class HeldStream(_Held):
    """A stream that is read in a thread."""

    def blocks(self) -> Iterator[bytes]:
        """Yield what comes."""
        try:
            yield from self._source.blocks()
        finally:
            self._end()


class HeldAsyncStream(_Held):
    """A stream that is read in an event loop."""

    async def blocks_async(self) -> AsyncIterator[bytes]:
        """Yield what comes."""
        try:
            async for block in self._source.blocks_async():
                yield block
        finally:
            self._end()

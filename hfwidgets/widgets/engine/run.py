"""One call of a widget: it runs in the background, is delivered in batches, and can be stopped.

Two parties: a task of the background loop drives the flow and collects what comes; a thread that is
the run's own until its end hands it to the widget, the first at once and then at most every
`INTERVAL`. So a slow observer of one widget delays neither the network nor another widget.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from hfwidgets.alone import Pause, event
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.couriers import carry
from hfwidgets.widgets.engine.recording import Exchange
from hfwidgets.wire.flow import Flow, Request, Step, Wait, drive_async
from hfwidgets.wire.stream import Stream

# Seconds between two messages to the page: 30 a second leave a server that allows 1,000 room for
# 30 streams, and a token waits 17 ms on average.
INTERVAL = 0.033


@dataclass
class Batch:
    """What came since the last delivery.

    Attributes:
        events: Streamed events.
        phase: A `Wait` while the model loads, `"answering"` once it does, None for no change.
    """

    events: list[Any] = field(default_factory=list)
    phase: Wait | Literal["answering"] | None = None

    def __bool__(self) -> bool:
        return bool(self.events) or self.phase is not None


@dataclass(frozen=True)
class Outcome:
    """How a run ended: with a result, an error, or neither because it was stopped."""

    result: Any = None
    error: Exception | None = None
    stopped: bool = False


class Receiver(Protocol):
    """Who is told what a run brings; called in the run's own thread, one call at a time."""

    def receive(self, run: Run, batch: Batch) -> None:
        """Take what came since the last time."""

    def finish(self, run: Run, outcome: Outcome) -> None:
        """Take the end; nothing comes after it."""


class Run:
    """A call that was started.

    Attributes:
        number: Counts the runs of a widget.
        exchange: The last request and its answer, without secrets.
        started: When it began, by the monotonic clock.
        first_event: When the first streamed event had come, or None.
        ended: When the last had come, or None while it runs.
        finished: Set when all was delivered.
        waiters: Whoever waits for its end.
    """

    def __init__(self, number: int, flow: Callable[[], Flow[Any]], receiver: Receiver) -> None:
        """Prepare; `start` begins."""
        self.number = number
        self.exchange = Exchange()
        self.started = time.monotonic()
        self.first_event: float | None = None
        self.ended: float | None = None
        self.finished = event()
        self.waiters: set[object] = set()
        self._flow = flow
        self._receiver = receiver
        self._lock = threading.Lock()
        self._batch = Batch()
        self._came = event()
        self._done = event()
        self._outcome: Outcome | None = None
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._future: concurrent.futures.Future[Any] | None = None

    def start(self) -> None:
        """Send the request, and return at once."""
        carry(self._deliver)
        self._future = background().submit(self._call())
        # A cancelled future is done at once, whether or not its task had begun.
        self._future.add_done_callback(lambda _: self._end(Outcome(stopped=True)))
        if self._stopping:
            self._future.cancel()

    def stop(self) -> None:
        """Close the connection, whatever it is doing; twice is harmless."""
        self._stopping = True
        if self._future is not None:
            self._future.cancel()

    @contextmanager
    def awaited(self) -> Iterator[None]:
        """Note that somebody waits for its end."""
        waiter = object()
        self.waiters.add(waiter)
        try:
            yield
        finally:
            self.waiters.discard(waiter)

    def delivers_here(self) -> bool:
        """Whether this is the thread that tells the widget what the run brings."""
        return threading.current_thread() is self._thread

    async def _call(self) -> None:
        try:
            result = await drive_async(self._flow(), self._perform)
            if isinstance(result, Stream):
                await self._collect(result)
                result = None
            self._end(Outcome(result))
        except asyncio.CancelledError:
            self._end(Outcome(stopped=True))
        except Exception as error:
            self._end(Outcome(error=error))

    async def _collect(self, stream: Stream[Any]) -> None:
        async with stream:
            async for event in stream:
                if self.first_event is None:
                    self.first_event = time.monotonic()
                with self._lock:
                    self._batch.events.append(event)
                self._came.set()

    async def _perform(self, step: Step, exchange: Exchange | None = None) -> Any:
        exchange = exchange or self.exchange
        if isinstance(step, Request):
            exchange.asked(step)
        elif isinstance(step, Wait):
            self._enter(step)
        came = await background().perform(step)
        if isinstance(step, Request):
            exchange.answered(came)
            # A question for a provider's job is no answer to what was asked.
            if came.status != 503 and (step.method == "POST" or step.posted_to):
                self._enter("answering")
        return came

    def _enter(self, phase: Wait | Literal["answering"]) -> None:
        with self._lock:
            self._batch.phase = phase
        self._came.set()

    def _end(self, outcome: Outcome) -> None:
        """Keep the first end that is told."""
        with self._lock:
            if self._outcome is not None:
                return
            self._outcome = outcome
        self.ended = time.monotonic()
        self._came.set()
        self._done.set()

    def _deliver(self) -> Iterator[Pause]:
        """Hand over what came until the end has come."""
        try:
            while True:
                yield self._came, None
                self._thread = threading.current_thread()
                self._came.clear()
                outcome = self._outcome
                with self._lock:
                    batch, self._batch = self._batch, Batch()
                if batch:
                    outcome = self._handed_over(batch) or outcome
                if outcome is not None:
                    self._receiver.finish(self, outcome)
                    return
                self._thread = None  # it is another run's next, or in a browser everybody's
                yield self._done, INTERVAL
        finally:
            self._thread = None
            self.finished.set()

    def _handed_over(self, batch: Batch) -> Outcome | None:
        """Hand over a batch; a receiver that fails ends the run, and with its error."""
        try:
            self._receiver.receive(self, batch)
        except Exception as error:
            self.stop()
            return Outcome(error=error)
        return None

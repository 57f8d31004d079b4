"""The runs of one widget: what comes of them becomes traits, messages and history."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from hfwidgets.tasks.spec import TaskSpec
from hfwidgets.widgets.engine.history import RunRecord, extended
from hfwidgets.widgets.engine.output import Content, Output
from hfwidgets.widgets.engine.problems import problem_of
from hfwidgets.widgets.engine.run import Batch, Outcome, Run
from hfwidgets.wire.flow import Flow, Wait

GOING = ("running", "loading")
LUMP = 0.01  # seconds
LEFT_ALONE = "The job may go on at {provider}: nobody asks for it any more."
ENDED_THERE = "{provider} was asked to end the job; what it did so far may cost."


class RunDisplay(Protocol):
    """What the control needs of its widget."""

    status: Any
    waiting: Any
    notice: Any
    history: Any

    def send(self, content: dict[str, Any], buffers: Any = None) -> None:
        """Send a message to the page."""

    def tell(self, **traits: Any) -> None:
        """Set traits together; failing observers end nothing."""

    def show_start(self, output: Output) -> None:
        """Set the traits of a run that begins."""

    def show_growth(self, output: Output, seconds_to_first: float | None) -> None:
        """Set the traits that grow with each batch."""

    def show_result(self, output: Output, outcome: Outcome) -> None:
        """Set the traits of a run that has ended."""

    def show_sent(self) -> None:
        """Set the traits that name what came with the last message of a run."""

    def noted(self, name: str, value: Any) -> Any:
        """Return an input as the history keeps it."""

    def renew_still(self) -> None:
        """Put what came into the notebook."""

    def settle_terms(self, model: str | None, error: Exception | None) -> None:
        """Wait for a moment for what the end of a run is to tell of providers."""

    def account(self, run: Run, output: Output) -> dict[str, Any]:
        """Return who answered, and what it cost, as far as that is told."""

    def with_providers(
        self, card: dict[str, Any], error: Exception, run: Run, model: str | None
    ) -> dict[str, Any]:
        """Return the card of an error with who was asked, and who else could be."""


class RunControl:
    """The run that a widget has, and the ones it had.

    Args:
        widget: Where everything is shown.
        spec: Its task.
        model: Returns the model of calls that name none.
        output: What is shown before the first run: nothing.

    Attributes:
        run: The current or last run, or None.
        output: What it brought.
        shown: What is on the page: the same, or an earlier one that stays until this one is there.
        asked: The values that it was called with.
        inputs: Its inputs, as the history keeps them.
    """

    def __init__(
        self, widget: RunDisplay, spec: TaskSpec, model: Callable[[], str | None], output: Output
    ) -> None:
        """Nothing was run yet."""
        self.run: Run | None = None
        self.output = self.shown = output
        self.asked: dict[str, Any] = {}
        self._widget = widget
        self._spec = spec
        self._model = model
        self._count = 0
        self._sequence = 0
        self._began = 0.0
        self.inputs: dict[str, Any] = {}
        self._over: Run | None = None  # a run of which everything is known
        self._job_at = ""  # the provider whose job is waited for ...
        self._job_ends = False  # ... and whether it ends the job when it is told to
        # Not held while traits are set or messages sent: an observer may take its time.
        self._lock = threading.RLock()
        # One run begins or ends at a time, or the end of an old one would be told of a new one.
        self._turn = threading.RLock()

    def begin(self, output: Output, asked: dict[str, Any], flow: Callable[[], Flow[Any]]) -> None:
        """Start a run; one that is going is stopped, and kept in the history."""
        self.start(output, asked, lambda number: Run(number, flow, self))

    def start(self, output: Output, asked: dict[str, Any], make: Callable[[int], Run]) -> None:
        """Start a run that `make` makes of its number."""
        with self._turn:
            self._start(output, asked, make)

    def _start(self, output: Output, asked: dict[str, Any], make: Callable[[int], Run]) -> None:
        inputs = self._noted(asked)
        self._abandon()
        self.inputs = inputs
        with self._lock:
            self._count += 1
            self._sequence = 0
            self._job_at = ""
            self.output, self.asked, self._began = output, asked, time.time()
            if not output.stays:
                self.shown = output
            run = self.run = make(self._count)
        self._widget.tell(
            **({} if output.stays else {"result": None}),
            error=None,
            status="running",
            problem=None,
            waiting=None,
            notice=None,
            counters={},
            stats={},
        )
        self._widget.show_start(output)
        self._widget.send({"kind": "start", "run": run.number, **output.begun()})
        run.start()

    def stop(self) -> None:
        """Close the connection of the run that is going."""
        if self.run is not None:
            self.run.stop()

    def stop_unless_awaited(self) -> None:
        """Stop the run that is going, unless somebody waits for its end."""
        if self.run is not None and not self.run.waiters:
            self.run.stop()

    def _abandon(self) -> None:
        run = self.run
        if run is None or run is self._over or run.finished.is_set():
            return
        if self._widget.status in GOING:
            run.stop()
            self.output.settle()
            record = self._record("stopped", None, run)
            self._widget.tell(history=extended(self._widget.history, record))

    def receive(self, run: Run, batch: Batch) -> None:
        """Take what a run brought; called in the run's thread."""
        with self._lock:
            if run is not self.run:
                return
            output = self.output
            added = output.add(batch.events) if batch.events else None
            if added is not None:
                self._sequence += 1
            sequence = self._sequence
        if batch.phase is not None:
            with self._turn:
                if run is self.run:
                    self._enter(batch.phase)
        if added is not None:
            self._send_delta(run, sequence, added)

    def _send_delta(self, run: Run, sequence: int, added: Content) -> None:
        content, buffers = added
        seconds = seconds_to_first(run)
        message = {"kind": "delta", "run": run.number, "seq": sequence, **content}
        if sequence == 1:
            message["ttft"] = seconds
        self._widget.send(message, list(buffers))
        self._widget.show_growth(self.output, seconds)

    def finish(self, run: Run, outcome: Outcome) -> None:
        """Take the end of a run; called in the run's thread."""
        output = self.output
        if run is not self.run:
            return
        try:
            if not outcome.stopped:
                output.read(outcome.result)
        except Exception as error:  # an answer that cannot be shown
            outcome = Outcome(error=outcome.error or error)
        if not outcome.stopped:
            self._widget.settle_terms(self._model_asked(), outcome.error)
        with self._turn:
            if run is self.run:
                self._finish(run, outcome)
        if run is self.run:
            self._widget.renew_still()

    def _finish(self, run: Run, outcome: Outcome) -> None:
        output = self.output
        good = outcome.error is None and not outcome.stopped
        with self._lock:
            if good:
                self.shown = output
            sequence = self._sequence
        run.exchange.streamed(output.answer_json())
        status = "stopped" if outcome.stopped else "error" if outcome.error else "done"
        problem = None
        if outcome.error is not None:
            model = self._model_asked()
            problem = problem_of(outcome.error, model)
            problem = self._widget.with_providers(problem, outcome.error, run, model)
        output.settle()
        stats = self.measure(run)
        record = self._record(status, outcome.error, run)
        self._over = run
        self._widget.show_result(output, outcome)
        self._widget.tell(history=extended(self._widget.history, record))
        if run is not self.run:
            return  # an observer has begun another one
        self._widget.tell(
            stats=stats,
            counters=stats,
            problem=problem,
            notice=output.notice or self._left_alone(outcome) or self._widget.notice,
            waiting=None,
            status=status,
        )
        if run is not self.run:
            return
        content, buffers = output.ended() if good or not output.stays else ({}, ())
        end = {"kind": "end", "run": run.number, "seq": sequence, **content}
        self._widget.send(end, list(buffers))
        self._widget.show_sent()

    def _left_alone(self, outcome: Outcome) -> str | None:
        """Say what becomes of a provider's job that is not waited for any more."""
        if not (outcome.stopped and self._job_at):
            return None
        return (ENDED_THERE if self._job_ends else LEFT_ALONE).format(provider=self._job_at)

    def edit_text(self, text: str) -> bool:
        """Take the text as the person changed it; not while it grows."""
        with self._lock:
            return self._widget.status not in GOING and self.output.edit(text)

    def snapshot(self) -> Content:
        """Return all that came so far, for a view that was opened late or missed something."""
        with self._lock:
            run = self.run
            content, buffers = self.shown.snapshot()
            message = {"run": self._count, "seq": self._sequence, **content}
        message["now"] = time.time()
        first = self._spec.inputs[0]
        message["prompts"] = [
            str(record.inputs.get(first, "")) for record in self._widget.history[-20:]
        ]
        if run is not None:
            message["elapsed"] = round((run.ended or time.monotonic()) - run.started, 3)
            message["ttft"] = seconds_to_first(run)
        return message, buffers

    def _enter(self, phase: Any) -> None:
        """Show that the model loads, or that it answers."""
        if phase == "answering":
            waiting, status = None, "running"
            self._job_at = ""
        else:
            now = time.time()
            status = "loading"
            served = None if self.run is None else self.run.exchange.served
            provider = None if served is None else served.provider
            if phase.state is not None:
                self._job_at = provider or "the provider"
                self._job_ends = phase.can_end
            waiting = {
                "title": title_of(phase, provider),
                "attempt": phase.attempt if phase.state is None else 0,
                "estimate": phase.estimate,
                "since": now - phase.elapsed,
                "next": now + phase.seconds,
            }
        if (self._widget.waiting, self._widget.status) != (waiting, status):
            self._widget.tell(waiting=waiting, status=status)

    def measure(self, run: Run) -> dict[str, Any]:
        """Return the counters of a run; times in seconds."""
        ended = run.ended or time.monotonic()
        headers = run.exchange.headers
        stats: dict[str, Any] = {
            **self.output.stats(),
            "elapsed": round(ended - run.started, 4),
            "time_to_first_token": seconds_to_first(run),
            "compute_time": _seconds_in(headers),
            "compute_type": headers.get("x-compute-type"),
            "cached": headers.get("x-compute-type") == "cache",
            "model": self._widget.noted("model", self._model_asked()),
            **self._widget.account(run, self.output),
        }
        tokens = stats.get("tokens", 0)
        # Tokens that came in one lump tell nothing of how fast they were made.
        if run.first_event is not None and tokens > 1 and ended > run.first_event + LUMP:
            stats["tokens_per_second"] = round((tokens - 1) / (ended - run.first_event), 2)
        return stats

    def _model_asked(self) -> str | None:
        asked = self.output.model or self.asked.get("model") or self._model()
        return asked or self.output.model_told

    def _noted(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: self._widget.noted(name, asked[name])
            for name in self._spec.inputs
            if name in asked and name != "model"
        }

    def _record(self, status: str, error: Exception | None, run: Run) -> RunRecord:
        return RunRecord(
            self.inputs,
            self._widget.noted("model", self.asked.get("model")),
            {name: one for name, one in self.asked.items() if name not in self._spec.inputs},
            status,
            self.output.text,
            self.measure(run),
            None if error is None else str(error),
            self._began,
        )


def seconds_to_first(run: Run) -> float | None:
    """Return how long the first streamed event took, if it has come."""
    return None if run.first_event is None else round(run.first_event - run.started, 4)


def title_of(wait: Wait, provider: str | None = None) -> str:
    """Return what is waited for: a model that loads, or a provider's job in its own words."""
    if wait.is_turn:
        return "The budget lets this call begin later"
    if wait.state is None:
        return "The model is loading"
    words = "".join(one for one in wait.state[:40] if one.isprintable()).replace("_", " ").lower()
    before = f", {wait.position} before it" if wait.position else ""
    return f"The job at {provider or 'the provider'}: {words or 'under way'}{before}"


def _seconds_in(headers: Mapping[str, str]) -> float | None:
    """Return the time that the server computed, in seconds.

    `x-compute-time` is in seconds at the hosted service and in milliseconds at generation servers,
    which send `x-total-time` (milliseconds) as well.
    """
    for name, unit in (("x-total-time", 1000.0), ("x-compute-time", 1.0)):
        try:
            return float(headers[name]) / unit
        except (KeyError, ValueError):
            continue
    return None

"""Asking for the state of single models: many at once, and one until it is ready."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from hfwidgets.alone import aside
from hfwidgets.catalogue.columns import UNKNOWN
from hfwidgets.catalogue.records import Checked, ModelRecord
from hfwidgets.catalogue.status import check
from hfwidgets.widgets.engine.background import background
from hfwidgets.wire.flow import Flow, drive_async
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

logger = logging.getLogger("hfwidgets")

AT_ONCE = 8
COALESCE = 0.05  # seconds in which answers are collected before they are told
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 10.0  # seconds between two questions about a model
PATIENCE = 600.0  # seconds after which nobody waits for a model any more
MOST_HISTORY = 50
READY = "Loaded"

T = TypeVar("T")


async def answer(flow: Flow[T]) -> T:
    """Carry a flow in the background loop."""
    return await drive_async(flow, background().perform)


@dataclass(slots=True)
class Watch:
    """A model that is waited for.

    Attributes:
        since: When that began, in seconds since 1970.
        history: States with the times since when they hold.
        ended: None while it goes on, else `"ready"`, `"stopped"`, `"gave up"`, `"cannot run"`.
    """

    since: float = field(default_factory=time.time)
    history: list[list[Any]] = field(default_factory=list)
    ended: str | None = None

    def note(self, checked: Checked) -> None:
        """Add a state if it is another than the last."""
        if not self.history or self.history[-1][1] != checked.state:
            self.history.append([round(checked.checked, 3), checked.state])
            del self.history[:-MOST_HISTORY]

    def as_json(self) -> dict[str, Any]:
        """Return what the page shows."""
        return {
            "on": self.ended is None,
            "ready": self.ended == "ready",
            "since": self.since,
            "ended": self.ended,
            "history": [list(one) for one in self.history],
        }


class Checks:
    """The questions of one widget about single models.

    Args:
        config: Returns the settings to ask with.
        learn: Called with what came, by model id, away from the event loop.
        state: Returns the state of a model so far, or None.
        changed: Called with a model id when its watch is another.

    Attributes:
        watches: Models that are or were waited for.
    """

    def __init__(
        self,
        config: Callable[[], Config],
        learn: Callable[[dict[str, Checked]], object],
        state: Callable[[str], str | None],
        changed: Callable[[str], object],
    ) -> None:
        """Ask nothing yet."""
        self.watches: dict[str, Watch] = {}
        self._config = config
        self._learn = learn
        self._state = state
        self._changed = changed
        self._asked: set[str] = set()
        self._futures: dict[Any, concurrent.futures.Future[Any]] = {}
        self._hidden: set[str] = set()
        self._views: set[str] = set()
        self._lock = threading.Lock()
        self._count = 0

    def verify(
        self, models: list[str], at_once: int = AT_ONCE
    ) -> concurrent.futures.Future[dict[str, Checked]]:
        """Ask for models' states, at most so many at a time; those being asked are left out."""
        with self._lock:
            fresh = [one for one in dict.fromkeys(models) if one not in self._asked]
            self._asked.update(fresh)
            self._count += 1
            return self._start(self._count, self._verify(fresh, at_once))

    def watch(self, model: str) -> None:
        """Ask for a model's state until it is ready, in growing pauses; twice is once."""
        with self._lock:
            watch = self.watches.get(model)
            if watch is not None and watch.ended is None:
                return
            watch = self.watches[model] = Watch()
        self._changed(model)
        with self._lock:
            self._start(model, self._watch(model, watch))

    def unwatch(self, model: str) -> None:
        """Wait for a model no more."""
        with self._lock:
            watch, future = self.watches.get(model), self._futures.pop(model, None)
        if watch is not None and watch.ended is None:
            watch.ended = "stopped"
            if future is not None:
                future.cancel()
            self._changed(model)

    def seen(self, view: str, visible: bool) -> None:
        """Note that a page shows the widget or hides it: nobody asks for what nobody sees."""
        with self._lock:
            self._views.add(view)
            (self._hidden.discard if visible else self._hidden.add)(view)

    @property
    def paused(self) -> bool:
        """Whether all pages that ever told hide the widget."""
        return bool(self._views) and self._views == self._hidden

    def run(self, key: Any, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Do something else in the background that ends with the widget."""
        with self._lock:
            return self._start(key, work)

    def cancel(self, key: Any) -> None:
        """End what `run` began, if it goes on."""
        with self._lock:
            future = self._futures.pop(key, None)
        if future is not None:
            future.cancel()

    def stop(self) -> None:
        """Close all connections."""
        with self._lock:
            futures, self._futures = list(self._futures.values()), {}
            for watch in self.watches.values():
                watch.ended = watch.ended or "stopped"
        for one in futures:
            one.cancel()

    def _start(self, key: Any, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        future: concurrent.futures.Future[T] = background().submit(work)
        self._futures[key] = future
        future.add_done_callback(lambda _: self._forget(key, future))
        return future

    def _forget(self, key: Any, future: concurrent.futures.Future[Any]) -> None:
        if self._futures.get(key) is future:
            self._futures.pop(key, None)

    async def _verify(self, models: list[str], at_once: int) -> dict[str, Checked]:
        free = asyncio.Semaphore(at_once)
        found: dict[str, Checked] = {}

        async def one(model: str) -> tuple[str, Checked]:
            async with free:
                return model, await self._check(model)

        waiting = {asyncio.ensure_future(one(model)) for model in models}
        try:
            while waiting:
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.sleep(COALESCE)
                done = {task for task in waiting if task.done()}
                waiting -= done
                came = dict(task.result() for task in done)
                found |= came
                await aside(self._learn, came)
        finally:
            for task in waiting:
                task.cancel()
            self._asked.difference_update(models)
        return found

    async def _check(self, model: str) -> Checked:
        before = self._state(model) or UNKNOWN
        try:
            return await answer(check(self._config(), model, before))
        except Exception as error:  # one model keeps nothing from the others
            logger.exception("the state of %r could not be asked for", model)
            said = f"could not be asked: {type(error).__name__}"
            return Checked(before, None, time.time(), said)

    async def _watch(self, model: str, watch: Watch) -> None:
        pause, deadline = FIRST_PAUSE, time.monotonic() + PATIENCE
        while watch.ended is None:
            if time.monotonic() > deadline:
                watch.ended = "gave up"
                await aside(self._changed, model)
            elif self.paused:
                await asyncio.sleep(FIRST_PAUSE)
            else:
                checked = await self._check(model)
                watch.note(checked)
                watch.ended = _end_of(checked)
                await aside(self._tell, model, checked)
                if watch.ended is None:
                    await asyncio.sleep(pause)
                    pause = min(pause * 1.5, LONGEST_PAUSE)

    def _tell(self, model: str, checked: Checked) -> None:
        self._learn({model: checked})
        self._changed(model)


def _end_of(checked: Checked) -> str | None:
    if checked.state == READY:
        return "ready"
    return "cannot run" if checked.kind is not None else None


def id_of(model: Any) -> str:
    """Return the id of a model, given as that or as its record.

    Raises:
        ParameterError: It is neither.
    """
    name = model.model_id if isinstance(model, ModelRecord) else model
    if not isinstance(name, str) or not name:
        raise ParameterError({"model": f"model is {model!r:.80}; it is a record or an id"})
    return name

"""Loaded models: when they load, the one thread each works on; clocks of feigned loading."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from hfwidgets.sandbox.models import Model

T = TypeVar("T")

# A feigned fault that has let a request through lets all through for so long.
_QUIET = 30.0


class Host:
    """A model with its engine, loaded at first use.

    All work of a model is done on one thread of its own, in the order it was asked for, in small
    portions: texts written at the same time advance in turn, and the event loop never waits.

    Args:
        model: The model's row.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._thread: ThreadPoolExecutor | None = None
        self._loading: asyncio.Future[Any] | None = None
        self._since = 0.0
        self._closed = False

    @property
    def ready(self) -> bool:
        """Whether the engine is loaded."""
        loading = self._loading
        return loading is not None and loading.done() and loading.exception() is None

    def forget_failure(self) -> None:
        """Let loading be tried again, if it failed."""
        if self._loading is not None and self._loading.done() and not self.ready:
            self._loading = None

    def start_loading(self) -> asyncio.Future[Any]:
        """Load the engine in the background, unless it is loaded or loading, or loading failed."""
        if self._loading is None:
            self._since = time.monotonic()
            self._loading = asyncio.ensure_future(self.call(_load, self.model))
            # A failure is told to whoever asks next; nobody may be waiting for it now.
            self._loading.add_done_callback(lambda done: done.cancelled() or done.exception())
        return self._loading

    def estimate(self) -> float:
        """Return how many seconds loading will take yet, at least a tenth."""
        return round(max(self.model.loading - (time.monotonic() - self._since), 0.1), 3)

    async def engine(self) -> Any:
        """Return the loaded engine."""
        return await asyncio.shield(self.start_loading())

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a function on the model's thread."""
        if self._closed:  # who streams ends as if the process had: the connection breaks
            raise ConnectionAbortedError("the sandbox was stopped")
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix=self.model.id)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, function, *arguments)

    def post(self, function: Callable[[], object]) -> None:
        """Have a function run on the model's thread; nobody waits for it."""
        if self._thread is not None and not self._closed:
            self._thread.submit(function)

    def close(self) -> None:
        """Give the thread back; what it is doing ends by itself."""
        self._closed = True
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)


def _load(model: Model) -> Any:
    module, _, function = model.engine.partition(":")
    load = getattr(importlib.import_module(module), function)
    return load(model.argument) if model.argument else load()


class Clocks:
    """Since when each model id has been loading, or over its limit, because a fault said so."""

    def __init__(self) -> None:
        self._begun: dict[tuple[str, str], float] = {}
        self._passed: dict[tuple[str, str], float] = {}

    def remaining(self, name: str, fault: str, seconds: float) -> float:
        """Return how long `fault` lasts yet for the model id `name`; the first asking begins it."""
        key, now = (fault, name), time.monotonic()
        passed = self._passed.get(key)
        if passed is not None and now - passed < _QUIET:
            return 0.0
        if passed is not None:
            del self._passed[key], self._begun[key]
        return max(self._begun.setdefault(key, now) + seconds - now, 0.0)

    def let_through(self, name: str, fault: str) -> None:
        """Note that a request passed; the fault rests, and begins anew half a minute later."""
        self._passed.setdefault((fault, name), time.monotonic())

    def peek(self, name: str, fault: str) -> bool:
        """Return whether a request would pass now, without beginning anything."""
        return (fault, name) in self._passed

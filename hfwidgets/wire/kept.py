"""Values that are asked for once, kept for some time, and shared by the calls that want them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Generic, TypeVar

from hfwidgets.wire.flow import Flow, Until

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")

MOST = 4096  # values


class Kept(Generic[T]):
    """What is known by keys, each for some time.

    A key that is being asked for is not asked for again: the other calls, of any thread and event
    loop, wait for the one that asks. Where that fails each of them asks on its own.

    Args:
        seconds: How long a value is known.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._values: dict[Hashable, tuple[float, T]] = {}
        self._asked: dict[Hashable, _Asked] = {}
        if hasattr(os, "register_at_fork"):  # what a parent asks for, its child never gets
            os.register_at_fork(after_in_child=self._asked.clear)

    def known(self, key: Hashable) -> T | None:
        """Return a value that is known now, or None."""
        found = self._values.get(key)
        return found[1] if found is not None and found[0] > time.monotonic() else None

    def get(self, key: Hashable, ask: Callable[[], Flow[T]]) -> Flow[T]:
        """Return the value of a key, known or asked for."""
        while (value := self.known(key)) is None:
            mine = _Asked()
            other = self._asked.setdefault(key, mine)
            if other is mine:
                return (yield from self._first(key, mine, ask))
            went_well: bool = yield Until(other)
            if not went_well:
                return (yield from ask())
        return value

    def _first(self, key: Hashable, mine: _Asked, ask: Callable[[], Flow[T]]) -> Flow[T]:
        value = None
        try:
            value = self.known(key)  # another call may have ended since this one looked
            if value is None:
                value = yield from ask()
                self._keep(key, value)
            return value
        finally:
            self._asked.pop(key, None)
            mine.done(value is not None)

    def _keep(self, key: Hashable, value: T) -> None:
        now = time.monotonic()
        if len(self._values) >= MOST:
            for old, (ends, _) in list(self._values.items()):
                if ends <= now or len(self._values) >= MOST:
                    self._values.pop(old, None)
        self._values[key] = (now + self._seconds, value)

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()


class _Asked:
    """A value on its way to those who wait for it."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._lock = threading.Lock()
        self._future: Future[bool] | None = None
        self._outcome: bool | None = None

    def done(self, went_well: bool) -> None:
        """Let those go on who wait."""
        with self._lock:
            self._outcome = went_well
            future = self._future
        if future is not None:
            future.set_result(went_well)

    def wait(self) -> bool:
        """Wait in this thread, unless it is the one that asks: it would wait for itself."""
        if self._thread == threading.get_ident():
            return False
        return self._waited_for().result()

    async def wait_async(self) -> bool:
        """Wait while the event loop goes on; who stops waiting ends nothing."""
        from asyncio import shield, wrap_future  # the blocking client goes without

        return await shield(wrap_future(self._waited_for()))

    def _waited_for(self) -> Future[bool]:
        from concurrent.futures import Future  # few calls wait, and it takes milliseconds

        with self._lock:
            if self._future is None:
                self._future = Future()
                if self._outcome is not None:
                    self._future.set_result(self._outcome)
            return self._future

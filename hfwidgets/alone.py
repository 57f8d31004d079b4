"""Whether Python runs in a browser alone (Pyodide), and what stands in for threads there.

It has one thread there and no sockets, and the page's loop brings everything: who waits for it in
that thread waits for ever. This module alone tells whether it is so; whoever has something done in
a thread, or waits for one, asks here.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Awaitable, Callable, Generator, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Executor

T = TypeVar("T")

ALONE = sys.platform == "emscripten"
LARGEST = 2**53 - 1  # of the whole numbers that JavaScript's numbers hold
LOOK = 0.01  # seconds between two looks at what tells nobody that it is over

# What a work waits for before it goes on: an event, or None, and so many seconds at most.
Pause: TypeAlias = "tuple[threading.Event | None, float | None]"
# A function, or a generator that yields pauses; what another function returns is nobody's.
Work: TypeAlias = "Callable[[], object]"


class LoopEvent(threading.Event):
    """An event that the loop waits for; whoever sets it is in that loop, too."""

    def __init__(self) -> None:
        """Nothing has happened."""
        super().__init__()
        self._waiting: set[asyncio.Future[None]] = set()

    def set(self) -> None:
        """Let those go on who wait."""
        super().set()
        for one in self._waiting:
            if not one.done():
                one.set_result(None)

    def wait(self, timeout: float | None = None) -> bool:
        """Return whether it has happened, at once: in the one thread nothing can while it waits."""
        return self.is_set()

    async def reached(self, timeout: float | None = None) -> None:
        """Wait until it happens, or for so many seconds; the loop goes on at least once."""
        import asyncio

        if self.is_set():
            await asyncio.sleep(0)
            return
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            await asyncio.wait([waiter], timeout=timeout)
        finally:
            self._waiting.discard(waiter)


def event() -> threading.Event:
    """Return an event that works can wait for."""
    return LoopEvent() if ALONE else threading.Event()


def _pauses(work: Work) -> Iterable[Pause]:
    found = work()
    return found if isinstance(found, Generator) else ()


def done_here(work: Work) -> None:
    """Do a work in this thread, with its pauses."""
    for happens, seconds in _pauses(work):
        if happens is not None:
            happens.wait(seconds)
        else:
            time.sleep(seconds or 0.0)


async def done_in_loop(work: Work) -> None:
    """Do a work in this loop, which goes on in its pauses."""
    import asyncio

    for happens, seconds in _pauses(work):
        if isinstance(happens, LoopEvent):
            await happens.reached(seconds)
        else:
            await asyncio.sleep(seconds or 0.0)


async def aside(function: Callable[..., T], *arguments: Any) -> T:
    """Call what takes long in a thread; where there is none, here, after what is due."""
    import asyncio

    if not ALONE:
        return await asyncio.to_thread(function, *arguments)
    await asyncio.sleep(0)
    return function(*arguments)


async def looked(is_over: Callable[[float], bool], seconds: float) -> bool:
    """Wait for something in a coroutine, so many seconds at most; return whether it is over.

    Args:
        is_over: Waits for it in a thread, so many seconds at most.
        seconds: So many.
    """
    import asyncio

    if not ALONE:
        return await asyncio.get_running_loop().run_in_executor(None, is_over, seconds)
    if not is_over(0.0):
        await asyncio.sleep(min(seconds, LOOK))
    return is_over(0.0)


def suspended(work: Callable[[], Awaitable[T]], instead: str) -> T:
    """Wait in the one thread while its loop goes on, where the browser can have a call wait.

    That takes WebAssembly's stack switching (JSPI), and a call that JavaScript awaits.

    Args:
        work: Returns what is waited for.
        instead: What to do where it cannot.

    Raises:
        RuntimeError: It cannot.
    """
    from pyodide.ffi import can_run_sync, run_sync

    if not can_run_sync():
        raise RuntimeError(
            "In a browser Python has one thread, and this call would have it wait for itself (the "
            f"browser cannot switch stacks, or not here): {instead}"
        )
    found: T = run_sync(work())
    return found


def slept(seconds: float) -> None:
    """Sleep; in the one thread its loop goes on meanwhile, where it can."""
    if ALONE:
        from pyodide.ffi import can_run_sync, run_sync

        if can_run_sync():
            from asyncio import sleep

            run_sync(sleep(seconds))
            return
    time.sleep(seconds)


def awaited(value: Awaitable[T], instead: str) -> T:
    """Wait for a coroutine in a loop of its own; in the one thread in its loop, where it can."""
    if ALONE:
        return suspended(lambda: value, instead)
    import asyncio

    async def found() -> T:
        return await value

    return asyncio.run(found())


def outcome(future: Any, instead: str) -> Any:
    """Return what becomes of a `concurrent.futures.Future`, waiting for it.

    Args:
        future: It; the loop brings its outcome.
        instead: What to do where nothing can wait.
    """
    if not ALONE or future.done():
        return future.result()
    import asyncio

    try:
        return suspended(lambda: asyncio.wrap_future(future), instead)
    except BaseException:
        future.cancel()
        raise


def for_page(value: Any) -> Any:
    """Return what goes to a page as JSON has it, where Pyodide hands over its values themselves.

    Of None it makes `undefined`, which changes no trait, and of large whole numbers a BigInt, which
    no message can hold; the page would read such a number as a double in any case.
    """
    if isinstance(value, dict):
        return {name: for_page(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [for_page(one) for one in value]
    if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        return float(value)
    return _null() if value is None else value


def from_page(value: Any) -> Any:
    """Return what came from a page with None where Pyodide has JavaScript's null."""
    if isinstance(value, dict):
        return {name: from_page(one) for name, one in value.items()}
    if isinstance(value, list):
        return [from_page(one) for one in value]
    return None if value is _null() else value


def _null() -> Any:
    """Return JavaScript's null; what has no name of it takes None for that."""
    ffi = import_module("pyodide.ffi")
    return getattr(ffi, "jsnull", None)


def threads(count: int, name: str) -> Executor:
    """Return threads that do what they are given; where there are none, it is done at once."""
    if not ALONE:
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(count, name)
    from hfwidgets.at_once import AtOnce

    return AtOnce()

"""Waiting in a cell or a coroutine until runs have ended, while the page's messages come in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from hfwidgets.widgets.engine import busy_kernel

if TYPE_CHECKING:
    from hfwidgets.widgets.engine.run import Run


class Awaited:
    """Runs that somebody waits for: an interrupt, or a task that is cancelled, stops them.

    Args:
        runs: They; those that are None have not begun.
        comm: Of the widget whose messages are let in meanwhile.
        begin: How a run is begun, for the error.

    Raises:
        RuntimeError: There is none.
    """

    def __init__(
        self, runs: Iterable[Run | None], comm: Any, begin: str = "call run() first, or press Run"
    ) -> None:
        """Take the runs that there are now."""
        self._runs = [one for one in runs if one is not None]
        self._comm = comm
        if not self._runs:
            raise RuntimeError(f"nothing to wait for: {begin}")

    def block(self, timeout: float | None) -> None:
        """Block until all have ended.

        Raises:
            TimeoutError: They have not in time.
        """
        if any(run.delivers_here() for run in self._runs):
            return  # an observer that asks for what is just being told
        with self._held():
            over = busy_kernel.waited(self._is_over, self._comm, timeout)
        if not over:
            if len(self._runs) == 1:
                raise TimeoutError(f"the run has not ended after {timeout:g} s; it goes on")
            raise TimeoutError(f"not all have ended after {timeout:g} s; they go on")

    async def until_over(self) -> None:
        """Wait in a coroutine; cancelling stops all."""
        with self._held():
            await busy_kernel.awaited(self._is_over, self._comm)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Note that somebody waits, who stops all when he is interrupted."""
        try:
            with ExitStack() as stack:
                for run in self._runs:
                    stack.enter_context(run.awaited())
                yield
        except (KeyboardInterrupt, asyncio.CancelledError):
            for run in self._runs:
                run.stop()
            raise

    def _is_over(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        return all(run.finished.wait(max(0.0, deadline - time.monotonic())) for run in self._runs)

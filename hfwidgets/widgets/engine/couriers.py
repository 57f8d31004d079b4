"""Threads that hand over what runs bring, used again by the next run.

A kernel opens a socket for each thread that tells the page something, and closes it some seconds
after the thread has ended: with a thread for each run, hundreds would be open after as many quick
runs.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
from typing import Any

from hfwidgets.alone import ALONE, Work, done_here, done_in_loop
from hfwidgets.widgets.engine.marimo_host import started

logger = logging.getLogger("hfwidgets")

MOST_IDLE = 8
PATIENCE = 60.0  # seconds in which an idle thread waits for more


class _Courier:
    """A thread that does one thing after another."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.work: queue.SimpleQueue[Work] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="hfwidgets-courier", daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                work = self.work.get(timeout=PATIENCE)
            except queue.Empty:
                with _lock:
                    if self in _idle:  # else it has just been given something
                        _idle.remove(self)
                        return
                continue
            try:
                done_here(work)
            except Exception:  # the next work must not wait for a thread that has ended
                logger.exception("a run could not be handed over")
            del work  # what it holds must not stay until the next one comes
            with _lock:
                if len(_idle) >= MOST_IDLE:
                    return
                _idle.append(self)


_idle: list[_Courier] = []
_lock = threading.Lock()


def carry(work: Work) -> None:
    """Do something in a thread of its own, one that waits or a new one; alone, in the page's loop.

    Args:
        work: What to do: a function, or a generator that yields what it waits for. What it raises
            is logged.
    """
    if ALONE:
        _hand_over(work)
        return
    if started(lambda: done_here(work)):
        return
    with _lock:
        # The newest first, so that others come to their end. A forked child has none of them.
        while _idle and _idle[-1].process != os.getpid():
            _idle.pop()
        courier = _idle.pop() if _idle else None
    (courier or _Courier()).work.put(work)


_tasks: set[Any] = set()  # a loop does not keep what it does


def _hand_over(work: Work) -> None:
    async def handed() -> None:
        try:
            await done_in_loop(work)
        except Exception:
            logger.exception("a run could not be handed over")

    import asyncio

    task = asyncio.ensure_future(handed())
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)

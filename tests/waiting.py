"""Waiting in tests: for events, never against the clock of one machine.

What must happen is waited for, as long as a test may hang at all; what must not have happened yet
is held back by the test itself until it has looked.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PATIENCE = 60.0  # seconds; only what never comes takes as long


def soon(condition: Callable[[], object], what: str = "it") -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"{what} never came to hold"
        time.sleep(0.002)


class Gate:
    """Holds a server's thread until the test lets it go on; notes one that was not let go."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self.held = 0
        self.forced = False

    def wait(self) -> None:
        """Wait for `open`."""
        self.held += 1
        if not self._open.wait(PATIENCE):
            self.forced = True

    def open(self) -> None:
        """Let all go on."""
        self._open.set()

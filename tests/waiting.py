"""Waiting in tests: for events, never against the clock of one machine.

What must happen is waited for, as long as a test may hang at all; what must not have happened yet
is held back by the test itself until it has looked.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

PATIENCE = 120.0  # seconds; only what never comes takes as long


def soon(condition: Callable[[], object], what: str = "it") -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"{what} never came to hold"
        time.sleep(0.002)


def growing(first: float = 0.3) -> Iterator[float]:
    """Yield seconds to try in turn, each ten times as many as before, while below `PATIENCE`.

    For what has a true duration that must not be over before something else is done. A test goes
    on to the next only where the machine was too slow for that.
    """
    while first < PATIENCE:
        yield first
        first *= 10


def ran_out(
    call: Callable[[float], object],
    words: str,
    came: Callable[[], object] = lambda: True,
    *,
    first: float = 0.3,
) -> BaseException:
    """Return the error of a call whose timeout runs out at a stage, and never before its time.

    Args:
        call: Is given its timeout in seconds.
        words: What the error says at that stage; on a slow machine time may be up before it.
        came: Whether the call came as far as that.
        first: The first timeout to try.
    """
    for seconds in growing(first):
        start = time.monotonic()
        with pytest.raises(TimeoutError) as caught:
            call(seconds)
        assert time.monotonic() - start > 0.95 * seconds, "a busy machine is later, never sooner"
        if words in str(caught.value) and came():
            return caught.value
    raise AssertionError(f"it never came as far as {words!r}") from caught.value


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

    @property
    def is_open(self) -> bool:
        """Whether all may go on."""
        return self._open.is_set()

    def open(self) -> None:
        """Let all go on."""
        self._open.set()

"""What all lanes tell the page, in one message a frame."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

from hfwidgets.alone import Pause
from hfwidgets.widgets.engine.couriers import carry
from hfwidgets.widgets.engine.run import INTERVAL

logger = logging.getLogger("hfwidgets")


class Frames:
    """Collects messages, and sends them in order: one at once, then at most 30 frames a second.

    Args:
        send: Sends some of them; called in a thread of its own, one call at a time.
    """

    def __init__(self, send: Callable[[list[dict[str, Any]]], None]) -> None:
        """Nothing waits yet."""
        self._send = send
        self._waiting: list[dict[str, Any]] = []
        self._going = False
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)

    def put(self, message: dict[str, Any]) -> None:
        """Have a message sent with the next frame, and return at once."""
        with self._lock:
            self._waiting.append(message)
            begins = not self._going
            self._going = True
        if begins:
            carry(self._pass_on)

    def empty(self, seconds: float) -> bool:
        """Wait until nothing is left to send, so many seconds at most."""
        with self._lock:
            return self._idle.wait_for(lambda: not self._going, seconds)

    def _pass_on(self) -> Iterator[Pause]:
        while True:
            with self._lock:
                batch, self._waiting = self._waiting, []
                if not batch:
                    self._going = False
                    self._idle.notify_all()
                    return
            try:
                self._send(batch)
            except Exception:  # the next frame must not wait for one that could not be sent
                logger.exception("a frame could not be sent")
            yield None, INTERVAL

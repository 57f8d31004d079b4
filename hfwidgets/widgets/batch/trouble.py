"""When a batch waits, and when it is given up: an error that every further row would have."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from hfwidgets.widgets.engine.problems import FINAL
from hfwidgets.wire.flow import Flow, Step, drive_async
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.wire.flow import T

# What the server says of the account, the token or the model: it would say so of every row.
SAID_OF_ALL = frozenset({401, 402, 403, 404, 410})
# A server that limits how much is asked says when to ask again; waited for as often and so long.
MOST_WAITS = 3
LONGEST_WAIT = 60.0
MOST_ALIKE = 20  # rows that fail one after the other, in the same way


class Trouble:
    """Follows the errors of a batch."""

    def __init__(self) -> None:
        self._alike = 0
        self._last: object = None

    def is_fatal(self, error: BaseException | None) -> bool:
        """Take the error of the next row, None where it has none; whether it ends the batch."""
        if error is None:
            self._alike = 0
            return False
        if isinstance(error, (ParameterError, TypeError)):
            return False  # the row's own
        if getattr(error, "status", None) in SAID_OF_ALL or type(error).__name__ in FINAL:
            return True
        kind = (type(error), getattr(error, "status", None))
        self._alike = self._alike + 1 if kind == self._last else 1
        self._last = kind
        return self._alike >= MOST_ALIKE


async def patient(flow: Callable[[], Flow[T]], perform: Callable[[Step], Awaitable[Any]]) -> T:
    """Drive a flow; one that a server refuses for now is made again when it says.

    Raises:
        Exception: What the flow raises.
    """
    for _ in range(MOST_WAITS):
        try:
            return await drive_async(flow(), perform)
        except Exception as error:
            seconds = seconds_to_wait(error)
            if seconds is None:
                raise
        await asyncio.sleep(seconds)
    return await drive_async(flow(), perform)


def seconds_to_wait(error: Exception) -> float | None:
    """Return when a server that limits its callers may be asked again, None for not soon."""
    seconds: float | None = getattr(error, "retry_after", None)
    limits = getattr(error, "status", None) == 429
    return seconds if limits and seconds is not None and seconds <= LONGEST_WAIT else None

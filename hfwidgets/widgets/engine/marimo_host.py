"""marimo: which session and cell a widget belongs to, and threads that may speak to its page.

What is used of marimo is partly private (tests/unit/test_private_interfaces.py names it): where it
is missing, a widget is as in any other host.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

logger = logging.getLogger("hfwidgets")


@dataclass(frozen=True)
class Home:
    """Where a widget was made.

    Attributes:
        context: marimo's, of the session.
        cell: The id of the cell, or None outside of all.
        session: The same object for all widgets of a session: one process may have many.
    """

    context: Any
    cell: Any
    session: Any

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Do as in the cell: what is made there is shown there, and goes with the cell."""
        if self.cell is None:
            yield
            return
        with self.context.with_cell_id(self.cell):
            yield


def here() -> Home | None:
    """Return where this thread runs, or None outside of marimo."""
    if "marimo" not in sys.modules:
        return None
    try:
        from marimo._runtime.context import safe_get_context

        context: Any = safe_get_context()
        if context is None:
            return None
        return Home(context, context.cell_id, context.ui_element_registry)
    except Exception:
        logger.debug("this marimo tells nothing of its session", exc_info=True)
        return None


def same_session(one: Any, other: Any) -> bool:
    """Whether two widgets are in one page."""
    first, second = getattr(one, "home", None), getattr(other, "home", None)
    return (first and first.session) is (second and second.session)


def started(work: Callable[[], None]) -> bool:
    """Do something in a thread whose observers may set `mo.state`; False outside of marimo."""
    if here() is None:
        return False
    try:
        from marimo import Thread

        thread: threading.Thread = Thread(target=work, name="hfwidgets-run", daemon=True)
    except Exception:
        logger.debug("this marimo has no threads of its own", exc_info=True)
        return False
    thread.start()
    return True

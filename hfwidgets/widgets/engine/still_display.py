"""The second output of a widget in a notebook, its still: shown with it, renewed when a run ended.

Saved notebooks keep no results of widgets: these travel by message. So each widget that a cell
shows has an output behind it, with an id of its own, which is renewed alone: renewing the widget's
own output would have the page make its view anew.

Programs that run notebooks (nbclient) take what comes while a cell runs, and nothing else. What was
renewed between two cells is therefore sent again at the end of the next one. What ends after the
last cell is lost to them: end that cell with `wait()`.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any
from uuid import uuid4
from weakref import WeakSet, ref

from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.couriers import carry
from hfwidgets.widgets.engine.still import Sheet
from hfwidgets.widgets.engine.variables import notebook_shell
from hfwidgets.widgets.options import options

logger = logging.getLogger("hfwidgets")

VIEW = "application/vnd.jupyter.widget-view+json"
REST = 0.5  # seconds between two renewals, so that quick runs cost the page nothing


class StillDisplay:
    """The stills of one widget: all outputs that show it are alike.

    Args:
        widget: It makes the content with `sheet()`.
    """

    def __init__(self, widget: Any) -> None:
        """Nothing is shown yet."""
        self._widget = ref(widget)
        self._id = uuid4().hex
        self._turn = threading.Lock()
        self._renewed = 0.0
        self._waits = False
        self.shown = False
        self.pending = False  # whether a notebook may hold an older one

    def show(self, view: dict[str, Any]) -> None:
        """Show the widget and its still in the cell that runs now.

        Args:
            view: What the host makes a view of, by MIME type.
        """
        widget = self._widget()
        if widget is None:
            return
        events = _cells()
        _publish(view, f"hfw-view-{self._id}")
        with self._turn:
            _publish(_content(widget), f"hfw-still-{self._id}")
            self.shown = True
            self._renewed = 0.0
        events.widgets.add(widget)

    def renew(self) -> None:
        """Put what the widget has now into the outputs; at most twice a second."""
        if not self.shown:
            return
        self.pending = True
        if time.monotonic() - self._renewed >= REST:
            self._send()
        elif not self._waits:
            self._waits = True
            loop = background().loop
            loop.call_soon_threadsafe(loop.call_later, REST, carry, self._later)

    def settle(self) -> None:
        """Renew what a notebook that is run by a program may not have: a cell is about to end."""
        if self.shown and self.pending:
            self._send()

    def freeze(self) -> None:
        """Put the still in the place of the views, once and for all.

        Raises:
            RuntimeError: No cell shows the widget with a still.
        """
        widget = self._widget()
        if widget is None or not self.shown:
            raise RuntimeError("no cell of this notebook shows the widget; show it first")
        with self._turn:
            self.shown = self.pending = False
            _publish({}, f"hfw-view-{self._id}", update=True)
            _publish(_content(widget), f"hfw-still-{self._id}", update=True)
            self._id = uuid4().hex

    def _later(self) -> None:
        self._waits = False
        if self.pending:
            self._send()

    def _send(self) -> None:
        """Renew now; what comes of it concerns nobody's run."""
        widget = self._widget()
        if widget is None:
            return
        try:
            with self._turn:
                if not self.shown:
                    return
                in_cell = _cells().running
                self.pending = False
                _publish(_content(widget), f"hfw-still-{self._id}", update=True)
                self._renewed = time.monotonic()
                self.pending = self.pending or not (in_cell and _cells().running)
        except Exception:
            logger.exception("the still of a %s could not be renewed", type(widget).__name__)


class Cells:
    """Which widgets have stills, and whether a cell runs.

    Args:
        shell: The notebook's.
    """

    def __init__(self, shell: Any) -> None:
        """Follow the cells that are run: the first one is running already."""
        self.shell = shell
        self.running = True
        self.widgets: WeakSet[Any] = WeakSet()
        shell.events.register("pre_run_cell", self._begins)
        shell.events.register("post_run_cell", self._ends)

    def _begins(self, _: Any = None) -> None:
        self.running = True

    def _ends(self, _: Any = None) -> None:
        for widget in list(self.widgets):
            widget.still_display.settle()
        self.running = False


_known: Cells | None = None


def _cells() -> Cells:
    global _known
    shell = notebook_shell()
    if _known is None or _known.shell is not shell:
        _known = Cells(shell)
    return _known


def keeps_stills() -> bool:
    """Whether this process runs a notebook that keeps outputs, and stills are wanted."""
    shell = notebook_shell()
    return options.still and hasattr(shell, "kernel") and hasattr(shell, "events")


def _publish(data: dict[str, Any], name: str, *, update: bool = False) -> None:
    """Show an output of this name, or renew all that have it; no metadata, which never change."""
    notebook_shell().display_pub.publish(
        data=data, metadata={}, transient={"display_id": name}, update=update
    )


def _content(widget: Any) -> dict[str, str]:
    """Return what a notebook keeps of a widget; in words alone where it cannot be drawn."""
    sheet: Sheet = widget.sheet()
    try:
        return sheet.bundle()
    except Exception:
        logger.exception("the result of a %s cannot be drawn", type(widget).__name__)
        return {"text/plain": sheet.plain()}

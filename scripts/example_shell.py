"""A shell as a notebook has one, for the examples of the pages: a block in, nodes of a page out."""

from __future__ import annotations

import base64
import io
from typing import Any

from docutils import nodes
from IPython.core.displayhook import DisplayHook
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell
from IPython.lib.pretty import pretty
from IPython.utils.capture import capture_output
from matplotlib.axes import Axes

WIDE = 88  # columns of a value that is shown
MOST_LINES = 40
HistoryManager.enabled = False  # what readers try is their own


class ExampleError(Exception):
    """A block that raised.

    Attributes:
        line: Where in the block, from 1.
    """

    def __init__(self, error: BaseException) -> None:
        """Take what was raised."""
        super().__init__(f"{type(error).__name__}: {error}")
        self.line = _line_of(error)


class _Hook(DisplayHook):
    """Keeps the value of a block's last line, and prints nothing."""

    def write_output_prompt(self) -> None:
        """Print no number."""

    def write_format_data(self, *_args: Any) -> None:
        """Print no value."""

    def finish_displayhook(self) -> None:
        """Print no end of a line."""
        self._is_active = False


class Shell:
    """The shell of one page: its variables are gone when the next one is made."""

    def __init__(self) -> None:
        """Begin with no variables."""
        InteractiveShell.displayhook_class = _Hook
        self._shell = InteractiveShell.instance()
        self._shell.reset(new_session=False)

    def run(self, code: str) -> list[nodes.Node]:
        """Run a block, and return what it printed and the value of its last line.

        Raises:
            ExampleError: It raised.
        """
        with capture_output() as said:
            done = self._shell.run_cell(code, store_history=False)
        error = done.error_before_exec or done.error_in_exec
        if error is not None:
            raise ExampleError(error)
        shown = [one.data.get("text/html", "") for one in said.outputs]
        found = [_text(said.stdout)] if said.stdout.strip() else []
        found += [_html(one) for one in shown if one]
        return found if done.result is None else [*found, _node(done.result)]


def _node(value: Any) -> nodes.Node:
    """Return a value as a notebook shows it: widgets as their stills."""
    if hasattr(value, "to_html") and hasattr(value, "freeze"):
        return _html(value.to_html())
    if hasattr(value, "_repr_html_"):
        return _html(value._repr_html_())
    png = _drawn(value) if isinstance(value, Axes) else None
    if hasattr(value, "_repr_png_"):
        png = value._repr_png_()
    if png is not None:
        picture = base64.b64encode(png).decode()
        return _html(f'<img src="data:image/png;base64,{picture}" alt="The picture that came">')
    return _text(pretty(value, max_width=WIDE))


def _drawn(axes: Axes) -> bytes:
    """Return a plot as a PNG file, on white: the page may be dark."""
    file = io.BytesIO()
    axes.figure.savefig(file, dpi=100, bbox_inches="tight", facecolor="white")
    return file.getvalue()


def _text(text: str) -> nodes.Node:
    lines = text.rstrip().splitlines()
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"... {len(lines) - MOST_LINES} more lines"]
    text = "\n".join(lines)
    return nodes.literal_block(text, text, language="text")


def _html(text: str) -> nodes.Node:
    return nodes.raw("", text, format="html")


def _line_of(error: BaseException) -> int:
    """Return the line of a block in which an error arose, from 1."""
    line = getattr(error, "lineno", None) or 1 if isinstance(error, SyntaxError) else 1
    at = error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename.startswith("<ipython-input"):
            line = at.tb_lineno
        at = at.tb_next
    return line

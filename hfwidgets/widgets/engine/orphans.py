"""Runs that nobody can see or reach any more: they end.

A cell that makes a widget, shows it and runs it is run again in mid-stream: its output is emptied,
and its variable holds another widget. The run of the one before would go on, and cost, unseen.

It ends when the cell of every output that showed the widget was run again or deleted, no variable
of the notebook leads to the widget, and nobody waits for the run. Where a host does not tell which
cell runs, and for widgets that were never shown by themselves, nothing is known: their runs go on.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any
from weakref import WeakSet

import traitlets as t

from hfwidgets.widgets.engine.variables import notebook_shell, own_variables

DEEPEST = 4  # containers and attributes between a variable and a widget
MOST = 100_000  # objects that are looked at; with more, nobody can tell
MOST_PARTS = 10_000  # of each of them

PLAIN = (str, bytes, int, float, complex, type(None), type, types.ModuleType)


class ShownWidgets:
    """Which widgets stand in the outputs of which cells.

    Args:
        shell: The notebook's.
    """

    def __init__(self, shell: Any) -> None:
        """Follow the cells that are run."""
        self.shell = shell
        self._in_cell: dict[str, WeakSet[Any]] = {}
        self._gone: WeakSet[Any] = WeakSet()
        shell.events.register("pre_run_cell", self._begins)
        shell.events.register("post_run_cell", self.end_orphans)

    def add(self, widget: Any) -> None:
        """Note that the cell that runs now shows a widget."""
        cell = self._metadata().get("cellId")
        if cell is not None:
            self._in_cell.setdefault(str(cell), WeakSet()).add(widget)

    def end_orphans(self, _: Any = None) -> None:
        """End the runs of widgets that are neither shown nor held."""
        for widget in list(self._gone):
            if any(widget in shown for shown in self._in_cell.values()):
                self._gone.discard(widget)
            elif not holds(variables(self.shell), widget):
                widget.stop_unless_awaited()
                self._gone.discard(widget)

    def _begins(self, _: Any = None) -> None:
        """Take it that the outputs of this cell and of deleted ones are gone."""
        metadata = self._metadata()
        for cell in (metadata.get("cellId"), *(metadata.get("deletedCells") or ())):
            self._gone |= self._in_cell.pop(str(cell), WeakSet())

    def _metadata(self) -> Mapping[str, Any]:
        """Return what the host tells of the cell that runs."""
        parent = self.shell.get_parent() if hasattr(self.shell, "get_parent") else {}
        metadata = parent.get("metadata") if isinstance(parent, Mapping) else None
        return metadata if isinstance(metadata, Mapping) else {}


_shown: ShownWidgets | None = None


def note_shown(widget: Any) -> None:
    """Note that a widget is being shown."""
    global _shown
    shell = notebook_shell()
    if shell is None or not hasattr(shell, "events"):
        return
    if _shown is None or _shown.shell is not shell:
        _shown = ShownWidgets(shell)
    _shown.add(widget)


def end_orphans() -> None:
    """End the runs of widgets that are neither shown nor held any more."""
    if _shown is not None:
        _shown.end_orphans()


def variables(shell: Any) -> list[Any]:
    """Return the values that a notebook's own variables hold: `_` and `Out` are not its own."""
    return list(own_variables(shell).values())


def holds(values: Iterable[Any], sought: Any) -> bool:
    """Whether values lead to an object, through containers, attributes and functions."""
    level, seen = list(values), set[int]()
    for _ in range(DEEPEST):
        deeper: list[Any] = []
        for value in level:
            if value is sought or len(seen) > MOST:
                return True
            if id(value) not in seen:
                seen.add(id(value))
                parts = islice(_parts(value), MOST_PARTS)
                deeper += [part for part in parts if not isinstance(part, PLAIN)]
        level = deeper
    return any(value is sought for value in level)


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, (list, tuple, set, frozenset)):
        return value
    if isinstance(value, dict):
        return value.values()
    if isinstance(value, PLAIN):
        return ()
    if isinstance(value, t.HasTraits):  # a widget or the shell: the rest leads to all widgets
        children = getattr(value, "children", ())
        return children if isinstance(children, (list, tuple)) else ()
    if isinstance(value, types.MethodType):
        return (value.__self__,)
    if isinstance(value, functools.partial):
        return (value.func, *value.args, *value.keywords.values())
    if isinstance(value, types.FunctionType):
        return [part for cell in value.__closure__ or () for part in _content(cell)]
    try:
        attributes: dict[str, Any] = vars(value)
    except TypeError:  # it has none of its own
        return ()
    return attributes.values()


def _content(cell: types.CellType) -> Iterable[Any]:
    try:
        return (cell.cell_contents,)
    except ValueError:  # nothing was assigned yet
        return ()

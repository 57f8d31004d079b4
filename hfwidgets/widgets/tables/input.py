"""The table that a widget works on: where it came from, what was changed, what was there before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine.base import FieldTrait
from hfwidgets.widgets.tables.reading import ReadTable
from hfwidgets.widgets.tables.table import Column, Table
from hfwidgets.widgets.tables.values import table_of

MOVED = (
    "The table was changed elsewhere at the same time; it is shown as it is now. Make the last "
    "change once more."
)


@dataclass(frozen=True, slots=True)
class Held:
    """A table as it was when somebody asked.

    Attributes:
        table: A copy of its own, or None.
        version: Counts the changes of what is held.
        shape: Counts those after which cells are in other places.
    """

    table: Table | None
    version: int
    shape: int


@dataclass(frozen=True, slots=True)
class Whole:
    """All that an input holds at a moment, to come back to.

    Attributes:
        id: Counts the changes of what is held.
        table: A copy of its own, or None.
        name: What it is called.
        notes: What is said of it.
        before: What `restore` brings.
    """

    id: int
    table: Table | None
    name: str
    notes: list[str]
    before: tuple[Table | None, str] | None


class TableInput:
    """What one field that takes a table holds. Its methods may be called from any thread.

    Args:
        field: The field.
        texts: Whether the task takes every cell as a text.
        told: Called when another table is held.
    """

    def __init__(self, field: FieldSpec, texts: bool, told: Callable[[], None]) -> None:
        """Hold nothing."""
        self.field = field
        self._texts = texts
        self._told = told
        self._lock = threading.RLock()
        self._table: Table | None = None
        self._before: tuple[Table | None, str] | None = None
        self._name = ""
        self._notes: list[str] = []
        self._serial = self._version = self._shape = 0

    def take(self, value: Any) -> None:
        """Hold what was set from Python; None for nothing.

        Raises:
            ParameterError: It is no table, or cannot be sent.
        """
        read = None if value is None else table_of(value, self.field.name)
        name = getattr(value, "name", "")
        self.hold(read, name if isinstance(name, str) else "", keep=False)

    def hold(self, read: ReadTable | None, name: str = "", *, keep: bool = True) -> None:
        """Hold another table, and `keep` the one that was there for `restore`."""
        with self._lock:
            before = (self._table, self._name)
            table, notes = read or (None, [])
            self._put(table, name, notes)
            self._before = before if keep and before[0] is not None else None
        self._told()

    def restore(self) -> None:
        """Hold the table again that was there before.

        Raises:
            ValueError: There was none.
        """
        with self._lock:
            if self._before is None:
                raise ValueError("there was no table before this one")
            table, name = self._before
            now = (self._table, self._name)
            self._put(table, name, [])
            self._before = now if now[0] is not None else None
        self._told()

    def now(self) -> Whole:
        """Return all that is held, for `come_back`."""
        with self._lock:
            copy = self._table and self._table.copy()
            return Whole(self._version, copy, self._name, self._notes, self._before)

    def come_back(self, whole: Whole) -> None:
        """Hold again what was held once."""
        with self._lock:
            self._put(whole.table and whole.table.copy(), whole.name, whole.notes)
            self._before = whole.before
        self._told()

    def edit(self, changes: Sequence[Mapping[str, Any]], shape: Any) -> None:
        """Change cells, rows, columns or names, as a page did.

        Raises:
            ValueError: The page has another table, or a change does not fit.
        """
        with self._lock:
            if shape != self._shape:
                raise ValueError(MOVED)
            table = self._table if self._table is not None else Table([])
            for change in changes:
                moved = table.change(change)
                self._version += 1
                self._shape += moved
            self._table = table

    def held(self) -> Held:
        """Return a copy of what is held now."""
        with self._lock:
            return Held(self._table and self._table.copy(), self._version, self._shape)

    def value(self) -> dict[str, list[Any]] | None:
        """Return columns as the task takes them, None where nothing is held."""
        with self._lock:
            return None if self._table is None else self._table.values(texts=self._texts)

    def problem(self) -> str:
        """Return why what is held cannot be sent, or ""."""
        with self._lock:
            return "" if self._table is None else self._table.problem(texts=self._texts)

    def describe(self) -> dict[str, Any] | None:
        """Return what the page is told of it."""
        with self._lock:
            table = self._table
            if table is None and self._before is None:
                return None
            return {
                "serial": self._serial,
                "name": self._name,
                "rows": table.rows if table else 0,
                "columns": len(table.columns) if table else 0,
                "notes": self._notes,
                "restorable": self._before is not None,
            }

    def columns(self) -> tuple[dict[str, Any], list[Column]]:
        """Return what names the table that is held, and copies of its columns."""
        with self._lock:
            table = self._table.copy() if self._table is not None else Table([])
            numbers = {"serial": self._serial, "version": self._version, "shape": self._shape}
            return numbers, table.columns

    def _put(self, table: Table | None, name: str, notes: list[str]) -> None:
        self._table, self._name, self._notes = table, name, notes
        self._serial += 1
        self._version += 1
        self._shape += 1


class TableTrait(FieldTrait):
    """A table field: columns by name, as the task takes them; None while unset."""

    def set(self, obj: Any, value: Any) -> None:
        """Take a value: what is held is a copy of it."""
        if obj._cross_validation_lock and value is obj._trait_values.get(self.name):
            return  # traitlets sets again at the end what a constructor got
        obj.table_inputs[self._spec.name].take(value)

    def put(self, obj: Any, value: Any) -> None:
        """Tell observers what is held now."""
        old = obj._trait_values.get(self.name)
        obj._trait_values[self.name] = value
        obj._notify_trait(self.name, old, value)

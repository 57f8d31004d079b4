"""The grid of a sweep: one or two parameters with their values, and a cell for every pair.

Knows no network: who fills the cells tells it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine.base import refuse_unknown
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.gallery.gallery import Gallery, GalleryItem, request_of
from hfwidgets.wire.parameter_error import ParameterError

MOST_CELLS = 400
MOST_AXES = 2

State: TypeAlias = Literal["waiting", "running", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Axis:
    """A parameter and the values that it takes, in their order; each is there once."""

    name: str
    values: tuple[Any, ...]


@dataclass(slots=True, eq=False)
class Cell:
    """One picture of a grid.

    Attributes:
        number: Its place, by row.
        pair: The values of the axes, by name.
        values: All that its call gets.
        request: What tells its call from others.
        state: How far it is.
        item: Id of its picture.
        error: Why there is none.
        reused: Whether the picture had been made before, by the same call.
    """

    number: int
    pair: dict[str, Any]
    values: dict[str, Any]
    request: str
    state: State = "waiting"
    item: str | None = None
    error: str | None = None
    reused: bool = False


def checked_axes(given: Mapping[str, Any], fields: Sequence[FieldSpec]) -> tuple[Axis, ...]:
    """Return the axes of a sweep, their values as the fields take them, each once.

    Raises:
        TypeError: A name that is no parameter.
        ParameterError: None or more than two axes, no values, a value that breaks its field's
            rule, or more than 400 cells.
    """
    by_name = {one.name: one for one in fields}
    refuse_unknown("a sweep", given, by_name)
    if not 1 <= len(given) <= MOST_AXES:
        named = ", ".join(given) or "none"
        raise ParameterError(
            {"sweep": f"a sweep has one or two parameters with values, not {len(given)} ({named})"}
        )
    axes = tuple(Axis(name, _values(by_name[name], values)) for name, values in given.items())
    sizes = [len(one.values) for one in axes]
    cells = sizes[0] * sizes[-1] if len(sizes) > 1 else sizes[0]
    if cells > MOST_CELLS:
        sides = " x ".join(map(str, sizes))
        raise ParameterError(
            {axes[0].name: f"{sides} values make {cells} pictures; a grid has at most {MOST_CELLS}"}
        )
    return axes


def _values(field: FieldSpec, given: Any) -> tuple[Any, ...]:
    rule = f"give a list of values, such as {field.name}=[...]"
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise ParameterError({field.name: f"{field.name} is {given!r:.80}; {rule}"})
    values: list[Any] = []
    for value in given:
        # What draws its own number for each cell would not be the same sweep twice.
        if value is None and (field.required or field.name == "seed"):
            raise ParameterError({field.name: f"{field.name} is None; it has a value in each cell"})
        checked = field.check(value.item() if hasattr(value, "dtype") else value)
        checked = displayable(checked) if isinstance(checked, str) else checked
        if checked not in values:
            values.append(checked)
        if len(values) > MOST_CELLS:
            raise ParameterError(
                {field.name: f"{field.name} has too many values; a grid has at most {MOST_CELLS}"}
            )
    if not values:
        raise ParameterError({field.name: f"{field.name} has no values; {rule}"})
    return tuple(values)


class Grid:
    """The cells of a sweep, by row: the first axis gives the columns, the second the rows.

    Args:
        axes: One or two.
        values: What every call gets beside the values of its cell.
        model: The model of calls that name none.
    """

    def __init__(
        self, axes: Sequence[Axis], values: Mapping[str, Any], model: str | None = None
    ) -> None:
        """All cells wait."""
        self.axes = tuple(axes)
        self.cells: list[Cell] = []
        self._lock = threading.RLock()
        across, down = self.axes[0], self.axes[1] if len(self.axes) > 1 else None
        for lower in (None,) if down is None else down.values:
            for upper in across.values:
                pair = {across.name: upper, **({} if down is None else {down.name: lower})}
                full = {**values, **pair}
                call = {name: value for name, value in full.items() if value is not None}
                request = request_of({**call, "model": call.get("model") or model})
                self.cells.append(Cell(len(self.cells), pair, call, request))

    @property
    def columns(self) -> int:
        """Cells in a row."""
        return len(self.axes[0].values)

    def rows(self, of: Callable[[Cell], Any]) -> list[list[Any]]:
        """Return something of each cell, row by row."""
        found = [of(one) for one in self.cells]
        return [found[at : at + self.columns] for at in range(0, len(found), self.columns)]

    def ids(self) -> set[str]:
        """Return the ids of its pictures."""
        return {one.item for one in self.cells if one.item is not None}

    def reuse(self, gallery: Gallery, cells: Iterable[Cell]) -> list[Cell]:
        """Fill cells with pictures that the same calls made, and return the other ones."""
        there = {one.request: one.id for one in gallery}
        left = []
        with self._lock:
            for cell in cells:
                item = there.get(cell.request)
                cell.error, cell.item = None, item
                cell.state, cell.reused = ("waiting" if item is None else "done"), item is not None
                if item is None:
                    left.append(cell)
        return left

    def change(self, number: int, state: State, **more: Any) -> None:
        """Note how far a cell is."""
        with self._lock:
            cell = self.cells[number]
            cell.state, cell.reused = state, False
            cell.item, cell.error = more.get("item"), more.get("error")

    def settle(self) -> None:
        """Note that nobody fills the cells any more."""
        with self._lock:
            for cell in self.cells:
                if cell.state in ("waiting", "running"):
                    cell.state = "stopped"

    def unfilled(self, gallery: Gallery) -> list[Cell]:
        """Return the cells that have no picture and are not about to get one."""
        return [
            cell
            for cell in self.cells
            if cell.state in ("failed", "stopped")
            or (cell.state == "done" and gallery.get(cell.item) is None)
        ]

    def picture(self, cell: Cell, gallery: Gallery) -> GalleryItem | None:
        """Return a cell's picture, None where there is none."""
        return gallery.get(cell.item) if cell.state == "done" else None

    def described(self, gallery: Gallery) -> dict[str, Any]:
        """Return what the page is told."""
        with self._lock:
            return {
                "axes": [{"name": one.name, "values": list(one.values)} for one in self.axes],
                "cells": [_described(one, gallery) for one in self.cells],
            }

    def counts(self) -> dict[str, int]:
        """Return how many cells there are, are done, failed, and were reused."""
        states = [one.state for one in self.cells]
        reused = sum(one.reused for one in self.cells)
        numbers = {name: states.count(name) for name in ("done", "failed", "stopped")}
        return {"cells": len(states), **numbers, "reused": reused}

    def table(self, gallery: Gallery) -> list[dict[str, Any]]:
        """Return one row per cell: its values, its state, and its picture's id, seed and size."""
        rows = []
        for cell in self.cells:
            item = self.picture(cell, gallery)
            told = _described(cell, gallery)
            rows.append(
                {
                    "cell": cell.number,
                    **cell.pair,
                    "state": told["state"],
                    "reused": cell.reused,
                    "error": told.get("error"),
                    "item": item.id if item else None,
                    **({} if "seed" in cell.pair else {"seed": cell.values.get("seed")}),
                    "width_made": item.width if item else None,
                    "height_made": item.height if item else None,
                }
            )
        return rows


def _described(cell: Cell, gallery: Gallery) -> dict[str, Any]:
    told: dict[str, Any] = {"cell": cell.number, "state": cell.state}
    if cell.state == "done" and gallery.get(cell.item) is None:
        told.update(state="stopped", error="Its picture was deleted, or had to make room.")
    elif cell.item is not None:
        told["item"] = cell.item
    if cell.error:
        told["error"] = cell.error
    if cell.reused and told["state"] == "done":
        told["reused"] = True
    return told

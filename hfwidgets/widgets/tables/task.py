"""Task widgets that are given a table."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import traitlets as t

from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine.base import FieldTrait
from hfwidgets.widgets.engine.desk import PageAnswer
from hfwidgets.widgets.engine.missing import MISSING
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.widgets.tables.input import TableInput, TableTrait
from hfwidgets.widgets.tables.page import TablePage
from hfwidgets.widgets.tables.table import Column, Table
from hfwidgets.wire.parameter_error import ParameterError


class TableTask(TaskWidget):
    """A task widget with a table.

    A table is set as columns by name, a pandas DataFrame, a list of rows by name, or the
    `pathlib.Path` of a CSV file; on the page it is chosen, dropped, pasted or typed. At most
    300,000 cells.

    Attributes:
        table: Columns by name, as the task is sent them: cells are texts, numbers, True, False, and
            None where one is missing. A copy: set it anew to change it from Python.
    """

    tables = t.Dict(help="What the page is told of the tables").tag(sync=True)
    texts: ClassVar[bool] = False  # whether every cell is sent as a text
    table_inputs: dict[str, TableInput]
    _machinery: ClassVar[tuple[str, ...]] = ("tables", "texts", "table_inputs", "tell_edited")

    def __init__(self, model: str | None = None, **parameters: Any) -> None:
        """Check the arguments."""
        self.table_inputs = {}
        super().__init__(model, **parameters)

    def trait_for(self, field: FieldSpec) -> FieldTrait:
        """Return the trait of a field; a page asks for a table, and is sent it once."""
        if field.kind != "table":
            return super().trait_for(field)
        self.table_inputs[field.name] = TableInput(field, self.texts, self._tell_tables)
        return TableTrait(field)

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers messages about tables."""
        return TablePage(self).answers

    def noted(self, name: str, value: Any) -> Any:
        """Return the size of a table for the history, not its cells."""
        return size_of(value) if name in self.table_inputs else super().noted(name, value)

    def to_frame(self) -> Any:
        """Return the table as it is now as a `pandas.DataFrame`.

        Raises:
            ImportError: pandas is not installed.
            ValueError: There is no table yet.
        """
        held = self._given().held().table
        if held is None:
            raise ValueError("there is no table yet; set one, or choose it on the page")
        return frame_of(held)

    def tell_edited(self, name: str) -> None:
        """Set the trait of a table that was changed on the page."""
        trait = self.traits()[self.trait_of[name]]
        try:
            if isinstance(trait, TableTrait):
                trait.put(self, self.table_inputs[name].value())
        except Exception as error:  # the table is changed, and the page must know
            self.observer_failed(name, error)

    def _given(self) -> TableInput:
        return next(iter(self.table_inputs.values()))

    def _tell_tables(self) -> None:
        """Tell the traits and the page that other tables are held."""
        for name in self.table_inputs:
            self.tell_edited(name)
        self.tell(tables={name: given.describe() for name, given in self.table_inputs.items()})

    def _check(self, values: dict[str, Any]) -> None:
        for name, given in self.table_inputs.items():
            if not any(values.get(name, {}).values()):
                raise ParameterError({name: MISSING["table"].format(name=name)})
            if problem := given.problem():
                raise ParameterError({name: problem})
        super()._check(values)


def size_of(table: Any) -> str:
    """Return how large columns by name are: "344 rows, 8 columns"."""
    if not isinstance(table, Mapping):
        return ""
    rows = len(next(iter(table.values()), ()))
    return f"{rows:,} {'row' if rows == 1 else 'rows'}, {len(table):,} " + (
        "column" if len(table) == 1 else "columns"
    )


def frame_of(table: Table, more: Column | None = None) -> Any:
    """Return a table as a `pandas.DataFrame`, with one more column where it is given.

    Raises:
        ImportError: pandas is not installed.
    """
    try:
        pandas = import_module("pandas")
    except ImportError:
        raise ImportError(
            "a DataFrame needs pandas, which is not installed: `pip install pandas`, or take "
            "`table` (columns by name) and `result` as they are"
        ) from None
    if more is not None:
        names, name = {one.name for one in table.columns}, more.name
        while name in names:
            name += "_"
        table = Table([*table.columns, Column(name, more.kind, more.cells)])
    return pandas.DataFrame(table.values())

"""What travels of tables.

The kernel holds the table; a page shows a copy, changes it at once, and tells the kernel of each
change. Cells are texts as they are shown, null where one is missing.
"""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import NotRequired, TypedDict

ColumnKind = Literal["number", "boolean", "text"]
Texts = list[str | None]


class TableState(TypedDict):
    """What is held for a field that takes a table."""

    serial: Annotated[int, "Counts the tables that were held: each is fetched once."]
    name: Annotated[str, "The file's, where it came from one."]
    rows: Annotated[int, "When it was taken; edits do not change it here."]
    columns: int
    notes: Annotated[list[str], "What a person should know of how it was read."]
    restorable: Annotated[bool, "Whether there is an earlier one to go back to."]


class Head(TypedDict):
    """Name and kind of a column."""

    name: str
    kind: ColumnKind


class WholeColumn(Head):
    """A column with all its cells."""

    cells: Texts


class CellsChange(TypedDict):
    """Other cells in a rectangle."""

    op: Literal["cells"]
    row: int
    column: int
    cells: Annotated[list[Texts], "Rows of cells."]


class HeadChange(TypedDict):
    """Another name or kind of a column."""

    op: Literal["head"]
    column: int
    name: str
    kind: ColumnKind


class RowsChange(TypedDict):
    """Rows that go, and rows that come in their place."""

    op: Literal["rows"]
    at: int
    remove: int
    insert: list[Texts]


class ColumnsChange(TypedDict):
    """Columns that go, and columns that come in their place."""

    op: Literal["columns"]
    at: int
    remove: int
    insert: list[WholeColumn]


TableChange = CellsChange | HeadChange | RowsChange | ColumnsChange


class TableCall(TypedDict):
    """Tell the whole table of a field."""

    kind: Literal["table"]
    id: str
    field: str


class TableEditCall(TypedDict):
    """The table as a person changed it in this view."""

    kind: Literal["table-edit"]
    id: str
    view: str
    field: str
    shape: Annotated[int, "Of the table that the changes are for: others are refused."]
    changes: list[TableChange]


class TableHeldCall(TypedDict):
    """Hold no table, or the one that was held before."""

    kind: Literal["table-clear", "table-restore"]
    id: str
    field: str


class TableNews(TypedDict):
    """The whole table: a buffer for each column, a list of texts as JSON."""

    kind: Literal["table"]
    id: str
    field: str
    serial: int
    version: Annotated[int, "Counts the changes."]
    shape: Annotated[int, "Counts the changes after which cells are in other places."]
    heads: list[Head]


class TableEditedNews(TypedDict):
    """The table was changed in a view: all others make the same changes."""

    kind: Literal["table-edited"]
    view: str
    field: str
    changes: list[TableChange]


class CellsOutput(TypedDict):
    """What answers a question about a table."""

    answer: str
    aggregator: Annotated[str, 'How the cells are combined; "" where they are not.']
    combined: Annotated[str | None, "What that makes, where it can be computed."]
    cells: Annotated[list[tuple[int, int, str]], "Row, column, text: from 0."]
    version: Annotated[int, "Of the table that was asked about."]
    shape: int


class PredictionsOutput(TypedDict):
    """A prediction for each row, in one buffer: a list of texts, numbers and nulls as JSON."""

    rows: Annotated[int, "Of the table that was asked about."]
    version: int
    shape: int
    note: NotRequired[str]

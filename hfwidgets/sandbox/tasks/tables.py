"""Tables as they come: columns of texts, asked about or read row by row."""

from __future__ import annotations

from typing import Any

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.tasks.handling import Asked
from hfwidgets.sandbox.tasks.payload import (
    BOOLEAN,
    TEXT,
    bad_field,
    check_known,
    one_of,
    read_fields,
    read_parameters,
    read_text,
    read_text_payload,
)

_RULES = {
    "model": TEXT,
    "padding": one_of("do_not_pad", "longest", "max_length"),
    "sequential": BOOLEAN,
    "truncation": one_of("do_not_truncate", "drop_rows_to_fit"),
}
_MOST_CELLS = 20_000
_MOST_QUERY = 2000

Table = dict[str, list[str]]


def read_table_question(call: Call) -> Asked[tuple[str, Table]]:
    """Read a query and the table that it is about."""
    asked = "question" if _says_question(call.body) else "query"
    fields, given = read_fields(call.body, (asked, "table"))
    query = read_text(fields[asked], _MOST_QUERY, asked)
    table = read_table(fields["table"])
    return Asked([(query, table)], read_parameters(given, _RULES), len(query))


def find_cells(engine: Any, asked: tuple[str, Table], given: dict[str, Any]) -> object:
    """Return cells and what becomes of them."""
    found = engine.find(*asked)
    return {
        "answer": found.answer,
        "coordinates": [list(place) for place in found.coordinates],
        "cells": found.cells,
        "aggregator": found.aggregator,
    }


def read_rows(call: Call) -> Asked[Table]:
    """Read a table without a question."""
    inputs, parameters = read_text_payload(call.body)
    table, more = _table_of(inputs)
    check_known(parameters or more, ())
    return Asked([read_table(table)])


def predict_rows(engine: Any, table: Table, given: dict[str, Any]) -> object:
    """Return one prediction a row."""
    # Here, since it brings numpy; by now the engine has brought it.
    from hfwidgets.sandbox.engines.tabular import ColumnError

    try:
        return engine.predict(table)
    except ColumnError as error:
        raise refuse(400, str(error), warnings=[f"There was an inference error: {error}"]) from None


def _says_question(body: bytes) -> bool:
    """Return whether the query has the name that the published schema gives it."""
    inputs, _ = read_text_payload(body)
    return isinstance(inputs, dict) and "question" in inputs and "query" not in inputs


def read_table(value: Any) -> dict[str, list[str]]:
    """Return a table as columns of texts; numbers become texts, null an empty one.

    Raises:
        Refusal: 422 for another type, 400 for columns of different lengths or too many cells.
    """
    columns = read_columns(value)
    return {
        name: ["" if cell is None else str(cell) for cell in cells]
        for name, cells in columns.items()
    }


def read_columns(value: Any) -> dict[str, list[Any]]:
    """Return a table as columns of texts, numbers and nulls.

    Raises:
        Refusal: 422 for another type, 400 for columns of different lengths or too many cells.
    """
    if not isinstance(value, dict) or not all(isinstance(cells, list) for cells in value.values()):
        raise bad_field("table", "an object of lists is expected, one for each column", status=422)
    for name, cells in value.items():
        if not all(cell is None or isinstance(cell, str | int | float) for cell in cells):
            raise bad_field(f"table.{name}", "texts and numbers are expected", status=422)
    sizes = {len(cells) for cells in value.values()}
    if len(sizes) != 1 or sizes == {0}:
        raise bad_field(
            "table", f"columns of one length, at least 1, are expected, not {sorted(sizes)}"
        )
    if len(value) * max(sizes) > _MOST_CELLS:
        raise bad_field("table", f"a table may have at most {_MOST_CELLS} cells")
    return value


def _table_of(inputs: Any) -> tuple[Any, dict[str, Any]]:
    """Return the table and parameters; it is `table`, or as once on the Hub's pages `data`."""
    if not isinstance(inputs, dict):
        raise bad_field("table", "an object of lists is expected, one for each column", status=422)
    more = inputs.get("parameters")
    for name in ("table", "data"):
        if isinstance(inputs.get(name), dict):
            return inputs[name], more if isinstance(more, dict) else {}
    if "table" in inputs:
        raise bad_field("table", "value is not a valid dict", status=422)
    raise bad_field("table", "field required")

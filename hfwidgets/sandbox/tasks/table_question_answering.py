"""Table question answering: a query and a table of texts in, cells and an aggregation out."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import (
    BOOLEAN,
    TEXT,
    bad_field,
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


async def answer(call: Call) -> web.StreamResponse:
    """Answer a query about a table."""
    started = time.perf_counter()
    asked = "question" if _says_question(call.body) else "query"
    fields, given = read_fields(call.body, (asked, "table"))
    query = read_text(fields[asked], _MOST_QUERY, asked)
    table = read_table(fields["table"])
    read_parameters(given, _RULES)
    engine = await call.host.engine()
    found = await call.host.call(engine.find, query, table)
    value = {
        "answer": found.answer,
        "coordinates": [list(place) for place in found.coordinates],
        "cells": found.cells,
        "aggregator": found.aggregator,
    }
    headers = compute_headers(started, len(query), call.faults)
    return await reply_json(call.request, value, headers, call.faults, call.entry)


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


HANDLER = Handler(answer, body_limit=8 * 1024 * 1024)

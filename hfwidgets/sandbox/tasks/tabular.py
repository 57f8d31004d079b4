"""Tabular classification and regression: a table in, a label or a number for each row out."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.engines.tabular import ColumnError
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import bad_field, check_known, read_text_payload
from hfwidgets.sandbox.tasks.table_question_answering import read_table


async def answer(call: Call) -> web.StreamResponse:
    """Answer with one prediction a row."""
    started = time.perf_counter()
    inputs, parameters = read_text_payload(call.body)
    table, more = _table_of(inputs)
    check_known(parameters or more, ())
    engine = await call.host.engine()
    try:
        found = await call.host.call(engine.predict, read_table(table))
    except ColumnError as error:
        raise refuse(400, str(error), warnings=[f"There was an inference error: {error}"]) from None
    headers = compute_headers(started, 0, call.faults)
    return await reply_json(call.request, found, headers, call.faults, call.entry)


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


HANDLER = Handler(answer, body_limit=8 * 1024 * 1024)

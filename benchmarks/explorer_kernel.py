"""The kernel's side of a list of models, step by step, in a process of its own; prints JSON."""

from __future__ import annotations

import builtins
import json
import sys
import tracemalloc
from typing import Any

from benchmarks.explorer import best
from hfwidgets.catalogue import answers
from hfwidgets.catalogue.columns import Columns, Rows
from hfwidgets.catalogue.packing import packed, spans
from hfwidgets.catalogue.search import View, counts, found
from hfwidgets.sandbox.listing import Catalogue
from hfwidgets.wire.flow import Request, Response
from hfwidgets.wire.headers import Headers


def main(count: int) -> None:
    """Print the figures of so many models."""
    response = answer(count)
    read, rows = best(lambda: answers.rows_of(response))
    kept, columns = best(lambda: columns_of(rows))
    first, _ = best(lambda: (counts(columns), list(found(columns, View())[:40])))
    sending, parts = best(lambda: [packed(columns, *span) for span in spans(0, count)])
    search, _ = best(lambda: found(columns, View("bert large")))
    tracemalloc.start()
    once_more = columns_of(answers.rows_of(response))
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(once_more) == count
    figures = {
        "answer bytes": len(response.body),
        "read": read,
        "columns": kept,
        "first": first,
        "packed": sending,
        "search": search,
        "sent bytes": sum(len(one) for _, buffers in parts for one in buffers),
        "memory": memory / 1e6,
        "read by json": by_json(response),
    }
    sys.stdout.write(json.dumps(figures))


def columns_of(rows: Rows) -> Columns:
    """Keep rows as the explorer does."""
    columns = Columns()
    columns.extend(rows, "here")
    return columns


def answer(count: int) -> Response:
    """Return the answer of a framework's list with so many models."""
    catalogue = Catalogue(count)
    libraries = ("transformers", "diffusers", "sentence-transformers", "sklearn")
    rows = [
        {"model_id": name, "task": task, "framework": "transformers", "compute_type": "cpu"}
        for library in libraries
        for name, task in catalogue.of_library(library)
    ]
    body = json.dumps([{**row, "sha": f"{number:040x}"} for number, row in enumerate(rows)])
    request = Request("GET", "http://127.0.0.1/framework/transformers", Headers())
    return Response(200, "OK", Headers(), request.url, request, body.encode())


def by_json(response: Response) -> float:
    """Measure the same without orjson."""
    plain = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "orjson":
            raise ImportError(name)
        return plain(name, *rest)

    builtins.__import__ = without  # type: ignore[assignment]
    try:
        return best(lambda: answers.rows_of(response))[0]
    finally:
        builtins.__import__ = plain


if __name__ == "__main__":
    main(int(sys.argv[1]))

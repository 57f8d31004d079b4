"""What the page asks of batches, and is told of them: it gets the first rows only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hfwidgets.widgets.batch.answers import said, shown_answer
from hfwidgets.widgets.batch.columns import column_of, columns_in
from hfwidgets.widgets.batch.rows import is_missing, rows_of
from hfwidgets.widgets.engine.desk import PageAnswer, acknowledged, reply
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.engine.variables import notebook_shell, put_in_notebook

if TYPE_CHECKING:
    from hfwidgets.widgets.batch.batch import Batch

FIRST_ROWS = 20
FIRST_ERRORS = 50
MOST_INPUT, MOST_ANSWER, MOST_ERROR = 120, 160, 300  # characters of a cell
MOST_LINES = 100_000


def answers_of(widget: Any) -> dict[str, PageAnswer]:
    """Return what answers the messages about batches, by their kind."""

    def columns(content: Mapping[str, Any], _: Any) -> None:
        reply(widget, "text-columns", content, columns=columns_in(notebook_shell()))

    def state(content: Mapping[str, Any], _: Any) -> None:
        batch = widget.batch
        reply(widget, "batch-state", content, state=None if batch is None else state_of(batch))

    def retry(_: Mapping[str, Any]) -> None:
        batch_of(widget).retry()

    def variable(content: Mapping[str, Any]) -> None:
        put_in_notebook(content.get("name"), batch_of(widget).to_frame())

    return {
        "text-columns": columns,
        "batch": acknowledged(widget, lambda content: begin(widget, content)),
        "batch-state": state,
        "batch-stop": acknowledged(widget, lambda _: widget.stop_batch()),
        "batch-retry": acknowledged(widget, retry),
        "batch-variable": acknowledged(widget, variable),
    }


def batch_of(widget: Any) -> Batch:
    """Return the batch of a widget.

    Raises:
        ValueError: There is none.
    """
    found: Batch | None = widget.batch
    if found is None:
        raise ValueError("there are no results yet: start with a column, or with lines")
    return found


def begin(widget: Any, content: Mapping[str, Any]) -> None:
    """Begin a batch of a variable's column, or of lines.

    Raises:
        ValueError: There is no such column, or no line.
    """
    lines, field = content.get("lines"), content.get("field")
    if isinstance(lines, str):
        rows = rows_of(lines_of(lines), widget._spec, str(field))
        label = f"{len(rows):,} lines"
    else:
        variable, column = str(content.get("variable")), content.get("column")
        inputs = column_of(notebook_shell(), variable, column)
        rows = rows_of(inputs, widget._spec, str(field))
        label = variable if column is None else f"{variable}[{column!r}]"
    widget.map_rows(rows, label=label)


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that hold something.

    Raises:
        ValueError: There is none, or too many.
    """
    lines = [line for line in displayable(text).splitlines() if line.strip()]
    if not lines:
        raise ValueError("there is no line: write or paste at least one")
    if len(lines) > MOST_LINES:
        raise ValueError(
            f"there are {len(lines):,} lines; at most {MOST_LINES:,} go through the page: put them "
            "into a variable"
        )
    return lines


def counts_of(batch: Batch) -> dict[str, Any]:
    """Return how far a batch is."""
    seconds = batch.seconds_left
    return {
        "status": batch.status,
        "label": displayable(batch.label),
        "total": batch.total,
        "done": batch.done,
        "failed": batch.failed,
        "elapsed": round(batch.elapsed, 2),
        "left": None if seconds is None else round(seconds, 1),
        "fault": None if batch.error is None else displayable(said(batch.error))[:MOST_ERROR],
    }


def state_of(batch: Batch) -> dict[str, Any]:
    """Return how far a batch is, with its first rows and its first errors."""
    return {**counts_of(batch), **first_rows(batch)}


def first_rows(batch: Batch) -> dict[str, Any]:
    """Return the first rows that have a result, and the first that failed."""
    errors = dict(batch.errors)
    results = batch.results
    done = [one for one in range(min(batch.total, FIRST_ROWS)) if results[one] is not None]
    failed = sorted(errors)[:FIRST_ERRORS]
    return {
        "rows": [
            _row(batch, one, shown_answer(batch.kind, results[one], MOST_ANSWER)) for one in done
        ],
        "errors": [_row(batch, one, said(errors[one])[:MOST_ERROR]) for one in failed],
    }


def _row(batch: Batch, row: int, told: str) -> dict[str, str]:
    """Return a row as the page shows it: all text, whatever it is."""
    given = batch.rows.inputs[row]
    if isinstance(given, Mapping):
        given = given.get(batch.rows.field, given)
    given = "" if is_missing(given) else given
    text = " ".join(str(given)[: 4 * MOST_INPUT].split())[:MOST_INPUT]
    label = str(batch.rows.index[row])[:40]
    return {"row": displayable(label), "input": displayable(text), "said": displayable(told)}


class Teller:
    """Tells a widget's page of its batches: rows only where they changed."""

    def __init__(self, widget: Any) -> None:
        self._widget = widget
        self._seen: object = None

    def tell(self, batch: Batch) -> None:
        """Tell how far a batch is; called in the batch's thread."""
        first = min(batch.total, FIRST_ROWS)
        have = sum(one is not None for one in batch.results[:first])
        seen = (batch, have, tuple(sorted(batch.errors)[:FIRST_ERRORS]), batch.status)
        changed = seen != self._seen
        self._seen = seen
        state = state_of(batch) if changed else counts_of(batch)
        self._widget.send({"kind": "batch", "state": state})
        if batch.status != "running":
            self._widget.tell(batch_told=counts_of(batch))

"""`hfwidgets.tasks()`: all tasks with their widgets, and which model answers each now."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING, Any, overload

from hfwidgets.alone import outcome
from hfwidgets.catalogue.packing import line_of
from hfwidgets.catalogue.status import check
from hfwidgets.frames import frame_of
from hfwidgets.pictures.entries import label_of
from hfwidgets.tasks.recommended import recommended_models
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.clients import default_client
from hfwidgets.widgets.lookup import PATIENCE, hurried
from hfwidgets.widgets.registry import WIDGETS
from hfwidgets.wire.failure import in_one_line
from hfwidgets.wire.flow import drive_async

if TYPE_CHECKING:
    from hfwidgets.client.base import ClientBase
    from hfwidgets.wire.config import Config

HEADS = {"task": "Task", "takes": "Takes", "widget": "Widget", "model": "Model", "state": "State"}
NONE = "–"
LATER = "name a model, or ask for one by await: AsyncInferenceClient().get_model_status(...)"


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """One task.

    Attributes:
        task: Its name, such as `"fill-mask"`.
        title: For people.
        method: The client's method of it.
        takes: Its inputs, by name.
        widget: Name of its widget's class, or None where there is none yet.
        model: The model that a call without a model goes to: the one that was chosen, else the
            Hub's first recommendation; None where there is none, or nobody could be asked.
        state: The model's state, `"Loaded"` where it answers now; None where it was not asked for.
    """

    task: str
    title: str
    method: str
    takes: tuple[str, ...]
    widget: str | None
    model: str | None = None
    state: str | None = None


class Tasks(Sequence[TaskRecord]):
    """All tasks, as a table that notebooks and terminals show.

    Attributes:
        endpoint: The server that was asked.
        hub: The Hub that recommends models.
        read: When, in seconds since 1970.
        problem: Why models or states are not told, in one line; None where all are.
    """

    def __init__(
        self, records: Sequence[TaskRecord], endpoint: str, hub: str, problem: str | None
    ) -> None:
        self._records = tuple(records)
        self.endpoint = endpoint
        self.hub = hub
        self.read = time.time()
        self.problem = problem

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, place: int) -> TaskRecord: ...
    @overload
    def __getitem__(self, place: slice) -> Tasks: ...

    def __getitem__(self, place: int | slice) -> TaskRecord | Tasks:
        if isinstance(place, slice):
            return Tasks(self._records[place], self.endpoint, self.hub, self.problem)
        return self._records[place]

    def __iter__(self) -> Iterator[TaskRecord]:
        return iter(self._records)

    def to_frame(self) -> Any:
        """Return a pandas DataFrame with a column per attribute; a dict of lists without pandas."""
        names = [one.name for one in fields(TaskRecord)]
        return frame_of({name: [getattr(one, name) for one in self] for name in names})

    def __repr__(self) -> str:
        rows = [list(HEADS.values())[: self._width], *self._cells()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        return "\n".join([*lines, "", self._caption()])

    def _repr_html_(self) -> str:
        heads = "".join(
            f'<th scope="col" style="text-align:start">{name}</th>'
            for name in list(HEADS.values())[: self._width]
        )
        return (
            '<table style="font-size:13px"><caption style="text-align:start;caption-side:bottom">'
            f"{escape(self._caption())}</caption><thead><tr>{heads}</tr></thead><tbody>"
            + "".join(map(_html_row, self._cells()))
            + "</tbody></table>"
        )

    @property
    def _width(self) -> int:
        return 5 if any(one.state for one in self) else 4

    def _cells(self) -> list[list[str]]:
        told = [
            [
                one.task,
                ", ".join(one.takes),
                one.widget or "none yet",
                _shown(one.model) if one.model else NONE,
                _shown(one.state) if one.state else NONE,
            ]
            for one in self
        ]
        return [row[: self._width] for row in told]

    def _caption(self) -> str:
        having = sum(one.widget is not None for one in self)
        when = time.strftime("%H:%M:%S", time.localtime(self.read))
        told = f"{len(self)} tasks, {having} with a widget."
        if any(one.model for one in self):
            told += f" Models are those that {_shown(self.hub)} recommends, asked at {when}."
        return told + (f" {_shown(self.problem)}" if self.problem else "")


def _html_row(cells: list[str]) -> str:
    style = 'dir="auto" style="text-align:start"'
    first, *others = map(escape, cells)
    head = f'<th scope="row" {style}>{first}</th>'
    return f"<tr>{head}{''.join(f'<td {style}>{one}</td>' for one in others)}</tr>"


def _shown(text: str) -> str:
    """Return what a server wrote as one line that reads as it is written."""
    return label_of(line_of(text))


def tasks(client: ClientBase | None = None, *, states: bool = False) -> Tasks:
    """Return all tasks: which widget each has, and which model a call without one goes to.

    Nothing hangs where there is no network: within ten seconds the table says so.

    Args:
        client: Client whose settings (endpoint, token) are used. None makes one.
        states: Whether the state of each model is asked for, too: a small request each.

    Example:
        >>> hfwidgets.tasks()
    """
    config = (client if client is not None else default_client())._config
    quick = hurried(config)
    future = background().submit(_told(quick, states))
    try:
        models, found, problem = outcome(future, LATER)
    except RuntimeError as error:  # in a browser, where nothing can wait
        models, found, problem = {}, {}, f"Which models are recommended was not asked: {error}"
    except KeyboardInterrupt:
        future.cancel()
        raise
    records = [
        TaskRecord(
            spec.name,
            spec.title,
            spec.method,
            tuple(one for one in spec.inputs if one != "model"),
            WIDGETS[name].partition(":")[2] if name in WIDGETS else None,
            models.get(name),
            found.get(models.get(name, "")),
        )
        for name, spec in sorted(TASKS.items())
    ]
    return Tasks(records, config.dialect.endpoint, config.dialect.hub, problem)


async def _told(config: Config, states: bool) -> tuple[dict[str, str], dict[str, str], str | None]:
    """Return the models by their tasks, their states, and what is lacking."""
    perform = background().perform
    try:
        ask = drive_async(recommended_models(config), perform)
        models = await asyncio.wait_for(ask, PATIENCE)
    except Exception as error:
        why = in_one_line(error) or f"no answer within {PATIENCE:g} seconds"
        told = f"Which models are recommended is not known: {why}"
        return dict(config.learnt.chosen), {}, told[:400]
    if not states:
        return models, {}, None
    names = sorted({model for task, model in models.items() if task in TASKS})
    asked = {
        name: asyncio.ensure_future(drive_async(check(config, name), perform)) for name in names
    }
    if not asked:
        return models, {}, None
    done, late = await asyncio.wait(asked.values(), timeout=PATIENCE)
    for one in late:
        one.cancel()
    found = {name: one.result().state for name, one in asked.items() if one in done}
    lacking = f"{len(late)} of {len(names)} models were not asked in time." if late else None
    return models, {**dict.fromkeys(names, "No answer"), **found}, lacking

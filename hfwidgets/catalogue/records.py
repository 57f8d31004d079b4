"""Models as Python sees them: records that are built when they are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, overload

from hfwidgets.catalogue.columns import Columns
from hfwidgets.catalogue.served import BETTER, Offer, best
from hfwidgets.frames import frame_of


@dataclass(frozen=True, slots=True)
class Checked:
    """What a server said of one model when it was asked.

    Attributes:
        state: `"Loaded"`, `"Loadable"`, `"TooBig"`, `"Error"`, `"unknown"`, or the server's word;
            `"No access"`, `"Not here"`, `"No answer"`, `"Answered 500"` where it tells none.
        compute_type: `"cpu"`, `"gpu"`, a description of the machine, or None.
        checked: When, in seconds since 1970.
        reason: Why it cannot run, or could not be asked, in one line; None where it can.
        kind: Key of the reason in `reasons.REASONS`, `"missing"` (the server does not know it),
            `"no_access"` (it tells nothing), or None.
        offers: Who serves it now, without terms; None where no providers do.
    """

    state: str
    compute_type: str | None
    checked: float
    reason: str | None = None
    kind: str | None = None
    offers: tuple[Offer, ...] | None = None


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """One model of a list.

    Attributes:
        model_id: Id as the server writes it.
        task: Its task, or `"unknown"`.
        framework: Its library, or `"unknown"`.
        state: `"Loaded"`, `"Loadable"`, `"TooBig"`, `"Error"`, `"unknown"` (nobody asked), or
            another word of the server.
        compute_type: `"cpu"`, `"gpu"` or a description of the machine; None before it was asked.
        checked: When the state was asked for, in seconds since 1970; None where the list told it.
        source: The list that it came from: a framework, or `"Hub"`.
        reason: Why it cannot run, in one line, or None.
        offers: Who serves it and on which terms, where providers do.
    """

    model_id: str
    task: str
    framework: str
    state: str
    compute_type: str | None
    checked: float | None
    source: str
    reason: str | None
    offers: tuple[Offer, ...] = ()

    @property
    def providers(self) -> tuple[str, ...]:
        """The names of its providers."""
        return tuple(dict.fromkeys(one.provider for one in self.offers))


class Models(Sequence[ModelRecord]):
    """Rows of a list, as they were when this was made; records are built on access.

    Args:
        columns: All models.
        checked: What was asked of single ones, by id.
        rows: Which rows, in order.
    """

    def __init__(
        self, columns: Columns, checked: Mapping[str, Checked], rows: Sequence[int]
    ) -> None:
        self._columns = columns
        self._checked = checked
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> ModelRecord: ...
    @overload
    def __getitem__(self, place: slice) -> Models: ...

    def __getitem__(self, place: int | slice) -> ModelRecord | Models:
        if isinstance(place, slice):
            return Models(self._columns, self._checked, self.rows[place])
        return self._record(self.rows[place])

    def __iter__(self) -> Iterator[ModelRecord]:
        return map(self._record, self.rows)

    def __contains__(self, wanted: object) -> bool:
        name = wanted.model_id if isinstance(wanted, ModelRecord) else wanted
        return isinstance(name, str) and any(self._columns.ids[row] == name for row in self.rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ", ".join(self._columns.ids[row] for row in islice(self.rows, 3))
        dots = ", …" if len(self) > 3 else ""
        return f"<{len(self):,} models: {shown}{dots}>" if shown else "<no models>"

    @property
    def ids(self) -> list[str]:
        """Model ids, in order."""
        return [self._columns.ids[row] for row in self.rows]

    def to_frame(self) -> Any:
        """Return a pandas DataFrame with a column per attribute; a dict of lists without pandas.

        Where providers serve the models, their names are in `providers`, and the other columns tell
        the best of their terms, as the explorer's page does.
        """
        records = list(self)
        columns: dict[str, list[Any]] = {
            one.name: [getattr(record, one.name) for record in records]
            for one in fields(ModelRecord)
            if one.name != "offers"
        }
        if self._columns.offers:
            columns["providers"] = [record.providers for record in records]
            for name in BETTER:
                columns[name] = [best(record.offers, name) for record in records]
        return frame_of(columns)

    def _record(self, row: int) -> ModelRecord:
        columns = self._columns
        name = columns.ids[row]
        checked = self._checked.get(name)
        return ModelRecord(
            name,
            columns.task_codes.names[columns.tasks[row]],
            columns.framework_codes.names[columns.frameworks[row]],
            checked.state if checked else columns.state_codes.names[columns.states[row]],
            checked.compute_type if checked else None,
            checked.checked if checked else None,
            columns.source(row),
            checked.reason if checked else None,
            columns.offers[row] if columns.offers else (),
        )

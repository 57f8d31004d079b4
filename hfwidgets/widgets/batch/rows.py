"""What a batch works on: lists, columns and frames, each row as arguments by name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfwidgets.tasks.spec import TaskSpec
from hfwidgets.wire.plain import scalar_of

STRUCTURED = ("table", "object")  # fields whose own values are mappings


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a batch, in their order.

    Attributes:
        field: The argument that a row is, where it is one value.
        inputs: The rows: a value, a tuple of arguments in order, or a dict of them by name.
        index: What names each row, aligned with `inputs`: an index of pandas, or a sequence.
        title: What the column of inputs is called.
    """

    field: str
    inputs: Sequence[Any]
    index: Any
    title: str

    def __len__(self) -> int:
        return len(self.inputs)

    def arguments(self, spec: TaskSpec, row: int) -> dict[str, Any]:
        """Return the arguments of a row, by name.

        Raises:
            TypeError: It has too many, or one that the task does not have.
        """
        one = self.inputs[row]
        names = [name for name in spec.inputs if name != "model"]
        if isinstance(one, tuple):
            if len(one) > len(names):
                listed = ", ".join(names)
                raise TypeError(f"the row has {len(one)} arguments; it may have {listed}")
            return dict(zip(names, one, strict=False))
        if isinstance(one, Mapping) and spec.field(self.field).kind not in STRUCTURED:
            known = [field.name for field in spec.fields]
            strange = [str(name) for name in one if name not in known]
            if strange:
                raise TypeError(
                    f"the row has {strange[0]!r:.60}; {spec.name} takes {', '.join(known)}"
                )
            return dict(one)
        return {self.field: one}


def rows_of(inputs: Any, spec: TaskSpec, field: str | None = None) -> Rows:
    """Return the rows that a value has.

    Args:
        inputs: A list or any other iterable (read to its end), a Series, a dict of inputs by their
            labels, or a DataFrame with columns that are called as arguments.
        spec: The task.
        field: The argument that a row is. None: the first input of the task.

    Raises:
        TypeError: It has no rows, or the task has no such argument.
        ValueError: A frame without such a column.
    """
    names = [one.name for one in spec.fields]
    if field is not None and field not in names:
        raise TypeError(f"field is {field!r:.60}; {spec.name} takes {', '.join(names)}")
    chosen = field or spec.inputs[0]
    if isinstance(inputs, (str, bytes, bytearray)) or not isinstance(inputs, Iterable):
        raise TypeError(
            f"inputs is {inputs!r:.60}; it is a list of them, a Series, or a DataFrame with "
            f"columns that are called as arguments of {spec.name}"
        )
    if hasattr(inputs, "columns") and hasattr(inputs, "to_dict"):
        return _of_frame(inputs, spec, chosen)
    name = getattr(inputs, "name", None)
    title = name if isinstance(name, str) and name else chosen
    if isinstance(inputs, Mapping):
        return Rows(chosen, list(inputs.values()), list(inputs), title)
    index = inputs.index if _has_index(inputs) else None  # type: ignore[attr-defined]
    values = list(inputs.tolist() if hasattr(inputs, "tolist") else inputs)
    return Rows(chosen, values, range(len(values)) if index is None else index, title)


def _has_index(value: Any) -> bool:
    """Whether rows have labels: a list has a method of that name."""
    index = getattr(value, "index", None)
    return index is not None and not callable(index)


def _of_frame(frame: Any, spec: TaskSpec, field: str) -> Rows:
    names = [one.name for one in spec.fields]
    found = [str(one) for one in frame.columns if str(one) in names]
    if not any(name in spec.inputs for name in found):
        shown = ", ".join(map(repr, list(frame.columns)[:6]))
        raise ValueError(
            f"the DataFrame has no column that is called as an input of {spec.name} "
            f"({', '.join(one for one in spec.inputs if one != 'model')}); it has {shown}: "
            f"take one of them, such as frame[{next(iter(frame.columns), 'text')!r}], or rename it"
        )
    columns = [list(frame[name]) for name in found]
    inputs = [
        {name: None if is_missing(one) else one for name, one in zip(found, row, strict=True)}
        for row in zip(*columns, strict=True)
    ]
    index = frame.index if _has_index(frame) else range(len(inputs))
    return Rows(field, inputs, index, field)


def is_missing(value: Any) -> bool:
    """Whether a cell holds nothing: None, NaN, or pandas' own marks."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    value = scalar_of(value)
    return isinstance(value, float) and math.isnan(value)

"""Values of the data world (numpy, pandas, dates, decimals) to what JSON has, or their names."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from hfwidgets.wire.parameter_error import ParameterError

Path = tuple[Any, ...]

OUTER = frozenset({"inputs", "parameters"})  # members of a body that are no argument's name
OWN_NAMES = {
    "source_sentence": "sentence",
    "sentences": "other_sentences",
    "candidate_labels": "labels",
}
TABLE = "table"  # in whose cells a value that is missing is null

_encode = json.JSONEncoder(allow_nan=False).encode


def encoded_json(body: Any, inputs: str = "inputs") -> bytes:
    """Return a body as JSON.

    Args:
        body: What JSON has, and arrays, scalars, series, frames, dates and decimals.
        inputs: What the caller knows the member `inputs` as, for errors.

    Raises:
        ParameterError: Something in it has no counterpart in JSON; nothing was sent.
    """
    try:
        return _encode(body).encode()
    except (TypeError, ValueError, RecursionError):
        pass  # found below, with its name
    try:
        return _encode(_Reader(inputs).plain(body, ())).encode()
    except RecursionError:
        raise ParameterError(
            {inputs: f"{inputs} (or a parameter) is nested too deeply, or holds itself"}
        ) from None


def plain_table(value: Any) -> Any:
    """Return a table as it is sent: frames as their columns, values as JSON has them.

    Raises:
        ParameterError: A cell has no counterpart in JSON.
    """
    return _Reader(TABLE).plain(value, (TABLE,))


def scalar_of(value: Any) -> Any:
    """Return a number of numpy, or an array of one number, as Python's; else the value itself.

    The digits are those that are shown: `np.float32(0.1)` is 0.1.
    """
    if (
        not hasattr(value, "dtype")
        or not hasattr(value, "item")
        or getattr(value, "shape", None) != ()
    ):
        return value
    found = value.item()
    return float(str(value)) if type(found) is float and _is_short(value) else found


def _is_short(value: Any) -> bool:
    kind = getattr(value.dtype, "kind", "")
    return bool(kind == "f" and value.dtype.itemsize < 8)


class _Reader:
    """Makes a body of plain values, and knows where in it each of them is."""

    def __init__(self, inputs: str) -> None:
        self._inputs = inputs

    def plain(self, value: Any, path: Path) -> Any:
        if value is None or (isinstance(value, (str, int)) and not isinstance(value, Enum)):
            return value
        if isinstance(value, Mapping):
            return {self._key(k, path): self.plain(v, (*path, k)) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.plain(item, (*path, place)) for place, item in enumerate(value)]
        if (frame := _columns(value)) is not None:
            return self.plain(frame, path)
        if getattr(value, "shape", ()) and hasattr(value, "dtype"):
            return self._array(value, path)
        if _is_missing(value):
            self._check_may_miss(value, path)
            return None
        return self._other(value, path)

    def _other(self, value: Any, path: Path) -> Any:
        if isinstance(value, (float, Decimal, Fraction)):
            return self._number(float(value), path)
        if isinstance(value, Enum):
            return self.plain(value.value, path)
        if isinstance(value, (date, time)):  # date and time in one too
            return value.isoformat()
        if (scalar := scalar_of(value)) is not value:
            kind = getattr(value.dtype, "kind", "")
            return str(value) if kind == "M" else self.plain(scalar, path)
        if callable(dump := getattr(value, "model_dump", None)):
            return self.plain(dump(), path)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self.plain(dataclasses.asdict(value), path)
        is_text = isinstance(value, (bytes, bytearray, memoryview))
        if isinstance(value, Iterable) and not is_text and not hasattr(value, "read"):
            return self.plain(list(value), path)
        rule = (
            "it is text or a number: decode bytes, as in value.decode()"
            if is_text
            else "it is of text, numbers, lists, dicts, or arrays, series and frames of them"
        )
        raise self._refusal(value, path, rule)

    def _array(self, value: Any, path: Path) -> Any:
        kind = getattr(value.dtype, "kind", "O")
        if kind not in "mM" and hasattr(
            value, "to_numpy"
        ):  # a series or an index: an array, or an extension of one
            value = value.to_numpy()
            kind = value.dtype.kind
        if kind in "biu":
            return value.tolist()
        if kind == "f" and all(map(math.isfinite, value.ravel().tolist())):
            return (value.astype(str).astype(float) if _is_short(value) else value).tolist()
        return self.plain(list(value), path)

    def _number(self, value: float, path: Path) -> float | None:
        if math.isfinite(value):
            return value
        if math.isnan(value):
            self._check_may_miss(value, path)
            return None
        raise self._refusal(value, path, "it is finite: JSON has no infinity")

    def _check_may_miss(self, value: Any, path: Path) -> None:
        if TABLE in path:
            return
        raise self._refusal(value, path, "it is a value: leave out, or fill in, what is missing")

    def _key(self, key: Any, path: Path) -> str | float | None:
        plain: Any = self.plain(key, (*path, key))
        if isinstance(plain, (list, dict)):
            raise self._refusal(key, path, "a key is a text or a number: join the parts of this")
        found: str | float | None = plain
        return found

    def _refusal(self, value: Any, path: Path, rule: str) -> ParameterError:
        name, *rest = [part for part in path if part not in OUTER] or [self._inputs]
        if not isinstance(name, str):
            name, rest = self._inputs, [name, *rest]
        name = OWN_NAMES.get(name, name)
        where = name + "".join(f"[{part!r}]" for part in rest)
        return ParameterError({name: f"{where} is {value!r:.80} ({type(value).__name__}); {rule}"})


def _columns(value: Any) -> Mapping[Any, Any] | None:
    """Return a frame as its columns, or None where a value is none."""
    if not hasattr(value, "columns") or not hasattr(value, "to_dict"):
        return None
    return {name: value[name] for name in value.columns}


def _is_missing(value: Any) -> bool:
    """Whether a value stands for one that is not there: pandas' NA and NaT, numpy's NaT."""
    if type(value).__name__ in ("NAType", "NaTType"):
        return True
    return getattr(getattr(value, "dtype", None), "kind", "") in "mM" and bool(value != value)

"""Any value as JSON values: what is long or deep is cut, and the cut is told."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from hfwidgets.widgets.engine.surrogates import displayable

MOST_ITEMS = 200  # of each list and object
MOST_CHARACTERS = 20_000  # of each text
DEEPEST = 12


def plain(value: Any, depth: int = 0) -> Any:
    """Return a value as JSON values; what is long or deep is cut, and the cut is told."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (int, float)):
        return value if abs(value) < float("inf") else str(value)  # no JSON has NaN
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"({len(value):,} bytes)"
    if depth == DEEPEST:
        return "..."
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return _object(value, depth)
    if hasattr(value, "shape") and hasattr(value, "tolist"):
        return _array(value)
    if isinstance(value, (list, tuple)):
        return _list(value, len(value), depth)
    return _text(str(value))


def _text(value: str) -> str:
    shown = displayable(value[:MOST_CHARACTERS])
    left = len(value) - MOST_CHARACTERS
    return f"{shown}... ({left:,} more characters)" if left > 0 else shown


def _object(value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    names = list(value)
    shown = {_text(str(name)): plain(value[name], depth + 1) for name in names[:MOST_ITEMS]}
    left = len(names) - MOST_ITEMS
    return {**shown, "...": f"{left:,} more"} if left > 0 else shown


def _list(value: Iterable[Any], count: int, depth: int) -> list[Any]:
    shown = [plain(one, depth + 1) for one, _ in zip(value, range(MOST_ITEMS), strict=False)]
    left = count - MOST_ITEMS
    return [*shown, f"... {left:,} more"] if left > 0 else shown


def _array(value: Any) -> dict[str, Any]:
    """Return shape and first numbers of an array."""
    first = value.reshape(-1)[:MOST_ITEMS]
    return {
        "shape": list(value.shape),
        "dtype": str(value.dtype),
        "values": _list(first.tolist(), value.size, 0),
    }

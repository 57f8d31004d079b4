"""Values as Python source: exact numbers, any text, and names for what has no source."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfwidgets.wire.plain import plain_table, scalar_of

WIDE = 88  # characters of a line


@dataclass(frozen=True, slots=True)
class Name:
    """An expression that stands in the code as it is, such as a variable's name."""

    source: str

    def __repr__(self) -> str:
        return self.source


def literal(value: Any, indent: int = 0) -> str:
    """Return a value as source, over several lines where one would be too long.

    Args:
        value: What JSON has, arrays, frames, or a `Name`.
        indent: Spaces before the line that it stands in.
    """
    value = _plain(value)
    flat = _flat(value)
    if len(flat) + indent <= WIDE and not (isinstance(value, str) and "\n" in value[:-1]):
        return flat
    inner = " " * (indent + 4)
    if isinstance(value, str):
        pieces = value.splitlines(keepends=True)
        if len(pieces) < 2:
            return flat
        lines = "".join(f"{inner}{piece!r}\n" for piece in pieces)
        return f"(\n{lines}{' ' * indent})"
    if isinstance(value, Mapping) and value:
        items = [f"{_flat(key)}: {literal(one, indent + 4)}" for key, one in value.items()]
        return _enclosed("{", items, "}", indent)
    if isinstance(value, list) and value and not all(_is_short(one) for one in value):
        return _enclosed("[", [literal(one, indent + 4) for one in value], "]", indent)
    return _wrapped(value, indent) if isinstance(value, list) and value else flat


def _enclosed(begin: str, items: Sequence[str], end: str, indent: int) -> str:
    inner = " " * (indent + 4)
    lines = "".join(f"{inner}{one},\n" for one in items)
    return f"{begin}\n{lines}{' ' * indent}{end}"


def _wrapped(values: list[Any], indent: int) -> str:
    """Return a list of short items, as many in a line as fit."""
    lines, line = [], ""
    for one in map(_flat, values):
        if line and len(line) + len(one) + indent + 6 > WIDE:
            lines.append(line)
            line = ""
        line += f"{', ' if line else ''}{one}"
    return _enclosed("[", [*lines, line], "]", indent)


def _is_short(value: Any) -> bool:
    return not isinstance(value, (Mapping, list)) and len(_flat(value)) <= 20


def _flat(value: Any) -> str:
    """Return plain values in one line; what is no number has its own spelling."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"float('{value}')"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flat(key)}: {_flat(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    return repr(value)


def _plain(value: Any) -> Any:
    """Return a value without arrays, frames and numbers of other packages."""
    if isinstance(value, (str, Name)):
        return value
    if hasattr(value, "columns") and hasattr(value, "to_dict"):
        return _plain(plain_table(value))
    if isinstance(value, Mapping):
        return {_plain(key): _plain(one) for key, one in value.items()}
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return scalar_of(value)

"""Nested lists of numbers in JSON to arrays, with as little work as the libraries there allow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGE = 100_000  # bytes from which on orjson is worth its import


def array_of(body: bytes) -> NDArray[np.float32] | None:
    """Return nested lists of numbers as a `float32` array, or None where it is no such thing."""
    import numpy as np

    if len(body) >= LARGE:
        decode = _fastest_decoder()
        if decode is None:
            array = _flat(body)
            if array is not None:
                return array
    else:
        decode = None
    try:
        value = (decode or json.loads)(body)
        return np.array(value, dtype=np.float32) if isinstance(value, list) else None
    except (ValueError, TypeError, RecursionError):
        return None


def _fastest_decoder() -> Any:
    try:
        import orjson
    except ImportError:
        return None
    return orjson.loads


def _flat(body: bytes) -> NDArray[np.float32] | None:
    """Read a rectangular array without a Python object per number; None where it is not one."""
    import warnings

    import numpy as np

    text = body.translate(None, b" \t\r\n")
    depth = len(text) - len(text.lstrip(b"["))
    closing = b"]" * depth
    if depth not in (1, 2, 3) or not text.endswith(closing) or b"[]" in text:
        return None
    rows = text[depth:-depth].split(b"],") if depth > 1 else [text[1:-1]]
    counts = {row.count(b",") for row in rows}
    if len(counts) != 1:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            values = np.fromstring(text.translate(None, b"[]"), dtype=np.float32, sep=",")
        except (DeprecationWarning, ValueError):
            return None
    width = counts.pop() + 1
    shape = {1: (width,), 2: (len(rows), width), 3: (_blocks(rows), -1, width)}[depth]
    return values.reshape(shape) if values.size == len(rows) * width else None


def _blocks(rows: list[bytes]) -> int:
    """Return how many two-dimensional blocks the rows of a three-dimensional array form."""
    return 1 + sum(row.startswith(b"[[") for row in rows[1:])

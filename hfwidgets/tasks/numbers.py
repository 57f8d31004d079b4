"""Nested lists of numbers in JSON to arrays, with as little work as the libraries there allow."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHORT_ROW = 200  # bytes
LARGE = 100_000  # bytes from which on orjson is worth its import, and the flat way its checks


def array_of(body: bytes) -> NDArray[np.float32] | None:
    """Return nested lists of numbers, or vectors in base64, as a `float32` array; else None."""
    if len(body) < LARGE:
        array = _decoded(body, json.loads)
    else:
        decode = _fastest_decoder()
        array = _flat(body) if decode is None else _decoded(body, decode)
        # What is left is no rectangle of numbers, or holds what JSON has not: NaN, Infinity.
        array = array if array is not None else _decoded(body, json.loads)
    return array if array is not None else _from_base64(body)


def _from_base64(body: bytes) -> NDArray[np.float32] | None:
    """Return a vector in base64 (little-endian `float32`), or nested lists of them, as an array."""
    import numpy as np

    def read(value: Any) -> Any:
        if isinstance(value, list) and value:
            return [read(one) for one in value]
        raw = base64.b64decode(value, validate=True)
        if not raw:
            raise ValueError
        return np.frombuffer(raw, "<f4")

    try:
        return np.array(read(json.loads(body)), dtype=np.float32)
    except (ValueError, TypeError, RecursionError):
        return None


def count_missing(array: NDArray[np.float32]) -> int:
    """Return how many numbers of an array are none: null in the answer, or beyond its range."""
    import numpy as np

    return int(array.size - np.count_nonzero(np.isfinite(array)))


def _decoded(body: bytes, decode: Callable[[bytes], Any]) -> NDArray[np.float32] | None:
    import numpy as np

    try:
        value = decode(body)
        with np.errstate(over="ignore"):  # beyond the range of float32 is infinity
            return np.array(value, dtype=np.float32) if isinstance(value, list) else None
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None


def _fastest_decoder() -> Callable[[bytes], Any] | None:
    try:
        import orjson
    except ImportError:
        return None
    decode: Callable[[bytes], Any] = orjson.loads
    return decode


def _flat(body: bytes) -> NDArray[np.float32] | None:
    """Read a rectangular array without a Python object per number; None where it is not one."""
    import warnings

    import numpy as np

    text = body.strip()
    comma = b", " if b", " in text[:200] else b","
    found = _rows(text, comma)
    if found is None:
        return None
    rows, blocks = found
    values: NDArray[np.float32] | None = None
    with warnings.catch_warnings(), np.errstate(over="ignore"):
        warnings.simplefilter("error")
        try:
            for number, row in enumerate(rows):
                line = np.fromstring(row, dtype=np.float32, sep=comma.decode())
                if values is None:
                    values = np.empty((len(rows), line.size), dtype=np.float32)
                if line.size != values.shape[1]:
                    return None
                values[number] = line
        except (DeprecationWarning, ValueError):  # something in a row is no number
            return None
    return None if values is None else values.reshape(*blocks, -1)


def _rows(text: bytes, comma: bytes) -> tuple[list[bytes], tuple[int, ...]] | None:
    """Return the innermost lists without their brackets, and the sizes of the levels above them.

    None where they are short, which json reads as fast, or do not form a rectangle.
    """
    depth = len(text) - len(text.lstrip(b"["))
    *pieces, rest = text.split(b"]")
    if depth not in (1, 2, 3) or rest or len(text) < len(pieces) * SHORT_ROW:
        return None
    rows: list[bytes] = []
    ends: list[int] = []
    opening, closed = b"[" * depth, 0
    for piece in pieces:
        if not piece:
            closed += 1
            continue
        if closed:
            opening = comma + b"[" * closed
        if closed == 2:
            ends.append(len(rows))
        if closed >= depth or not piece.startswith(opening):
            return None
        rows.append(piece[len(opening) :])
        closed = 1
    size = ends[0] if ends else len(rows)
    if closed != depth:
        return None
    if [*ends, len(rows)] != [size * number for number in range(1, len(ends) + 2)]:
        return None
    return rows, ((), (size,), (len(ends) + 1, size))[depth - 1]

"""Vectors made small enough to be drawn: rows, strips, a histogram, two principal components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

MOST_COMPARED = 500  # vectors that are compared with each other
MOST_DRAWN = 200  # vectors with a strip
COLUMNS = 256  # of a strip
BINS = 48  # of a histogram
COSINE = 32_000  # what the cosine 1 is sent as, in 16 bits
UNKNOWN = -32_768  # and where there is none


def rows_of(array: Any) -> Floats:
    """Return any array as rows: shape `(vectors, dimensions)`, a view where it can be."""
    found = np.asarray(array, dtype=np.float32)
    if found.ndim < 2:
        found = found.reshape(1, -1)
    if found.size == 0:
        return np.zeros((0, found.shape[-1]), np.float32)
    return found.reshape(-1, found.shape[-1])


def norms(rows: Floats) -> Floats:
    """Return the length of each row; NaN where a number is missing."""
    with np.errstate(over="ignore", invalid="ignore"):
        found: Floats = np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float64))
    found[~np.isfinite(found)] = np.nan
    return found.astype(np.float32)


def strips(rows: Floats) -> Floats:
    """Return the first rows with neighbouring numbers averaged to at most `COLUMNS`."""
    shown = rows[:MOST_DRAWN].astype(np.float64)
    shown[~np.isfinite(shown)] = np.nan
    count = shown.shape[1]
    if count <= COLUMNS:
        return shown.astype(np.float32)
    edges = np.linspace(0, count, COLUMNS + 1).astype(int)
    sums = np.add.reduceat(shown, edges[:-1], axis=1)
    means: Floats = (sums / np.diff(edges)).astype(np.float32)
    return means


def histogram(rows: Floats) -> dict[str, Any] | None:
    """Return how the numbers are spread; None without any."""
    finite = rows[np.isfinite(rows)]
    if not finite.size:
        return None
    low, high = float(finite.min()), float(finite.max())
    room = (low, high) if high > low else (low - 0.5, high + 0.5)
    counts, _ = np.histogram(finite, BINS, room)
    wide = finite.astype(np.float64)
    return {
        "low": low,
        "high": high,
        "mean": float(wide.mean()),
        "deviation": float(wide.std()),
        "counts": counts.tolist(),
        "from": room[0],
        "to": room[1],
    }


def cosines(rows: Floats) -> NDArray[np.int16]:
    """Return the cosines of the first rows with each other, in units of 1 / `COSINE`."""
    some = rows[:MOST_COMPARED].astype(np.float64)
    lengths = np.sqrt(np.einsum("ij,ij->i", some, some))
    known = np.isfinite(lengths) & (lengths > 0)
    unit = np.zeros_like(some)
    unit[known] = some[known] / lengths[known, None]
    scaled: NDArray[np.int16] = np.rint(np.clip(unit @ unit.T, -1, 1) * COSINE).astype(np.int16)
    scaled[~known] = UNKNOWN
    scaled[:, ~known] = UNKNOWN
    return scaled


def components(rows: Floats) -> tuple[Floats, list[float]]:
    """Return the first rows on their two principal components, and the share of each.

    Returns:
        Places `(vectors, 2)`, NaN for a row with a number missing, and two shares of the variance,
        which are 0 where all rows are alike.
    """
    some = rows[:MOST_COMPARED].astype(np.float64)
    places = np.full((len(some), 2), np.nan, np.float32)
    known = np.isfinite(some).all(axis=1)
    if not known.any():
        return places, [0.0, 0.0]
    centred = some[known] - some[known].mean(axis=0)
    # The products of at most 500 rows, whatever their length.
    values, vectors = np.linalg.eigh(centred @ centred.T)
    largest = np.clip(values[::-1][:2], 0, None)
    total = float(np.clip(values, 0, None).sum())
    found = np.zeros((len(centred), 2))
    found[:, : len(largest)] = vectors[:, ::-1][:, : len(largest)] * np.sqrt(largest)
    places[known] = found
    shares = [float(one / total) if total > 1e-12 else 0.0 for one in largest]
    return places, [*shares, 0.0][:2]

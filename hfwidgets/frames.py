"""Tables for people who compute: a pandas DataFrame where pandas is installed."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def frame_of(columns: dict[str, list[Any]]) -> Any:
    """Return columns as a `pandas.DataFrame`, or as they are where pandas is not installed."""
    try:
        pandas = import_module("pandas")
    except ImportError:
        return columns
    return pandas.DataFrame(columns)

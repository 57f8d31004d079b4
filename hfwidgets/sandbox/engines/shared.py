"""What several models build on is loaded once, whichever asks first and on whatever thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

_lock = threading.Lock()
_made: dict[Hashable, tuple[threading.Lock, list[Any]]] = {}


def shared(key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` returned for a key; when it fails, the next one tries again."""
    with _lock:
        lock, kept = _made.setdefault(key, (threading.Lock(), []))
    with lock:
        if not kept:
            kept.append(make())
        result: T = kept[0]
        return result

"""What is told of a request that is not in a cassette: the nearest one there, and what differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from hfwidgets.cassettes.asked import Asked

MOST = 8  # differences that are told
LONGEST = 120  # letters of a value
ABSENT = object()


def not_recorded(asked: Asked, recorded: Iterable[Asked]) -> str:
    """Return in words what is nearest to a request, and how it differs."""
    differing = [(_differences(asked, other), other) for other in recorded]
    if not differing:
        return "The cassette is empty."
    differences, other = min(differing, key=lambda one: _distance(asked, one[1], one[0]))
    told = "\n".join(f"  {one}" for one in differences[:MOST])
    more = f"\n  and {len(differences) - MOST} more" if len(differences) > MOST else ""
    nearest = f"The nearest of {len(differing)} there is {other.method} {other.url}"
    return f"{nearest}; it differs in\n{told}{more}"


def _distance(asked: Asked, other: Asked, differences: list[str]) -> tuple[bool, bool, int]:
    return asked.method != other.method, asked.place != other.place, len(differences)


def _differences(asked: Asked, other: Asked) -> list[str]:
    found = []
    if asked.method != other.method:
        found.append(f"method: {asked.method} now, {other.method} in the cassette")
    if asked.place != other.place:
        found.append(f"address: {asked.url} now, {other.url} in the cassette")
    if asked.payload is not None and other.payload is not None:
        found += _between(asked.payload, other.payload, "")
    elif asked.digest != other.digest:
        found.append(f"body: {_size(asked.body)} now, {_size(other.body)} in the cassette")
    return found


def _size(body: bytes | None) -> str:
    return "none" if body is None else f"other {len(body):,} bytes"


def _between(now: Any, then: Any, name: str) -> Iterator[str]:
    """Yield the places at which two values of JSON differ, at any depth."""
    stack = [(now, then, name)]
    while stack:
        now, then, name = stack.pop()
        if isinstance(now, dict) and isinstance(then, dict):
            keys = sorted({*now, *then}, reverse=True)
            for key in keys:
                inner = f"{name}.{key}" if name else str(key)
                stack.append((now.get(key, ABSENT), then.get(key, ABSENT), inner))
        elif isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
            pairs = list(enumerate(zip(now, then, strict=True)))
            stack += [(one, other, f"{name}[{at}]") for at, (one, other) in reversed(pairs)]
        elif type(now) is not type(then) or now != then:
            yield f"{name or 'body'}: {_shown(now)} now, {_shown(then)} in the cassette"


def _shown(value: Any) -> str:
    if value is ABSENT:
        return "absent"
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."

"""What a call lacks, in words for the person who fills its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hfwidgets.tasks.spec import TaskSpec

WRITE = "{name} is empty; write at least one character"
MISSING = {
    "audio": "{name} is empty; choose, drop, paste or record a sound, or set it from Python",
    "image": "{name} is empty; choose, drop or paste a picture, or set it from Python",
    "object": "{name} is empty; set it from Python",
    "strings": "{name} is empty; give at least one text",
    "table": "{name} is empty; choose, drop or paste one, or set it from Python: a dict of columns "
    "or a DataFrame",
}


def missing(spec: TaskSpec, values: Mapping[str, Any]) -> dict[str, str]:
    """Return what is said of the inputs that a call needs and does not have, by name."""
    return {
        one.name: MISSING.get(one.kind, WRITE).format(name=one.name)
        for one in spec.fields
        if one.required and not one.nullable and _is_empty(values.get(one.name))
    }


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, (str, list)) and not value)

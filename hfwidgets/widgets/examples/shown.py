"""An example as the page shows it: texts cut, a picture made small; all of it is text."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.examples.example import Example, fields_of, input_of
from hfwidgets.wire.addresses import is_address, shown_address

LONGEST = 160  # characters of a value
SIDE = 96  # pixels of a small picture


def shown(widget: Any, key: str, example: Example, buffers: list[bytes]) -> dict[str, Any]:
    """Return what the page is told of an example; a small picture goes to the buffers."""
    fields = fields_of(widget._spec)
    told: dict[str, Any] = {"key": key, "title": example.title, "picture": None}
    said = []
    for name, value in example.values.items():
        field = fields[name]
        said.append({"name": name, "said": displayable(_said(widget, field, value))})
        if field.kind == "image" and not _is_link(value):
            small = _small(input_of(widget, field).read(value))
            if small is not None:
                told["picture"] = len(buffers)
                buffers.append(small)
    return {**told, "fields": said}


def _is_link(value: Any) -> bool:
    return isinstance(value, str) and is_address(value)


def _said(widget: Any, field: FieldSpec, value: Any) -> str:
    """Return a value in a line."""
    if _is_link(value):
        return _cut(shown_address(value))
    if field.kind == "image":
        picture = input_of(widget, field).read(value)
        return _cut(f"{picture.name}, {picture.width} × {picture.height}")
    if field.kind == "audio":
        sound = input_of(widget, field).read(value)
        length = "" if sound.seconds is None else f"{sound.seconds:.1f} s"
        return _cut(", ".join(filter(None, (sound.name, length)))) or "a sound"
    if field.kind == "table":
        return _table(value, field.name)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _cut("; ".join(map(str, value)))
    return _cut(str(value))


def _table(value: Any, name: str) -> str:
    from hfwidgets.widgets.tables.values import table_of

    table = table_of(value, name).table
    names = ", ".join(one.name for one in table.columns)
    return _cut(f"{table.rows} {'row' if table.rows == 1 else 'rows'}: {names}")


def _cut(text: str) -> str:
    line = " ".join(text[: 4 * LONGEST].split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _small(picture: Any) -> bytes | None:
    """Return a picture as a small PNG file; None where its file is broken."""
    try:
        copy = picture.upright.copy()
        copy.thumbnail((SIDE, SIDE))
        file = io.BytesIO()
        copy.save(file, "PNG")
    except (ValueError, OSError):
        return None
    return file.getvalue()


def origins(held: Mapping[str, Sequence[Example]]) -> dict[str, Example]:
    """Return examples by their keys: where they come from, and their number."""
    return {f"{origin}#{at}": one for origin, some in held.items() for at, one in enumerate(some)}

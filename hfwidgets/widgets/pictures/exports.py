"""Files that are made of results: tables as CSV, pictures as PNG."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hfwidgets.wire.pictures import encoded

if TYPE_CHECKING:
    from PIL.Image import Image


_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_of(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as CSV in UTF-8; lists become one column for each of their items.

    Text that spreadsheets would compute is given an apostrophe, which has them show it: labels and
    prompts may come from anybody (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    flat = [{_defused(name): _defused(one) for name, one in _flat(row).items()} for row in rows]
    file = io.StringIO()
    writer = csv.DictWriter(file, list(flat[0]) if flat else [], restval="")
    writer.writeheader()
    writer.writerows(flat)
    return file.getvalue().encode("utf-8", "replace")


def _defused(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_COMPUTED) else value


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, (list, tuple)):
            names = NAMES.get(name, tuple(f"{name}_{place}" for place in range(len(value))))
            found.update(zip(names, value, strict=False))
        elif name in NAMES and value is None:
            found.update(dict.fromkeys(NAMES[name]))
        else:
            found[name] = value
    return found


NAMES = {"box": ("xmin", "ymin", "xmax", "ymax"), "centroid": ("x", "y")}


def png_of(picture: Image) -> bytes:
    """Return a picture as a PNG file."""
    return encoded(picture)


def on_white(picture: Image) -> Image:
    """Return a picture that has an alpha channel without it."""
    from PIL import Image as Pictures

    white = Pictures.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white

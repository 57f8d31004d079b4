"""Sheets as files that stand alone: an HTML page, Markdown with its picture, text, a picture."""

from __future__ import annotations

import base64
import html
import io
import os
from pathlib import Path
from urllib.parse import quote

from hfwidgets.pictures.captioned import compressed
from hfwidgets.widgets.engine.still import Sheet, clean

PAGES = (".html", ".htm", ".md", ".txt")
PICTURES = (".png", ".jpg", ".jpeg")
_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>:root{{color-scheme:light dark}}body{{max-width:50em;margin:2em auto;padding:0 1em;
font-family:sans-serif}}td,th{{padding:.1em .8em .1em 0;text-align:start}}</style></head>
<body>{body}</body></html>
"""


def as_html(sheet: Sheet) -> str:
    """Return a sheet as HTML with all of its text, its picture within."""
    return sheet.html(None, _address(sheet))


def as_markdown(sheet: Sheet) -> str:
    """Return a sheet as Markdown with all of its text, its picture within."""
    return sheet.markdown(_address(sheet))


def save_sheet(sheet: Sheet, path: str | os.PathLike[str]) -> Path:
    """Write a sheet in the format that the name ends in.

    Args:
        sheet: What to write.
        path: Where; a file that is there is replaced. A picture of `.md` is a file beside it.

    Raises:
        ValueError: No such format, or one of pictures and there is none.
    """
    target = Path(path).expanduser()
    ending = target.suffix.lower()
    if ending in (".html", ".htm"):
        page = _PAGE.format(title=html.escape(clean(sheet.title)), body=as_html(sheet))
        target.write_text(page, encoding="utf-8")
    elif ending == ".md":
        target.write_text(sheet.markdown(_beside(sheet, target)), encoding="utf-8")
    elif ending == ".txt":
        target.write_text(sheet.plain(None) + "\n", encoding="utf-8")
    elif ending in PICTURES and (drawn := sheet.drawn()) is not None:
        file = io.BytesIO()
        drawn.save(file, "PNG" if ending == ".png" else "JPEG", optimize=True, quality=90)
        target.write_bytes(file.getvalue())
    else:
        forms = (*PAGES, *(PICTURES if sheet.still.picture is not None else ()))
        raise ValueError(f"{target} ends in no format of this; take {' or '.join(forms)}")
    return target


def _address(sheet: Sheet) -> str:
    """Return the picture of a sheet as a data address, or nothing."""
    drawn = sheet.drawn()
    if drawn is None:
        return ""
    data, kind = compressed(drawn)
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _beside(sheet: Sheet, target: Path) -> str:
    """Write the picture of a sheet beside a file, and return its name there."""
    drawn = sheet.drawn()
    if drawn is None:
        return ""
    data, kind = compressed(drawn)
    picture = target.with_suffix(".png" if kind == "image/png" else ".jpg")
    picture.write_bytes(data)
    return quote(picture.name)

"""A picture with its legend and words below it, small enough to be kept in a notebook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hfwidgets.pictures.lettering import font_of, shortened, wrapped
from hfwidgets.pictures.palette import ink_on

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

SIDE = 640  # pixels of the longer side of all of it
MOST_ENTRIES = 24
MOST_FILE = 43_000  # bytes; as text in a notebook a third more
_LEAST = 240  # pixels of the shorter side that a picture keeps beside a long legend
_NARROWEST = 400  # pixels that words have
_GAP = 8
_SIZE = 14  # of letters, in pixels
_LINE = 20
_SWATCH = 30
_PAPER, _INK, _FAINT, _BAR = "#ffffff", "#1b1b1b", "#5b5b5b", "#9db8dc"
_QUALITIES = (85, 75, 60, 45, 30)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a legend.

    Attributes:
        text: What is there.
        value: Its score or share in words.
        color: Of a plate with its number, `#rrggbb`; None for neither.
        share: Length of a bar, in [0, 1]; None for none.
    """

    text: str
    value: str = ""
    color: str | None = None
    share: float | None = None


def captioned(picture: Image, legend: Sequence[Entry] = (), foot: Sequence[str] = ()) -> Image:
    """Return a picture on white with its legend and some words below it.

    Args:
        picture: Any PIL image, upright. One that is smaller than the sheet is not enlarged.
        legend: At most 24 of these are drawn, and how many more there are.
        foot: Paragraphs.

    Returns:
        An RGB image, at most 640 pixels wide and high.
    """
    from PIL import Image as Images
    from PIL import ImageDraw

    inner = min(max(picture.width, _NARROWEST), SIDE - 2 * _GAP)
    shown = list(legend[:MOST_ENTRIES])
    if len(legend) > len(shown):
        shown.append(Entry(f"… {len(legend) - len(shown):,} more"))
    columns = min(1 + (len(shown) - 1) // 5, inner // 200) if shown else 1
    rows = -(-len(shown) // columns)
    font = font_of(_SIZE)
    words = [line for one in foot for line in wrapped(one, inner, font).split("\n") if line]
    below = _LINE * (rows + len(words)) + _GAP * (bool(rows) + bool(words))
    room = max(SIDE - below - 2 * _GAP, _LEAST)
    small = _opaque(picture, (inner, room))
    width, height = inner + 2 * _GAP, small.height + below + 2 * _GAP
    sheet = Images.new("RGB", (width, height), _PAPER)
    sheet.paste(small, (_GAP, _GAP))
    draw = ImageDraw.Draw(sheet)
    top = small.height + 2 * _GAP
    for number, entry in enumerate(shown):
        column, row = divmod(number, rows)
        _write(
            draw,
            entry,
            number + 1,
            (_GAP + column * inner // columns, top + row * _LINE),
            inner // columns - _GAP,
        )
    top += rows * _LINE + _GAP * bool(rows)
    for number, line in enumerate(words):
        draw.text((_GAP, top + number * _LINE), line, fill=_FAINT, font=font)
    return sheet if height <= SIDE else _fitted(sheet, (SIDE, SIDE))


def above_strip(picture: Image, earlier: Sequence[bytes]) -> Image:
    """Return a picture above a strip of small ones, each a file; alone where there are none."""
    from PIL import Image as Images

    from hfwidgets.pictures.reading import Picture

    if not earlier:
        return picture
    inner = SIDE - 2 * _GAP
    side = (inner + _GAP) // 8 - _GAP
    strip = [_opaque(Picture.read(one).upright, (side, side)) for one in earlier[-8:]]
    large = _opaque(picture, (inner, SIDE - side - 8 * _GAP))
    made = Images.new("RGB", (inner, large.height + _GAP + side), _PAPER)
    made.paste(large, (0, 0))
    for number, small in enumerate(strip):
        made.paste(small, (number * (side + _GAP), large.height + _GAP))
    return made


def compressed(picture: Image) -> tuple[bytes, str]:
    """Return an RGB picture as a file of at most about 43 kB, and the MIME type of it."""
    if picture.getcolors(256) is not None:
        png = io.BytesIO()
        picture.quantize(256).save(png, "PNG", optimize=True)
        if png.tell() <= MOST_FILE:
            return png.getvalue(), "image/png"
    for shrunk in (1.0, 0.75, 0.5):
        size = (max(1, round(picture.width * shrunk)), max(1, round(picture.height * shrunk)))
        small = picture if shrunk == 1 else picture.resize(size, reducing_gap=2.0)
        for quality in _QUALITIES:
            file = io.BytesIO()
            small.save(file, "JPEG", quality=quality, optimize=True)
            if file.tell() <= MOST_FILE:
                return file.getvalue(), "image/jpeg"
    return file.getvalue(), "image/jpeg"


def _opaque(picture: Image, room: tuple[int, int]) -> Image:
    """Return a picture that fits, on white where it is transparent."""
    from PIL import Image as Images

    small = _fitted(picture, room)
    if small.mode in ("LA", "PA", "RGBA") or "transparency" in small.info:
        seen = small.convert("RGBA")
        under = Images.new("RGBA", seen.size, _PAPER)
        small = Images.alpha_composite(under, seen)
    return small.convert("RGB")


def _fitted(picture: Image, room: tuple[int, int]) -> Image:
    scale = min(side / length for side, length in zip(room, picture.size, strict=True))
    if scale >= 1:
        return picture
    full = picture if picture.mode in ("L", "RGB", "RGBA") else picture.convert("RGBA")
    width, height = (max(1, round(length * scale)) for length in picture.size)
    return full.resize((width, height), reducing_gap=2.0)


def _write(draw: ImageDraw, entry: Entry, number: int, place: tuple[int, int], width: int) -> None:
    """Write a line of the legend: a numbered plate or a bar, the text, and the score at its end."""
    x, y = place
    font = font_of(_SIZE)
    if entry.color is not None:
        draw.rectangle((x, y + 1, x + _SWATCH - 6, y + _LINE - 3), fill=entry.color)
        middle = (x + (_SWATCH - 6) // 2, y + _LINE // 2 - 1)
        draw.text(
            middle, str(number), fill=ink_on(entry.color), font=font_of(_SIZE - 2), anchor="mm"
        )
    if entry.share is not None:
        end = x + round((width - 1) * min(max(entry.share, 0), 1))
        draw.rectangle((x, y + 1, max(end, x), y + _LINE - 2), fill=_BAR)
    start = x + (_SWATCH if entry.color is not None else 4)
    value = font.getlength(entry.value) + _GAP if entry.value else 0
    text = shortened(entry.text, round(x + width - start - value), font)
    draw.text((start, y), text, fill=_INK, font=font)
    if entry.value:
        draw.text((x + width - 4, y), entry.value, fill=_INK, font=font, anchor="ra")

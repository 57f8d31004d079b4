"""Many pictures on one, in rows and columns with their names: for a grid of parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hfwidgets.pictures.lettering import font_of, wrapped
from hfwidgets.pictures.reading import Picture

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

MOST_PIXELS = 64_000_000  # of a sheet; cells get smaller for it
_GAP = 8
_LIGHT = {"paper": "#ffffff", "ink": "#1b1b1b", "plate": "#eeeeee", "faint": "#6b6b6b"}
_DARK = {"paper": "#161616", "ink": "#f0f0f0", "plate": "#2a2a2a", "faint": "#a0a0a0"}


def contact_sheet(
    images: Sequence[Any],
    columns: int | None = None,
    row_labels: Sequence[str] = (),
    column_labels: Sequence[str] = (),
    *,
    title: str = "",
    side: int = 512,
    dark: bool = False,
) -> Image:
    """Put pictures on one sheet.

    Args:
        images: Row by row, each anything that `Picture.read` takes, or None for an empty place.
        columns: Pictures in a row; by default as many as there are labels of columns, else as many
            as make the sheet about square.
        row_labels: Names at the left of the rows.
        column_labels: Names above the columns.
        title: A line above all.
        side: The most pixels that the longer side of a picture gets; none is enlarged.
        dark: Whether the sheet is dark.

    Returns:
        An RGB image of at most 64 megapixels.

    Raises:
        ValueError: No pictures, more labels than rows or columns, or `columns` below 1.
    """
    columns = _columns(len(images), columns, column_labels)
    rows = math.ceil(len(images) / columns)
    if len(row_labels) > rows or len(column_labels) > columns:
        raise ValueError(
            f"{len(row_labels)} row labels and {len(column_labels)} column labels, and there are "
            f"{rows} rows and {columns} columns"
        )
    side = max(min(side, int(math.sqrt(MOST_PIXELS / (rows * columns))) - 2 * _GAP), 16)
    cells = [None if image is None else _small(image, side) for image in images]
    sheet = _Sheet.around(cells, columns, rows, _DARK if dark else _LIGHT)
    return sheet.drawn(cells, list(row_labels), list(column_labels), title)


def _columns(count: int, columns: int | None, labels: Sequence[str]) -> int:
    if not count:
        raise ValueError("a contact sheet needs at least one picture")
    if columns is None:
        columns = len(labels) or math.ceil(math.sqrt(count))
    if columns < 1:
        raise ValueError(f"columns is {columns}; it must be 1 or more")
    return columns


def _small(image: Any, side: int) -> Image:
    picture = Picture.read(image).upright
    if max(picture.size) > side:
        scale = side / max(picture.size)
        picture = picture.resize([max(1, round(length * scale)) for length in picture.size])
    return picture


@dataclass(frozen=True, slots=True)
class _Sheet:
    width: int  # of a cell
    height: int
    columns: int
    rows: int
    colors: dict[str, str]
    font: FreeTypeFont

    @classmethod
    def around(
        cls, cells: Sequence[Image | None], columns: int, rows: int, colors: dict[str, str]
    ) -> _Sheet:
        sizes = [cell.size for cell in cells if cell is not None] or [(256, 256)]
        width = max(max(size[0] for size in sizes), 64)
        height = max(max(size[1] for size in sizes), 64)
        font = font_of(max(11, min(width // 16, 20)))
        return cls(width, height, columns, rows, colors, font)

    def drawn(
        self, cells: Sequence[Image | None], rows: list[str], columns: list[str], title: str
    ) -> Image:
        from PIL import Image as Images
        from PIL import ImageDraw

        beside = [self.wrapped(label, max(self.width * 2 // 3, 96)) for label in rows]
        above = [self.wrapped(label, self.width) for label in columns]
        inner = self.columns * (self.width + _GAP) - _GAP
        left = _GAP + max((self.length(text) for text in beside), default=-_GAP) + _GAP
        heading = self.wrapped(title, inner + left - _GAP) if title else ""
        top = sum(self.rise(texts) for texts in ([heading], above)) + _GAP
        size = (left + inner + _GAP, top + self.rows * (self.height + _GAP))
        sheet = Images.new("RGB", size, self.colors["paper"])
        draw = ImageDraw.Draw(sheet)
        self.write(draw, (_GAP, _GAP), heading, "la")
        for number, text in enumerate(above):
            x = left + number * (self.width + _GAP) + self.width // 2
            self.write(draw, (x, top - _GAP), text, "md")
        for number, text in enumerate(beside):
            y = top + number * (self.height + _GAP) + self.height // 2
            self.write(draw, (left - _GAP, y), text, "rm")
        for number, cell in enumerate(cells):
            row, column = divmod(number, self.columns)
            corner = (left + column * (self.width + _GAP), top + row * (self.height + _GAP))
            self.place(sheet, draw, cell, corner)
        return sheet

    def place(
        self, sheet: Image, draw: ImageDraw, cell: Image | None, corner: tuple[int, int]
    ) -> None:
        x, y = corner
        if cell is None:
            far = (x + self.width - 1, y + self.height - 1)
            draw.rectangle((*corner, *far), fill=self.colors["plate"])
            middle = (x + self.width // 2, y + self.height // 2)
            draw.text(middle, "none", fill=self.colors["faint"], font=self.font, anchor="mm")
            return
        x, y = x + (self.width - cell.width) // 2, y + (self.height - cell.height) // 2
        shown = cell.convert("RGBA")
        sheet.paste(shown, (x, y), shown)

    def rise(self, texts: Sequence[str]) -> int:
        """Return how much room lines of text take from the top, with a gap."""
        lines = max((text.count("\n") + 1 for text in texts if text), default=0)
        return lines * self.line + _GAP if lines else 0

    @property
    def line(self) -> int:
        return int(self.font.size * 1.3) + 1

    def length(self, text: str) -> int:
        return max(math.ceil(self.font.getlength(line)) for line in text.split("\n"))

    def write(self, draw: ImageDraw, place: tuple[int, int], text: str, anchor: str) -> None:
        lines = text.split("\n")
        x, y = place
        y -= {"a": 0, "m": len(lines) * self.line // 2, "d": len(lines) * self.line}[anchor[1]]
        for number, line in enumerate(lines):
            at = (x, y + number * self.line)
            draw.text(at, line, fill=self.colors["ink"], font=self.font, anchor=f"{anchor[0]}a")

    def wrapped(self, text: str, width: int) -> str:
        return wrapped(text, width, self.font)

"""Reading printed text by comparing its signs with those of one font.

It reads dark on light or light on dark, upright, in the font that ships with Pillow or one like it;
a photographed page it does not; `rapid_reader.py` does.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from hfwidgets.sandbox.engines.page import PageWord

Bits = npt.NDArray[np.bool_]

_SIGNS = "".join(chr(code) for code in range(33, 127)) + "€£"
_SIDE = 16
_MOST_SIDE = 2400
# More room than this between two signs, beyond their own, is a blank; in heights of a capital.
_WORD_GAP = 0.2


class Reader(Protocol):
    """What reads a page."""

    def read(self, image: Image.Image) -> list[PageWord]:
        """Return the words of an image in RGB."""


def load() -> Reader:
    """Return the matcher of signs."""
    return GlyphReader()


class GlyphReader:
    """Reads by the nearest sign of Pillow's own font."""

    def __init__(self) -> None:
        shapes, signs, room = [], [], []
        for size in (18, 28, 48):
            font = ImageFont.load_default(size)
            low, high = _extent(font, "x"), _extent(font, "H")
            for sign in _SIGNS:
                bits = _drawn(font, sign)
                if bits.any():
                    shapes.append(_shape(bits, high[0], low[1]))
                    signs.append(sign)
                    room.append(_room(font, sign, low[1] - high[0]))
        self._shapes, self._signs, self._room = np.array(shapes), signs, room

    def read(self, image: Image.Image) -> list[PageWord]:
        """Return the words of an image in RGB."""
        factor = min(_MOST_SIDE / max(image.size), 1.0)
        ink = _ink(image if factor == 1 else image.reduce(round(1 / factor + 0.5)))
        scale = image.width / ink.shape[1]
        words = []
        for top, bottom in _runs(ink.any(1)):
            if bottom - top >= 5:
                words += self._line(ink[top:bottom], top)
        return [
            PageWord(
                word.text,
                (
                    word.box[0] * scale,
                    word.box[1] * scale,
                    word.box[2] * scale,
                    word.box[3] * scale,
                ),
            )
            for word in words
        ]

    def _line(self, ink: Bits, top: int) -> list[PageWord]:
        spans = _runs(ink.any(0))
        boxes = [(left, right, *_rows(ink[:, left:right])) for left, right in spans]
        # Capitals reach to the same height, and most signs stand on the same line.
        high = int(np.quantile([box[2] for box in boxes], 0.2))
        base = int(np.median([box[3] for box in boxes]))
        tall = max(base - high, 1)
        words, text, start, end, after = [], "", 0, 0, 0.0
        for left, right, first, last in boxes:
            best = self._nearest(ink[first:last, left:right], high - first, base - first)
            before = self._room[best][0]
            if text and (left - end) / tall - before - after > _WORD_GAP:
                words.append(PageWord(text, (start, top, end, top + ink.shape[0])))
                text = ""
            if not text:
                start = left
            text += self._signs[best]
            end, after = right, self._room[best][1]
        words.append(PageWord(text, (start, top, end, top + ink.shape[0])))
        return words

    def _nearest(self, bits: Bits, high: float, base: float) -> int:
        away = ((self._shapes - _shape(bits, high, base)) ** 2).sum(1)
        return int(away.argmin())


def _ink(image: Image.Image) -> Bits:
    """Return where there is ink: what is less common of dark and light."""
    grey = np.asarray(image.convert("L"), np.float64)
    low, high = np.quantile(grey, 0.005), np.quantile(grey, 0.995)
    if high - low < 20:
        return np.zeros(grey.shape, bool)
    ground = np.median(grey)
    return grey < (ground + low) / 2 if ground - low > high - ground else grey > (ground + high) / 2


def _runs(marks: npt.ArrayLike) -> list[tuple[int, int]]:
    """Return where true values begin and end."""
    edges = np.flatnonzero(
        np.diff(np.concatenate([[False], np.asarray(marks), [False]]).astype(np.int8))
    )
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _rows(bits: Bits) -> tuple[int, int]:
    rows = np.flatnonzero(bits.any(1))
    return int(rows[0]), int(rows[-1]) + 1


def _extent(font: Any, sign: str) -> tuple[float, float]:
    """Return a sign's top and bottom within its drawing, as _drawn cuts it."""
    box = font.getbbox(sign)
    return float(box[1]), float(box[3])


def _room(font: Any, sign: str, tall: float) -> tuple[float, float]:
    """Return the room that belongs to a sign on its left and right, in heights of a capital."""
    wide = float(font.getlength(sign))
    image = Image.new("L", (int(wide) + 40, int(3 * tall) + 20))
    ImageDraw.Draw(image).text((20, 0), sign, 255, font)
    columns = np.flatnonzero((np.asarray(image) > 127).any(0))
    return (columns[0] - 20) / tall, (20 + wide - columns[-1] - 1) / tall


def _drawn(font: Any, sign: str) -> Bits:
    left, _, right, bottom = font.getbbox(sign)
    image = Image.new("L", (int(right - left) + 4, int(bottom) + 4))
    ImageDraw.Draw(image).text((2 - left, 0), sign, 255, font)
    return np.asarray(image) > 127


def _shape(bits: Bits, high: float, base: float) -> npt.NDArray[np.float64]:
    """Return what a sign looks like: its form in a square, its width, where it stands.

    Args:
        bits: Its ink; for a drawing of the font with all rows from the top of the line.
        high: Row of the capitals' top.
        base: Row of the line that signs stand on.
    """
    top, bottom = _rows(bits)
    columns = np.flatnonzero(bits.any(0))
    cut = bits[top:bottom, columns[0] : columns[-1] + 1]
    tall = max(base - high, 1.0)
    form = Image.fromarray(cut.astype(np.uint8) * 255).resize((_SIDE, _SIDE), Image.Resampling.BOX)
    values = np.asarray(form, np.float64).ravel() / 255
    place = np.array([cut.shape[1] / tall, cut.shape[0] / tall, (bottom - base) / tall])
    return np.concatenate([values, place * 26])

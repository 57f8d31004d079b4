"""Words on pictures: one font for all machines, lines that fit, and what is too long shortened."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

LINES = 3  # of a text at most


@lru_cache(maxsize=16)
def font_of(size: int) -> FreeTypeFont:
    """Return the font of a size in pixels."""
    import matplotlib
    from PIL import ImageFont

    # It knows more scripts than Pillow's own, and is the same on every machine.
    path = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    return ImageFont.truetype(str(path), size)


def wrapped(text: str, width: int, font: FreeTypeFont, most: int = LINES) -> str:
    """Break a text into lines of at most this width in pixels, and shorten what is too long."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(joined) > width:
            lines.append(word)
        else:
            lines[-1] = joined
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return "\n".join(shortened(line, width, font) for line in lines)


def shortened(line: str, width: int, font: FreeTypeFont) -> str:
    """Return a line that is no longer than this in pixels."""
    if font.getlength(line) <= width:
        return line
    # Each letter has a width, so the end is found by halving.
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        fits = font.getlength(line[:middle] + "…") <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return line[:low].rstrip() + "…"

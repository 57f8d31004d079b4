"""A legend of numbered colours, beside a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import matplotlib
from matplotlib.font_manager import font_scalings
from matplotlib.legend_handler import HandlerBase
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text

from hfwidgets.pictures.palette import ink_on
from hfwidgets.plot.axes import literal, words_width

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

MOST_ROWS = 20


def numbered_legend(ax: Axes, entries: Sequence[tuple[int, str, str]]) -> None:
    """List colours at the right of axes.

    Args:
        ax: Where the picture is.
        entries: Number, words and colour of each; the first 20 are shown, the others counted.
    """
    handles: list[Patch] = [
        _Numbered(number, facecolor=color, label=words)
        for number, words, color in entries[:MOST_ROWS]
    ]
    more = len(entries) - len(handles)
    if more:
        handles.append(Patch(visible=False, label=f"and {more:,} more"))
    if not handles:
        return
    ax.set_anchor(
        "NW"
    )  # what a picture's proportions leave free is right and below, for the legend
    made = ax.legend(
        handles=handles,
        handler_map={_Numbered: _Swatches()},
        loc="upper left",
        bbox_to_anchor=(1.015, 1.0),
        frameon=False,
        borderaxespad=0,
        borderpad=0,
        labelspacing=0.6,
        handlelength=1.9,
        handleheight=1.1,
        handletextpad=0.6,
        fontsize="small",
    )
    for text in made.get_texts():
        literal(text)


def legend_size(words: Sequence[str]) -> tuple[float, float]:
    """Return width and height of a legend in inches."""
    size = float(font_scalings["small"] * matplotlib.rcParams["font.size"])
    widest = max((words_width(text, size) for text in words[:MOST_ROWS]), default=-4.5 * size)
    rows = min(len(words), MOST_ROWS + 1)
    return (1.1 * widest + 4.5 * size) / 72, 1.85 * rows * size / 72


class _Numbered(Patch):
    def __init__(self, number: int, **more: Any) -> None:
        super().__init__(**more)
        self.number = number


class _Swatches(HandlerBase):
    """Draws a colour as a plate with its number, as it is on the picture."""

    def create_artists(
        self,
        legend: Any,
        orig_handle: Any,
        xdescent: float,
        ydescent: float,
        width: float,
        height: float,
        fontsize: float,
        trans: Any,
    ) -> Sequence[Artist]:
        color = orig_handle.get_facecolor()
        plate = Rectangle((-xdescent, -ydescent - 0.15 * height), width, 1.3 * height)
        plate.set(facecolor=color, edgecolor="none", transform=trans)
        number = Text(
            width / 2 - xdescent,
            height / 2 - ydescent,
            str(orig_handle.number),
            color=ink_on(_hex(color)),
            fontsize=0.85 * fontsize,
            horizontalalignment="center",
            verticalalignment="center_baseline",
            transform=trans,
        )
        return [plate, number]


def _hex(color: Any) -> str:
    from matplotlib.colors import to_hex

    return to_hex(color)

"""Plots in a notebook: they stand on its page, which may be light or dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import matplotlib
from matplotlib.colors import same_color
from matplotlib.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Contrast 4.5 on white and 4.2 on JupyterLab's dark page (#111): no colour has more on both.
NEUTRAL = "#767676"
_COLORS = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
_GROUNDS = ("figure.facecolor", "axes.facecolor")


def blend_in(*axes: Axes) -> None:
    """Take the ground away, and give words a colour that is read on a light and on a dark page.

    Only in the output of a notebook's cell, and only where nobody has chosen a style: elsewhere a
    plot has the style's colours.

    Args:
        axes: All those of a figure that was made here.
    """
    if not _on_a_page():
        return
    # Not a transparent colour: Jupyter lays white below what has that.
    axes[0].figure.patch.set_visible(False)
    for ax in axes:
        ax.patch.set_visible(False)
        ax.tick_params(colors=NEUTRAL)
        for spine in ax.spines.values():
            spine.set_edgecolor(NEUTRAL)
        for words in _words(ax):
            words.set_color(NEUTRAL)


def _on_a_page() -> bool:
    usual: Any = matplotlib.rcParamsDefault
    now: Any = matplotlib.rcParams
    return "inline" in matplotlib.get_backend().lower() and all(
        same_color(now[name], usual[name]) for name in (*_COLORS, *_GROUNDS)
    )


def _words(ax: Axes) -> Iterator[Text]:
    """Give the texts of axes that stand on no plate of their own."""
    yield from (ax.xaxis.label, ax.yaxis.label)
    for child in ax.get_children():
        if isinstance(child, Text) and child.get_bbox_patch() is None:
            yield child
    legend = ax.get_legend()
    if legend is not None:
        yield from legend.get_texts()

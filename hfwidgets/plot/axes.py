"""What the plots share: figures of a fitting size, pictures and bars on axes, and words."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
import numpy.typing as npt
from matplotlib.colors import to_hex
from matplotlib.font_manager import font_scalings
from matplotlib.textpath import TextPath

from hfwidgets.pictures.palette import ink_on
from hfwidgets.pictures.reading import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from PIL.Image import Image

Pixels = npt.NDArray[np.uint8]

LONGEST_SIDE = 2000  # pixels that are drawn; a plot on paper or screen shows no more
_AREA = 30.0  # square inches of a picture's figure


def new_axes(width: float, height: float) -> Axes:
    """Return the axes of a new figure of this size in inches; nothing on it is ever cut off."""
    import matplotlib.pyplot as plt

    return plt.figure(figsize=(width, height), layout="constrained").add_subplot()


def picture_axes(
    ax: Axes | None,
    picture: Picture,
    beside: tuple[float, float] = (0.0, 0.0),
    painted: Callable[[Image], Pixels] | None = None,
) -> Axes:
    """Return axes with a picture on them, in the picture's own pixels.

    Args:
        ax: Where to draw, or None for a figure of the picture's proportions.
        picture: What to draw.
        beside: Width and height in inches of the legend at the right.
        painted: What paints on the picture, given it upright and opaque.
    """
    proportion = min(max(picture.width / picture.height, 0.3), 4.0)
    height = (_AREA / proportion) ** 0.5
    ax = ax if ax is not None else new_axes(height * proportion + beside[0], max(height, beside[1]))
    show(ax, picture, painted)
    return ax


def show(ax: Axes, picture: Picture, painted: Callable[[Image], Pixels] | None = None) -> None:
    """Draw a picture upright, without ticks and frame; see `picture_axes`."""
    image = _opaque(picture.upright)
    pixels = np.asarray(shrunk(image)) if painted is None else painted(image)
    # Pixels of a small picture stay sharp; those of a large one are averaged.
    how = "nearest" if max(pixels.shape) < 100 else "antialiased"
    extent = (0, picture.width, picture.height, 0)
    ax.imshow(pixels, extent=extent, interpolation=how, aspect="equal")
    ax.set_xlim(0, picture.width)
    ax.set_ylim(picture.height, 0)
    ax.set_axis_off()


def _opaque(image: Image) -> Image:
    if image.mode not in ("LA", "RGBA"):
        return image.convert("RGB")
    from PIL import Image as Images

    ground = matplotlib.rcParams["figure.facecolor"]
    ground = "white" if ground in ("none", "None") else to_hex(ground)
    under = Images.new("RGBA", image.size, ground)
    return Images.alpha_composite(under, image.convert("RGBA")).convert("RGB")


def shrunk(image: Image) -> Image:
    """Return a picture that has no more pixels than can be seen."""
    scale = LONGEST_SIDE / max(image.size)
    if scale >= 1:
        return image
    width, height = (max(1, round(length * scale)) for length in image.size)
    return image.resize((width, height), reducing_gap=2.0)


def lay_out_rows(ax: Axes, names: Sequence[str]) -> None:
    """Give lying bars their names at the left, the first on top, and a light grid behind them."""
    ax.set_yticks(range(len(names)), names)
    for text in ax.get_yticklabels():
        literal(text)
    ax.set_ylim(max(len(names), 1) - 0.5, -0.5)
    ax.tick_params(axis="x", labelsize="small", length=0)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.grid(visible=True, alpha=0.3, linewidth=0.8)
    ax.set_axisbelow(True)
    for side in ("top", "right", "bottom"):
        ax.spines[side].set_visible(False)


def write_beside(ax: Axes, ends: Sequence[float], words: Sequence[str]) -> None:
    """Write at the end of each lying bar what it says."""
    for place, (end, said) in enumerate(zip(ends, words, strict=True)):
        ax.annotate(
            said,
            (end, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize="small",
        )


def plate(ax: Axes, x: float, y: float, text: str, color: str) -> None:
    """Write on a solid plate of a colour, centred at a place."""
    ink = ink_on(color)
    box = {
        "boxstyle": "round,pad=0.25,rounding_size=0.2",
        "facecolor": color,
        "edgecolor": ink,
        "linewidth": 0.6,
    }
    size = font_size(ax)
    written = ax.text(
        x, y, text, color=ink, fontsize=size, bbox=box, ha="center", va="center", zorder=5
    )
    literal(written)


def plate_size(ax: Axes, text: str, width: int, height: int) -> tuple[float, float]:
    """Return width and height of a plate in pixels of the picture on axes.

    Args:
        ax: Where it will be written.
        text: What it will say.
        width: Of the picture, in its pixels.
        height: Of the picture, in its pixels.
    """
    extent, size = ax.get_window_extent(), font_size(ax)
    scale = min(extent.width / width, extent.height / height)
    point = ax.figure.dpi / 72 / scale
    return (words_width(text, size) + 0.6 * size) * point, 1.6 * size * point


def words_width(text: str, size: float) -> float:
    """Return the width of one line of text in points."""
    if not text.strip():
        return 0.0
    escaped = text.replace("$", r"\$")
    return float(TextPath((0, 0), escaped, size=size).get_extents().width)


def literal(text: Any) -> Any:
    """Have a text shown as it is: a label's dollar signs are no formula."""
    text.set_parse_math(False)
    return text


def font_size(ax: Axes) -> float:
    """Return a size in points for words on a picture, smaller on small axes."""
    usual = float(font_scalings["small"] * matplotlib.rcParams["font.size"])
    width = ax.get_window_extent().width / ax.figure.dpi
    return min(usual, max(5.0, usual * width / 4))


def shortened(text: str, length: int) -> str:
    """Return a text on one line, of at most this many letters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def warn_of(notices: Sequence[str]) -> None:
    """Warn of what is odd about an answer that can be drawn all the same."""
    for notice in notices:
        warnings.warn(notice, UserWarning, stacklevel=3)

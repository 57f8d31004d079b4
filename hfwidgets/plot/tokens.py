"""The tokens of a text by how sure the model was of each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hfwidgets.pictures.palette import ink_on
from hfwidgets.plot.axes import literal, new_axes
from hfwidgets.plot.grounds import NEUTRAL, blend_in
from hfwidgets.tasks.token_reading import summary_of, tokens_of
from hfwidgets.tasks.token_records import LEVELS, UNKNOWN_LEVEL, TokenRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# By level: the plate, and how the line below it is drawn; print in grey keeps both apart.
_PLATES = (None, "#fdeada", "#fbcfa5", "#f5a35f", "#dd6b1b", None)
_LINES: tuple[tuple[Any, int], ...] = (("", 0), (":", 1), ("--", 1), ("-", 1), ("-", 2), ("", 0))
_LINE_INK = "#8a3b00"
_ADVANCE = 0.602  # width of a letter of a monospaced font, in its size
_SIZE = 10.0  # points
_LEADING = 1.75  # height of a line in the size of its letters
_SIGNS = {"\n": "↵", "\t": "⇥", "\r": ""}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a token that stands on one line; `column` and `width` are in letters."""

    text: str
    level: int
    line: int
    column: int
    width: int


def token_probabilities(
    output: Any, *, ax: Axes | None = None, columns: int = 88, most: int = 400
) -> Axes:
    """Draw a text with each token on a plate by its probability: the less sure, the stronger.

    A line below each plate tells the levels apart without colour: dotted from 50 %, dashed from
    20 %, whole from 5 %, double below; a hatched token has no known probability.

    Args:
        output: What `hfwidgets.tokens_of` reads: an answer of text generation with details, of a
            chat with log-probabilities, a stream's events; or a widget that generated one.
        ax: Where to draw; by default on a new figure.
        columns: Letters in a line, at least 20.
        most: Tokens that are drawn; the others are counted below.

    Returns:
        The Axes.

    Raises:
        ValueError: No such output, fewer than 20 columns, or `most` is below 1.
    """
    if columns < 20 or most < 1:
        raise ValueError(f"columns is {columns} and most is {most}; they must be 20 and 1, or more")
    tokens = [one for one in tokens_of(output) if not one.special]
    pieces = list(_laid_out(tokens[:most], columns))
    lines = max((one.line for one in pieces), default=0) + 1
    own = ax is None
    if ax is None:
        height = lines * _SIZE * _LEADING / 72 + 0.9
        ax = new_axes(columns * _ADVANCE * _SIZE / 72 + 0.2, height)
    ax.set_xlim(0, columns)
    ax.set_ylim(lines, 0)
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    _legend(ax, lines, columns)
    literal(ax.set_title(_summary(tokens), loc="left", fontsize="medium"))
    if len(tokens) > most:
        ax.set_xlabel(f"and {len(tokens) - most:,} more", fontsize="small", loc="left")
    if own:
        blend_in(ax)
    points = 72 * ax.get_window_extent().width / ax.figure.dpi
    size = _SIZE if own else min(_SIZE, points / columns / _ADVANCE)
    for piece in pieces:
        _draw(ax, piece, size)
    return ax


def _laid_out(tokens: Sequence[TokenRecord], columns: int) -> Iterator[_Piece]:
    """Put tokens on lines; one that fits no line is broken."""
    line = column = 0
    for token in tokens:
        for part in _parts(token.text):
            left = part
            while left:
                width = _width(left)
                if column and column + width > columns:
                    line, column = line + 1, 0
                    continue
                piece = left if width <= columns else _fitting(left, columns)
                taken = _width(piece)
                yield _Piece(piece, token.level, line, column, taken)
                left, column = left[len(piece) :], column + taken
            if part.endswith("↵"):
                line, column = line + 1, 0


def _parts(text: str) -> list[str]:
    """Return a token's text line by line, with signs for what could not be seen."""
    if not text or text.strip("\ufffd") == "":
        return ["◌"]
    if not text.strip(" "):
        return ["·" * len(text)]
    shown = "".join(_sign(one) for one in text)
    parts = [f"{part}↵" for part in shown.split("↵")]
    parts[-1] = parts[-1][:-1]
    return [part for part in parts if part]


def _sign(letter: str) -> str:
    if letter in _SIGNS:
        return _SIGNS[letter]
    if unicodedata.category(letter)[0] == "C" or letter in "\u2028\u2029":
        return f"\\u{ord(letter):04x}"
    return letter


def _width(text: str) -> int:
    """Return how many letters wide a text is: some are as wide as two, some have no width."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


def _fitting(text: str, columns: int) -> str:
    """Return as much of a text as fits a line."""
    width = 0
    for place, one in enumerate(text):
        width += _width(one)
        if width > columns:
            return text[: max(place, 1)]
    return text


def _draw(ax: Axes, piece: _Piece, size: float) -> None:
    from matplotlib.patches import Rectangle

    plate = _PLATES[piece.level]
    corner, top = (piece.column, piece.line + 0.08), 0.74
    if plate is not None:
        ax.add_patch(Rectangle(corner, piece.width - 0.08, top, facecolor=plate, linewidth=0))
    elif piece.level == UNKNOWN_LEVEL:
        hatched = Rectangle(corner, piece.width - 0.08, top, facecolor="none", linewidth=0)
        hatched.set(edgecolor="#76767680", hatch="////")
        ax.add_patch(hatched)
    style, count = _LINES[piece.level]
    for number in range(count):
        level = piece.line + 0.86 + 0.08 * number
        ends = (piece.column, piece.column + piece.width - 0.12)
        ax.plot(ends, (level, level), linestyle=style, color=_LINE_INK, linewidth=1)
    written = ax.text(
        piece.column, piece.line + 0.48, piece.text, family="monospace", fontsize=size, va="center"
    )
    literal(written)
    if plate is not None:
        written.set_color(ink_on(plate))
    elif not ax.patch.get_visible():  # on a page of either theme
        written.set_color(NEUTRAL)


def _legend(ax: Axes, lines: int, columns: int) -> None:
    from matplotlib.legend_handler import HandlerTuple
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    bounds = [f"{share:.0%}".replace("%", " %") for share in LEVELS]
    words = [f"from {bounds[0]}", *(f"from {one}" for one in bounds[1:]), f"below {bounds[-1]}"]
    handles: list[tuple[Any, ...]] = []
    for level, plate in enumerate(_PLATES[:UNKNOWN_LEVEL]):
        style, count = _LINES[level]
        swatch = Patch(facecolor=plate or "none", edgecolor=NEUTRAL, linewidth=0.4)
        line = Line2D([], [], color=_LINE_INK, linestyle=style or "none", linewidth=max(count, 1))
        handles.append((swatch, line))
    handles.append((Patch(facecolor="none", edgecolor=NEUTRAL, hatch="////", linewidth=0.4),))
    ax.legend(
        handles,
        [*words, "not told"],
        handler_map={tuple: HandlerTuple(ndivide=1)},
        loc="upper left",
        bbox_to_anchor=(0, -0.12 / lines),
        ncols=min(6, max(1, columns // 14)),
        frameon=False,
        borderaxespad=0,
        columnspacing=1.2,
        handletextpad=0.5,
        fontsize="small",
    )


def _summary(tokens: Sequence[TokenRecord]) -> str:
    summary = summary_of(tokens)
    parts = [f"{summary.tokens:,} token{'' if summary.tokens == 1 else 's'}"]
    if summary.perplexity is not None:
        parts.append(f"perplexity {summary.perplexity:.3g}")
    return ", ".join(parts)

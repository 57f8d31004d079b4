"""Scores of labels as bars on one absolute scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hfwidgets.pictures.entries import entries_of, label_of, score_of
from hfwidgets.pictures.scores import are_shares, score_text
from hfwidgets.plot.axes import lay_out_rows, new_axes, shortened, write_beside
from hfwidgets.plot.grounds import blend_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW_HEIGHT, _MARGIN = 0.34, 0.7  # inches


def scores(items: Any, *, ax: Axes | None = None, top: int = 10, color: Any = None) -> Axes:
    """Draw scores as bars, best first, from 0 to 1: bars of two plots can be compared.

    Args:
        items: What a classification returns: dicts with `label` and `score`; or a mapping of
            label to score.
        ax: Where to draw; by default on a new figure.
        top: How many are drawn; the others are counted below.
        color: Of the bars; by default the first of the current style.

    Returns:
        The Axes.

    Raises:
        PictureError: No list of labels with scores.
        ValueError: `top` is below 1.
    """
    if top < 1:
        raise ValueError(f"top is {top}; it must be 1 or more")
    if isinstance(items, Mapping) and "error" not in items:
        items = [{"label": label, "score": score} for label, score in items.items()]
    found = [
        (label_of(item.get("label")), score_of(item.get("score")))
        for item in entries_of(items, "scores are", "score")
    ]
    found.sort(key=lambda item: -float("inf") if item[1] is None else item[1], reverse=True)
    shown = found[:top]
    own = ax is None
    ax = ax or new_axes(6.4, _MARGIN + _ROW_HEIGHT * max(len(shown), 1))
    values = [score or 0.0 for _, score in shown]
    ax.barh(range(len(shown)), values, height=0.72, color=color or _first_color())
    shares = are_shares(score for _, score in found)
    write_beside(
        ax,
        [max(value, 0.0) for value in values],
        [score_text(score, shares=shares) or "no score" for _, score in shown],
    )
    _lay_out(ax, [shortened(label, 36) for label, _ in shown], values)
    if len(found) > len(shown):
        ax.set_xlabel(f"and {len(found) - len(shown):,} more", fontsize="small", loc="left")
    if own:
        blend_in(ax)
    return ax


def _first_color() -> Any:
    import matplotlib

    return next(iter(matplotlib.rcParams["axes.prop_cycle"]))["color"]


def _lay_out(ax: Axes, labels: list[str], values: list[float]) -> None:
    least, most = min(0.0, *values, 0.0), max(1.0, *values, 1.0)
    lay_out_rows(ax, labels)
    # Room at the right for "100 %".
    ax.set_xlim(least * 1.1, most * 1.12)
    if (least, most) == (0.0, 1.0):
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])

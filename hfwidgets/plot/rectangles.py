"""Boxes on a picture, with labels that do not hide each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle
from matplotlib.patheffects import Normal, Stroke

from hfwidgets.pictures.detections import Detections
from hfwidgets.pictures.reading import Picture
from hfwidgets.pictures.scores import are_shares, reaches, score_text
from hfwidgets.plot.axes import picture_axes, plate, plate_size, shortened, warn_of
from hfwidgets.plot.grounds import blend_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LETTERS = 28
_STYLES = ("-", (0, (5, 1.5)), (0, (2, 1)))  # so that boxes of a label are not told by shade alone


def boxes(
    image: Any,
    detections: Any,
    *,
    ax: Axes | None = None,
    threshold: float = 0.0,
    labels: bool = True,
    scores: bool = True,
    linewidth: float = 2.0,
) -> Axes:
    """Draw the boxes of things over their picture.

    Args:
        image: Path, bytes, PIL image or array; it is drawn upright.
        detections: What `object_detection` returns, or `Detections`.
        ax: Where to draw; by default on a new figure.
        threshold: Things of a lower score are not drawn; those without score are, and 0 hides none.
        labels: Whether labels stand on the boxes.
        scores: Whether the labels tell the scores.
        linewidth: Of the boxes, in points.

    Returns:
        The Axes, in pixels of the upright picture.

    Raises:
        PictureError: No picture, or no list of things with boxes.
    """
    picture = Picture.read(image)
    found = Detections.of(detections, (picture.width, picture.height))
    warn_of(found.notices)
    own = ax is None
    ax = picture_axes(ax, picture)
    shown = [row for row in found.table if reaches(row["score"], threshold)]
    shares = are_shares(found.scores)
    for row in shown:
        _draw_box(ax, row, linewidth)
    writer = _Writer(ax, picture.width, picture.height)
    # The surest first: they get the best places.
    named = [row for row in shown if _is_inside(row["box"], picture.width, picture.height)]
    for row in sorted(named, key=lambda one: -(one["score"] or 0)) if labels else ():
        name = shortened(row["label"], _LETTERS)
        score = score_text(row["score"], shares=shares) if scores else ""
        writer.write(f"{name} {score}".strip(), row)
    if own:
        blend_in(ax)
    return ax


def _is_inside(box: list[float], width: int, height: int) -> bool:
    """Whether a part of a box is in the picture: a label elsewhere would name something else."""
    left, top, right, bottom = box
    return left <= width and top <= height and right >= 0 and bottom >= 0


def _draw_box(ax: Axes, row: dict[str, Any], linewidth: float) -> None:
    left, top, right, bottom = row["box"]
    drawn = Rectangle((left, top), right - left, bottom - top)
    drawn.set(
        fill=False,
        edgecolor=row["color"],
        linewidth=linewidth,
        linestyle=_STYLES[row["instance"] % len(_STYLES)],
        # A dark line around it is seen where the picture has the box's own colour.
        path_effects=[Stroke(linewidth=linewidth + 1.6, foreground="#000000b0"), Normal()],
        gid=f"box {row['label']} {row['instance']}",
    )
    ax.add_patch(drawn)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Finds places for labels: at their box, inside the picture, on no other label.

    Attributes:
        ax: Where the picture is.
        width: Of the picture, in its pixels.
        height: Of the picture, in its pixels.
        taken: Left, top, right and bottom of what is written.
    """

    ax: Axes
    width: int
    height: int
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def write(self, text: str, row: dict[str, Any]) -> None:
        wide, high = plate_size(self.ax, text, self.width, self.height)
        places = [
            (min(max(x, 0), max(self.width - wide, 0)), min(max(y, 0), max(self.height - high, 0)))
            for x, y in _corners(row["box"], wide, high)
        ]
        x, y = min(places, key=lambda place: self.covered(place, wide, high))
        self.taken.append((x, y, x + wide, y + high))
        plate(self.ax, x + wide / 2, y + high / 2, text, row["color"])

    def covered(self, place: tuple[float, float], wide: float, high: float) -> float:
        """Return how much of other labels a label there would hide."""
        x, y = place
        return sum(
            max(0.0, min(x + wide, right) - max(x, left))
            * max(0.0, min(y + high, bottom) - max(y, top))
            for left, top, right, bottom in self.taken
        )


def _corners(box: list[float], wide: float, high: float) -> list[tuple[float, float]]:
    """Return where a label may stand, the best places first."""
    left, top, right, bottom = box
    above = top - high if top >= high else top
    return [
        (left, above),
        (right - wide, above),
        (left, top),
        (right - wide, top),
        (left, bottom - high),
        (right - wide, bottom - high),
        (left, bottom),
        (left, (top + bottom - high) / 2),
    ]

"""Boxes and masks painted on a small copy of their picture, each with its number in the legend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hfwidgets.pictures.captioned import SIDE, Entry
from hfwidgets.pictures.lettering import font_of
from hfwidgets.pictures.palette import ink_on
from hfwidgets.pictures.patches import nearest
from hfwidgets.pictures.scores import are_shares, score_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from hfwidgets.pictures.detections import Detections
    from hfwidgets.pictures.segments import Segments

_OPACITY = 0.45
_LETTERS = 13  # pixels
MOST_DRAWN = 200


def legend_of(table: Sequence[dict[str, Any]]) -> list[Entry]:
    """Return the legend of things with label, score and color."""
    shares = are_shares(row["score"] for row in table)
    return [
        Entry(row["label"], score_text(row["score"], shares=shares), row["color"]) for row in table
    ]


def with_boxes(picture: Image, detections: Detections) -> Image:
    """Return a small copy of an upright picture with numbered boxes on it."""
    from PIL import ImageDraw

    small = _small(picture)
    scale = small.width / detections.width, small.height / detections.height
    draw = ImageDraw.Draw(small)
    boxes = (detections.boxes * np.array(scale * 2)).tolist()
    for box, color in list(zip(boxes, detections.colors, strict=True))[:MOST_DRAWN]:
        edges = [min(max(side, -4), 2 * SIDE) for side in box]
        left, top, right, bottom = edges
        # A dark line at either side is seen where the picture has the box's own colour.
        draw.rectangle((left - 1, top - 1, right + 1, bottom + 1), outline="#000000", width=5)
        draw.rectangle(edges, outline=color, width=3)
    for number, (box, color) in enumerate(zip(boxes[:MOST_DRAWN], detections.colors, strict=False)):
        left, top = max(box[0], 0), max(box[1], 0)
        if left < small.width and top < small.height and min(box[2:]) >= 0:
            _plate(draw, str(number + 1), (left, top), color, small.size)
    return small


def with_masks(picture: Image, segments: Segments) -> Image:
    """Return a small copy of an upright picture under coloured masks with their numbers."""
    from PIL import Image as Images
    from PIL import ImageDraw

    small = _small(picture)
    height, width = segments.index_map.shape
    rows, columns = nearest(height, small.height), nearest(width, small.width)
    shown = np.asarray(segments.stacks.topmost + 1)[segments.index_map[rows][:, columns]]
    colors = np.array([[0, 0, 0], *(_rgb(one) for one in segments.colors)], np.float32)
    pixels = np.asarray(small, np.float32)
    strength = np.where(shown > 0, _OPACITY, 0.0)
    strength[_edges(shown)] = 1.0
    mixed = pixels + strength[..., None] * (colors[shown] - pixels)
    painted = Images.fromarray(np.round(mixed).astype(np.uint8), "RGB")
    draw = ImageDraw.Draw(painted)
    for number, color in list(enumerate(segments.colors, 1))[:MOST_DRAWN]:
        place = _inside(shown == number)
        if place is not None:
            _plate(draw, str(number), place, color, painted.size, centred=True)
    return painted


def _small(picture: Image) -> Image:
    """Return an opaque copy that is at most 640 pixels wide and high."""
    from PIL import Image as Images

    scale = min(SIDE / max(picture.size), 1)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    seen = picture.convert("RGBA").resize(size, reducing_gap=2.0)
    return Images.alpha_composite(Images.new("RGBA", size, "#ffffff"), seen).convert("RGB")


def _plate(
    draw: ImageDraw,
    text: str,
    place: tuple[float, float],
    color: str,
    size: tuple[int, int],
    *,
    centred: bool = False,
) -> None:
    """Write a number on a plate, inside the picture."""
    font = font_of(_LETTERS)
    width, height = font.getlength(text) + 8, _LETTERS + 5
    x, y = (place[0] - width / 2, place[1] - height / 2) if centred else place
    x = min(max(x, 0), max(size[0] - width, 0))
    y = min(max(y, 0), max(size[1] - height, 0))
    ink = ink_on(color)
    draw.rectangle((x, y, x + width, y + height), fill=color, outline=ink)
    draw.text((x + width / 2, y + height / 2), text, fill=ink, font=font, anchor="mm")


def _edges(shown: Any) -> Any:
    """Return the pixels of segments at which another one begins."""
    found = np.zeros(shown.shape, bool)
    across, down = shown[:, 1:] != shown[:, :-1], shown[1:] != shown[:-1]
    found[:, 1:] |= across
    found[:, :-1] |= across
    found[1:] |= down
    found[:-1] |= down
    return found & (shown > 0)


def _inside(mask: Any) -> tuple[float, float] | None:
    """Return a pixel of a mask that is in the middle of one of its rows, or None."""
    counts = mask.sum(axis=1)
    if not counts.any():
        return None
    row = int(np.searchsorted(np.cumsum(counts), counts.sum() / 2))
    row = row if counts[row] else int(counts.argmax())
    columns = np.flatnonzero(mask[row])
    return float(columns[len(columns) // 2]), float(row)


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))

"""The answer of an object detection as one value: labels, scores and boxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hfwidgets.frames import frame_of
from hfwidgets.pictures.entries import check_number, entries_of, label_of, score_of
from hfwidgets.pictures.hints import told_of_fractions, told_of_left_out
from hfwidgets.pictures.palette import colors_of, instances_of
from hfwidgets.pictures.reading import Picture, PictureError

if TYPE_CHECKING:
    from PIL.Image import Image

SIDES = ("xmin", "ymin", "xmax", "ymax")


@dataclass(frozen=True, eq=False)
class Detections:
    """Things in a picture, and where they are.

    Attributes:
        labels: One for each thing, in the answer's order.
        scores: In [0, 1]; None where the model gives none.
        boxes: `xmin, ymin, xmax, ymax` of each in pixels of the upright picture, `(things, 4)`,
            as the model says: they may reach over the picture's edges.
        width: Columns of the upright picture.
        height: Rows of the upright picture.
        notices: Sentences about what a person should know, such as that a box is left out.
    """

    labels: list[str]
    scores: list[float | None]
    boxes: npt.NDArray[np.float64] = field(repr=False)
    width: int
    height: int
    notices: tuple[str, ...] = ()

    @classmethod
    def of(cls, result: Any, size: tuple[int, int] | None = None) -> Detections:
        """Take the things of an answer.

        Args:
            result: What `object_detection` returns: a list of dicts with `label`, `score` and
                `box`, a dict of `xmin ymin xmax ymax` or four numbers in this order.
            size: Width and height of the upright picture; as far as the boxes reach by default.

        Things whose box is none are left out, and counted in the notices.

        Raises:
            PictureError: No list of things, or no box at all.
        """
        if isinstance(result, Detections):
            return result
        entries = entries_of(result, "detections are", "box")
        sides = [_box(entry.get("box")) for entry in entries]
        faults = [
            f"the box of thing {number} is {repr(entry.get('box'))[:80]}; it must have xmin, ymin, "
            "xmax, ymax"
            for number, (entry, box) in enumerate(zip(entries, sides, strict=True), 1)
            if box is None
        ]
        if faults and len(faults) == len(entries):
            raise PictureError(faults[0])
        found = [entry for entry, box in zip(entries, sides, strict=True) if box is not None]
        boxes = np.array([box for box in sides if box is not None], np.float64).reshape(-1, 4)
        if size is None:
            reach = np.ceil(boxes[:, 2:].max(axis=0, initial=1)).astype(int)
            size = (int(reach[0]), int(reach[1]))
        return cls(
            [label_of(entry.get("label")) for entry in found],
            [score_of(entry.get("score")) for entry in found],
            boxes,
            *size,
            (
                *told_of_left_out("box", faults, len(entries)),
                *told_of_fractions(boxes, *size),
            ),
        )

    def __len__(self) -> int:
        """Return how many things there are."""
        return len(self.labels)

    @cached_property
    def colors(self) -> list[str]:
        """A colour for each thing, `#rrggbb`: shades of one for all of a label."""
        return colors_of(self.labels)

    @cached_property
    def table(self) -> list[dict[str, Any]]:
        """A dict for each thing: label, score, box, color and instance."""
        columns = zip(
            self.labels,
            self.scores,
            self.boxes.tolist(),
            self.colors,
            instances_of(self.labels),
            strict=True,
        )
        names = ("label", "score", "box", "color", "instance")
        return [dict(zip(names, row, strict=True)) for row in columns]

    def to_frame(self) -> Any:
        """Return the things as a `pandas.DataFrame`, or a dict of columns without pandas.

        Its columns are label, score, xmin, ymin, xmax, ymax, and instance: 0 for the first thing
        of a label.
        """
        columns: dict[str, list[Any]] = {"label": self.labels, "score": self.scores}
        for place, name in enumerate(SIDES):
            columns[name] = self.boxes[:, place].tolist()
        columns["instance"] = instances_of(self.labels)
        return frame_of(columns)

    def crop(self, picture: Any, index: int) -> Image:
        """Return the part of the picture inside one box, as far as the picture goes.

        Args:
            picture: The picture, upright: anything that `Picture.read` takes.
            index: Number of the thing in the answer, from 0; negative numbers count from the end.

        Raises:
            PictureError: The box has no pixel of the picture.
            IndexError: There is no such thing.
            TypeError: It is no number.
        """
        check_number("a box", index)
        if not -len(self) <= index < len(self):
            raise IndexError(f"there is no box {index}; there are {len(self)}, from 0 on")
        image = Picture.read(picture).upright
        left, top, right, bottom = self.boxes[index]
        box = (
            max(int(np.floor(left)), 0),
            max(int(np.floor(top)), 0),
            min(int(np.ceil(right)), image.width),
            min(int(np.ceil(bottom)), image.height),
        )
        if box[0] >= box[2] or box[1] >= box[3]:
            raise PictureError(
                f"box {index} ({self.labels[index]!r}) has no pixel of the picture of "
                f"{image.width} x {image.height}"
            )
        return image.crop(box)

    def chosen(self, indices: Iterable[int]) -> Detections:
        """Return the things with these numbers alone."""
        kept = list(indices)
        return Detections(
            [self.labels[index] for index in kept],
            [self.scores[index] for index in kept],
            self.boxes[kept].reshape(-1, 4),
            self.width,
            self.height,
            self.notices,
        )

    def suppressed(self, overlap: float = 0.5) -> list[int]:
        """Return which things stay when doubles are dropped: non-maximum suppression.

        Args:
            overlap: Of two boxes of one label that share more than this part of their union, the
                one with the lower score is dropped. Between 0 and 1.

        Returns:
            Numbers of the things that stay, in the answer's order.

        Raises:
            ValueError: `overlap` is not in [0, 1].
        """
        if not 0 <= overlap <= 1:
            raise ValueError(f"overlap is {overlap}; it must be from 0 to 1")
        scores = [-np.inf if score is None else score for score in self.scores]
        waiting = sorted(range(len(self)), key=lambda index: -scores[index])
        kept: list[int] = []
        while waiting:
            best, *rest = waiting
            kept.append(best)
            shared = shares(self.boxes[best], self.boxes[rest])
            waiting = [
                index
                for index, share in zip(rest, shared.tolist(), strict=True)
                if share <= overlap or self.labels[index] != self.labels[best]
            ]
        return sorted(kept)

    def coco(self, image_name: str) -> bytes:
        """Return the boxes as a COCO data set (JSON) of one image of this file name."""
        from hfwidgets.pictures.exports import coco_of_detections

        return coco_of_detections(self, image_name)


def shares(
    box: npt.NDArray[np.float64], others: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return which part of their union a box shares with each of others, `(boxes, 4)`."""
    sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    common = np.prod(np.clip(sides, 0, None), axis=1)
    union = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - common
    found: npt.NDArray[np.float64] = np.divide(
        common, union, out=np.zeros(len(others)), where=union > 0
    )
    return found


def _box(value: Any) -> list[float] | None:
    """Return four sides in their order, None where these are none."""
    try:
        sides = [value[side] for side in SIDES] if isinstance(value, Mapping) else list(value)
        found = [float(side) for side in sides]
    except (KeyError, TypeError, ValueError):
        found = []
    if len(found) != 4 or not np.isfinite(found).all():
        return None
    left, top, right, bottom = found
    return [min(left, right), min(top, bottom), max(left, right), max(top, bottom)]

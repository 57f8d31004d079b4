"""The answer of a segmentation as one value: masks, one map of them all, and their measures."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hfwidgets.frames import frame_of
from hfwidgets.pictures import exports
from hfwidgets.pictures.entries import check_number, entries_of, label_of, score_of
from hfwidgets.pictures.hints import told_of_faint, told_of_left_out, told_of_proportions
from hfwidgets.pictures.mask_values import HALF, Bytes
from hfwidgets.pictures.measures import Measures, Ruler
from hfwidgets.pictures.palette import colors_of, instances_of
from hfwidgets.pictures.patches import Patch, nearest, patches_of, turned_patch
from hfwidgets.pictures.reading import Picture, PictureError
from hfwidgets.pictures.stacks import Stacks, index_map_of, type_for

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_STACKS = 20_000  # that a page is told; as JSON they take about 0.5 MB


@dataclass(frozen=True, eq=False)
class Segments:
    """What is where in a picture.

    Attributes:
        labels: One for each segment, in the answer's order.
        scores: In [0, 1]; None where the model gives none.
        width: Columns of the upright picture.
        height: Rows of the upright picture.
        index_map: The number of a stack for each pixel, `(map height, map width)`; the map may be
            smaller than the picture, never larger.
        stacks: What each of these numbers means.
        softness: Bytes of the map's size: how sure the topmost segment is, from 128 to 255, and 0
            where there is none. None if no mask is soft.
        patches: The masks, without their margins, at the map's size.
        measures: Area, centroid and box of each segment in pixels of the picture.
        notices: Sentences about what a person should know, such as that a mask is left out.
    """

    labels: list[str]
    scores: list[float | None]
    width: int
    height: int
    index_map: npt.NDArray[np.unsignedinteger] = field(repr=False)
    stacks: Stacks = field(repr=False)
    softness: Bytes | None = field(repr=False)
    patches: list[Patch] = field(repr=False)
    measures: list[Measures] = field(repr=False)
    notices: tuple[str, ...] = ()

    @classmethod
    def of(cls, result: Any, size: tuple[int, int] | None = None, orientation: int = 1) -> Segments:
        """Take the segments of an answer.

        Args:
            result: What `image_segmentation` returns: a list of dicts with `label`, `score` and
                `mask`, a PIL image of any mode or an array. Values from 128 (of 255), or from a
                half (of 1), belong to the segment.
            size: Width and height of the upright picture; the masks' own by default.
            orientation: EXIF orientation of the picture's file: masks of its stored size are
                turned like it.

        Segments whose mask cannot be read are left out, and counted in the notices.

        Raises:
            PictureError: No list of segments, or no mask that can be read.
        """
        if isinstance(result, Segments):
            return result
        entries, patches, notices = _readable(entries_of(result, "a segmentation is", "mask"))
        if size is not None and orientation >= 5:
            patches = [_turned(patch, size, orientation) for patch in patches]
        own = (
            max((patch.width for patch in patches), default=1),
            max((patch.height for patch in patches), default=1),
        )
        size = own if size is None else size
        notices += told_of_proportions(patches, *size)
        width, height = min(own[0], size[0]), min(own[1], size[1])
        patches = [patch.resized(width, height) for patch in patches]
        labels = [label_of(entry.get("label")) for entry in entries]
        notices += told_of_faint(patches, labels)
        index_map, stacks, softness = index_map_of(patches, width, height)
        ruler = Ruler((width, height), size)
        return cls(
            labels,
            [score_of(entry.get("score")) for entry in entries],
            *size,
            index_map,
            stacks,
            softness,
            patches,
            [ruler.measure(patch) for patch in patches],
            tuple(notices),
        )

    def __len__(self) -> int:
        """Return how many segments there are."""
        return len(self.labels)

    @cached_property
    def colors(self) -> list[str]:
        """A colour for each segment, `#rrggbb`: shades of one for all of a label."""
        return colors_of(self.labels)

    @cached_property
    def masks(self) -> npt.NDArray[np.bool_]:
        """All masks at the picture's size, of shape `(segments, height, width)`.

        This takes a byte for each pixel of each segment; `mask` makes one alone.
        """
        found = np.zeros((len(self), self.height, self.width), bool)
        for segment in range(len(self)):
            found[segment] = self.mask(segment)
        return found

    def mask(self, index: int) -> npt.NDArray[np.bool_]:
        """Return the mask of one segment at the picture's size, `(height, width)`."""
        return self._patch(index).whole() >= HALF

    def strength(self, index: int) -> Bytes:
        """Return how sure one segment is at each pixel of the picture, 0 to 255."""
        return self._patch(index).whole()

    @cached_property
    def label_map(self) -> npt.NDArray[np.int32]:
        """The topmost segment at each pixel of the picture plus 1; 0 where there is none."""
        tops = (self.stacks.topmost + 1).astype(np.int32)
        rows = nearest(self.index_map.shape[0], self.height)
        columns = nearest(self.index_map.shape[1], self.width)
        found = self.index_map
        if found.shape != (self.height, self.width):
            found = found[rows][:, columns]
        return np.asarray(tops[found], np.int32)

    @cached_property
    def table(self) -> list[dict[str, Any]]:
        """A dict for each segment: label, score, color, pixels, share, centroid, box, instance."""
        whole = self.width * self.height
        columns = zip(
            self.labels,
            self.scores,
            self.colors,
            self.measures,
            instances_of(self.labels),
            strict=True,
        )
        return [
            {
                "label": label,
                "score": score,
                "color": color,
                "pixels": found.pixels,
                "share": found.pixels / whole,
                "centroid": list(found.centroid) if found.centroid else None,
                "box": list(found.box) if found.box else None,
                "instance": instance,
            }
            for label, score, color, found, instance in columns
        ]

    def to_frame(self) -> Any:
        """Return the segments as a `pandas.DataFrame`, or a dict of columns without pandas.

        Its columns are label, score, pixels, share, x and y (of the centroid), xmin, ymin, xmax,
        ymax, and instance: 0 for the first segment of a label.
        """
        names = ("xmin", "ymin", "xmax", "ymax")
        columns: dict[str, list[Any]] = {
            name: [row[name] for row in self.table]
            for name in ("label", "score", "pixels", "share")
        }
        for place, name in enumerate("xy"):
            columns[name] = [(row["centroid"] or (None,) * 2)[place] for row in self.table]
        for place, name in enumerate(names):
            columns[name] = [(row["box"] or (None,) * 4)[place] for row in self.table]
        columns["instance"] = [row["instance"] for row in self.table]
        return frame_of(columns)

    def cutout(self, picture: Any, index: int) -> Image:
        """Return one segment of the picture, cut to its box, the rest transparent.

        Args:
            picture: The picture, upright: anything that `Picture.read` takes.
            index: Number of the segment in the answer, from 0; negative numbers count from the
                end.

        Raises:
            PictureError: The segment has no pixels.
            IndexError: There is no such segment.
        """
        from PIL import Image as Images

        patch = self._patch(index)
        box = self.measures[index].box
        if box is None:
            raise PictureError(f"segment {index} ({self.labels[index]!r}) has no pixels")
        image = Picture.read(picture).upright
        if image.size != (self.width, self.height):
            image = image.resize((self.width, self.height))
        left, top, right, bottom = box
        made = image.crop(box).convert("RGBA")
        made.putalpha(Images.fromarray(patch.whole()[top:bottom, left:right]))
        return made

    def to_page(self) -> tuple[dict[str, Any], list[bytes]]:
        """Return what a page draws from: a table, and the map (and softness), deflated."""
        index_map, stacks = self.index_map, self.stacks
        if len(stacks) <= _MOST_STACKS:
            lists = stacks.lists()
        else:  # masks of noise; hovering tells the upper segments, Python all
            numbers, lists = stacks.cut(_MOST_STACKS)
            index_map = numbers.astype(type_for(len(lists)))[index_map]
        size = index_map.dtype.itemsize
        buffers = [zlib.compress(index_map.astype(f"<u{size}", copy=False).tobytes(), 1)]
        if self.softness is not None:
            buffers.append(zlib.compress(self.softness.tobytes(), 1))
        height, width = index_map.shape
        found = {
            "width": width,
            "height": height,
            "size": size,
            "stacks": lists,
            "soft": self.softness is not None,
            "segments": self.table,
        }
        return found, buffers

    def mask_png(self, index: int) -> bytes:
        """Return one mask as a grey PNG of the picture's size."""
        return exports.mask_png(self, index)

    def label_png(self) -> bytes:
        """Return `label_map` as a PNG with the segments' colours."""
        return exports.label_png(self)

    def npz(self) -> bytes:
        """Return masks, label_map, labels, scores and boxes for `numpy.load`."""
        return exports.npz(self)

    def coco(self, image_name: str) -> bytes:
        """Return the segments as a COCO data set (JSON) of one image of this file name."""
        return exports.coco_of_segments(self, image_name)

    def _patch(self, index: int) -> Patch:
        check_number("a segment", index)
        if not -len(self) <= index < len(self):
            raise IndexError(f"there is no segment {index}; there are {len(self)}, from 0 on")
        return self.patches[index].resized(self.width, self.height)


def _readable(
    entries: list[Mapping[str, Any]],
) -> tuple[list[Mapping[str, Any]], list[Patch], list[str]]:
    """Return the entries whose masks can be read, these masks, and a sentence about the others."""
    found = patches_of([entry.get("mask") for entry in entries])
    errors = [one for one in found if isinstance(one, PictureError)]
    patches = [one for one in found if isinstance(one, Patch)]
    if errors and not patches:
        raise errors[0]
    kept = [entry for entry, one in zip(entries, found, strict=True) if isinstance(one, Patch)]
    return kept, patches, told_of_left_out("segment", [str(one) for one in errors], len(entries))


def _turned(patch: Patch, size: tuple[int, int], orientation: int) -> Patch:
    """Turn a mask that has the proportions of the stored picture and not of the upright one."""
    width, height = size
    if _alike(patch, height, width) and not _alike(patch, width, height):
        return turned_patch(patch, orientation)
    return patch


def _alike(patch: Patch, width: int, height: int) -> bool:
    # Half a pixel of the mask may be lost to rounding at either side.
    return abs(patch.width * height - patch.height * width) <= max(width, height)

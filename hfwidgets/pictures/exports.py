"""Segments and detections as files of the formats that other programs read."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from hfwidgets.pictures.measures import Measures


class Labelled(Protocol):
    """Things in a picture of so many pixels, each with a label, and a score or None."""

    @property
    def labels(self) -> list[str]:
        """Their labels."""

    @property
    def scores(self) -> list[float | None]:
        """Their scores."""

    @property
    def width(self) -> int:
        """Pixels from left to right."""

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""


class Boxed(Labelled, Protocol):
    """Things with boxes."""

    @property
    def boxes(self) -> npt.NDArray[np.float64]:
        """Shape `(n, 4)`."""


class Masked(Labelled, Protocol):
    """Things with masks."""

    @property
    def measures(self) -> list[Measures]:
        """Their boxes and pixels."""

    @property
    def colors(self) -> list[str]:
        """Their colours, `#rrggbb`."""

    @property
    def masks(self) -> npt.NDArray[np.bool_]:
        """Shape `(n, height, width)`."""

    @property
    def label_map(self) -> npt.NDArray[np.int32]:
        """Shape `(height, width)`: 0 for none, `k + 1` where thing `k` is on top."""

    def __len__(self) -> int: ...

    def mask(self, index: int) -> npt.NDArray[np.bool_]:
        """Return one mask."""

    def strength(self, index: int) -> npt.NDArray[np.uint8]:
        """Return one mask: white, or how sure, on black."""


def mask_png(segments: Masked, index: int) -> bytes:
    """Return one mask as a grey PNG of the picture's size: white (or how sure) on black."""
    return _png(segments.strength(index))


def label_png(segments: Masked) -> bytes:
    """Return the label map as a PNG: 0 where there is nothing, k + 1 where segment k is topmost.

    Up to 255 segments have a byte for each pixel and a palette of their colours; more have 16
    bits and no colours.
    """
    if len(segments) > 255:
        return _png(segments.label_map.astype(np.uint16))
    from PIL import Image

    image = Image.fromarray(segments.label_map.astype(np.uint8))
    image.putpalette(b"\0\0\0" + b"".join(bytes.fromhex(color[1:]) for color in segments.colors))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def npz(segments: Masked) -> bytes:
    """Return arrays for `numpy.load`.

    They are masks `(segments, height, width)`, label_map `(height, width)`, labels, scores (NaN
    where there is none) and boxes `(segments, 4)` (NaN where a mask is empty).
    """
    none = (np.nan,) * 4
    file = io.BytesIO()
    np.savez_compressed(
        file,
        masks=segments.masks,
        label_map=segments.label_map,
        labels=np.array(segments.labels, dtype=np.str_),
        scores=np.array(
            [np.nan if score is None else score for score in segments.scores], np.float64
        ),
        boxes=np.array([found.box or none for found in segments.measures], float).reshape(-1, 4),
    )
    return file.getvalue()


def coco_of_segments(segments: Masked, image_name: str) -> bytes:
    """Return the segments as a COCO data set of one image, with run-length masks.

    The format: https://cocodataset.org/#format-data
    """
    numbers = _category_numbers(segments.labels)
    annotations = []
    for index, found in enumerate(segments.measures):
        left, top, right, bottom = found.box or (0, 0, 0, 0)
        annotations.append(
            {
                "id": index + 1,
                "image_id": 1,
                "category_id": numbers[segments.labels[index]],
                "segmentation": {
                    "size": [segments.height, segments.width],
                    "counts": run_lengths(segments.mask(index)),
                },
                "area": found.pixels,
                "bbox": [left, top, right - left, bottom - top],
                "iscrowd": 0,
                **_scored(segments.scores[index]),
            }
        )
    return _coco(image_name, segments.width, segments.height, numbers, annotations)


def coco_of_detections(detections: Boxed, image_name: str) -> bytes:
    """Return the boxes as a COCO data set of one image."""
    numbers = _category_numbers(detections.labels)
    annotations = []
    for index, (left, top, right, bottom) in enumerate(detections.boxes.tolist()):
        width, height = right - left, bottom - top
        annotations.append(
            {
                "id": index + 1,
                "image_id": 1,
                "category_id": numbers[detections.labels[index]],
                "area": width * height,
                "bbox": [left, top, width, height],
                "iscrowd": 0,
                **_scored(detections.scores[index]),
            }
        )
    return _coco(image_name, detections.width, detections.height, numbers, annotations)


def run_lengths(mask: npt.NDArray[np.bool_]) -> list[int]:
    """Return COCO's run lengths: of 0, of 1, of 0, ..., down the columns from the left."""
    pixels = mask.T.reshape(-1)
    changes = np.flatnonzero(pixels[1:] != pixels[:-1]) + 1
    lengths = np.diff(np.concatenate(([0], changes, [pixels.size]))).tolist()
    return [0, *lengths] if pixels[0] else lengths


def _png(array: npt.NDArray[Any]) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(array)).save(file, "PNG")
    return file.getvalue()


def _category_numbers(labels: Sequence[str]) -> dict[str, int]:
    return {label: number for number, label in enumerate(dict.fromkeys(labels), 1)}


def _scored(score: float | None) -> dict[str, float]:
    return {} if score is None else {"score": score}


def _coco(
    name: str, width: int, height: int, numbers: dict[str, int], annotations: list[dict[str, Any]]
) -> bytes:
    return json.dumps(
        {
            "images": [{"id": 1, "file_name": name, "width": width, "height": height}],
            "categories": [{"id": number, "name": label} for label, number in numbers.items()],
            "annotations": annotations,
        }
    ).encode()

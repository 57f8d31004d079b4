"""Widgets that look at a picture: what it shows, where, and what can be made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hfwidgets.pictures.segments import Segments
from hfwidgets.widgets.pictures.exports import csv_of, on_white, png_of
from hfwidgets.widgets.pictures.input import file_or_path
from hfwidgets.widgets.pictures.labelling import LabellingTask
from hfwidgets.widgets.pictures.task import PictureTask

if TYPE_CHECKING:
    from PIL.Image import Image
    from typing_extensions import Unpack

    from hfwidgets.pictures.detections import Detections
    from hfwidgets.widgets.arguments import (
        ImageClassificationArguments,
        ImageSegmentationArguments,
        ImageToImageArguments,
        ObjectDetectionArguments,
    )

CSV = "text/csv"
JSON = "application/json"
PNG = "image/png"


class ImageClassification(LabellingTask):
    """Say what a picture shows.

    Takes the arguments of `InferenceClient.image_classification`; each is a trait of the same name.

    Example:
        >>> w = ImageClassification(image="cat.jpg")
        >>> w  # displays it; press Run, or:
        >>> w.run().wait()
        [{'label': 'Egyptian cat', 'score': 0.98}, ...]
    """

    task = "image-classification"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[ImageClassificationArguments]
    ) -> None:
        super().__init__(model, **arguments)


class ObjectDetection(PictureTask):
    """Find things in a picture, and where they are.

    Takes the arguments of `InferenceClient.object_detection`; each is a trait of the same name.

    Example:
        >>> w = ObjectDetection(image="people.jpg")
        >>> w.run().wait()
        [{'label': 'person', 'score': 0.95, 'box': {'xmin': 59, 'ymin': 82, ...}}, ...]
        >>> w.crop_of(0)  # a PIL image
        >>> w.save("boxes.csv")  # or coco.json
    """

    task = "object-detection"
    formats: ClassVar = {".csv": "csv", ".json": "coco"}

    def __init__(
        self, model: str | None = None, **arguments: Unpack[ObjectDetectionArguments]
    ) -> None:
        super().__init__(model, **arguments)

    @property
    def detections(self) -> Detections:
        """The things of the result, as arrays and as a table."""
        self._answered()
        return self._detections

    @property
    def _detections(self) -> Detections:
        shown: Any = self._shown()
        found: Detections = shown.detections
        return found

    @property
    def boxes(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Boxes, shape `(n, 4)`: `xmin ymin xmax ymax` in pixels of the upright picture."""
        return np.asarray(self.detections.boxes, dtype=np.float64).reshape(-1, 4)

    def to_frame(self) -> Any:
        """Return one row per thing as a pandas DataFrame; without pandas a dict of lists."""
        return self.detections.to_frame()

    def crop_of(self, index: int) -> Image:
        """Return the part of the picture in the box of a thing.

        Raises:
            IndexError: There is no such thing.
        """
        self._answered()
        return self._crop(index)

    def _crop(self, index: int) -> Image:
        picture = self._shown().picture
        if picture is None:
            raise ValueError("the picture is not kept any more; run again")
        return self._detections.crop(picture.upright, index)

    def part(self, what: Mapping[str, Any]) -> tuple[Any, str]:
        """Return the input, or the crop of a box."""
        if what.get("kind") != "box":
            return super().part(what)
        index = int(what.get("index", 0))
        return self._crop(index), f"{self._detections.labels[index]}.png"

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return a crop as PNG, or all boxes as CSV or COCO JSON."""
        if form == "png":
            crop, name = self.part({"kind": "box", **what})
            return name, PNG, png_of(crop)
        if form == "csv":
            return "boxes.csv", CSV, csv_of(self._detections.table)
        if form == "coco":
            return "boxes.json", JSON, self._detections.coco(self._shown().name)
        return super().export(what, form)

    def _kind_of_part(self) -> str:
        return "box"


class ImageSegmentation(PictureTask):
    """Find the pixels of each thing in a picture.

    Takes the arguments of `InferenceClient.image_segmentation`; each is a trait of the same name.

    Example:
        >>> w = ImageSegmentation(image="cat.jpg")
        >>> w.run().wait()
        [{'label': 'cat', 'score': 0.99, 'mask': <PIL image>}, ...]
        >>> w.masks.shape
        (3, 480, 640)
        >>> w.save("masks.npz")  # or labels.png, coco.json, segments.csv; cat.png of part 0:
        >>> w.save("cat.png", 0)
    """

    task = "image-segmentation"
    formats: ClassVar = {".png": "labels", ".npz": "npz", ".json": "coco", ".csv": "csv"}

    def __init__(
        self, model: str | None = None, **arguments: Unpack[ImageSegmentationArguments]
    ) -> None:
        super().__init__(model, **arguments)

    @property
    def segments(self) -> Segments:
        """The segments of the result, as arrays and as a table."""
        self._answered()
        return self._segments

    @property
    def _segments(self) -> Segments:
        shown: Any = self._shown()
        found: Segments = shown.segments
        return found

    @property
    def masks(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Masks, bool, shape `(n, height, width)` of the upright picture, in the result's order."""
        return self.segments.masks

    @property
    def label_map(self) -> np.ndarray[Any, Any]:
        """Integers, shape `(height, width)`: 0 for none, `k + 1` where segment `k` is on top.

        Of segments that overlap the smallest is on top.
        """
        return self.segments.label_map

    def to_frame(self) -> Any:
        """Return one row per segment as a pandas DataFrame; without pandas a dict of lists."""
        return self.segments.to_frame()

    def cutout(self, index: int) -> Image:
        """Return a segment of the picture, RGBA, transparent around it, of its box's size.

        Raises:
            IndexError: There is no such segment.
        """
        self._answered()
        return self._cutout(index)

    def _cutout(self, index: int) -> Image:
        picture = self._shown().picture
        if picture is None:
            raise ValueError("the picture is not kept any more; run again")
        return self._segments.cutout(picture.upright, index)

    def part(self, what: Mapping[str, Any]) -> tuple[Any, str]:
        """Return the input, or the cut-out of a segment on white: models ignore transparency."""
        if what.get("kind") != "segment":
            return super().part(what)
        index = int(what.get("index", 0))
        return on_white(self._cutout(index)), f"{self._segments.labels[index]}.png"

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return a mask or cut-out as PNG, or all masks as label map, NPZ, COCO JSON or CSV."""
        segments = self._segments
        name = str(what.get("kind"))
        if form == "png" and name == "segment":
            index = int(what.get("index", 0))
            cutout = self._cutout(index)  # says which segments there are
            return f"{segments.labels[index]}.png", PNG, png_of(cutout)
        if form == "png" and name == "mask":
            index = int(what.get("index", 0))
            mask = segments.mask_png(index)
            return f"{segments.labels[index]}-mask.png", PNG, mask
        files: dict[str, tuple[str, str, Callable[[], bytes]]] = {
            "labels": ("labels.png", PNG, segments.label_png),
            "npz": ("masks.npz", "application/octet-stream", segments.npz),
            "coco": ("masks.json", JSON, lambda: segments.coco(self._shown().name)),
            "csv": ("segments.csv", CSV, lambda: csv_of(segments.table)),
        }
        if form not in files:
            return super().export(what, form)
        name, kind, make = files[form]
        return name, kind, make()

    def _kind_of_part(self) -> str:
        return "segment"


class ImageToImage(PictureTask):
    """Change a picture as described.

    Takes the arguments of `InferenceClient.image_to_image`, and `strength` and `seed`; each is a
    trait of the same name.

    Example:
        >>> w = ImageToImage(image="cat.jpg", prompt="turn the cat into a tiger")
        >>> w.run().wait()
        <PIL image>
        >>> w.use_result().run()  # goes on from what was made
    """

    task = "image-to-image"
    formats: ClassVar = {".png": "png"}

    def __init__(
        self, model: str | None = None, **arguments: Unpack[ImageToImageArguments]
    ) -> None:
        super().__init__(model, **arguments)

    def use_result(self) -> ImageToImage:
        """Make the picture that was made the next input, and return the widget."""
        self._answered()
        self.use_in("self", {"kind": "made"})
        return self

    def part(self, what: Mapping[str, Any]) -> tuple[Any, str]:
        """Return the input, or the picture that was made."""
        if what.get("kind") != "made":
            return super().part(what)
        shown: Any = self._shown()
        return file_or_path(shown.made), "result.png"

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return the picture that was made as PNG."""
        if form != "png":
            return super().export(what, form)
        shown: Any = self._shown()
        return "result.png", PNG, png_of(shown.made.upright)

    def _result_part(self) -> dict[str, Any] | None:
        shown: Any = self.control.shown
        return None if shown.answer is None else {"kind": "made"}

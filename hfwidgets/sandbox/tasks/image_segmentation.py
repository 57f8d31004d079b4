"""Image segmentation: a mask for each object that stands out, and one for the background."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from hfwidgets.sandbox.engines.efficientnet import Network
from hfwidgets.sandbox.engines.scene import LEAST_SHARE, Scene, look
from hfwidgets.sandbox.tasks.payload import between, one_of

_SHARE = between(0, 1)
SEGMENT_RULES = {
    "mask_threshold": _SHARE,
    "overlap_mask_area_threshold": _SHARE,
    "subtask": one_of("instance", "panoptic", "semantic"),
    "threshold": _SHARE,
}
_Mask = npt.NDArray[np.bool_]


def segment(network: Network, image: Image.Image, given: dict[str, Any]) -> object:
    """Return segments with their masks."""
    subtask = given.get("subtask", "panoptic")
    # 0.5 is the hosted models' default; here it stands for the usual least size of an object.
    least = 2 * LEAST_SHARE * given.get("overlap_mask_area_threshold", 0.5)
    scene = look(network, image, given.get("mask_threshold"), least)
    found = [
        (region.label, region.score, region.mask)
        for region in scene.regions
        if region.score >= given.get("threshold", 0)
    ]
    if subtask == "semantic":
        return [
            _described(label, None, mask, scene)
            for label, mask in [*_joined(found).items(), ("background", _rest(scene, found))]
        ]
    answer = [_described(label, score, mask, scene) for label, score, mask in found]
    if subtask == "panoptic":
        rest = _rest(scene, found)
        sure = float((1 - scene.standing_out)[rest].mean()) if rest.any() else 0.0
        answer.append(_described("background", sure, rest, scene))
    return answer


def _joined(found: list[tuple[str, float, _Mask]]) -> dict[str, _Mask]:
    """Return one mask for each label."""
    masks: dict[str, _Mask] = {}
    for label, _, mask in found:
        masks[label] = masks[label] | mask if label in masks else mask
    return masks


def _rest(scene: Scene, found: list[tuple[str, float, _Mask]]) -> _Mask:
    rest = np.ones(scene.standing_out.shape, bool)
    for _, _, mask in found:
        rest &= ~mask
    return rest


def _described(label: str, score: float | None, mask: _Mask, scene: Scene) -> dict[str, object]:
    """Return a segment; the mask is a PNG of the image's size, white where the segment is."""
    grown = Image.fromarray(mask.astype(np.uint8) * 255).resize(
        scene.size, Image.Resampling.BILINEAR
    )
    buffer = io.BytesIO()
    grown.point(lambda value: 255 * (value > 127)).save(buffer, "PNG")
    return {
        "score": score,
        "label": label,
        "mask": base64.b64encode(buffer.getvalue()).decode("ascii"),
    }

"""Object detection: boxes around what stands out, best first."""

from __future__ import annotations

from typing import Any

from PIL import Image

from hfwidgets.sandbox.engines.efficientnet import Network
from hfwidgets.sandbox.engines.scene import Region, bounds, look
from hfwidgets.sandbox.tasks.images import image_handler
from hfwidgets.sandbox.tasks.payload import between

_RULES = {"threshold": between(0, 1)}
# Scores are shares among a thousand classes: a detector's usual 0.5 would hide most of them.
_THRESHOLD = 0.1


def _detect(network: Network, image: Image.Image, given: dict[str, Any]) -> object:
    least = given.get("threshold", _THRESHOLD)
    found = [region for region in look(network, image).regions if region.score >= least]
    found.sort(key=lambda region: -region.score)
    return [
        {"score": region.score, "label": region.label, "box": _box(region, image.size)}
        for region in found
    ]


def _box(region: Region, size: tuple[int, int]) -> dict[str, int]:
    left, top, right, bottom = bounds(region.mask)
    rows, columns = region.mask.shape
    return {
        "xmin": round(left * size[0] / columns),
        "ymin": round(top * size[1] / rows),
        "xmax": round(right * size[0] / columns),
        "ymax": round(bottom * size[1] / rows),
    }


HANDLER = image_handler(_RULES, _detect)

"""Image classification: the likeliest of a network's classes, best first."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from hfwidgets.sandbox.engines.efficientnet import Array, Network, labels, softmax
from hfwidgets.sandbox.tasks.images import image_handler
from hfwidgets.sandbox.tasks.payload import COUNT, one_of

_RULES = {"top_k": COUNT, "function_to_apply": one_of("sigmoid", "softmax", "none")}


def _classify(network: Network, image: Image.Image, given: dict[str, Any]) -> object:
    logits = network.classify(image)
    match given.get("function_to_apply", "softmax"):
        case "sigmoid":
            scores: Array = (1 / (1 + np.exp(-logits))).astype(np.float32)
        case "none":
            scores = logits
        case _:
            scores = softmax(logits)
    order = np.argsort(-logits)[: given.get("top_k", 5)]
    return [{"label": labels()[index], "score": float(scores[index])} for index in order]


HANDLER = image_handler(_RULES, _classify)

"""Image and audio classification: the likeliest of a network's classes, best first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from hfwidgets.sandbox.engines.efficientnet import Network, labels, softmax
from hfwidgets.sandbox.engines.sound_classes import RATE, SoundClasses
from hfwidgets.sandbox.tasks.sounds import Sound


def classify_image(network: Network, image: Image.Image, given: dict[str, Any]) -> object:
    """Return the classes of an image."""
    return _best(network.classify(image), labels(), given)


def classify_sound(engine: SoundClasses, sound: Sound, given: dict[str, Any]) -> object:
    """Return the classes of a sound."""
    return _best(engine.logits(sound.at(RATE)), engine.labels, given)


def _best(logits: npt.NDArray[Any], names: Sequence[str], given: dict[str, Any]) -> object:
    match given.get("function_to_apply", "softmax"):
        case "sigmoid":
            scores = 1 / (1 + np.exp(-logits))
        case "none":
            scores = logits
        case _:
            scores = softmax(logits)
    order = np.argsort(-logits)[: given.get("top_k", 5)]
    return [{"score": float(scores[index]), "label": names[index]} for index in order]

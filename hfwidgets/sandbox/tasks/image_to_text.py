"""Image to text: one sentence about a photo."""

from __future__ import annotations

from typing import Any

from PIL import Image

from hfwidgets.sandbox.engines.efficientnet import Network
from hfwidgets.sandbox.engines.photo_notes import caption, take_notes
from hfwidgets.sandbox.tasks.images import image_handler
from hfwidgets.sandbox.tasks.payload import COUNT, OBJECT

_RULES = {
    "max_new_tokens": COUNT,
    # Of models that write word by word; accepted, and without effect here.
    "generation_parameters": OBJECT,
    "generate_kwargs": OBJECT,
}


def _describe(network: Network, image: Image.Image, given: dict[str, Any]) -> object:
    words = caption(take_notes(network, image)).split()
    return [{"generated_text": " ".join(words[: given.get("max_new_tokens", len(words))])}]


HANDLER = image_handler(_RULES, _describe)

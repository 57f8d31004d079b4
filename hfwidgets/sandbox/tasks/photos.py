"""What is asked of photos: their objects, a sentence, the name that fits, any question."""

from __future__ import annotations

from typing import Any

from PIL import Image

from hfwidgets.sandbox.engines.efficientnet import Network
from hfwidgets.sandbox.engines.image_names import ImageNames
from hfwidgets.sandbox.engines.photo_notes import caption, reply, take_notes
from hfwidgets.sandbox.engines.scene import Region, bounds, look
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.tasks.handling import Asked, media
from hfwidgets.sandbox.tasks.images import open_image
from hfwidgets.sandbox.tasks.payload import COUNT, OBJECT, TEXT, bad_field
from hfwidgets.sandbox.tasks.zero_shot_classification import LABELS, read_labels

CAPTION_RULES = {
    "max_new_tokens": COUNT,
    # Of models that write word by word; accepted, and without effect here.
    "generation_parameters": OBJECT,
    "generate_kwargs": OBJECT,
}
# Scores are shares among a thousand classes: a detector's usual 0.5 would hide most of them.
_THRESHOLD = 0.1
_read_named = media("image", {"candidate_labels": LABELS, "hypothesis_template": TEXT})


def detect(network: Network, image: Image.Image, given: dict[str, Any]) -> object:
    """Return boxes around what stands out, best first."""
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


def describe(network: Network, image: Image.Image, given: dict[str, Any]) -> object:
    """Return one sentence about a photo."""
    words = caption(take_notes(network, image)).split()
    return [{"generated_text": " ".join(words[: given.get("max_new_tokens", len(words))])}]


def answer_about(names: ImageNames, asked: tuple[bytes, str], given: dict[str, Any]) -> object:
    """Return answers to a question about a photo."""
    raw, question = asked
    found = reply(names, take_notes(names.network, open_image(raw)), question)
    return [{"score": score, "answer": text} for text, score in found[: given.get("top_k", 5)]]


def read_named(call: Call) -> Asked[bytes]:
    """Read an image and the names that it may have."""
    asked = _read_named(call)
    asked.given["candidate_labels"] = read_labels(asked.given)
    if "{}" not in asked.given.setdefault("hypothesis_template", "{}"):
        raise bad_field("parameters.hypothesis_template", "a place {} for the label is expected")
    return asked


def name_best(names: ImageNames, image: Image.Image, given: dict[str, Any]) -> object:
    """Return the names with scores, best first."""
    pairs = names.rank(image, given["candidate_labels"], given["hypothesis_template"])
    return [{"score": score, "label": label} for label, score in pairs]

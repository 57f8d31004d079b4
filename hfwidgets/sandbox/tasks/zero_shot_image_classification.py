"""Zero-shot image classification: a photo and names in, the names' scores out."""

from __future__ import annotations

from typing import Any

from PIL import Image

from hfwidgets.sandbox.engines.image_names import ImageNames
from hfwidgets.sandbox.tasks.images import image_handler
from hfwidgets.sandbox.tasks.payload import TEXT, Rule, bad_field
from hfwidgets.sandbox.tasks.zero_shot_classification import read_labels

_RULES = {
    "candidate_labels": Rule(
        lambda value: (
            isinstance(value, str)
            or (isinstance(value, list) and all(isinstance(label, str) for label in value))
        ),
        "a list of labels is expected, or labels with commas between them",
    ),
    "hypothesis_template": TEXT,
}


def _name(names: ImageNames, image: Image.Image, given: dict[str, Any]) -> object:
    template = given.get("hypothesis_template", "{}")
    pairs = names.rank(image, read_labels(given), template)
    return [{"score": score, "label": label} for label, score in pairs]


def _check(given: dict[str, Any]) -> None:
    read_labels(given)
    if "{}" not in given.get("hypothesis_template", "{}"):
        raise bad_field("parameters.hypothesis_template", "a place {} for the label is expected")


HANDLER = image_handler(_RULES, _name, _check)

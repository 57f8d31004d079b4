"""The one table of tasks."""

from __future__ import annotations

from hfwidgets.tasks import generation, nlp, vision
from hfwidgets.tasks.fields import Range
from hfwidgets.tasks.spec import FieldSpec, TaskSpec

SEED = FieldSpec(
    "seed",
    "integer",
    nullable=True,
    bounds=Range(minimum=0, maximum=2**32 - 1),
    help="Number that chance starts from: the same seed gives the same picture.",
)
STRENGTH = FieldSpec(
    "strength",
    "number",
    nullable=True,
    bounds=Range(minimum=0, maximum=1),
    help="How much to change: 0 nothing, 1 everything.",
)

TASKS: dict[str, TaskSpec] = {
    spec.name: spec
    for spec in (
        TaskSpec(
            "image-classification",
            vision.image_classification,
            "Image classification",
            "labels",
            inputs=("image", "model"),
        ),
        TaskSpec(
            "image-segmentation",
            vision.image_segmentation,
            "Image segmentation",
            "segments",
            inputs=("image", "model"),
        ),
        TaskSpec(
            "image-to-image",
            vision.image_to_image,
            "Image to image",
            "picture",
            inputs=("image", "prompt", "model"),
            further=(STRENGTH, SEED),
        ),
        TaskSpec(
            "object-detection",
            vision.object_detection,
            "Object detection",
            "boxes",
            inputs=("image", "model"),
        ),
        TaskSpec(
            "text-classification",
            nlp.text_classification,
            "Text classification",
            "labels",
            inputs=("text", "model"),
        ),
        TaskSpec(
            "text-generation",
            generation.text_generation,
            "Text generation",
            "text-stream",
            inputs=("prompt", "model"),
        ),
        TaskSpec(
            "text-to-image",
            vision.text_to_image,
            "Text to image",
            "pictures",
            inputs=("prompt", "model"),
            further=(SEED,),
        ),
    )
}

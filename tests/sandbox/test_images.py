"""Images of every kind are read, and what is no image is refused as the hosted service does."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from hfwidgets.sandbox.refusals import Refusal
from hfwidgets.sandbox.tasks.images import open_image
from tests.sandbox.conftest import Post
from tests.sandbox.media_samples import encoded, in_json, needs_network, photo, photo_bytes

MODEL = "/models/sandbox/efficientnet-lite0"


def _huge_png() -> bytes:
    """Return the beginning of a PNG of 20,000 x 10,000 pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 20_000, 10_000, 8, 2, 0, 0, 0)
    check = struct.pack(">I", zlib.crc32(header))
    rows = struct.pack(">I", 9) + b"IDAT" + bytes(9)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + check + rows


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I", "CMYK", "F"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    kind = {"CMYK": "JPEG", "F": "TIFF", "I": "TIFF"}.get(mode, "PNG")
    if mode == "I;16":
        image = Image.fromarray(np.full((40, 30), 40_000, np.uint16))
    else:
        image = photo("coffee").resize((30, 40)).convert(mode)
    opened = open_image(encoded(image, kind))
    assert (opened.mode, opened.size) == ("RGB", (30, 40))


def test_sixteen_bits_keep_their_brightness() -> None:
    image = Image.fromarray(np.full((4, 4), 32_768, np.uint16))
    assert open_image(encoded(image)).getpixel((0, 0)) == (127, 127, 127)


def test_an_image_is_turned_as_its_exif_says() -> None:
    image = photo("coffee")
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = encoded(image.rotate(90, expand=True), "JPEG", exif=exif, quality=95)
    assert open_image(turned).size == image.size


def test_transparent_parts_are_white() -> None:
    assert open_image(encoded(Image.new("RGBA", (2, 2)))).getpixel((0, 0)) == (255, 255, 255)


def test_an_animation_is_its_first_frame() -> None:
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    raw = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert open_image(raw).getpixel((4, 4)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "cannot identify image file <_io.BytesIO object>; the body is empty"),
        (b"hello", "cannot identify image file <_io.BytesIO object>"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG is a drawing"),
        (photo_bytes("coffee")[:9000], "The image is broken: image file is truncated"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "cannot identify image file"),
        (_huge_png(), "Image size (200000000 pixels) exceeds limit of"),
    ],
)
def test_what_is_no_image_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        open_image(raw)
    assert refused.value.status == 400
    assert said.encode() in refused.value.body


@needs_network
def test_bytes_and_base64_are_the_same_image(post: Post) -> None:
    raw = photo_bytes("coffee")
    plain = post(MODEL, data=raw).json()
    body = in_json(raw)
    assert post(MODEL, body).json() == plain
    assert post(f"/hf-inference{MODEL}/pipeline/image-classification", body).json() == plain
    body["inputs"] = "data:image/jpeg;base64," + body["inputs"]
    assert post(MODEL, body).json() == plain


@needs_network
@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"inputs": 5}, 422, "in base64 is expected"),
        ({"inputs": "no base64!"}, 400, "Incorrect image source"),
        ({"inputs": "https://example.org/cat.jpg"}, 400, "opens no connection"),
        ({"parameters": {}}, 422, "field required"),
        ({"inputs": "", "parameters": []}, 400, "not a valid dict"),
        ({"inputs": "", "parameters": {"top": 1}}, 400, "not used by the model"),
        ({"inputs": "", "parameters": {"top_k": 0}}, 400, "greater than 0"),
    ],
)
def test_a_wrong_body_is_refused(post: Post, body: object, status: int, said: str) -> None:
    response = post(MODEL, body)
    assert response.status_code == status
    assert said in response.text


@needs_network
def test_a_body_of_fifty_megabytes_is_too_large(post: Post) -> None:
    assert post(MODEL, data=bytes(50_000_000)).status_code == 413


@needs_network
def test_one_pixel_is_an_image(post: Post) -> None:
    assert len(post(MODEL, data=encoded(Image.new("RGB", (1, 1)))).json()) == 5

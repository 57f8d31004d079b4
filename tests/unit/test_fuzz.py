"""What strangers may send or pass: error bodies, media, segmentation answers, bombs."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from hfwidgets import errors
from hfwidgets.tasks.picture_answers import picture_in, with_masks
from hfwidgets.tasks.vision import image_segmentation
from hfwidgets.wire.body import FileBody
from hfwidgets.wire.failure import http_error, server_message
from hfwidgets.wire.flow import Request, Work, drive
from hfwidgets.wire.media import body_of
from hfwidgets.wire.pictures import encoded, opened, type_of
from tests.unit.played import answered, config
from tests.wire.task_cases import MASK, PICTURE

TOKEN = "hf_canary0123456789"
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(
                st.sampled_from(
                    ["error", "errors", "message", "detail", "warnings", "error_type", "msg"]
                ),
                st.text(max_size=5),
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)
BODIES = st.one_of(
    st.binary(max_size=60),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.text(max_size=20).map(lambda text: f'{{"error": "{text} {TOKEN}"}}'.encode()),
    st.just(f"<html>{TOKEN}</html>".encode()),
)


@settings(max_examples=300, deadline=None)
@example(500, b'{"error": ' * 5000, None)
@given(
    st.integers(300, 599),
    BODIES,
    st.one_of(st.none(), st.sampled_from(["text/html", "application/json", "text/plain", ""])),
)
def test_any_answer_that_is_no_success_is_its_error(
    status: int, body: bytes, kind: str | None
) -> None:
    headers = {} if kind is None else {"Content_Type": kind}
    sent = {"authorization": f"Bearer {TOKEN}"}
    response = answered(status, body, sent, **headers)
    error = http_error(response, "fill-mask")
    assert isinstance(error, errors.InferenceHTTPError)
    assert error.status == status
    assert len(str(error)) < 20_000
    for shown in (str(error), repr(vars(error)), str(error.response.content)):  # type: ignore[union-attr]
        assert TOKEN not in shown
    assert server_message(response) is None or isinstance(server_message(response), str)


def perform(step: Any) -> Any:
    assert isinstance(step, Work)
    return step.function()


VALUES = st.one_of(
    st.none(),
    st.binary(max_size=20),
    st.text(max_size=20),
    st.integers(),
    st.floats(),
    st.lists(st.integers(), max_size=3),
    st.binary(max_size=9).map(bytearray),
    st.binary(max_size=9).map(memoryview),
    st.binary(max_size=9).map(io.BytesIO),
    st.text(max_size=9).map(io.StringIO),
    st.builds(object),
)


@settings(max_examples=300, deadline=None)
@example("\0")
@example("x" * 10_000)
@example("http://")
@example("http://[")
@example(type)
@given(VALUES)
def test_any_input_is_a_body_or_a_plain_refusal(value: Any) -> None:
    try:
        body = drive(body_of(config(), value), perform)
    except (TypeError, ValueError, OSError):
        return
    assert body is None or isinstance(body, (bytes, FileBody))
    if isinstance(body, FileBody):
        with body.opened() as file:
            assert len(file.read()) == body.size


DTYPES = [np.uint8, np.int16, np.int64, np.float32, np.float64, np.bool_, np.complex64, np.uint16]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.integers(0, 5), max_size=4),
    st.sampled_from(DTYPES),
    st.sampled_from([0.0, 0.5, 1.0, -1.0, 255.0, 256.0, float("nan"), float("inf")]),
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
def test_any_array_is_a_file_or_a_plain_refusal(shape: list[int], kind: Any, fill: float) -> None:
    array = np.full(shape, fill).astype(kind)
    try:
        content = encoded(array)
    except ValueError:
        return
    assert type_of(content) == ("audio/wav" if array.ndim == 1 else "image/png")
    if array.ndim > 1:
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.size == (array.shape[1], array.shape[0])
            if array.dtype == np.uint8:
                assert np.array_equal(np.asarray(picture).reshape(array.shape), array)


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=12, max_size=12 * 8), st.sampled_from(["L", "RGB", "RGBA", "1", "P"]))
def test_a_picture_keeps_its_pixels(content: bytes, mode: str) -> None:
    band = Image.frombytes("L", (len(content) // 4, 4), content[: len(content) // 4 * 4])
    picture = band.convert(mode)
    with Image.open(io.BytesIO(encoded(picture))) as back:
        assert back.convert("RGBA").tobytes() == picture.convert("RGBA").tobytes()


def segments(response: Any) -> Any:
    return drive(with_masks(response, response.json()), perform)


MASKS = st.one_of(
    st.text(max_size=12),
    st.integers(),
    st.none(),
    st.binary(max_size=30).map(lambda content: base64.b64encode(content).decode()),
    st.tuples(st.integers(0, len(PICTURE) - 1), st.integers(0, 255)).map(
        lambda where: base64.b64encode(
            PICTURE[: where[0]] + bytes([where[1]]) + PICTURE[where[0] + 1 :]
        ).decode()
    ),
    st.integers(0, len(PICTURE)).map(lambda at: base64.b64encode(PICTURE[:at]).decode()),
    st.just(f"data:image/png;base64,{MASK}"),
)


@settings(max_examples=400, deadline=None)
@given(MASKS)
def test_any_mask_is_a_picture_or_an_error_that_shows_it(mask: Any) -> None:
    response = answered(200, json.dumps([{"label": "x", "mask": mask}]).encode())
    try:
        (segment,) = segments(response)
    except errors.InvalidResponseError as error:
        shown = error
    else:
        shown = None
    if shown is not None:
        assert shown.response is not None
        assert len(str(shown)) < 1000
        return
    assert segment["label"] == "x"
    try:
        segment["mask"].load()
    except (OSError, SyntaxError, ValueError):  # a break that only its pixels show
        assert mask not in (MASK, f"data:image/png;base64,{MASK}")


def header_of(width: int, height: int) -> bytes:
    """A picture that claims a size; to decode it would fill the memory."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    check = struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return PICTURE[:8] + struct.pack(">I", 13) + b"IHDR" + head + check + PICTURE[33:]


@pytest.mark.parametrize(
    "size", [(20_000, 20_000), (2**31 - 1, 2**31 - 1), (100_000_001, 1), (10_001, 10_000)]
)
def test_a_decompression_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    bomb = header_of(*size)
    mask = base64.b64encode(bomb).decode()
    body = json.dumps([{"label": "x", "mask": mask, "score": 1}]).encode()
    with pytest.raises(errors.InvalidResponseError, match="pixels"):
        segments(answered(200, body))
    with pytest.raises(errors.InvalidResponseError, match="pixels"):
        drive(picture_in(config(), answered(200, bomb)), perform)


def test_the_largest_picture_is_no_bomb() -> None:
    assert opened(header_of(10_000, 10_000)).size == (10_000, 10_000)


def test_a_bomb_of_text_in_a_picture_is_refused() -> None:
    text = zlib.compress(b"x" * 100_000_000, 9)
    content = b"Comment\0\0" + text
    chunk = struct.pack(">I", len(content)) + b"zTXt" + content
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + content))
    with pytest.raises(ValueError, match="picture"):
        opened(PICTURE[:33] + chunk + PICTURE[33:])


@pytest.mark.parametrize(
    "content", [b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", b"P6 1 1 255 abc", b""]
)
def test_a_format_that_no_service_answers_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no picture of the formats PNG"):
        opened(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_the_formats_of_services_are_read(kind: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (3, 2), (9, 9, 9)).save(file, format=kind)
    assert opened(file.getvalue()).size == (3, 2)


def test_a_segmentation_of_nothing_is_empty() -> None:
    def play(step: Any) -> Any:
        return answered(200, b"[]") if isinstance(step, Request) else perform(step)

    assert drive(image_segmentation(config(), PICTURE), play) == []

"""Pictures in answers: in every shape that servers send, upright, and never shown as base64."""

from __future__ import annotations

import base64
import io
import json
import struct
from typing import Any

import numpy as np
import pytest
from PIL import Image, features

from hfwidgets.errors import InferenceError, InvalidResponseError
from hfwidgets.tasks.picture_answers import picture_in, with_masks
from hfwidgets.wire.pictures import file_of
from tests.unit.played import Reply, answered, config, play

PIXELS = np.random.default_rng(0).integers(0, 255, (20, 30, 3), np.uint8)
TURNED = b"Exif\0\0II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)


def file_as(kind: str, **more: Any) -> bytes:
    file = io.BytesIO()
    Image.fromarray(PIXELS).save(file, kind, **more)
    return file.getvalue()


PNG = file_as("PNG")
TEXT = base64.b64encode(PNG).decode()
ADDRESS = "https://pictures.example/fox.png"
BROKEN = "\n".join(TEXT[at : at + 76] for at in range(0, len(TEXT), 76))


def picture_of(body: bytes, **headers: str) -> Any:
    return play(picture_in(config(), answered(200, body, **headers)), Reply(200, PNG))


@pytest.mark.parametrize(
    "payload",
    [
        {"image": TEXT},
        [TEXT],
        TEXT,
        {"images": [{"url": ADDRESS}]},
        {"images": [TEXT]},
        {"image": f"data:image/png;base64,{TEXT}"},
        {"images": [{"url": f"data:image/png;base64,{TEXT}", "content_type": "image/png"}]},
        {"data": [{"b64_json": TEXT}]},
        {"data": [{"url": ADDRESS}]},
        {"data": [{"b64_json": None, "url": ADDRESS}]},
        {"output": [ADDRESS]},
        {"output": ADDRESS},
        {"artifacts": [{"base64": TEXT, "seed": 3}]},
        [{"generated_image": TEXT}],
        {"image": BROKEN},
        {"image": TEXT.rstrip("=")},
        {"image": {"url": ADDRESS}},
    ],
    ids=lambda payload: json.dumps(payload).replace(TEXT, "TEXT")[:70],
)
def test_a_picture_is_found_in_every_shape_of_json(payload: Any) -> None:
    found = picture_of(json.dumps(payload).encode()).result
    assert (np.asarray(found) == PIXELS).all()


def test_an_address_is_fetched_without_the_token() -> None:
    played = picture_of(json.dumps({"images": [{"url": ADDRESS}]}).encode())
    assert [one.url for one in played.requests] == [ADDRESS]
    assert "Authorization" not in played.requests[0].headers.plain()


@pytest.mark.parametrize(
    "payload",
    [
        {"image": TEXT[:-40]},
        {"images": [base64.b64encode(b"no picture" * 40).decode()]},
        {"picture": TEXT},
        {"image": "x" * 3000},
        [{"deep": [[TEXT]]}],
    ],
    ids=["cut", "no picture", "another name", "no base64", "elsewhere"],
)
def test_an_error_never_shows_base64(payload: Any) -> None:
    try:
        _ = picture_of(json.dumps(payload).encode()).result.load()
    except InvalidResponseError as error:
        longest = max(map(len, str(error).replace('"', " ").replace("'", " ").split()))
        assert longest < 60
        return
    except OSError:  # a cut file: Pillow tells when it is decoded
        return
    raise AssertionError("nothing was raised")


def test_words_of_a_server_are_told_and_not_looked_up_as_a_picture() -> None:
    with pytest.raises(InferenceError, match="out of memory"):
        picture_of(b'{"error": "CUDA out of memory"}')
    with pytest.raises(InvalidResponseError, match=r"not with a picture: .*queued"):
        picture_of(b'{"status": "queued", "output": null}')


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_a_picture_is_returned_upright(kind: str) -> None:
    found = picture_of(file_as(kind, exif=TURNED)).result
    assert found.size == (20, 30)
    assert found.getexif().get(0x0112, 1) == 1
    before = np.asarray(Image.open(io.BytesIO(file_as(kind)))).astype(int)
    assert np.abs(np.asarray(found) - np.rot90(before, -1)).mean() < 8


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_a_picture_that_needs_no_turning_stays_the_file_that_came(kind: str) -> None:
    body = file_as(kind)
    assert file_of(picture_of(body).result) == body


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow was built without AVIF")
def test_avif_is_an_answer() -> None:
    found = picture_of(file_as("AVIF")).result
    assert (found.format, found.size) == ("AVIF", (30, 20))


def masks_of(*masks: Any) -> list[Any]:
    segments = [{"label": "cup", "score": 0.5, "mask": mask} for mask in masks]
    found: list[Any] = play(with_masks(answered(200, b"[]"), segments), Reply()).result
    return [one["mask"] for one in found]


@pytest.mark.parametrize("bad", ["no base64!", None, 7, base64.b64encode(b"no file").decode()])
def test_one_mask_that_cannot_be_read_keeps_nothing_from_the_others(bad: Any) -> None:
    first, second, third = masks_of(TEXT, bad, BROKEN)
    assert second is None
    assert first.size == third.size == (30, 20)


def test_a_segment_without_a_mask_keeps_nothing_from_the_others() -> None:
    segments = [{"label": "cup", "mask": TEXT}, {"label": "table"}]
    found = play(with_masks(answered(200, b"[]"), segments), Reply()).result
    assert [one["mask"] and one["mask"].size for one in found] == [(30, 20), None]


def test_no_mask_that_can_be_read_is_an_error() -> None:
    with pytest.raises(InvalidResponseError, match="not with"):
        masks_of("no base64!", None)

"""Widgets that look at a picture, asked as their page asks, against the sandbox."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hfwidgets import (
    ImageClassification,
    ImageSegmentation,
    ImageToImage,
    InferenceClient,
    InferenceError,
    ObjectDetection,
    Sandbox,
)
from hfwidgets.widgets.pictures.task import PictureTask
from hfwidgets.wire.parameter_error import ParameterError
from tests.waiting import PATIENCE
from tests.widgets.conftest import until
from tests.widgets.pictured import Page, jpeg, photo, pictured
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., Page]


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    with pictured(sandbox) as make:
        yield make


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        (ImageClassification, lambda result: result[0]["label"]),
        (ImageSegmentation, lambda result: result[0]["mask"].size),
        (ObjectDetection, lambda result: result[0]["box"]["xmin"] >= 0),
        (ImageToImage, lambda result: result.size),
    ],
)
def test_a_widget_returns_what_the_client_does(make: Make, kind: Any, check: Any) -> None:
    page = make(kind, image=photo())
    result = page.widget.run().wait(PATIENCE)
    assert check(result)
    assert result is page.widget.result
    assert page.widget.status == "done"


@pytest.mark.parametrize("form", ["path", "bytes", "file", "image", "array"])
def test_a_picture_is_taken_in_every_form(make: Make, tmp_path: Path, form: str) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(photo())
    with path.open("rb") as file, Image.open(path) as image:
        value: Any = {
            "path": path,
            "bytes": path.read_bytes(),
            "file": file,
            "image": image,
            "array": np.asarray(image),
        }[form]
        w = make(ImageClassification, image=value).widget
        assert (w.pictures["image"]["width"], w.pictures["image"]["height"]) == image.size
        assert w.image is value
    assert w.run().wait(PATIENCE)


def test_pixels_are_in_no_trait_that_the_page_gets(make: Make) -> None:
    page = make(ImageClassification, image=photo())
    page.widget.run().wait(PATIENCE)
    state = page.widget.get_state()
    assert "image" not in page.widget.keys
    assert len(json.dumps(state, default=str)) < 6000


def test_another_picture_does_not_take_the_place_of_one_by_mistake(make: Make) -> None:
    w = make(ImageClassification, image=photo()).widget
    before = w.image, w.pictures
    with pytest.raises(ValueError, match=r"notes\.txt|not a picture"):
        w.image = b"just some text"
    assert (w.image, w.pictures) == before


def test_nothing_runs_without_a_picture(make: Make) -> None:
    page = make(ImageClassification)
    page.sends(kind="run", id="1", values={"model": None})
    ((invalid, _),) = page.got("invalid")
    assert "choose, drop or paste a picture" in invalid["errors"]["image"]


def test_the_page_sends_a_file_in_pieces(make: Make) -> None:
    page = make(ImageClassification)
    data = photo()
    half = len(data) // 2
    about = {
        "kind": "upload",
        "id": "u1",
        "file": "u",
        "field": "image",
        "name": "a.jpg",
        "size": len(data),
    }
    page.sends(data[:half], **about, offset=0, last=False)
    assert page.widget.image is None
    page.sends(data[half:], **about, offset=half, last=True)
    assert [one["received"] for one, _ in page.got("uploaded")] == [half, len(data)]
    assert page.widget.image == data
    told = page.widget.pictures["image"]
    assert (told["name"], told["upload"], told["source"]) == ("a.jpg", "u", "page")
    assert page.widget.run().wait(PATIENCE)


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        ({"offset": 5}, "a piece of the file is missing"),
        ({"size": 10**9}, "at most 104,857,600 come from the page"),
        ({"size": 3, "last": True}, "not a picture"),
        ({"size": 9, "last": True}, "3 bytes came of 9"),
    ],
)
def test_a_bad_upload_leaves_what_was_there(make: Make, piece: Any, text: str) -> None:
    page = make(ImageClassification, image=photo())
    before = page.widget.image
    about = {
        "kind": "upload",
        "id": "u1",
        "file": "u",
        "field": "image",
        "name": "a",
        "offset": 0,
        "size": 3,
    }
    page.sends(b"abc", **{**about, **piece})
    assert text in page.got("ack")[-1][0]["error"]
    assert page.widget.image is before


def test_a_cancelled_upload_is_forgotten(make: Make) -> None:
    page = make(ImageClassification)
    about = {"kind": "upload", "id": "u1", "file": "u", "field": "image", "name": "a", "size": 6}
    page.sends(b"abc", **about, offset=0)
    page.sends(kind="upload-cancel", file="u")
    page.sends(b"abc", **about, offset=3, last=True)
    assert "missing" in page.got("ack")[-1][0]["error"]


def test_a_picture_crosses_as_the_file_that_it_is(make: Make) -> None:
    page = make(ImageClassification, image=photo())
    number = page.widget.pictures["image"]["id"]
    told, buffers = page.answer("picture", kind="picture", picture=number)
    assert told["type"] == "image/jpeg"
    assert buffers == [photo()]
    told, _ = page.answer("picture", kind="picture", picture="p0")
    assert "not kept" in told["error"]


def test_an_address_is_fetched_once_without_a_token(make: Make) -> None:
    server = ScriptedServer()
    server.play(Reply([photo()], headers={"Content-Type": "image/jpeg"}))
    page = make(ImageClassification)
    page.sends(kind="picture-url", id="1", field="image", url=f"{server.url}/a/cat.jpg")
    until(lambda: page.widget.pictures["image"]["state"] == "ready")
    assert page.widget.pictures["image"]["name"] == "cat.jpg"
    assert page.widget.run().wait(PATIENCE)
    assert len(server.asked) == 1
    assert "authorization" not in server.asked[0].headers
    server.close()


def test_an_address_that_fails_leaves_the_picture(make: Make) -> None:
    server = ScriptedServer()
    server.play(Reply([b"<html>"], headers={"Content-Type": "text/html"}))
    page = make(ImageClassification, image=photo())
    before = page.widget.image
    page.sends(kind="picture-url", id="1", field="image", url=server.url)
    until(lambda: page.widget.pictures["image"].get("fault"))
    assert page.widget.image is before
    page.sends(kind="picture-url", id="2", field="image", url="file:///etc/passwd")
    assert "begins with http" in page.got("ack")[-1][0]["error"]
    server.close()


def test_an_address_that_fails_fails_the_run(make: Make) -> None:
    server = ScriptedServer()
    server.play(Reply([b"no"], status=404))
    w = make(ImageClassification, image=f"{server.url}/cat.jpg").widget
    with pytest.raises(ValueError, match="404"):
        w.run().wait(PATIENCE)
    assert w.problem["title"] == "The picture could not be fetched"
    assert (w.problem["field"], w.problem["can_retry"]) == ("image", True)
    server.play(Reply([photo()], headers={"Content-Type": "image/jpeg"}))
    assert w.run().wait(PATIENCE)
    server.close()


def test_the_label_map_and_the_page_agree(make: Make) -> None:
    page = make(ImageSegmentation, image=photo())
    page.widget.run().wait(PATIENCE)
    end, buffers = page.got("end")[-1]
    output = end["output"]
    assert output["picture"] == page.widget.pictures["image"]["id"]
    assert len(output["segments"]) == len(page.widget.result) == len(page.widget.masks)
    height, width = page.widget.label_map.shape
    assert (width, height) == Image.open(io.BytesIO(photo())).size
    assert sum(len(one) for one in buffers) < 80_000
    snapshot, again = page.answer("snapshot", kind="snapshot", view="v")
    assert snapshot["output"] == output
    assert again == buffers


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_is_upright_everywhere(make: Make, orientation: int) -> None:
    w = make(ImageClassification, image=jpeg((64, 48), orientation)).widget
    upright = (48, 64) if orientation >= 5 else (64, 48)
    assert (w.pictures["image"]["width"], w.pictures["image"]["height"]) == upright


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ([{"label": "a", "score": 1, "mask": "no base64!"}], "base64"),
        ([{"label": "a", "score": 1, "mask": "aGVsbG8="}], "picture"),
        ([{"label": "a", "score": 1}], "mask"),
        ({"error": "no"}, ""),
    ],
)
def test_an_answer_without_masks_is_a_card(make: Make, answer: Any, title: str) -> None:
    server = ScriptedServer()
    server.play(Reply.of_json(answer))
    client = InferenceClient(endpoint=server.url)
    w = make(ImageSegmentation, image=photo(), client=client, model="m").widget
    with pytest.raises(InferenceError):
        w.run().wait(PATIENCE)
    assert title in str(w.error)
    assert w.problem["title"]
    server.close()


def test_no_segments_are_an_answer(make: Make) -> None:
    server = ScriptedServer()
    server.play(Reply.of_json([]))
    client = InferenceClient(endpoint=server.url)
    page = make(ImageSegmentation, image=photo(), client=client, model="m")
    assert page.widget.run().wait(PATIENCE) == []
    assert page.got("end")[-1][0]["output"]["segments"] == []
    assert page.widget.masks.shape[0] == 0
    server.close()


def test_a_cut_out_goes_on_to_a_classifier(make: Make) -> None:
    page = make(ImageSegmentation, image=photo())
    other = make(ImageClassification).widget
    page.widget.run().wait(PATIENCE)
    assert page.widget.send_to(other, 0, run=True) is other
    assert other.wait(PATIENCE)[0]["label"]
    cutout = page.widget.cutout(0)
    assert cutout.mode == "RGBA"
    assert (other.pictures["image"]["width"], other.pictures["image"]["height"]) == cutout.size
    page.widget.selected = 1
    page.widget.send_to(other)
    assert other.image.size == page.widget.cutout(1).size
    with pytest.raises(ValueError, match="part is 'mask'"):
        page.widget.send_to(other, "mask")


def test_the_page_chooses_where_a_crop_goes(make: Make) -> None:
    page = make(ObjectDetection, image=photo())
    other = make(ImageClassification).widget
    page.widget.run().wait(PATIENCE)
    targets = page.answer("targets", kind="targets")[0]["targets"]
    assert other.model_id in [one["target"] for one in targets]
    assert "new:image-segmentation" in [one["target"] for one in targets]
    ack, _ = page.answer(
        "ack", kind="use", id="1", target=other.model_id, what={"kind": "box", "index": 0}
    )
    assert ack.get("error") is None
    assert other.image.size == page.widget.crop_of(0).size
    page.answer("ack", kind="use", id="2", target="new:image-to-image", what={"kind": "input"})
    assert isinstance(page.widget.opened, PictureTask)
    assert page.widget.opened.task == "image-to-image"
    ack, _ = page.answer("ack", kind="use", id="3", target="new:x", what={"kind": "input"})
    assert "no widget for 'x'" in ack["error"]


def test_a_result_becomes_the_next_input(make: Make) -> None:
    page = make(ImageToImage, image=photo(), prompt="night")
    made = page.widget.run().wait(PATIENCE)
    assert page.got("end")[-1][1][0][:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")
    page.widget.use_result()
    assert page.widget.pictures["image"]["source"] == "widget"
    assert page.widget.pictures["image"]["width"] == made.width
    number = page.got("end")[-1][0]["output"]["picture"]
    assert page.answer("picture", kind="picture", picture=number)[1] == [photo()]


def test_a_part_is_cropped_and_brought_back(make: Make) -> None:
    page = make(ImageClassification, image=photo())
    size = page.widget.pictures["image"]["width"]
    page.answer("ack", kind="picture-crop", id="1", field="image", box=[10, 20, 60, 50])
    told = page.widget.pictures["image"]
    assert (told["width"], told["height"], told["cropped"]) == (50, 30, True)
    assert page.widget.image.size == (50, 30)
    ack, _ = page.answer("ack", kind="picture-crop", id="2", field="image", box=[90, 90, 90, 95])
    assert "holds no pixel" in ack["error"]
    page.answer("ack", kind="picture-uncrop", id="3", field="image")
    assert page.widget.pictures["image"]["width"] == size
    assert page.widget.image == photo()


def test_a_picture_that_was_removed_comes_back(make: Make) -> None:
    page = make(ImageClassification, image=photo())
    told = page.widget.pictures
    page.sends(kind="picture-clear", id="1", field="image")
    assert page.widget.image is None
    assert page.widget.pictures == {"image": None}
    page.sends(kind="picture-restore", id="2", field="image")
    assert page.widget.image == photo()
    assert page.widget.pictures == told
    fresh = make(ImageClassification)
    fresh.sends(kind="picture-restore", id="3", field="image")
    assert "no picture before" in fresh.got("ack")[-1][0]["error"]


def test_a_widget_that_was_opened_below_is_closed_again(make: Make) -> None:
    page = make(ImageClassification, image=photo())
    page.answer("ack", kind="use", id="1", target="new:object-detection", what={"kind": "input"})
    opened = page.widget.opened
    page.sends(kind="close", id="2")
    assert page.widget.opened is None
    assert opened.closed


@pytest.mark.parametrize(
    ("what", "form", "start"),
    [
        ({"kind": "mask", "index": 0}, "png", b"\x89PNG"),
        ({"kind": "segment", "index": 0}, "png", b"\x89PNG"),
        ({}, "labels", b"\x89PNG"),
        ({}, "npz", b"PK"),
        ({}, "coco", b"{"),
        ({}, "csv", b"label,"),
    ],
)
def test_masks_are_exported(make: Make, tmp_path: Path, what: Any, form: str, start: Any) -> None:
    page = make(ImageSegmentation, image=photo())
    page.widget.run().wait(PATIENCE)
    told, buffers = page.answer("file", kind="file", id="1", what=what, format=form)
    assert told.get("error") is None
    assert buffers[0].startswith(start)
    path = tmp_path / told["name"]
    save = {"kind": "save", "what": what, "format": form, "path": str(path)}
    ack, _ = page.answer("ack", **save, id="2")
    assert ack["path"] == str(path)
    assert path.read_bytes()[:2] == buffers[0][:2]
    ack, _ = page.answer("ack", **save, id="3")
    assert "there already" in ack["error"]


def test_the_history_holds_no_pixels(make: Make) -> None:
    w = make(ImageClassification, image=photo()).widget
    w.run().wait(PATIENCE)
    record = w.history[-1]
    assert record.inputs["image"].endswith(f"x {w.pictures['image']['height']})")
    assert record.text == w.result[0]["label"]


def test_a_closed_widget_is_no_target(make: Make) -> None:
    page = make(ObjectDetection, image=photo())
    other = make(ImageClassification).widget
    number = other.model_id
    other.close()
    targets = page.answer("targets", kind="targets")[0]["targets"]
    assert number not in [one["target"] for one in targets]


@pytest.mark.parametrize("place", ["end", "middle"])
def test_one_opened_file_is_given_to_two_widgets(make: Make, place: str) -> None:
    file = io.BytesIO(photo())
    file.seek(0, 2)
    if place == "middle":
        file.seek(100)
    for _ in range(2):
        widget = make(ImageClassification, image=file).widget
        assert widget.pictures["image"]["size"] == len(photo())


@pytest.mark.parametrize("kind", ["text", "empty"])
def test_an_opened_file_that_is_no_picture_is_told(make: Make, kind: str) -> None:
    file: Any = io.StringIO("a cat") if kind == "text" else io.BytesIO()
    with pytest.raises(ParameterError, match="opened as text" if kind == "text" else "0 bytes"):
        make(ImageClassification, image=file)

"""Results in files, and arguments that are no mistake of the model's."""

from __future__ import annotations

import csv
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
    ObjectDetection,
    Sandbox,
    TextToImage,
)
from tests.waiting import PATIENCE
from tests.widgets.pictured import Page, photo

Make = Callable[..., Any]


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    made: list[Any] = []

    def one(kind: Any, **given: Any) -> Any:
        given = given or {"image": photo()}
        made.append(kind(client=InferenceClient(endpoint=sandbox.url), **given))
        return made[-1]

    yield one
    for widget in made:
        widget.close()


def opened(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes()))


def test_segments_are_saved_as_the_name_ends(make: Make, tmp_path: Path) -> None:
    w = make(ImageSegmentation)
    with pytest.raises(ValueError, match="no result yet"):
        w.save(tmp_path / "a.npz")
    w.run().wait(PATIENCE)
    saved = np.load(io.BytesIO(w.save(tmp_path / "a.npz").read_bytes()))
    assert (saved["masks"] == w.masks).all()
    assert (np.asarray(opened(w.save(tmp_path / "a.png"))) == w.label_map).all()
    found = json.loads(w.save(tmp_path / "a.JSON").read_bytes())
    assert [one["area"] for one in found["annotations"]] == w.masks.sum(axis=(1, 2)).tolist()
    assert found["images"][0]["width"] == w.masks.shape[2]
    rows = list(csv.DictReader(w.save(tmp_path / "a.csv").read_text().splitlines()))
    assert [row["label"] for row in rows] == [one["label"] for one in w.result]
    assert opened(w.save(str(tmp_path / "b.png"), 1)).size == w.cutout(1).size
    with pytest.raises(ValueError, match=r"a\.xyz ends in no format of this; take \.png or \.npz"):
        w.save(tmp_path / "a.xyz")
    with pytest.raises(ValueError, match=r"take \.png"):
        w.save(tmp_path / "a.npz", 0)
    with pytest.raises(IndexError, match="no segment 9"):
        w.save(tmp_path / "c.png", 9)
    assert not (tmp_path / "c.png").exists()


def test_other_results_are_saved_too(make: Make, tmp_path: Path) -> None:
    w = make(ObjectDetection)
    w.run().wait(PATIENCE)
    assert json.loads(w.save(tmp_path / "a.json").read_bytes())["annotations"][0]["bbox"]
    assert opened(w.save(tmp_path / "crop.png", 0)).size == w.crop_of(0).size
    w = make(ImageClassification)
    w.run().wait(PATIENCE)
    assert w.save(tmp_path / "a.csv").read_text().startswith("label,score")
    w = make(ImageToImage, image=photo(), prompt="night")
    result = w.run().wait(PATIENCE)
    assert opened(w.save(tmp_path / "made.png")).size == result.size


def test_a_picture_that_was_made_is_saved_or_the_way_out_is_told(
    make: Make, tmp_path: Path
) -> None:
    w = make(TextToImage, prompt="a house")
    w.run().wait(PATIENCE)
    with pytest.raises(ValueError, match=r"unknown file extension.*take \.png or \.jpg"):
        w.save(tmp_path / "a.xyz")
    path = w.save(tmp_path / "a.png")
    with path.open("rb") as file:
        assert TextToImage.from_png(file).seed == w.images[0].seed
    assert TextToImage.from_png(w.images[0]).prompt == "a house"


def test_a_box_that_is_none_is_told_what_a_box_is(make: Make) -> None:
    w = make(ImageClassification)
    page = Page(w)
    for box in ("abcd", (1, 2), (float("nan"), 0, 5, 5), None, [[1], 2, 3, 4]):
        with pytest.raises(ValueError, match="it is xmin, ymin, xmax, ymax"):
            w.crop(box)
        ack, _ = page.answer("ack", kind="picture-crop", id="1", field="image", box=box)
        assert "it is xmin, ymin, xmax, ymax" in ack["error"]
    assert w.pictures["image"]["width"] == 451
    page.sends(kind="upload", id="u1", file="u", field="image", size=None, offset=0)
    assert "send the file again" in page.got("ack")[-1][0]["error"]


def test_what_was_mistaken_for_an_argument_is_named(make: Make) -> None:
    w = make(ImageSegmentation)
    w.run().wait(PATIENCE)
    with pytest.raises(TypeError, match=r"a segment has a number, from 0 on .* not 'cat'"):
        w.cutout("cat")
    with pytest.raises(TypeError, match="did you mean 'prompt'"):
        w.send_to(make(ImageToImage), 0, promt="night")
    with pytest.raises(TypeError, match=r"client is 'http://a'; it is an InferenceClient"):
        ImageSegmentation(client="http://a")
    with pytest.raises(ValueError, match=r"seed is None; it has a value in each cell$"):
        make(TextToImage, prompt="a").sweep(seed=[None])

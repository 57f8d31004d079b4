"""Files of pictures: PNG with parameters, archives, tables, and the way back into the form."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from hfwidgets import InferenceClient, Sandbox, TextToImage
from hfwidgets.pictures.png_parameters import parameters_in
from tests.waiting import PATIENCE
from tests.widgets.painted import PAINTER, Painted, painted, painters

Make = Callable[..., Painted]
TOKEN = "hf_canarycanarycanarycanary"


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    with painters(sandbox) as make:
        yield make


@pytest.fixture
def restored(sandbox: Sandbox) -> Iterator[Callable[[Any], TextToImage]]:
    made: list[TextToImage] = []

    def from_png(file: Any) -> TextToImage:
        made.append(TextToImage.from_png(file, client=InferenceClient(endpoint=sandbox.url)))
        return made[-1]

    yield from_png
    for one in made:
        one.close()


def png(**texts: str) -> bytes:
    """Return a PNG file with texts."""
    written = PngInfo()
    for name, text in texts.items():
        written.add_itxt(name, text)
    file = io.BytesIO()
    Image.new("1", (1, 1)).save(file, "PNG", pnginfo=written)
    return file.getvalue()


@pytest.mark.parametrize("given", ["path", "text", "bytes", "picture", "decoded picture"])
def test_a_saved_picture_is_made_again(
    make: Make, restored: Callable[[Any], TextToImage], tmp_path: Path, given: str
) -> None:
    w = make(prompt="a fox, “füchslein” 🦊", guidance_scale=4.5, negative_prompt="rain").widget
    w.run().wait(PATIENCE)
    path = w.save(tmp_path / "fox.png")
    file: Any = {"path": path, "text": str(path), "bytes": path.read_bytes()}.get(given)
    if file is None:
        file = Image.open(io.BytesIO(path.read_bytes()))
        if given == "decoded picture":
            file.load()
    again = restored(file)
    assert (again.prompt, again.model, again.parameters) == (w.prompt, w.model, w.parameters)
    assert (again.seed, again.randomize, again.notice) == (w.seed, False, None)
    again.run().wait(PATIENCE)
    assert again.images[-1].file == w.images[-1].file


def test_a_saved_png_has_the_pixels_of_the_server(make: Make, tmp_path: Path) -> None:
    w = make().widget
    w.run().wait(PATIENCE)
    path = w.save(tmp_path / "a.png")
    with Image.open(path) as saved:
        assert np.array_equal(np.asarray(saved), np.asarray(w.images[-1].image))
        assert "Seed: " in saved.info["parameters"]
    assert path.stat().st_size - len(w.images[-1].file) < 1000


def test_other_formats_and_names_without_ending(make: Make, tmp_path: Path) -> None:
    w = make().widget
    w.run().wait(PATIENCE)
    with Image.open(w.save(tmp_path / "a.jpg")) as saved:
        assert saved.format == "JPEG"
    with pytest.raises(ValueError, match=r"no ending that tells a format; take .*a\.png"):
        w.save(tmp_path / "a")
    with pytest.raises(ValueError, match="there are 1, from 0 to 0"):
        w.save(tmp_path / "a.png", 4)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (png(), "holds no prompt and parameters"),
        (png(hfwidgets="{}", parameters=" "), "holds no prompt and parameters"),
        (png(hfwidgets="[" * 100_000), "holds no prompt and parameters"),
        (png(hfwidgets='{"prompt": 7}'), "prompt is 7; it is a text"),
        (b"GIF89a" + bytes(40), "no PNG file"),
        (png(hfwidgets='{"prompt": "a"}')[:60], "cut or damaged"),
        (b"", "no PNG file"),
    ],
)
def test_a_file_without_parameters_is_refused(file: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TextToImage.from_png(file)


def test_what_does_not_fit_is_left_out_and_told(restored: Callable[[Any], TextToImage]) -> None:
    hostile = {
        "prompt": "<img src=x onerror=alert(1)>",
        "width": -5,
        "height": 1e999,
        "seed": 2**40,
        "__class__": "os.system",
        "guidance_scale": 3,
        "model": "https://collect.example/models/x",
    }
    w = restored(png(hfwidgets=json.dumps(hostile)))
    assert w.prompt == hostile["prompt"]
    assert w.parameters == {"guidance_scale": 3.0}
    assert (w.model, w.randomize) == (None, True)
    assert "width is -5; it is at least 1" in w.notice
    assert "And 2 more" in w.notice


def test_parameters_of_another_program_are_read(restored: Callable[[Any], TextToImage]) -> None:
    text = (
        "a lighthouse\nNegative prompt: fog\n"
        "Steps: 20, Sampler: Euler a, CFG scale: 7.5, Seed: 1234, Size: 512x768, Model: some/model"
    )
    w = restored(png(parameters=text))
    assert w.prompt == "a lighthouse"
    assert w.parameters == {
        "negative_prompt": "fog",
        "num_inference_steps": 20,
        "guidance_scale": 7.5,
        "scheduler": "EulerAncestralDiscreteScheduler",
        "seed": 1234,
        "width": 512,
        "height": 768,
    }
    assert w.model == "some/model"
    assert not w.notice


@pytest.mark.parametrize("name", ["Restart", "DPM++ 3M SDE Karras"])
def test_a_sampler_that_has_no_name_here_is_told(
    restored: Callable[[Any], TextToImage], name: str
) -> None:
    w = restored(png(parameters=f"a boat\nSteps: 20, Sampler: {name}, Seed: 5"))
    assert w.parameters == {"num_inference_steps": 20, "seed": 5}
    assert "the sampler has another name here" in w.notice


def test_the_page_sets_the_form_from_texts_of_a_file(make: Make) -> None:
    page = make(num_inference_steps=9)
    w = page.widget
    file = png(hfwidgets='{"prompt": "a boat", "seed": 3, "width": 128}')
    assert page.page_asks(file, kind="from-png", name="boat.png") is None
    assert (w.prompt, w.parameters, w.randomize) == ("a boat", {"seed": 3, "width": 128}, False)
    assert w.model == PAINTER
    assert "no prompt and parameters" in str(page.page_asks(png(), kind="from-png", name="x"))
    assert "did not arrive" in str(page.page_asks(kind="from-png", name="x"))
    assert w.prompt == "a boat"


def test_all_pictures_are_saved_with_their_parameters(make: Make, tmp_path: Path) -> None:
    page = make()
    w = page.widget
    with pytest.raises(ValueError, match="no picture yet"):
        w.save_all(tmp_path / "all.zip")
    w.run(prompt="a/b: ../c").wait(PATIENCE)
    w.run(prompt="a tree", guidance_scale=2).wait(PATIENCE)
    with pytest.raises(ValueError, match=r"does not end in \.zip"):
        w.save_all(tmp_path / "all.tar")
    path = w.save_all(tmp_path / "all.zip")
    answer, (data,) = page.page_gets("file", id="1", what={"kind": "items"}, format="zip")
    assert (answer["name"], answer["type"]) == ("pictures.zip", "application/zip")
    for archive in (zipfile.ZipFile(path), zipfile.ZipFile(io.BytesIO(data))):
        first, second, *tables = archive.namelist()
        assert first == f"001-a-b-c-{w.images[0].seed}.png"
        assert parameters_in(archive.read(second))["prompt"] == "a tree"  # type: ignore[index]
        assert tables == ["parameters.json", "parameters.csv"]
        rows = json.loads(archive.read("parameters.json"))
        assert [row["seed"] for row in rows] == [one.seed for one in w.images]
        read = list(csv.DictReader(io.StringIO(archive.read("parameters.csv").decode())))
        assert [row["guidance_scale"] for row in read] == ["", "2.0"]


def test_a_picture_that_is_no_png_is_given_as_one_with_parameters(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.widgets.test_text_to_image import _answer_with

    file = io.BytesIO()
    Image.new("RGB", (64, 32), "green").save(file, "JPEG")
    _answer_with(monkeypatch, file.getvalue())
    page = make()
    page.widget.run().wait(PATIENCE)
    ((end, buffers),) = page.of("end")
    assert (end["output"]["type"], buffers) == ("image/jpeg", [file.getvalue()])
    what = {"kind": "item", "item": page.widget.images[-1].id}
    answer, (data,) = page.page_gets("file", id="1", what=what, format="png")
    assert answer["type"] == "image/png"
    assert parameters_in(data) == page.widget.images[-1].made_of
    answer, _ = page.page_gets("file", id="2", what={"kind": "item", "item": "p0"}, format="png")
    assert "no picture 'p0'" in answer["error"]


def test_nothing_secret_is_in_what_is_kept_or_written(sandbox: Sandbox, tmp_path: Path) -> None:
    client = InferenceClient(endpoint=sandbox.url, token=TOKEN, headers={"x-api-key": TOKEN})
    page = painted(sandbox, client=client)
    w = page.widget
    w.run().wait(PATIENCE)
    w.sweep(num_inference_steps=[1, 2]).wait(PATIENCE)
    w.model = f"{PAINTER}@status=500"
    with pytest.raises(Exception, match="500"):
        w.run().wait(PATIENCE)
    archive = zipfile.ZipFile(w.save_all(tmp_path / "all.zip"))
    written = [archive.read(name) for name in archive.namelist()]
    for what, form in (("items", "csv"), ("grid", "csv"), ("grid", "png")):
        written += page.page_gets("file", id=what + form, what={"kind": what}, format=form)[1]
    written.append(repr([w.get_state(), w.history, list(w.images), page.sent, w]).encode())
    assert len(written) == 8
    assert not any(TOKEN.encode() in one for one in written)
    w.close()

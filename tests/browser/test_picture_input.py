"""A picture in its field by keyboard alone: cropped, handed on to another widget, taken back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.browser.accessibility import serious_violations
from tests.waiting import soon

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenNotebook
    from tests.browser.notebook_page import NotebookPage

SOURCE = "from hfwidgets import ImageClassification\nw = ImageClassification()\nw"
SIZE = "[(w.pictures.get('image') or {}).get(side) for side in ('width', 'height')]"


def jpeg(width: int, height: int, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "JPEG", exif=exif)
    return file.getvalue()


class PictureField:
    """The field of a picture in one view."""

    def __init__(self, notebook: NotebookPage, cell: int = 0) -> None:
        self.notebook = notebook
        self.root = notebook.output(cell).locator(".hfw").first
        self.root.wait_for()
        self.field = self.root.locator(".hfw-picture").first
        self.told = self.field.locator(".hfw-told")

    def choose(self, file: Path) -> None:
        self.field.locator("input[type=file]").set_input_files(file)

    def wait_told(self, text: str) -> None:
        """Wait until the field tells a size or a name."""
        self.told.get_by_text(text).wait_for()

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name).first


@pytest.fixture
def field(open_notebook: OpenNotebook) -> PictureField:
    notebook = open_notebook([SOURCE])
    notebook.run(0)
    return PictureField(notebook)


def test_crops_the_upright_picture_with_the_keys(field: PictureField, tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    path.write_bytes(jpeg(400, 300, orientation=6))
    field.choose(path)
    field.wait_told("300 × 400")
    field.button("Crop").press("Enter")
    frame = field.root.get_by_role("application")
    soon(
        lambda: frame.evaluate("node => node === document.activeElement"), "the focus in the frame"
    )
    keyboard = field.notebook.page.keyboard
    keyboard.press("ArrowLeft")
    keyboard.press("Alt+Shift+ArrowUp")
    assert serious_violations(field.root) == []
    keyboard.press("Enter")
    field.notebook.wait_python(f"{SIZE} == [240, 319]")
    field.button("Whole picture").press("Enter")
    field.notebook.wait_python(f"{SIZE} == [300, 400]")


def test_hands_the_picture_on_and_brings_it_back(field: PictureField, tmp_path: Path) -> None:
    path = tmp_path / "first.jpg"
    path.write_bytes(jpeg(80, 60))
    field.choose(path)
    field.wait_told("80 × 60")
    field.button("Use in").press("Enter")
    field.root.get_by_role("menuitem", name="Object detection").press("Enter")
    child = field.root.locator(".hfw")
    child.get_by_text("80 × 60").wait_for()
    assert field.notebook.python("type(w.opened).__name__") == "ObjectDetection"
    assert serious_violations(field.root) == []
    field.root.locator(".hfw-child > .hfw-bar").get_by_role("button", name="Close").press("Enter")
    field.notebook.wait_python("w.opened is None")
    child.wait_for(state="detached")
    field.button("Remove").press("Enter")
    field.notebook.wait_python("w.image is None")
    field.button("Undo").press("Enter")
    field.notebook.wait_python(f"{SIZE} == [80, 60]")

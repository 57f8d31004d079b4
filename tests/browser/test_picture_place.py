"""Where a picture is and how large: it stays in its place, small ones stay small, none is lost."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.browser.picture_view import PictureView

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]

MEDIA = Path(__file__).resolve().parents[1] / "sandbox" / "media"
SETUP = f"""
import io
import numpy as np
from PIL import Image
from hfwidgets import *

def of(*shape, mode="RGB"):
    noise = np.random.default_rng(1).integers(0, 255, (*shape, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "PNG")
    return file.getvalue()

MEDIA = {str(MEDIA)!r}
"""


def opened(open_notebook, panel: str) -> tuple[object, PictureView]:
    notebook = open_notebook([SETUP, f"w = {panel}\nw"])
    notebook.run(0, 1)
    view = PictureView(notebook.output(1)).wait()
    view.stage.wait_for()
    # Its row becomes higher with it.
    wait_loaded(view, ".hfw-picture .hfw-thumbnail")
    view.next_frame()
    return notebook, view


def wait_loaded(view: PictureView, image: str) -> None:
    """Wait until an image is there, in its size."""
    view.root.page.wait_for_function(
        "image => image.complete && image.naturalWidth > 0",
        arg=view.root.locator(image).first.element_handle(),
    )


def scale(view: PictureView) -> str:
    view.next_frame()
    return view.root.locator(".hfw-scale output").inner_text()


@pytest.mark.parametrize(
    "panel",
    [
        "ImageSegmentation(image=MEDIA + '/coffee.jpg')",
        "ObjectDetection(image=MEDIA + '/astronaut.jpg')",
        "ImageClassification(image=MEDIA + '/chelsea.jpg')",
    ],
)
def test_picture_stays_where_it_is_when_the_first_answer_comes(open_notebook, panel):
    notebook, view = opened(open_notebook, panel)
    before = view.stage.bounding_box()
    notebook.execute("w.run().wait()")
    view.wait_state("Done")
    view.root.locator(".hfw-answered, .hfw-scores tbody tr").first.wait_for()
    view.next_frame()
    assert view.stage.bounding_box() == before


@pytest.mark.parametrize(
    ("height", "width", "shown"),
    [(213, 320, "100 %"), (60, 90, "400 %"), (100, 200, "200 %"), (900, 1400, None)],
)
def test_small_pictures_are_shown_as_they_are_or_by_whole_multiples(
    open_notebook, height, width, shown
):
    _, view = opened(open_notebook, f"ImageSegmentation(image=of({height}, {width}))")
    found = scale(view)
    if shown is None:
        assert int(found.split()[0]) < 100
    else:
        assert found == shown
        box = view.stage.bounding_box()
        assert box is not None
        assert abs(box["height"] - max(120, height * int(shown.split()[0]) / 100)) < 2


@pytest.mark.parametrize(("height", "width"), [(5000, 1), (1, 5000), (4000, 2)])
def test_picture_of_one_line_is_seen_and_can_be_moved(open_notebook, height, width):
    notebook, view = opened(open_notebook, f"ImageSegmentation(image=of({height}, {width}))")
    thumbnail = view.root.locator(".hfw-thumbnail").bounding_box()
    assert thumbnail is not None
    assert min(thumbnail["width"], thumbnail["height"]) >= 4
    first = shot(view)
    # Noise of any colour lies along the middle, over the mat.
    middle = first[:, first.shape[1] // 2] if width < height else first[first.shape[0] // 2]
    assert len(np.unique(middle, axis=0)) > 20
    view.stage.focus()
    notebook.page.keyboard.press("ArrowDown" if width < height else "ArrowRight")
    view.next_frame()
    assert (shot(view) != first).any()


def shot(view: PictureView) -> np.ndarray:
    with Image.open(io.BytesIO(view.stage.screenshot())) as image:
        return np.asarray(image.convert("RGB")).astype(int)


CLEAR = """
clear = np.zeros((100, 150, 4), np.uint8)
clear[:, :75] = (200, 30, 40, 255)
file = io.BytesIO()
Image.fromarray(clear).save(file, {kind!r}, lossless=True)
w = ImageSegmentation(image=file.getvalue())
w
"""


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_what_is_transparent_shows_a_checkerboard_and_nothing_else_does(open_notebook, kind):
    notebook = open_notebook([SETUP, CLEAR.format(kind=kind)])
    notebook.run(0, 1)
    view = PictureView(notebook.output(1)).wait()
    view.stage.wait_for()
    view.next_frame()
    seen = shot(view)
    rows, columns = seen.shape[:2]
    wide = int(scale(view).split()[0]) * 150 // 100
    left = (columns - wide) // 2

    def tones(start: int, end: int) -> int:
        return len(np.unique(seen[4 : rows - 4, start + 4 : end - 4].reshape(-1, 3), axis=0))

    assert tones(left + wide // 2, left + wide) >= 2
    assert tones(left, left + wide // 2) == 1
    assert tones(0, left) == 1


SEEN = """node => [...node.querySelectorAll("canvas, img")]
  .filter(one => one.checkVisibility() && one.clientHeight > 20 && !one.ariaHidden).length"""


@pytest.mark.parametrize(
    "panel",
    [
        "ImageSegmentation(image=MEDIA + '/coffee.jpg')",
        "ImageClassification(image=MEDIA + '/chelsea.jpg')",
        "ImageToImage('sandbox/darkroom', image=MEDIA + '/rocket.jpg', prompt='at night')",
    ],
)
def test_picture_is_seen_once_while_it_is_cropped_by_its_handles(open_notebook, panel):
    notebook, view = opened(open_notebook, panel)
    view.button("Crop").click()
    grips = view.root.locator(".hfw-grip")
    grips.first.wait_for()
    wait_loaded(view, ".hfw-cropping img")
    view.next_frame()
    assert view.root.evaluate(SEEN) == 1
    told = view.held.get_by_role("status").filter(has_text="px from")
    wide, high = (int(part) for part in told.inner_text().split(" px")[0].split(" × "))
    side = grips.nth(4).bounding_box()
    assert side is not None
    mouse = notebook.page.mouse
    mouse.move(side["x"] + side["width"] / 2, side["y"] + side["height"] / 2)
    mouse.down()
    mouse.move(side["x"] - 50, side["y"] + 30, steps=3)
    mouse.up()
    now = [int(part) for part in told.inner_text().split(" px")[0].split(" × ")]
    assert now[0] < wide - 20
    assert now[1] == high
    notebook.screenshot(f"crop-{panel.split('(')[0]}")
    notebook.page.keyboard.press("Escape")
    view.stage.wait_for()
    assert view.root.evaluate(SEEN) == 2

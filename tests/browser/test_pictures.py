"""Pictures come in every way, are shown upright, and what is drawn on them is the kernel's."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.picture_view import PictureView, Pixels
from tests.browser.test_safety import HOSTILE
from tests.browser.widget_view import tab_to
from tests.waiting import soon

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]

MEDIA = Path(__file__).resolve().parents[1] / "sandbox" / "media"
WIDTH, HEIGHT = 200, 120
# An answer that is there: what a server needs is no part of these tests. The picture tells in its
# own colours where each of its pixels is: red is its column, green twice its row.
READY = f"""
import io
import numpy as np
from PIL import Image
from hfwidgets import ImageSegmentation

class Ready(ImageSegmentation):
    answer = []
    def call(self, output, values):
        def flow(*arguments, **more):
            return self.answer
            yield
        return output.call(flow, self._client._config, values)

WIDTH, HEIGHT = {WIDTH}, {HEIGHT}
TURNS = dict(enumerate([
    None, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180,
    Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_90,
    Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_270], 1))

def photo(orientation):
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    pixels = np.stack([columns, rows * 2, columns * 0 + 64], 2).astype(np.uint8)
    upright = Image.fromarray(pixels)
    stored = upright if orientation == 1 else upright.transpose(TURNS[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    stored.save(file, "JPEG", quality=100, subsampling=0, exif=exif)
    return file.getvalue()

# Left, top, right, bottom; the later ones lie on the first two, and on each other.
BOXES = [(0, 0, 110, 120), (90, 10, 190, 110), (20, 20, 60, 90), (40, 60, 150, 80),
         (100, 30, 130, 100), (160, 0, 200, 50)]

def answer(name):
    found = []
    for number, (left, top, right, bottom) in enumerate(BOXES):
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        mask[top:bottom, left:right] = 255
        mask = Image.fromarray(mask)
        found.append({{"label": f"{{name}} {{number}}", "score": 0.9, "mask": mask}})
    return found

def labels_near(x, y, reach):
    around = w.label_map[max(0, y - reach):y + reach + 1, max(0, x - reach):x + reach + 1]
    return np.unique(around).tolist()

w = Ready("m")
w
"""


def test_colour_under_the_pointer_is_of_the_kernels_segment(open_notebook):
    """All orientations, overlaps, and zoomed: read where a pixel is from its own colour."""
    notebook = open_notebook([READY])
    notebook.run(0)
    view = PictureView(notebook.output(0)).wait()
    for orientation in range(1, 9):
        name = f"turned {orientation}:"
        notebook.execute(
            f"w.image, w.answer = photo({orientation}), answer({name!r}); w.run().wait()"
        )
        view.wait_label(name)
        if orientation == 1:
            view.button("View").click()
            view.button("Numbers").click()
        assert check_points(notebook, view, 3, 3) >= 5, name
    view.stage.focus()
    for _ in range(4):
        notebook.page.keyboard.press("+")
    view.next_frame()
    assert check_points(notebook, view, 5, 3, reach=2) >= 6
    notebook.page.keyboard.press("ArrowLeft")
    notebook.page.keyboard.press("ArrowUp")
    view.next_frame()
    assert check_points(notebook, view, 5, 3, reach=2) >= 6


def check_points(notebook, view, across, down, reach=3):
    """Compare the page with the kernel where all pixels near by are of one segment."""
    points = list(view.points(across, down))
    # The first with the mouse, which could meet something that lies over the picture.
    seen = [view.pixels(x, y, mouse=not at) for at, (x, y) in enumerate(points)]
    shown = [pixels for pixels in seen if abs(pixels.base[2] - 64) <= 4]  # on the picture
    places = [(pixels.base[0], round(pixels.base[1] / 2)) for pixels in shown]
    near = notebook.python(f"[labels_near(x, y, {reach}) for x, y in {places}]")
    colors = notebook.python("w.segments.colors")
    compared = 0
    for pixels, labels in zip(shown, near, strict=True):
        if len(labels) == 1:
            check_colors(pixels, labels[0], colors)
            compared += 1
    return compared


def check_colors(pixels: Pixels, label: int, colors: list[str]) -> None:
    """Whether only the segment at a point is seen; all of them, where there is none."""
    if label == 0:
        assert pixels.overlay[3] == 0
        assert len(pixels.colors) > 1
        return
    assert 120 <= pixels.overlay[3] <= 160
    wanted = bytes.fromhex(colors[label - 1][1:])
    outline = {(255,) * 4, (20, 20, 20, 255)}
    for color, count in [*pixels.colors, (pixels.overlay, 1)]:
        if color in outline:
            continue
        # Stored premultiplied: what is thinly laid on is not read back to the digit.
        assert all(abs(one - other) <= 3 for one, other in zip(color, wanted, strict=False)), count


HOLDER = """
import hashlib
from hfwidgets import ImageClassification

def held():
    picture = w.picture_inputs["image"].picture
    return picture and [picture.name, hashlib.sha256(picture.source).hexdigest()]

w = ImageClassification("m")
w
"""


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_pictures_come_by_file_drop_and_paste_and_bad_ones_leave_them(open_notebook, tmp_path):
    notebook = open_notebook([HOLDER])
    notebook.run(0)
    view = PictureView(notebook.output(0)).wait()
    with notebook.page.expect_file_chooser() as chooser:
        view.choose.click()
    chooser.value.set_files(MEDIA / "chelsea.jpg")
    wait_held(notebook, view, MEDIA / "chelsea.jpg")

    hostile = tmp_path / '<img src=x onerror="window.hfwHacked=true">.png'
    Image.new("RGB", (30, 20), "teal").save(hostile)
    view.drop(hostile, "image/png")
    wait_held(notebook, view, hostile)
    view.held.get_by_text("30 × 20").wait_for()
    assert view.held.locator("img[src=x], img[onerror]").count() == 0

    view.paste(MEDIA / "rocket.jpg", "image/jpeg")
    wait_held(notebook, view, MEDIA / "rocket.jpg")

    for name, content, told in (
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        ("notes.txt", b"no picture at all", "notes.txt"),
        ("cut.jpg", (MEDIA / "coffee.jpg").read_bytes()[:3000], "cut.jpg"),
        ("page.png", b"<html><body>404 not found", "page.png"),
        ("empty.png", b"", "empty"),
    ):
        bad = tmp_path / name
        bad.write_bytes(content)
        view.files.set_input_files(bad)
        view.fault.filter(has_text=told).wait_for()
        view.held.get_by_text("rocket.jpg", exact=True).wait_for()
        assert notebook.python("held()") == ["rocket.jpg", digest(MEDIA / "rocket.jpg")], name
    assert notebook.page.evaluate("() => window.hfwHacked") is None
    view.files.set_input_files(MEDIA / "coffee.jpg")
    wait_held(notebook, view, MEDIA / "coffee.jpg")
    assert view.fault.inner_text() == ""


def wait_held(notebook, view, file):
    """Wait until page and kernel have a file; the kernel has its very bytes."""
    view.held.get_by_text(file.name, exact=True).wait_for()
    notebook.wait_python(f"(held() or [''])[0] == {file.name!r}")
    assert notebook.python("held()") == [file.name, digest(file)]


def test_large_file_arrives_whole_with_progress_and_can_be_cancelled(open_notebook, tmp_path):
    notebook = open_notebook([HOLDER])
    notebook.run(0)
    view = PictureView(notebook.output(0)).wait()
    large = tmp_path / "large.bmp"
    noise = Image.effect_noise((2600, 2600), 80)
    Image.merge("RGB", [noise] * 3).save(large)
    assert large.stat().st_size > 20_000_000
    bar = view.held.get_by_role("progressbar", include_hidden=True)
    with view.watched("aria-valuenow", bar) as values:
        view.files.set_input_files(large)
        wait_held(notebook, view, large)
    numbers = [int(value) for value in values]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) > 10
    bar.wait_for(state="hidden")

    # Pressed by the page itself, as soon as a part has come: no machine is too fast for it.
    bar.evaluate(
        """(bar, cancel) => new MutationObserver((_, observer) => {
          if (Number(bar.getAttribute("aria-valuenow")) > 0) {
            observer.disconnect();
            cancel.click();
          }
        }).observe(bar, {attributes: true})""",
        view.held.get_by_role("button", name="Cancel", include_hidden=True).element_handle(),
    )
    other = tmp_path / "other.bmp"
    other.write_bytes(large.read_bytes()[:-1] + b"\x07")
    with view.watched("aria-valuenow", bar) as values:
        view.files.set_input_files(other)
        notebook.page.wait_for_function(
            "bar => Number(bar.getAttribute('aria-valuenow')) > 0 && !bar.checkVisibility()",
            arg=bar.element_handle(),
        )
        view.held.get_by_text("large.bmp", exact=True).wait_for()
    assert 0 < max(map(int, values)) < 100
    assert notebook.python("held()") == ["large.bmp", digest(large)]
    assert view.fault.inner_text() == ""


# Where in the stage a pixel of the picture is, found by its colour.
FIND = """(stage, [column, row]) => {
  const base = stage.querySelector("canvas");
  const {data, width} = base.getContext("2d").getImageData(0, 0, base.width, base.height);
  const ratio = width / stage.clientWidth;
  for (let at = 0; at < data.length; at += 4) {
    if (Math.abs(data[at] - column) < 2 && Math.abs(data[at + 1] - 2 * row) < 3) {
      return [((at / 4) % width) / ratio, Math.floor(at / 4 / width) / ratio];
    }
  }
}"""


def test_two_views_show_the_same_and_a_reload_shows_it_again(open_notebook):
    source = READY + "\nw.image, w.answer = photo(6), answer('a')"
    notebook = open_notebook([source, "w", "w"])
    notebook.run(0, 1, 2)
    views = [PictureView(notebook.output(index)).wait() for index in (1, 2)]
    notebook.execute("w.run().wait()")
    for view in views:
        view.wait_label("a 5")
    first, second = views
    # What is pinned in one is pinned in both, and in the kernel.
    first.rows.nth(2).click()
    second.root.locator("[role=option][aria-selected=true]").filter(has_text="a 2").wait_for()
    notebook.wait_python("w.selected == 2")
    tab_to(second.stage)
    notebook.page.keyboard.press("Escape")
    first.root.locator("[aria-selected=true]").wait_for(state="detached")
    notebook.wait_python("w.selected is None")
    # Where segments lie over each other a second click reaches the one below.
    x, y = first.stage.evaluate(FIND, [115, 70])
    under = notebook.python("w.segments.stacks.lists()[w.segments.index_map[70, 115]]")
    assert under == [4, 3, 1]
    for segment in [*under, None]:
        first.stage.click(position={"x": x, "y": y})
        notebook.wait_python(f"w.selected == {segment}")
    notebook.execute("w.selected = 3")
    for view in views:
        view.root.locator("[role=option][aria-selected=true]").filter(has_text="a 3").wait_for()
    # The hostile part: labels are text and nothing else.
    notebook.execute(
        f"hostile = {HOSTILE!r}\n"
        "w.answer = [{**one, 'label': text} for one, text in zip(answer(''), hostile)]\n"
        "w.run().wait()"
    )
    for view in views:
        view.rows.filter(has_text="window.hfwHacked").first.wait_for()
        view.rows.first.hover()
        assert view.root.locator("img[src=x], script, svg[onload]").count() == 0
        assert view.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    assert notebook.page.evaluate("() => window.hfwHacked") is None
    notebook.save()
    notebook.reload()
    views = [PictureView(notebook.output(index)).wait() for index in (1, 2)]
    for view in views:
        view.rows.filter(has_text="window.hfwHacked").first.wait_for()
        soon(lambda view=view: view.pixels(*next(view.points(1, 1))).colors, "what is drawn")
    assert notebook.page.evaluate("() => window.hfwHacked") is None


CHANGE = f"""
from hfwidgets import ImageToImage
w = ImageToImage("sandbox/darkroom", image={str(MEDIA / "chelsea.jpg")!r}, prompt="at night")
w
"""


def test_border_of_before_and_after_moves_by_keys(open_notebook):
    """The overlay holds the picture before, left of the border and nowhere else."""
    notebook = open_notebook([CHANGE])
    notebook.run(0)
    view = PictureView(notebook.output(0)).wait()
    tab_to(view.run_button)
    notebook.page.keyboard.press("Enter")
    view.wait_state("Done")
    view.divider.wait_for()
    soon(lambda: covered(view) is not None, "the picture before and after")
    tab_to(view.divider)
    for key, part in (("End", 100), ("Home", 0), ("PageUp", 10), ("ArrowRight", 12)):
        notebook.page.keyboard.press(key)
        view.next_frame()
        assert view.divider.get_attribute("aria-valuenow") == str(part)
        assert abs(covered(view) - part) <= 1, key
    assert view.divider.get_attribute("aria-valuetext") == "12 % before"
    tab_to(view.button("Use result as input"))
    notebook.page.keyboard.press("Enter")
    notebook.wait_python("w.pictures['image']['source'] == 'widget'")
    held = "w.picture_inputs['image'].picture.upright.tobytes()"
    assert notebook.python(f"{held} == w.result.convert('RGB').tobytes()")


def covered(view) -> float | None:
    """How much of the picture's width the overlay covers at its middle height, in percent."""
    return view.stage.evaluate(
        """stage => {
          const [base, overlay] = [...stage.querySelectorAll("canvas")].map(canvas =>
            canvas.getContext("2d").getImageData(0, canvas.height >> 1, canvas.width, 1).data);
          const count = data => data.filter((value, at) => at % 4 === 3 && value > 0).length;
          return count(base) ? 100 * count(overlay) / count(base) : null;
        }"""
    )

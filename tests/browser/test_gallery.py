"""A gallery and a grid of generated pictures, without a mouse from beginning to end."""

from __future__ import annotations

import io
import itertools
import re
from threading import Lock

import pytest
from PIL import Image

from tests.browser.picture_view import GalleryView
from tests.browser.scripted_server import answering
from tests.browser.widget_view import tab_to
from tests.waiting import soon

pytestmark = pytest.mark.browser
in_lab = pytest.mark.parametrize("server", ["lab"], indirect=True)

FAILURE = (500, "text/plain", b"out of paint")
OUT_OF_MEMORY = (500, "application/json", b'{"error": "CUDA out of memory"}')
PAINTER = """
from hfwidgets import TextToImage
w = TextToImage("sandbox/painter", width=96, height=64, num_inference_steps=2)
w
"""


def test_gallery_by_keyboard_alone(open_notebook):
    """In both hosts: Notebook 7 takes keys that JupyterLab leaves to a widget."""
    notebook = open_notebook([PAINTER])
    notebook.run(0)
    view = GalleryView(notebook.output(0)).wait()
    press = notebook.page.keyboard.press
    tab_to(view.prompt)
    notebook.page.keyboard.type("a red fox")
    for count in (1, 2, 3):
        press("Control+Enter")
        notebook.wait_python(f"len(w.images) == {count} and w.status == 'done'")
        view.wait_state("Done")
    view.thumbnails.nth(2).wait_for()
    newest, middle, oldest = reversed(notebook.python("[one.seed for one in w.images]"))
    assert len({newest, middle, oldest}) == 3

    tab_to(view.thumbnails.first)
    press("ArrowRight")
    view.root.get_by_text(f"seed {middle}", exact=True).wait_for()
    press("End")
    view.root.get_by_text(f"seed {oldest}", exact=True).wait_for()
    wait_focused(notebook, f"a red fox, seed {oldest}")

    press("Enter")
    view.overlay.wait_for()
    view.place.get_by_text("3 of 3").wait_for()
    press("ArrowLeft")
    view.place.get_by_text("2 of 3").wait_for()
    view.wait_drawn()
    scale = view.scale()
    press("+")
    notebook.page.wait_for_function("([view, old]) => view.textContent !== old", arg=scale)
    press("0")
    press("Escape")
    view.overlay.wait_for(state="hidden")
    wait_focused(notebook, f"a red fox, seed {middle}")

    tab_to(view.button("Pin"))
    press("Enter")
    notebook.wait_python("[one.pinned for one in w.images] == [False, True, False]")
    view.thumbnails.nth(1).and_(view.root.locator("[aria-label*=pinned]")).wait_for()
    tab_to(view.thumbnails.nth(1))
    press("Delete")
    notebook.wait_python(f"[one.seed for one in w.images] == [{oldest}, {newest}]")
    view.thumbnails.nth(2).wait_for(state="detached")
    assert view.has_focus()
    press("Control+z")
    notebook.wait_python("len(w.images) == 3")
    assert notebook.python("[one.seed for one in w.images]") == [oldest, middle, newest]
    view.thumbnails.nth(2).wait_for()
    assert view.has_focus()


def wait_focused(notebook, label: str) -> None:
    """Wait until what is called so has the focus: a dialog tells later that it is closed."""
    notebook.page.wait_for_function(
        "label => document.activeElement.ariaLabel?.includes(label)", arg=label
    )


class Painter:
    """A server that fails until it is told to paint."""

    def __init__(self) -> None:
        self.paints = False
        file = io.BytesIO()
        Image.new("RGB", (96, 64), "teal").save(file, "PNG")
        self.picture = file.getvalue()

    def answer(self) -> tuple[int, str, bytes]:
        return (200, "image/png", self.picture) if self.paints else FAILURE


@in_lab
def test_grid_by_keyboard_alone_fills_and_tries_a_failed_cell_again(open_notebook):
    painter = Painter()
    notebook = open_notebook([PAINTER])
    notebook.run(0)
    view = GalleryView(notebook.output(0)).wait()
    press, write = notebook.page.keyboard.press, notebook.page.keyboard.type
    states = "[one['state'] for one in w.grid['cells']]"
    with answering(painter.answer) as address:
        tab_to(view.prompt)
        write("a blue boat")
        tab_to(view.button("Grid"))
        press("Enter")
        for label, text in (
            ("Columns", "model"),
            ("Values of model", f"sandbox/painter, {address}"),
            ("Rows", "seed"),
            ("Values of seed", "1, 2"),
        ):
            tab_to(view.root.get_by_label(label))
            write(text)
        press("Enter")
        view.cells.nth(3).wait_for()
        notebook.wait_python(f"{states} == ['done', 'failed'] * 2 and w.status == 'done'")
        view.cells.locator("img").nth(1).wait_for()
        tab_to(view.cells.first.get_by_role("button"))
        press("ArrowRight")
        wait_focused(notebook, "Retry, model http")
        wait_focused(notebook, "out of paint")
        painter.paints = True
        press("Enter")
        notebook.wait_python(
            f"{states} == ['done', 'done', 'done', 'failed'] and w.status == 'done'"
        )
        view.wait_state("Done")
        view.cells.nth(1).locator("img").wait_for()
        wait_focused(notebook, "model http")
        press("ArrowDown")
        press("Enter")
        notebook.wait_python(f"{states} == ['done'] * 4 and w.status == 'done'")
        view.cells.nth(3).locator("img").wait_for()
        assert view.has_focus()
        # A cell opens large, and leads back to itself.
        press("Enter")
        view.overlay.wait_for()
        press("Escape")
        view.overlay.wait_for(state="hidden")
        wait_focused(notebook, "seed 2")


class Flaky(Painter):
    """A server whose memory is full for every call whose number is not among the good ones."""

    def __init__(self, good: set[int]) -> None:
        super().__init__()
        self._good = good
        self._numbers = itertools.count()
        self._lock = Lock()

    def answer(self) -> tuple[int, str, bytes]:
        with self._lock:
            self.paints = next(self._numbers) in self._good
        return super().answer() if self.paints else OUT_OF_MEMORY


@in_lab
@pytest.mark.parametrize(
    ("good", "state"),
    [({0, 2, 4, 6}, "Done, 4 failed"), ({7}, "Done, 7 failed"), (set(), "Failed, 8 failed")],
)
def test_sweep_that_fails_in_part_says_so_in_the_words_of_the_server(open_notebook, good, state):
    failed = 8 - len(good)
    with answering(Flaky(good).answer) as address:
        notebook = open_notebook([PAINTER.replace("sandbox/painter", address)])
        notebook.run(0)
        view = GalleryView(notebook.output(0)).wait()
        empty = view.root.locator(".hfw-shown").bounding_box()["height"]
        notebook.execute("w.prompt = 'a fox'; w.sweep(seed=range(8))")
        view.wait_state(re.escape(state))
        notebook.screenshot(f"sweep-{failed}-failed")
        cells = view.cells.filter(has_text="CUDA out of memory")
        soon(lambda: cells.count() == failed, "the failed cells")
        assert "500" not in cells.first.inner_text()
        view.root.get_by_text(f"{len(good)} of 8 done, {failed} failed").wait_for()
        counts = notebook.python("[w.stats[n] for n in ('cells', 'done', 'failed', 'stopped')]")
        assert counts == [8, len(good), failed, 0]
        if not good:
            assert view.root.locator(".hfw-shown").bounding_box()["height"] <= empty

"""What a real mouse did before never hides, isolates or passes off what comes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.picture_view import NEXT_FRAME, PictureView
from tests.browser.test_pictures import HEIGHT, READY, WIDTH

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]

# Strips beside each other, so that each has pixels of its own; and answers that fail.
MORE = """
from hfwidgets import InferenceError

def strips(name, count):
    found = []
    for number in range(count):
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        mask[:, number * WIDTH // count:(number + 1) * WIDTH // count] = 255
        mask = Image.fromarray(mask)
        found.append({"label": f"{name} {number}", "score": 0.9, "mask": mask})
    return found

class Told(Ready):
    def call(self, output, values):
        if isinstance(self.answer, Exception):
            def flow(*arguments, **more):
                raise self.answer
                yield
            return output.call(flow, self._client._config, values)
        return super().call(output, values)

w = Told("m")
w.image = photo(1)
w
"""
# The colours of enough pixels on the picture, without a move of the pointer: most first.
DRAWN = """stage => {
  const overlay = stage.querySelectorAll("canvas")[1];
  const {data} = overlay.getContext("2d").getImageData(0, 0, overlay.width, overlay.height);
  const counts = new Map();
  for (const color of new Uint32Array(data.buffer)) {
    // Outlines are white and nearly black.
    if (color >>> 24 && ![0xffffffff, 0xff141414].includes(color)) {
      counts.set(color, (counts.get(color) ?? 0) + 1);
    }
  }
  return [...counts.values()].filter(count => count > data.length / 4 / 100).length;
}"""


@pytest.fixture
def shown(open_notebook):
    notebook = open_notebook([READY + MORE])
    notebook.run(0)
    view = PictureView(notebook.output(0)).wait()

    def answer(name: str, count: int) -> None:
        notebook.execute(f"w.answer = strips({name!r}, {count}); w.run().wait()")
        view.wait_label(f"{name} {count - 1}")

    return notebook, view, answer


def drawn(view: PictureView) -> int:
    """How many colours cover a hundredth of the picture or more."""
    view.root.page.evaluate(NEXT_FRAME)
    count: int = view.stage.evaluate(DRAWN)
    return count


def point(view: PictureView, x: float, y: float) -> tuple[float, float]:
    """The place in the page of a pixel of the picture, which is scrolled to."""
    view.stage.scroll_into_view_if_needed()
    box = view.stage.bounding_box()
    assert box is not None
    scale = min(box["width"] / WIDTH, box["height"] / HEIGHT)
    if scale > 1:
        scale = min(4, int(scale))
    left = box["x"] + (box["width"] - WIDTH * scale) / 2
    top = box["y"] + (box["height"] - HEIGHT * scale) / 2
    return left + x * scale, top + y * scale


def leave(page: Page) -> None:
    page.mouse.move(2, 2)


@pytest.mark.parametrize("row", [9, 5, 2])
def test_pointer_that_rests_on_a_row_does_not_hide_the_next_answer(shown, row):
    _, view, answer = shown
    answer("first", 10)
    view.rows.nth(row).hover()
    assert drawn(view) == 1, "hovering isolates"
    answer("second", 2)
    assert drawn(view) == 2
    answer("third", 1)
    assert drawn(view) == 1


@pytest.mark.parametrize("row", [9, 4, 0])
def test_row_that_was_clicked_pins_nothing_of_later_answers(shown, row):
    notebook, view, answer = shown
    answer("first", 10)
    view.rows.nth(row).click()
    leave(notebook.page)
    assert drawn(view) == 1, "a click pins"
    for name in ("second", "third"):
        answer(name, 5)
        assert notebook.python("w.selected") is None
        assert view.root.get_by_role("option", selected=True).count() == 0
        assert drawn(view) == 5


def test_answer_of_another_run_or_model_is_marked_as_such(shown):
    notebook, view, answer = shown
    answer("good", 4)
    assert view.stale.count() == 0
    notebook.execute("w.model = 'other'")
    view.stale.wait_for()
    notebook.execute("w.model = 'm'")
    view.stale.wait_for(state="detached")
    notebook.execute("w.answer = InferenceError('CUDA out of memory'); w.run()")
    view.root.get_by_text("CUDA out of memory").first.wait_for()
    view.stale.wait_for()
    assert notebook.python("w.result") is None
    answer("better", 4)
    assert view.stale.count() == 0


def test_click_pins_the_topmost_there_and_only_a_second_goes_below(shown):
    notebook, view, _ = shown
    notebook.execute("w.answer = answer('over'); w.run().wait()")
    view.wait_label("over 5")
    mouse = notebook.page.mouse

    def click(x: float, y: float) -> str:
        """Click a pixel; return the label of what is pinned then, on the page and in Python."""
        mouse.click(*point(view, x, y))
        view.root.page.evaluate(NEXT_FRAME)
        pinned = view.root.get_by_role("option", selected=True)
        pinned.wait_for()
        label: str = pinned.inner_text()
        number = next(at for at in range(6) if f"over {at}" in label)
        notebook.wait_python(f"w.selected == {number}")
        return f"over {number}"

    assert click(5, 5) == "over 0"
    top = f"over {notebook.python('int(w.label_map[70, 102]) - 1')}"
    assert click(102, 70) == top, "the topmost, though another was pinned elsewhere"
    assert click(102, 70) not in ("over 0", top), "the one below it"
    assert click(5, 110) == "over 0"
    assert click(102, 70) == top

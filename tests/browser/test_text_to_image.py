"""Generated pictures in the page: what crosses, reuse, files, reload, views, bad answers."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.notebook_page import NotebookPage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]

# The colour in the middle of an image that is shown, from the pixels that were decoded.
MIDDLE = """image => {
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  const [x, y] = [canvas.width >> 1, canvas.height >> 1];
  return [canvas.width, canvas.height, ...drawing.getImageData(x, y, 1, 1).data.slice(0, 3)];
}"""


@pytest.fixture
def open_painter(open_notebook):
    """Open a notebook whose first cell shows a widget `w` that paints small pictures."""

    def opener(*cells: str, **parameters: Any) -> tuple[NotebookPage, Locator]:
        parameters = {"width": 128, "height": 96, "num_inference_steps": 4, **parameters}
        arguments = "".join(f", {name}={value!r}" for name, value in parameters.items())
        source = (
            "from hfwidgets import TextToImage\n"
            f"w = TextToImage('sandbox/painter', prompt='a red fox'{arguments})\n"
            "w"
        )
        notebook = open_notebook([source, *cells])
        notebook.run(0)
        root = notebook.output(0).locator(".hfw").first
        root.wait_for()
        return notebook, root

    return opener


def make(notebook: NotebookPage, root: Locator, pictures: int = 1) -> None:
    """Press Run and wait for the picture, so often."""
    for _ in range(pictures):
        count = notebook.python("len(w.images)")
        root.get_by_role("button", name="Run").first.click()
        notebook.wait_python(f"len(w.images) == {count + 1} and w.status == 'done'")
    root.locator("img.hfw-large").wait_for()
    if pictures > 1:
        root.get_by_role("option").nth(pictures - 1).wait_for()


def wait_drawn(root: Locator, size: tuple[int, int]) -> list[int]:
    """Wait until the large picture is drawn in full size; return its size and middle colour."""
    large = root.locator("img.hfw-large")
    root.page.wait_for_function(
        "([image, width]) => image.complete && image.naturalWidth === width",
        arg=[large.element_handle(), size[0]],
    )
    found: list[int] = large.evaluate(MIDDLE)
    return found


def middle_in_kernel(notebook: NotebookPage, place: int) -> list[int]:
    """Return the same of a picture that the kernel has."""
    image = f"w.images[{place}].image.convert('RGB')"
    found: list[int] = notebook.python(f"[*{image}.size, *{image}.getpixel((64, 48))]")
    return found


def test_a_picture_is_drawn_as_the_server_sent_it_and_crosses_once(open_painter):
    notebook, root = open_painter()
    make(notebook, root)
    assert wait_drawn(root, (128, 96)) == middle_in_kernel(notebook, 0)
    notebook.wait_idle()
    file = base64.b64decode(
        notebook.python("__import__('base64').b64encode(w.images[0].file).decode()")
    )
    crossings = [frame for frame in notebook.traffic.received if file in frame]
    assert len(crossings) == 1
    assert not [frame for frame in notebook.traffic.sent if b'"kind":"picture"' in frame]
    root.get_by_text(f"seed {notebook.python('w.seed')}", exact=True).wait_for()
    assert root.get_by_role("option").count() == 0, "one picture is none to choose from"


def test_one_more_column_asks_for_the_new_cells_only(open_painter, sandbox_log):
    notebook, root = open_painter("w.sweep(guidance_scale=[1, 8]).wait();")
    notebook.run(1)
    notebook.execute("w.sweep(guidance_scale=[1, 8, 12]).wait()")
    root.locator(".hfw-cell").nth(2).wait_for()
    assert notebook.python("[c.get('reused', False) for c in w.grid['cells']]") == [
        True,
        True,
        False,
    ]
    assert root.locator("tbody td").count() == 3


def test_parameters_come_from_a_png_that_was_downloaded(open_painter, tmp_path):
    notebook, root = open_painter()
    make(notebook, root)
    with notebook.page.expect_download() as download:
        root.get_by_role("button", name="Download", exact=True).click()
    path = tmp_path / "fox.png"
    download.value.save_as(path)
    seed = notebook.python("w.seed")
    make(notebook, root)
    assert notebook.python("w.seed") != seed
    root.locator("input[type=file]").set_input_files(path)
    restored = [seed, False, 128, "a red fox"]
    notebook.wait_python(f"[w.seed, w.randomize, w.width, w.prompt] == {restored}")
    restored = notebook.python(
        f"(lambda v: [v.seed, v.width, v.prompt, v.model])(TextToImage.from_png({str(path)!r}))"
    )
    assert restored == [seed, 128, "a red fox", "sandbox/painter"]


def test_a_second_view_and_a_reloaded_page_show_the_pictures(open_painter):
    notebook, root = open_painter("w")
    make(notebook, root, 2)
    expected = middle_in_kernel(notebook, 1)
    notebook.run(1)
    second = notebook.output(1).locator(".hfw").first
    assert wait_drawn(second, (128, 96)) == expected
    second.get_by_role("option").nth(1).wait_for()
    assert second.get_by_role("option").count() == 2
    notebook.save()
    notebook.reload()
    again = notebook.output(0).locator(".hfw").first
    again.wait_for()
    assert wait_drawn(again, (128, 96)) == expected
    thumbnail = again.get_by_role("option").nth(1).locator("img")
    notebook.page.wait_for_function(
        "image => image.naturalWidth > 0", arg=thumbnail.element_handle()
    )


def test_a_bad_answer_shows_a_card_and_leaves_the_picture(open_painter):
    notebook, root = open_painter()
    make(notebook, root)
    shown = wait_drawn(root, (128, 96))
    notebook.execute("w.model = 'sandbox/painter@status=500'; w.run()")
    root.locator(".hfw-problem").wait_for()
    assert wait_drawn(root, (128, 96)) == shown
    assert notebook.python("len(w.items)") == 1

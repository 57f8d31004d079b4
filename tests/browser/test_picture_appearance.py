"""The picture panels in light and dark, their accessibility, and what they leave behind."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.accessibility import serious_violations
from tests.browser.picture_view import PictureView
from tests.browser.scripted_server import answering
from tests.waiting import soon

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]

MEDIA = Path(__file__).resolve().parents[1] / "sandbox" / "media"
PANELS = {
    "classification": "ImageClassification(image=MEDIA + '/chelsea.jpg')",
    "segmentation": "ImageSegmentation(image=MEDIA + '/coffee.jpg')",
    "detection": "ObjectDetection(image=MEDIA + '/astronaut.jpg')",
    "to-image": "ImageToImage('sandbox/darkroom', image=MEDIA + '/rocket.jpg',"
    " prompt='at night, in winter')",
    "generation": "TextToImage('sandbox/painter', prompt='a red house by a lake at sunset',"
    " width=384, height=256)",
}
SETUP = f"from hfwidgets import *\nMEDIA = {str(MEDIA)!r}\nall_of = []"
SHOW = "w = {panel}; all_of.append(w); w"


def test_panels_are_without_fault_in_light_and_dark(open_notebook):
    notebook = open_notebook([SETUP, *(SHOW.format(panel=panel) for panel in PANELS.values())])
    notebook.page.set_viewport_size({"width": 1280, "height": 1500})
    notebook.run(*range(len(PANELS) + 1))
    views = dict(enumerate((PictureView(notebook.output(i + 1)) for i in range(len(PANELS))), 1))
    notebook.execute("for one in all_of: one.run()")
    for view in views.values():
        view.wait_state("Done")
    notebook.execute("w.sweep(guidance_scale=[2, 7.5], seed=[1, 2]).wait(); all_of[1].selected = 0")
    notebook.output(5).locator(".hfw-cell img").nth(3).wait_for()
    faults = {}
    try:
        for theme in ("light", "dark"):
            notebook.set_theme(f"JupyterLab {theme.capitalize()}")
            for (index, view), name in zip(views.items(), PANELS, strict=True):
                view.root.scroll_into_view_if_needed()
                view.next_frame()
                faults[name, theme] = serious_violations(view.root)
                notebook.picture(index, f"images-{name}-{theme}")
                assert view.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    finally:
        notebook.set_theme("JupyterLab Light")
    assert faults == {panel: [] for panel in faults}


def png_of(colour: tuple[int, ...]) -> bytes:
    """Return a picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (600, 300), colour).save(file, "PNG")
    return file.getvalue()


def edges(page, part) -> list[int]:
    """How much the levels differ across each side of a part: left, right, top, bottom."""
    x, y, width, height = (
        round(part.bounding_box()[side]) for side in ("x", "y", "width", "height")
    )
    clip = {"x": x - 3, "y": y - 3, "width": width + 6, "height": height + 6}
    with Image.open(io.BytesIO(page.screenshot(clip=clip))) as shot:
        grey = shot.convert("L")
    wide, tall = grey.size
    strips = [
        (0, tall // 2, 6, tall // 2 + 1),
        (wide - 6, tall // 2, wide, tall // 2 + 1),
        (wide // 2, 0, wide // 2 + 1, 6),
        (wide // 2, tall - 6, wide // 2 + 1, tall),
    ]
    extremes = [grey.crop(strip).getextrema() for strip in strips]
    return [high - low for low, high in extremes]


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_a_picture_of_the_colour_of_its_ground_has_an_edge(open_notebook, theme):
    colour: list[tuple[int, ...]] = [(255, 255, 255)]
    with answering(lambda: (200, "image/png", png_of(colour[0]))) as address:
        notebook = open_notebook(
            [
                SETUP,
                "a = ImageClassification(); a",
                f"b = TextToImage({address!r}, prompt='a page'); b",
            ]
        )
        notebook.run(0, 1, 2)
        notebook.page.set_viewport_size({"width": 1280, "height": 1500})
        shown, made = (PictureView(notebook.output(at)) for at in (1, 2))
        try:
            notebook.set_theme(f"JupyterLab {theme}")
            ground = shown.root.evaluate("node => getComputedStyle(node).backgroundColor")
            colour[0] = tuple(int(one) for one in re.findall(r"\d+", ground)[:3])
            notebook.execute(f"b.run(); a.image = {png_of(colour[0])!r}")
            made.wait_state("Done")
            notebook.page.wait_for_function(
                "image => image.complete && image.naturalWidth === 600",
                arg=made.root.locator(".hfw-large").element_handle(),
            )
            for view, part in ((shown, ".hfw-scene"), (made, "button.hfw-opener")):
                view.root.locator(part).wait_for()
                view.root.locator(part).scroll_into_view_if_needed()
                view.next_frame()
                assert min(edges(notebook.page, view.root.locator(part))) > 8, part
        finally:
            notebook.set_theme("JupyterLab Light")


def test_widgets_of_other_kinds_in_the_page_leave_a_widget_as_it_is(open_notebook):
    """Each brings a style sheet, and the one that is shown last comes last."""
    explorer = "ModelExplorer()"
    shown = [explorer, *PANELS.values(), explorer]
    notebook = open_notebook([SETUP, *(SHOW.format(panel=one) for one in shown)])
    notebook.page.set_viewport_size({"width": 420, "height": 900})

    def listed(cell: int):
        """Return the table of an explorer, which is `w`, when all models are in its list."""
        total = notebook.wait_python("w.status == 'done' and w.total")
        count = notebook.output(cell).locator(".hfw-count")
        count.filter(has_text=f"{total:,} models").wait_for()
        table = notebook.output(cell).locator(".hfw-table")
        table.locator(".hfw-line").nth(3).wait_for()
        return table

    notebook.run(0, 1)
    table = listed(1)
    look = "node => [...node.querySelectorAll('*'), node].map(each => {const style ="
    look += " getComputedStyle(each); return [style.opacity, style.display, style.position]})"
    alone = table.evaluate(look)
    notebook.run(*range(2, len(shown) + 1))
    last = listed(len(shown))
    assert table.evaluate(look) == alone
    assert last.evaluate(look) == alone


# What an answer brings, and whether it is all there: also the pictures, and every button.
ANSWER = ".hfw-answered [role=option], .hfw-scores tbody tr, img.hfw-large"
WHOLE = """node => !node.querySelector(".hfw-buttons [aria-disabled]")
  && [...node.querySelectorAll("img.hfw-large, .hfw-picture .hfw-thumbnail")]
    .every(one => one.complete && one.naturalWidth)"""
# Where everything is that stands in the page, without what opens over it.
PLACES = """node => [...node.querySelectorAll("button, canvas, img, input, .hfw-counters")]
  .filter(one => one.checkVisibility() && !one.closest(".hfw-popup"))
  .map(one => {
    const {left, top, width} = one.getBoundingClientRect();
    const home = node.getBoundingClientRect();
    return [one.className, left - home.left, top - home.top, width].join(" ");
  })"""
INSIDE = """node => {
  const [panel, home] = [node, node.closest(".hfw")].map(one => one.getBoundingClientRect());
  return panel.left >= home.left - 1 && panel.right <= home.right + 1
    && panel.top >= 0 && panel.bottom <= innerHeight;
}"""
MENUS = [
    ("segmentation", "Use in"),
    ("segmentation", "Export"),
    ("classification", "More"),
    ("generation", "Use in"),
    ("generation", "Choose a model"),
]


@pytest.mark.parametrize(("panel", "name"), MENUS)
@pytest.mark.parametrize("width", ["", "320px"], ids=["wide", "narrow"])
def test_menus_open_over_the_page_and_move_nothing(open_notebook, panel, name, width):
    notebook = open_notebook([SETUP, SHOW.format(panel=PANELS[panel])])
    notebook.run(0, 1)
    view = PictureView(notebook.output(1))
    notebook.execute("w.run().wait()")
    view.wait_state("Done")
    view.root.locator(ANSWER).first.wait_for()
    notebook.page.wait_for_function(WHOLE, arg=view.root.element_handle())
    view.root.evaluate("(node, width) => { node.parentElement.style.width = width; }", width)
    opener = view.root.get_by_role("button", name=name).first
    opener.scroll_into_view_if_needed()
    view.next_frame()
    before = view.root.evaluate(PLACES)
    opener.click()
    popup = view.root.locator(".hfw-popup:not([hidden])")
    popup.locator("button, [role=option]").first.wait_for()
    view.next_frame()
    assert view.root.evaluate(PLACES) == before
    soon(lambda: popup.evaluate(INSIDE), "the place of what has opened")
    assert serious_violations(view.root) == []
    notebook.page.keyboard.press("Escape")
    assert popup.count() == 0
    assert view.root.evaluate(PLACES) == before
    focused = notebook.page.evaluate(
        "() => document.activeElement.matches('[aria-expanded=false]')"
    )
    assert focused


# An address of a blob that is given and not given back keeps the picture, as a canvas does.
WATCH = """() => {
  window.hfwAddresses = new Set();
  const [give, takeBack] = [URL.createObjectURL, URL.revokeObjectURL];
  URL.createObjectURL = (blob) => {
    const address = give.call(URL, blob);
    window.hfwAddresses.add(address);
    return address;
  };
  URL.revokeObjectURL = (address) => {
    window.hfwAddresses.delete(address);
    takeBack.call(URL, address);
  };
  window.hfwCanvases = [];
  const create = document.createElement.bind(document);
  document.createElement = (name, ...more) => {
    const made = create(name, ...more);
    if (name === "canvas") window.hfwCanvases.push(new WeakRef(made));
    return made;
  };
}"""
PIXELS = "() => hfwCanvases.reduce((sum, one) => sum + (one.deref()?.width ?? 0), 0)"
RESULTS = """
import io, gc
import numpy as np, psutil
from PIL import Image
from hfwidgets import ImageSegmentation

class Ready(ImageSegmentation):
    def call(self, output, values):
        mask = np.zeros((320, 400), np.uint8)
        mask[20:200, 30:300] = 255
        def flow(*arguments, **more):
            return [{"label": f"result {number}", "score": 0.5, "mask": Image.fromarray(mask)}]
            yield
        return output.call(flow, self._client._config, values)

def show(count):
    global number
    for number in range(number + 1, number + 1 + count):
        w.image = file.getvalue() + number.to_bytes(4, 'big')  # what follows a picture does no harm
        w.run().wait()

def held():
    gc.collect()
    return psutil.Process().memory_info().rss / 2**20

file = io.BytesIO()
noise = np.random.default_rng(1).integers(0, 255, (320, 400, 3), np.uint8)
Image.fromarray(noise).save(file, "PNG")
number = 0
w = Ready("m")
w
"""


@pytest.mark.own_page
def test_200_results_leave_nothing_behind(open_notebook):
    """Of a result the kernel has 0.5 MB: kept, they would be 50 MB of the last 100."""
    notebook = open_notebook([RESULTS])
    notebook.page.evaluate(WATCH)
    notebook.run(0)
    view = PictureView(notebook.output(0)).wait()
    devtools = notebook.page.context.new_cdp_session(notebook.page)
    devtools.send("Performance.enable")
    kernel, heap, nodes = [], [], []
    for count in (100, 200):
        while notebook.python("number") < count:
            notebook.execute("show(20)")
            view.wait_label(f"result {notebook.python('number')}")
        devtools.send("HeapProfiler.collectGarbage")
        metrics = {
            one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]
        }
        heap.append(metrics["JSHeapUsedSize"] / 2**20)
        nodes.append(metrics["Nodes"])
        kernel.append(notebook.python("held()"))
    assert kernel[1] - kernel[0] < 27
    assert heap[1] - heap[0] < 4
    assert nodes[1] - nodes[0] < 300
    assert notebook.page.evaluate("() => hfwAddresses.size") <= 2
    assert notebook.page.evaluate(PIXELS) > 0
    notebook.execute("w.close()")
    view.root.wait_for(state="detached")
    devtools.send("HeapProfiler.collectGarbage")
    assert notebook.page.evaluate("() => hfwAddresses.size") == 0
    assert notebook.page.evaluate(PIXELS) == 0
    devtools.detach()

"""One view of a picture widget in the page: the only place that knows its selectors."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.browser.widget_view import WidgetView

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

# Two frames: what is drawn in the next one is there in the second.
NEXT_FRAME = "() => new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)))"
# The pixels of both canvases under a point of the page, and every colour that lies on the picture.
PIXELS = """async ([stage, x, y]) => {
  const event = {clientX: x, clientY: y, bubbles: true, pointerType: "mouse"};
  stage.dispatchEvent(new PointerEvent("pointermove", event));
  // The move asks for a redraw in the next frame, and this comes after it.
  await new Promise(drawn => requestAnimationFrame(drawn));
  const [base, overlay] = stage.querySelectorAll("canvas");
  const {left, top, width} = stage.getBoundingClientRect();
  const ratio = base.width / width;
  const at = [Math.floor((x - left) * ratio), Math.floor((y - top) * ratio)];
  const pixel = canvas => [...canvas.getContext("2d").getImageData(...at, 1, 1).data];
  const {data} = overlay.getContext("2d").getImageData(0, 0, overlay.width, overlay.height);
  const counts = new Map();
  for (const color of new Uint32Array(data.buffer)) {
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const colors = [...counts]
    .filter(([color]) => color >>> 24)
    .map(([color, count]) => [[0, 8, 16, 24].map(shift => (color >>> shift) & 255), count]);
  return {base: pixel(base), overlay: pixel(overlay), colors};
}"""
# A file dropped or pasted, as a browser does it.
HAND = """(node, [event, name, type, base64]) => {
  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, {type}));
  const way = {bubbles: true, cancelable: true, dataTransfer: transfer, clipboardData: transfer};
  const made = event === "drop" ? new DragEvent(event, way) : new ClipboardEvent(event, way);
  node.dispatchEvent(made);
}"""


@dataclass(frozen=True, slots=True)
class Pixels:
    """What is under a point: `(red, green, blue, alpha)` of the picture and of what lies on it.

    `colors` are all colours of the overlay, each with its number of pixels.
    """

    base: tuple[int, ...]
    overlay: tuple[int, ...]
    colors: list[tuple[tuple[int, ...], int]]


class PictureView(WidgetView):
    """What a reader can see and press."""

    def __init__(self, output: Locator) -> None:
        super().__init__(output)
        self.choose = self.root.get_by_role("button", name="Choose a picture")
        self.files = self.root.locator(".hfw-picture input[type=file]")
        self.held = self.root.locator(".hfw-picture")
        self.fault = self.root.locator(".hfw-picture .hfw-fault")
        self.thumbnail = self.root.locator("canvas.hfw-thumbnail")
        self.sending = self.root.get_by_role("progressbar", name="Sending")
        self.stage = self.root.locator(".hfw-scene").first
        self.overlay = self.stage.locator("canvas").nth(1)
        self.caption = self.root.locator(".hfw-caption")
        self.rows = self.root.get_by_role("option")
        self.stale = self.root.locator(".hfw-stale")
        self.divider = self.root.get_by_role("slider", name="Border between before and after")

    def points(self, across: int, down: int) -> Iterator[tuple[float, float]]:
        """Points of the page, spread evenly over the picture."""
        box = self.stage.bounding_box()
        assert box is not None
        for row in range(down):
            for column in range(across):
                yield (
                    box["x"] + box["width"] * (column + 0.5) / across,
                    box["y"] + box["height"] * (row + 0.5) / down,
                )

    def next_frame(self) -> None:
        """Wait until what was asked to be drawn is drawn."""
        self.root.page.evaluate(NEXT_FRAME)

    def pixels(self, x: float, y: float, *, mouse: bool = False) -> Pixels:
        """Point at a place of the page, and return what is drawn there then."""
        if mouse:
            self.root.page.mouse.move(x, y)
            self.next_frame()
        found = self.root.page.evaluate(PIXELS, [self.stage.element_handle(), x, y])
        colors = [(tuple(color), count) for color, count in found["colors"]]
        return Pixels(tuple(found["base"]), tuple(found["overlay"]), colors)

    def wait_label(self, text: str) -> None:
        """Wait until something of this label is in the list, and drawn."""
        self.rows.filter(has_text=text).first.wait_for()
        self.next_frame()

    def drop(self, file: Path, kind: str) -> None:
        """Drop a file on the widget."""
        self._hand("drop", self.root, file, kind)

    def paste(self, file: Path, kind: str) -> None:
        """Paste a file with the focus on the field."""
        self.choose.focus()
        self._hand("paste", self.choose, file, kind)

    def _hand(self, event: str, target: Locator, file: Path, kind: str) -> None:
        content = base64.b64encode(file.read_bytes()).decode()
        target.evaluate(HAND, [event, file.name, kind, content])

    @contextmanager
    def watched(self, attribute: str, part: Locator) -> Iterator[list[str]]:
        """Give the values that an attribute of a part takes, when the block is over."""
        seen = part.evaluate_handle(
            """(node, name) => {
              const seen = [];
              const observer = new MutationObserver(() => seen.push(node.getAttribute(name)));
              observer.observe(node, {attributes: true, attributeFilter: [name]});
              return seen;
            }""",
            attribute,
        )
        values: list[str] = []
        yield values
        values += seen.json_value()


class GalleryView(WidgetView):
    """What a reader can see and press of generated pictures."""

    def __init__(self, output: Locator) -> None:
        super().__init__(output)
        self.thumbnails = self.root.get_by_role("option")
        self.overlay = self.root.page.locator("dialog.hfw-overlay")
        self.place = self.overlay.locator(".hfw-place")
        self.cells = self.root.locator("tbody").get_by_role("gridcell")

    def wait_drawn(self) -> None:
        """Wait until the overlay shows a picture."""
        self.overlay.locator(".hfw-scene canvas").first.wait_for()
        self.root.page.evaluate(NEXT_FRAME)

    def scale(self) -> list[object]:
        """The element that tells the overlay's scale, and what it tells."""
        shown = self.overlay.locator("output")
        return [shown.element_handle(), shown.inner_text()]

    def has_focus(self) -> bool:
        """Whether the focus is in the widget."""
        inside: bool = self.root.evaluate("node => node.contains(document.activeElement)")
        return inside

"""A reader without a mouse: goes through a widget with Tab, types, chooses files, presses Enter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.browser.widget_view import tab_to

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.widget_view import WidgetView

# What a reader sees of a view: its words, what stands in its fields, and what is drawn.
SHOWN = """node => {
  const seen = one => one.getClientRects().length > 0;
  const fields = [...node.querySelectorAll("input:not([type=file]), textarea, select")];
  const drawn = [...node.querySelectorAll("img, canvas, audio, video, [role=img]")].filter(seen);
  return {
    words: node.innerText,
    fields: fields.filter(seen).map(one => one.type === "radio" ? one.checked : one.value),
    drawn: drawn.map(one => one.localName),
  };
}"""
# Tab must come to all of these. Of a group of radio buttons it comes to the chosen one.
STOPS = """node => [...node.querySelectorAll(
  "a[href], button, input, select, textarea, summary, audio, video, [tabindex]")].filter(one =>
    one.tabIndex >= 0 && !one.disabled && one.getClientRects().length > 0
    && getComputedStyle(one).visibility === "visible"
    && !(one.type === "radio" && !one.checked))"""
FIRST = f"node => ({STOPS})(node)[0].focus()"
LISTEN = """node => {
  const reached = new Set([node.ownerDocument.activeElement]);
  node.addEventListener("focusin", ({target}) => reached.add(target));
  node.hfwReached = reached;
}"""
INSIDE = "node => node.contains(document.activeElement)"
MISSED = f"""node => ({STOPS})(node).filter(one => !node.hfwReached.has(one))
  .map(one => one.outerHTML.slice(0, 200))"""
MOST_STOPS = 250


class Hands:
    """Keys alone, in one view.

    Args:
        view: Where they are at work.
        files: The files that may be chosen, by their names.
    """

    def __init__(self, view: WidgetView, files: Mapping[str, Path]) -> None:
        self.view = view
        self.files = files
        self.keys = view.root.page.keyboard

    def control(self, name: str) -> Locator:
        """The control that a reader knows by this name."""
        named = re.compile(f"(^|: ){re.escape(name)}$")
        root = self.view.root
        grid = root.get_by_role("grid", name=named)
        box = root.get_by_role("textbox", name=named)
        opener = root.get_by_role("button", name=named)
        grid.or_(box).or_(opener).first.wait_for()  # a table comes from the kernel
        if grid.count():
            return grid.locator("[role=gridcell][tabindex='0']")
        return box if box.count() else opener

    def give(self, name: str, text: str) -> None:
        """Go to a control; choose the file of this name, else write the text, else press it."""
        control = self.control(name)
        self.view.root.evaluate(FIRST)
        tab_to(control)
        if text in self.files:
            with self.view.root.page.expect_file_chooser() as chooser:
                self.keys.press("Enter")
            chooser.value.set_files(self.files[text])
        elif text:
            self.keys.type(text)
        else:
            self.keys.press("Enter")

    def press(self, button: Locator) -> None:
        """Go to a button with Tab and press Enter."""
        self.view.root.evaluate(FIRST)
        tab_to(button)
        self.keys.press("Enter")

    def missed(self) -> list[str]:
        """Go with Tab from the first control until out of the view; return what was left out."""
        root = self.view.root
        root.evaluate(FIRST)
        root.evaluate(LISTEN)
        for _ in range(MOST_STOPS):
            self.keys.press("Tab")
            if not root.evaluate(INSIDE):
                break
        else:
            raise AssertionError(f"{MOST_STOPS} times Tab did not leave {root}")
        missed: list[str] = root.evaluate(MISSED)
        return missed


def shown(view: WidgetView) -> dict[str, Any]:
    """Return what a reader sees of a view."""
    seen: dict[str, Any] = view.root.evaluate(SHOWN)
    return seen

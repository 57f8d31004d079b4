"""One view of a `TextGeneration` widget in the page: the only place that knows its selectors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Locator

RUN = ":scope > .hfw-bar > .hfw-run, :scope > .hfw-composer .hfw-run"
RUN_OR_STOP = re.compile(r"^(Run|Stop|Send|Answer)")
# Special tokens are in the page too, hidden; the text is what the reader sees.
READ_TEXT = """node => [...node.childNodes]
  .filter(child => child.className !== "hfw-special").map(child => child.textContent).join("")"""


class WidgetView:
    """What a reader can see and press."""

    def __init__(self, output: Locator) -> None:
        self.root = output.locator(".hfw").first
        # Not one of those in a transcript, a panel or a widget below, which may have the same name.
        self.run_button = self.root.locator(RUN).and_(
            self.root.get_by_role("button", name=RUN_OR_STOP)
        )
        self.prompt = self.root.get_by_role("textbox", name="prompt", exact=True)
        self.model = self.root.get_by_role("combobox", name="model", exact=True)
        self.page_of_text = self.root.locator(".hfw-page")
        self.state = self.root.locator(".hfw-state")
        self.counters = self.root.locator(".hfw-counters")
        self.loading_card = self.root.locator(".hfw-loading")
        self.problem_card = self.root.locator(".hfw-problem")

    def wait(self) -> WidgetView:
        """Wait until the widget is in the page."""
        self.root.wait_for()
        return self

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.root.get_by_role("button", name=name)

    def field(self, name: str) -> Locator:
        """A parameter's control, in the opened panel."""
        return self.root.get_by_label(name, exact=True)

    def text(self) -> str:
        """The generated text, as far as it has come."""
        text: str = self.root.locator(".hfw-text").evaluate(READ_TEXT)
        return text

    def wait_text(self, length: int = 1, seconds: float = PATIENCE) -> None:
        """Wait until at least `length` characters have come."""
        self.root.page.wait_for_function(
            "([node, length]) => node.textContent.length >= length",
            arg=[self.root.locator(".hfw-text").element_handle(), length],
            timeout=seconds * 1000,
        )

    def wait_state(self, word: str, seconds: float = PATIENCE) -> None:
        """Wait for the word that tells the state: Generating, Done, Stopped, Failed, Loading."""
        self.state.filter(has_text=re.compile(f"^{word}")).wait_for(timeout=seconds * 1000)


def tab_to(control: Locator, limit: int = 80) -> None:
    """Press Tab until the control has the focus, as a reader without a mouse would."""
    for _ in range(limit):
        if control.evaluate("node => node === document.activeElement"):
            return
        control.page.keyboard.press("Tab")
    raise AssertionError(f"{limit} times Tab did not reach {control}")

// Whoever presses a button that goes away keeps the focus, by the keyboard and for a screen reader. It
// is watched here in every test: for each button that any of them presses, whatever takes it away.
import { afterEach, expect } from "vitest";

interface Pressed {
  node: HTMLElement;
  name: string;
  widget: Element | null;
}

const shown = (node: Element) => node.isConnected && !node.closest("[hidden]");
const inView = (node: Element | null) => !!node && node !== document.body && shown(node);

let pressed: Pressed | undefined;
let lost: string[] = [];
const click = HTMLElement.prototype.click;

/** As browsers do: what is pressed has the focus. */
HTMLElement.prototype.click = function press(this: HTMLElement) {
  pressed = undefined;
  if (this.localName === "button" && shown(this) && this.closest(".hfw")) {
    this.focus();
    const name = this.textContent?.trim() || this.title || this.getAttribute("aria-label") || "";
    pressed = { node: this, name, widget: this.closest(".hfw") };
  }
  click.call(this);
};

/** The button is gone, its widget is not, and nothing that is shown has the focus. */
function look(): void {
  if (pressed && !shown(pressed.node)) {
    if (pressed.widget?.isConnected && !inView(document.activeElement)) {
      lost.push(pressed.name);
    }
    pressed = undefined;
  }
}

// Later than what the widget itself does about it.
new MutationObserver(() => queueMicrotask(look)).observe(document, {
  subtree: true,
  childList: true,
  attributeFilter: ["hidden"],
});

afterEach(() => {
  const names = lost;
  lost = [];
  pressed = undefined;
  expect(names, "buttons that took the focus with them").toEqual([]);
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { h } from "../src/lib/dom";
import { type Popup, popup } from "../src/lib/popup";

let menu: Popup;
let root: HTMLElement;
let item: HTMLButtonElement;
let other: HTMLButtonElement;

const open = () => !menu.panel.hidden;
const rectangle = (left: number, top: number, width: number, height: number) =>
  ({ left, top, width, height, right: left + width, bottom: top + height }) as DOMRect;
/** Lay things out, as a browser would: the widget, its button, and how large the panel wants to be. */
function lay(widget: DOMRect, opener: DOMRect, width: number, height: number): void {
  root.getBoundingClientRect = () => widget;
  menu.button.getBoundingClientRect = () => opener;
  vi.spyOn(menu.panel, "offsetWidth", "get").mockReturnValue(width);
  vi.spyOn(menu.panel, "offsetHeight", "get").mockReturnValue(height);
}
const at = () => [menu.panel.style.left, menu.panel.style.top];

beforeEach(() => {
  vi.stubGlobal("innerWidth", 1000);
  vi.stubGlobal("innerHeight", 800);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(private seen: () => void) {}
      observe = () => this.seen();
      disconnect() {}
    },
  );
  item = h("button", "", "One");
  other = h("button", "", "Other");
  menu = popup("Menu", h("div", "menu", item));
  root = h("div", "", menu.node, other);
  document.body.append(root);
  root.className = "hfw";
  lay(rectangle(100, 100, 600, 500), rectangle(120, 300, 80, 26), 200, 150);
});
afterEach(() => {
  menu.open(false);
  root.remove();
  vi.unstubAllGlobals();
});

describe("what opens below a button", () => {
  it("is opened and closed by it, and tells so", () => {
    expect([open(), menu.button.getAttribute("aria-expanded")]).toEqual([false, "false"]);
    menu.button.click();
    expect([open(), menu.button.getAttribute("aria-expanded")]).toEqual([true, "true"]);
    menu.button.click();
    expect([open(), menu.button.getAttribute("aria-expanded")]).toEqual([false, "false"]);
  });

  it.each([
    ["its button", () => menu.button],
    ["the first thing in it", () => item],
    ["itself", () => menu.panel],
  ])("closes with Esc on %s, gives the focus back, and closes nothing else", (_, from) => {
    const outside = vi.fn();
    root.addEventListener("keydown", outside);
    menu.button.click();
    item.focus();
    from().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(open()).toBe(false);
    expect(document.activeElement).toBe(menu.button);
    expect(outside).not.toHaveBeenCalled();
  });

  it.each([
    ["a press elsewhere", () => other.dispatchEvent(new Event("pointerdown", { bubbles: true }))],
    ["the focus going elsewhere", () => [item.focus(), other.focus()]],
    ["its button scrolled out of sight", () => scrolled(rectangle(120, -40, 80, 26))],
    ["its button scrolled below the window", () => scrolled(rectangle(120, 810, 80, 26))],
  ])("closes with %s", (_, act) => {
    menu.button.click();
    act();
    expect(open()).toBe(false);
  });

  it.each([
    ["a press in it", () => item.dispatchEvent(new Event("pointerdown", { bubbles: true }))],
    ["the focus going into it", () => [menu.button.focus(), item.focus()]],
    ["a scroll that leaves its button in sight", () => scrolled(rectangle(120, 200, 80, 26))],
  ])("stays with %s", (_, act) => {
    menu.button.click();
    act();
    expect(open()).toBe(true);
  });

  it.each([
    ["below its button", rectangle(100, 100, 600, 500), rectangle(120, 300, 80, 26), [120, 328]],
    ["left of the border", rectangle(100, 100, 600, 500), rectangle(600, 300, 80, 26), [500, 328]],
    ["in a narrow cell", rectangle(100, 100, 210, 500), rectangle(220, 300, 80, 26), [110, 328]],
    [
      "above, where there is room",
      rectangle(100, 100, 600, 690),
      rectangle(120, 740, 80, 26),
      [120, 588],
    ],
  ])("stands %s", (_, widget, opener, place) => {
    lay(widget, opener, 200, 150);
    menu.button.click();
    expect(at()).toEqual(place.map((pixels) => `${pixels}px`));
  });

  it("follows its button when the page is scrolled, and is no wider than its widget", () => {
    lay(rectangle(100, 100, 160, 500), rectangle(120, 300, 80, 26), 160, 150);
    menu.button.click();
    scrolled(rectangle(120, 260, 80, 26));
    expect(at()).toEqual(["100px", "288px"]);
    expect(menu.panel.style.maxWidth).toBe("160px");
  });
});

function scrolled(to: DOMRect): void {
  menu.button.getBoundingClientRect = () => to;
  root.dispatchEvent(new Event("scroll"));
}

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { button, h } from "../src/lib/dom";
import { ownKeys } from "../src/lib/own_keys";

const pause = () => new Promise((done) => setTimeout(done));
const focused = () => document.activeElement;

let life: AbortController;
let root: HTMLElement;
let panel: HTMLElement;
let bar: HTMLElement;
let press: HTMLElement;
let other: HTMLElement;
beforeEach(() => {
  life = new AbortController();
  press = button("Delete", () => {});
  other = button("Delete all", () => {});
  bar = h("div", "bar", press, other);
  panel = h("section", "panel", bar);
  root = h("div", "hfw", panel);
  document.body.append(root);
  ownKeys(root, life.signal);
  press.focus();
});
afterEach(() => {
  life.abort();
  root.remove();
});

describe("the focus of what goes away", () => {
  const ways: Record<string, [() => void, () => HTMLElement]> = {
    "is hidden": [() => set(press, true), () => bar],
    "is taken away": [() => press.remove(), () => bar],
    "is replaced": [() => bar.replaceChildren(button("Undo", () => {})), () => bar],
    "is hidden with what it is in": [() => set(bar, true), () => panel],
    "is taken away with what it is in": [() => bar.remove(), () => panel],
    "is the last of all": [() => root.replaceChildren(), () => root],
  };
  it.each(Object.keys(ways))("goes to what it was in where it %s", async (way) => {
    const [act, place] = ways[way] as (typeof ways)[string];
    act();
    await pause();
    expect(focused()).toBe(place());
    expect(place().tabIndex).toBe(-1);
  });

  it("goes to no other button, which a second press would set off", async () => {
    for (const one of [press, other]) {
      one.focus();
      one.remove();
      await pause();
      expect(focused()?.localName).not.toBe("button");
    }
  });

  it("leaves a place that is reached by Tab as it is", async () => {
    bar.tabIndex = 0;
    press.remove();
    await pause();
    expect([focused(), bar.tabIndex]).toEqual([bar, 0]);
  });

  it("stays where it was put on purpose", async () => {
    other.focus();
    press.focus();
    press.remove();
    other.focus();
    await pause();
    expect(focused()).toBe(other);
  });

  it("is not brought back from whoever went elsewhere", async () => {
    const outside = h("input", "");
    document.body.append(outside);
    outside.focus();
    await pause();
    outside.blur();
    press.remove();
    await pause();
    expect(focused()).toBe(document.body);
    // A press outside closes a menu: the focus is not that of the menu any more.
    other.focus();
    document.body.dispatchEvent(new Event("pointerdown", { bubbles: true, composed: true }));
    other.blur();
    set(bar, true);
    await pause();
    expect(focused()).toBe(document.body);
    outside.remove();
  });

  it("is not kept for a widget that is gone", async () => {
    life.abort();
    press.remove();
    await pause();
    expect(focused()).toBe(document.body);
  });
});

function set(node: HTMLElement, hidden: boolean): void {
  node.hidden = hidden;
}

// What can be done with several rows: those that are selected, and those in view.
import { button, h } from "../lib/dom";
import { MOST as MOST_COMPARED } from "./comparison";
import type { Kernel } from "./kernel";
import type { List } from "./list";
import type { Scene } from "./scene";
import * as strings from "./strings";

export interface Picks {
  nodes: HTMLElement[];
  /** The button that has the selected ones side by side. */
  compare: HTMLElement;
  redraw(): void;
}

/** `compare` is called to have the selected ones side by side. */
export function picks(
  { model, talk }: Scene,
  rows: List,
  told: Kernel,
  compare: () => void,
): Picks {
  const count = h("span", "dim");
  const clear = button(strings.clearSelection, () => {
    rows.selection.clear();
    told.select([], model.get("selected_row"));
    rows.redraw();
    redraw();
    rows.node.focus();
  });
  const wanted = () => (rows.selection.size ? [...rows.selection] : rows.visible());
  const check = button("", () =>
    talk.call({ kind: "verify", rows: wanted().slice(0, MOST) }, strings.verify),
  );
  const side = button("", compare);
  const redraw = () => {
    const { size } = rows.selection;
    count.textContent = size ? strings.selected(size) : "";
    clear.hidden = !size;
    side.hidden = size < 2 || size > MOST_COMPARED;
    side.textContent = strings.compare(size);
    check.hidden = rows.node.hidden || model.get("has_offers");
    check.textContent = size
      ? strings.verifySelected(Math.min(MOST, size))
      : strings.verifyVisible(rows.visible().length);
  };
  return { nodes: [h("div", "buttons", count, side, clear, check)], compare: side, redraw };
}

/** Python checks no more at once. */
const MOST = 200;

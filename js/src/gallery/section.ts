// The grid of a sweep with its progress and its files.

import type { Context } from "../kit";
import { button, h, set } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import type { CellState, Grid, Item } from "../protocol";
import type { Asker } from "./acts";
import { type Cells, cells } from "./cells";
import type { Stock } from "./stock";

export interface Section extends Pick<Cells, "focus"> {
  node: HTMLElement;
  show(grid: Grid | null, items: ReadonlyMap<string, Item>): void;
}

export function section(
  context: Context,
  stock: Stock,
  { ask, fetch }: Asker,
  open: (item: string) => void,
): Section {
  const retry = (cell: number) => ask(strings.retry, { kind: "cell-retry", cell });
  const table = cells(context, stock, { open, retry });
  const words = h("span", "");
  let shown: Grid | null = null;
  const lost = () =>
    shown?.cells.filter(({ state }) => state === "failed" || state === "stopped") ?? [];
  const again = button("", () => {
    for (const { cell } of lost()) {
      retry(cell);
    }
    table.focus();
  });
  const bar = h(
    "div",
    "bar",
    words,
    again,
    button(strings.sheet, () => fetch({ kind: "grid" }, "png")),
    button(strings.table, () => fetch({ kind: "grid" }, "csv")),
  );
  const line = h("div", { class: "hfw-progress", role: "progressbar", "aria-label": strings.grid });
  const node = h(
    "div",
    { class: "hfw-section", role: "group", "aria-label": strings.grid, hidden: true },
    bar,
    line,
    table.node,
  );
  let over = true;

  /** How far it is; said aloud when it is over. */
  const count = ({ cells: all }: Grid) => {
    const number = (wanted: CellState) => all.filter(({ state }) => state === wanted).length;
    const going = number("waiting") + number("running") > 0;
    words.textContent = strings.progress(
      number("done"),
      all.length,
      number("failed"),
      number("stopped"),
    );
    if (!over && !going) {
      context.say(`${strings.grid}: ${words.textContent}`);
    }
    over = line.hidden = !going;
    const share = Math.round(
      (100 * (all.length - number("waiting") - number("running"))) / all.length,
    );
    set(line, { "aria-valuenow": share, "aria-valuetext": words.textContent });
    line.style.setProperty("--hfw-done", `${share}%`);
    const missing = lost().length;
    again.hidden = going || missing < 2;
    again.textContent = strings.retryAll(missing);
  };
  return {
    node,
    focus: table.focus,
    show(grid, items) {
      shown = grid;
      node.hidden = !grid;
      if (grid) {
        count(grid);
        table.show(grid, items);
      }
    },
  };
}

// The table of a sweep: a picture for every pair of values, filled as they come. One tab stop;
// arrow keys go from cell to cell.

import type { Context } from "../kit";
import { button, h, hasFocus, set } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import type { Cell, Grid, Item } from "../protocol";
import { stepInTable, tabStop } from "./steps";
import type { Stock } from "./stock";
import { thumbnails } from "./thumbnail";

export interface CellActs {
  open(item: string): void;
  retry(cell: number): void;
}

export interface Cells {
  node: HTMLElement;
  show(grid: Grid, items: ReadonlyMap<string, Item>): void;
  /** Move the focus to where it was last. */
  focus(): void;
}

export const MARKS = { waiting: "○", running: "◐", done: "✓", failed: "✕", stopped: "■" } as const;

const inWords = (value: unknown) => (value == null ? strings.noValue : String(value));
/** The values of a cell by name: "guidance_scale 7.5, seed 1". */
function pairOf({ axes }: Grid, index: number): string {
  const columns = axes[0]?.values.length ?? 1;
  return axes
    .map(({ name, values }, axis) => {
      const at = axis ? Math.floor(index / columns) : index % columns;
      return `${name} ${inWords(values[at])}`;
    })
    .join(", ");
}

export function cells({ signal }: Pick<Context, "signal">, stock: Stock, acts: CellActs): Cells {
  const table = h("table", { role: "grid", "aria-label": strings.grid });
  const node = h("div", "sheet", table);
  const small = thumbnails(stock, node, signal);
  let boxes: HTMLTableCellElement[] = [];
  let columns = 1;
  let place = 0;
  let axes = "";

  const stop = () => {
    const targets = boxes.map(target);
    tabStop(targets, targets[Math.min(place, targets.length - 1)]);
  };
  const focus = (to = place) => {
    place = to;
    stop();
    const box = boxes[place];
    if (box) {
      target(box).focus();
    }
  };

  const fill = (box: HTMLElement, cell: Cell, pair: string, item: Item | undefined) => {
    const shape = JSON.stringify([cell, !!item]);
    if (box.dataset.cell !== shape) {
      const inside = hasFocus(target(box));
      box.dataset.cell = shape;
      box.className = `hfw-is-${cell.state}`;
      box.replaceChildren(...content(cell, pair, item, acts));
      set(box, { tabIndex: -1, "aria-busy": cell.state === "running" || null });
      const opener = box.querySelector(".hfw-cell");
      if (opener && item) {
        opener.append(small.make(item.id));
      }
      if (inside) {
        target(box).focus();
      }
    }
  };
  table.onkeydown = (event) => {
    const at = boxes.findIndex((box) => box.contains(event.target as Node));
    const to = event.altKey || at < 0 ? null : stepInTable(event, at, boxes.length, columns);
    if (to !== null) {
      event.preventDefault();
      focus(to);
    }
  };
  table.addEventListener("focusin", ({ target: focused }) => {
    place = Math.max(
      0,
      boxes.findIndex((box) => box.contains(focused as Node)),
    );
    stop();
  });
  return {
    node,
    focus,
    show(grid, items) {
      columns = grid.axes[0]?.values.length ?? 1;
      const now = JSON.stringify(grid.axes);
      if (now !== axes) {
        [axes, boxes, place] = [now, lay(table, grid), 0];
      }
      grid.cells.forEach((cell, index) => {
        const box = boxes[index];
        if (box) {
          fill(box, cell, pairOf(grid, index), items.get(cell.item ?? ""));
        }
      });
      stop();
    },
  };
}

/** A cell's focus is on its button where it has one. */
const target = (box: HTMLElement): HTMLElement => box.querySelector("button") ?? box;

/** The table anew: headings, and a cell for each pair, which it returns. */
function lay(table: HTMLElement, { axes: [across, down] }: Grid): HTMLTableCellElement[] {
  const boxes: HTMLTableCellElement[] = [];
  const head = (value: unknown, name: string, scope: string) =>
    h("th", { scope, dir: "auto" }, h("span", "dim", name), ` ${inWords(value)}`);
  const wide = across?.values ?? [null];
  const rows = (down?.values ?? [null]).map((value) => {
    const row = wide.map(() => h("td", { role: "gridcell" }));
    boxes.push(...row);
    const heading = down ? [head(value, down.name, "row")] : [];
    return h("tr", "", ...heading, ...row);
  });
  const corner = down ? [h("td", "corner")] : [];
  const headings = wide.map((value) => head(value, across?.name ?? "", "col"));
  table.replaceChildren(
    h("thead", "", h("tr", "", ...corner, ...headings)),
    h("tbody", "", ...rows),
  );
  return boxes;
}

/** What is in the cell of a pair: its picture, or its state in words. */
function content(cell: Cell, pair: string, item: Item | undefined, acts: CellActs): Node[] {
  const { state, reused } = cell;
  const words = strings.states[state] + (reused ? `, ${strings.reusedCell}` : "");
  const about = `${pair}: ${words}`;
  if (state === "done" && item) {
    return [
      button("", () => acts.open(item.id), { class: "hfw-cell", "aria-label": about }),
      ...(reused
        ? [h("span", { class: "hfw-again", "aria-hidden": true }, strings.reusedCell)]
        : []),
    ];
  }
  const mark = h("span", { class: "hfw-mark", "aria-hidden": true }, MARKS[state]);
  const label = h("span", "state", mark, words);
  return ["failed", "stopped"].includes(state) ? [label, ...ended(cell, about, acts)] : [label];
}

/** Why a cell has no picture, and the way to get one. */
const ended = ({ cell, error }: Cell, about: string, acts: CellActs): Node[] => [
  h("span", { class: "hfw-why", dir: "auto", title: error ?? "" }, error ?? ""),
  button(strings.retry, () => acts.retry(cell), {
    "aria-label": `${strings.retry}, ${about}. ${error ?? ""}`,
  }),
];

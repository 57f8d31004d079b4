// The buttons below a table; what opens with the last of them comes later.

import type { Context } from "../kit";
import { button, enable, h } from "../lib/dom";
import { popup } from "../lib/popup";
import { laterPanel } from "../parts/later_panel";
import type { Acts } from "./acts";
import type { Grid } from "./grid";
import type { Link } from "./link";
import type { MenuFilling, TableMenu } from "./menu";
import * as said from "./strings";

export interface Tools {
  /** The buttons of a table that is there. */
  nodes: HTMLElement[];
  /** Offer what can be done now. */
  refresh(): void;
}

/** `remove` takes the whole table away; `named` is what a file is called. */
export function tools(
  context: Pick<Context, "later" | "say" | "signal">,
  link: Link,
  grid: Grid,
  acts: Acts,
  remove: () => void,
  named: () => string,
): Tools {
  const { sheet } = link;
  /** Whoever uses a button goes on in the table. */
  const act = (label: string, does: () => void, returns = true) =>
    button(label, () => {
      does();
      if (sheet.columns.length && returns) {
        more.open(false);
        grid.follow(true);
      }
    });
  const undo = act(said.undo, () => acts.step(true), false);
  const redo = act(said.redo, () => acts.step(false), false);
  const menu = h("div", "menu hfw-tablemenu");
  const late = laterPanel<MenuFilling, TableMenu>(
    context,
    "table_menu",
    { link, grid, acts, say: context.say, remove, named, act },
    menu,
    () => more.button,
  );
  const more = popup(said.edit, menu, late.open);
  return {
    nodes: [
      act(said.addRow, () => acts.addRow(sheet.rows)),
      act(said.addColumn, () => acts.addColumn(sheet.columns.length)),
      undo,
      redo,
      more.node,
    ],
    refresh() {
      enable(undo, link.can(true));
      enable(redo, link.can(false));
      late.made()?.opened();
      // A table that is there may be edited while the kernel is busy.
      if (sheet.columns.length) {
        late.ahead();
      }
    },
  };
}

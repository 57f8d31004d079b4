// The buttons below a table, and what opens with the last of them: rows, columns, their names and
// types.

import { button, choice, enable, h, line } from "../lib/dom";
import { popup } from "../lib/popup";
import { downloadText } from "../lib/save";
import type { ColumnKind } from "../protocol";
import type { Acts } from "./acts";
import type { Grid } from "./grid";
import type { Link } from "./link";
import * as said from "./strings";

export interface Tools {
  /** The buttons of a table that is there. */
  nodes: HTMLElement[];
  /** Offer what can be done now. */
  refresh(): void;
}

/** `remove` takes the whole table away; `named` is what a file is called. */
export function tools(
  link: Link,
  grid: Grid,
  acts: Acts,
  remove: () => void,
  named: () => string,
): Tools {
  const { sheet } = link;
  const { cursor } = grid;
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
  const head = heading(link, grid, acts);
  const menu = h(
    "div",
    "menu hfw-tablemenu",
    head.node,
    act(said.rowAbove, () => acts.addRow(Math.max(0, cursor.area().row))),
    act(said.removeRows, acts.removeRows),
    act(said.columnBefore, () => acts.addColumn(Math.max(0, cursor.area().column))),
    act(said.removeColumns, acts.removeColumns),
    act(said.firstToNames, acts.firstToNames),
    act(said.csv, () => downloadText(acts.csv(), `${named()}.csv`), false),
    act(said.removeTable, remove, false),
  );
  const more = popup(said.edit, menu, head.show);
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
      head.show();
    },
  };
}

/** Name and type of the column at the cursor. */
function heading({ sheet }: Link, { cursor }: Grid, acts: Acts) {
  let at = 0;
  const name = line({
    onchange: () =>
      acts.setHead(at, { name: name.value.trim() || (sheet.columns[at]?.name ?? "") }),
  });
  const kind = choice(said.kinds, () => acts.setHead(at, { kind: kind.value as ColumnKind }));
  return {
    node: h(
      "div",
      "bar",
      h("label", "dim", `${said.columnName} `, name),
      h("label", "dim", `${said.columnKind} `, kind),
    ),
    show() {
      at = Math.min(cursor.column, sheet.columns.length - 1);
      name.value = sheet.columns[at]?.name ?? "";
      kind.value = sheet.kind(at);
    },
  };
}

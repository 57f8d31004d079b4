// What opens with the last button below a table: rows, columns, their names and types, and the way out.

import { choice, h, line } from "../lib/dom";
import { downloadText } from "../lib/save";
import type { Filling } from "../parts/later_panel";
import type { ColumnKind, TableChange } from "../protocol";
import type { Acts } from "./acts";
import { firstToNames } from "./changes";
import type { Grid } from "./grid";
import type { Link } from "./link";
import { csv, harmless } from "./separated";
import type { Sheet } from "./sheet";
import * as said from "./strings";

/** What the menu is made for. */
export interface TableMenu {
  link: Link;
  grid: Grid;
  acts: Acts;
  say(text: string): void;
  /** Takes the whole table away. */
  remove(): void;
  /** What a file is called. */
  named(): string;
  /** A button that does something; whoever uses it goes on in the table. */
  act(label: string, does: () => void, returns?: boolean): HTMLElement;
}

export interface MenuFilling extends Filling {
  /** The cursor is elsewhere. */
  opened(): void;
}

export function tableMenu(given: TableMenu): MenuFilling {
  const { link, grid, acts, remove, named, act } = given;
  const { sheet, change } = link;
  const { cursor } = grid;
  const head = heading(link, grid, acts);
  const lines = removal(given);
  const names = () => sheet.rows && change(firstToNames(sheet));
  return {
    nodes: [
      head.node,
      act(said.rowAbove, () => acts.addRow(Math.max(0, cursor.area().row))),
      act(said.removeRows, lines.rows),
      act(said.columnBefore, () => acts.addColumn(Math.max(0, cursor.area().column))),
      act(said.removeColumns, lines.columns),
      act(said.firstToNames, names),
      act(said.csv, () => downloadText(asFile(sheet), `${named()}.csv`), false),
      act(said.removeTable, remove, false),
    ],
    opened: head.show,
  };
}

/** Takes away the rows or columns that are selected. */
function removal({ link: { sheet, change }, grid: { cursor }, say }: TableMenu) {
  const remove = (op: "rows" | "columns", at: number, count: number, words: string) => {
    if (count > 0 && sheet.rows) {
      change([{ op, at, remove: count, insert: [] } as TableChange]);
      say(words);
    }
  };
  return {
    rows() {
      const { row, height } = cursor.area();
      remove("rows", row, height, said.removedRows(height));
    },
    columns() {
      const { column, width } = cursor.area();
      remove("columns", column, width, said.removedColumns(width));
    },
  };
}

/** The whole table as a file, with the predictions. */
function asFile(sheet: Sheet): string {
  const told = sheet.answered && sheet.answer?.predictions;
  const names = sheet.columns.map(({ name }) => name);
  const rows = Array.from({ length: sheet.rows }, (_, row) => [
    ...sheet.columns.map(({ cells }) => cells[row] ?? null),
    ...(told ? [harmless(sheet.prediction(row) ?? null)] : []),
  ]);
  return csv([told ? [...names, said.prediction] : names, ...rows]);
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

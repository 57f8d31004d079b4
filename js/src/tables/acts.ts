// What can be done with a table, whether by key, by mouse or by button: each a step for undo, said
// to screen readers.

import type { Context } from "../kit";
import type { WholeColumn } from "../protocol";
import { amiss } from "./cells";
import { emptyColumns, emptyRow, emptyTable, missing, written } from "./changes";
import type { Grid } from "./grid";
import type { Link } from "./link";
import { copied, harmless } from "./separated";
import type { Sheet } from "./sheet";
import * as said from "./strings";

export interface Acts {
  /** A text was typed at the cursor. */
  typed(text: string): void;
  /** Rows of texts, from the cursor on; the table grows where they need it. */
  paste(texts: readonly string[][]): void;
  /** The cells that are selected, as a spreadsheet takes them. */
  copy(): string;
  clear(): void;
  addRow(at: number): void;
  addColumn(at: number): void;
  setHead(column: number, head: Partial<Pick<WholeColumn, "name" | "kind">>): void;
  /** An empty table to type in. */
  begin(): void;
  step(back: boolean): void;
}

/** `texts`: any cell can be sent as it is. */
export function acts(context: Pick<Context, "say">, link: Link, grid: Grid, texts: boolean): Acts {
  return { ...cellActs(context, link, grid, texts), ...shapeActs(context, link, grid) };
}

const placed = ({ columns }: Sheet, row: number, column: number): string =>
  said.place(row, columns[column]?.name ?? said.prediction);

/** What is done with cells and names. */
function cellActs(
  { say }: Pick<Context, "say">,
  { sheet, change, step }: Link,
  { cursor }: Grid,
  texts: boolean,
) {
  const setHead: Acts["setHead"] = (column, head) => {
    const one = sheet.columns[column];
    if (one) {
      change([{ op: "head", column, name: one.name, kind: one.kind, ...head }]);
    }
  };
  return {
    setHead,
    typed(text: string) {
      const { row, column } = cursor;
      if (row >= 0) {
        change(written(sheet, row, column, [[text]]));
        const [cell, kind] = [sheet.cell(row, column), sheet.kind(column)];
        const place = placed(sheet, row, column);
        const wrong = !texts && amiss(cell, kind);
        say(wrong ? said.wrong(cell ?? "", place, kind) : said.set(place, cell));
      } else if (text.trim()) {
        setHead(column, { name: text.trim() });
        say(said.set(said.columnName, text.trim()));
      }
    },
    paste(texts: readonly string[][]) {
      const width = Math.max(...texts.map(({ length }) => length));
      const lines = texts.map((line) => [...line, ...Array<string>(width - line.length).fill("")]);
      const { row, column } = cursor.area();
      change(written(sheet, row, column, lines));
      cursor.select(row, column, row + lines.length - 1, column + width - 1);
      say(said.taken(lines.length, width));
    },
    copy(): string {
      const { row, column, height, width } = cursor.area();
      if (cursor.row < 0 && !cursor.wide) {
        return placed(sheet, -1, cursor.column);
      }
      if (cursor.column === sheet.columns.length) {
        const rows = Array.from({ length: height }, (_, y) => [
          harmless(sheet.prediction(row + y) ?? null),
        ]);
        return copied(rows);
      }
      say(said.copiedCells(height * width));
      return copied(sheet.block(row, column, height, width));
    },
    clear() {
      const { row, column, height, width } = cursor.area();
      if (cursor.column < sheet.columns.length && cursor.row >= 0) {
        const cells = Array.from({ length: height }, () => missing(width));
        change([{ op: "cells", row, column, cells }]);
        say(said.emptied(height * width));
      }
    },
    step(back: boolean) {
      const done = step(back);
      say(done ? (back ? said.undone : said.redone) : said.nothing);
    },
  };
}

/** What is done with rows, columns, and all of them. */
function shapeActs({ say }: Pick<Context, "say">, { sheet, change }: Link, { cursor }: Grid) {
  return {
    addRow(at: number) {
      change(emptyRow(sheet, at));
      cursor.go(at, cursor.column);
      say(placed(sheet, at, cursor.column));
    },
    addColumn(at: number) {
      change(emptyColumns(sheet, at));
      cursor.go(-1, at);
      say(placed(sheet, -1, at));
    },
    begin() {
      change(emptyTable(sheet));
      cursor.go(0, 0);
    },
  };
}

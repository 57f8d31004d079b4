// Changes of a table that are made of what a person does: each a list that is one step for undo.
import type { ColumnKind, TableChange, WholeColumn } from "../protocol";
import { type Cell, cellOf, kindOf } from "./cells";
import type { Sheet } from "./sheet";
import * as said from "./strings";

/** An empty table to type in. */
const [ROWS, COLUMNS] = [3, 2];

/** Texts by row. */
type Texts = readonly (readonly string[])[];

export const missing = (count: number): Cell[] => Array<Cell>(count).fill(null);

/** Names for more columns, which no column has. */
function freshNames({ columns }: Sheet, count: number): string[] {
  const names = columns.map(({ name }) => name);
  for (let at = names.length + 1; names.length < columns.length + count; at++) {
    if (!names.includes(said.newColumn(at))) {
      names.push(said.newColumn(at));
    }
  }
  return names.slice(columns.length);
}

/** The kinds of columns once these are in them: one without a cell takes that of what comes. */
function kinds(sheet: Sheet, column: number, texts: Texts): ColumnKind[] {
  return (texts[0] ?? []).map((_, x) => {
    const one = sheet.columns[column + x];
    const bare = !one || (one.kind === "text" && one.cells.every((text) => text === null));
    return bare ? kindOf(texts.map((line) => line[x] || null)) : one.kind;
  });
}

/** Texts from a place on; the table grows where they need it. */
export function written(sheet: Sheet, row: number, column: number, texts: Texts): TableChange[] {
  const kind = kinds(sheet, column, texts);
  const { length: count } = sheet.columns;
  const insert = freshNames(sheet, Math.max(0, column + kind.length - count)).map(
    (name, at): WholeColumn => ({
      name,
      kind: kind[count + at - column] ?? "text",
      cells: missing(sheet.rows),
    }),
  );
  const heads = kind.flatMap((one, x): TableChange[] => {
    const there = sheet.columns[column + x];
    return there && there.kind !== one
      ? [{ op: "head", column: column + x, name: there.name, kind: one }]
      : [];
  });
  const cells = texts.map((line) => line.map((text, x) => cellOf(text, kind[x] ?? "text")));
  const below = Math.max(0, row + texts.length - sheet.rows);
  const rows = Array.from({ length: below }, () => missing(count + insert.length));
  return [
    ...(insert.length ? [{ op: "columns" as const, at: count, remove: 0, insert }] : []),
    ...(below ? [{ op: "rows" as const, at: sheet.rows, remove: 0, insert: rows }] : []),
    ...heads,
    { op: "cells", row, column, cells },
  ];
}

export const emptyRow = ({ columns }: Sheet, at: number): TableChange[] => [
  { op: "rows", at, remove: 0, insert: [missing(columns.length)] },
];

export function emptyColumns(sheet: Sheet, at: number, count = 1): TableChange[] {
  const cells = missing(sheet.columns.length ? sheet.rows : ROWS);
  const insert = freshNames(sheet, count).map((name) => ({ name, kind: "text" as const, cells }));
  return [{ op: "columns", at, remove: 0, insert }];
}

/** An empty table to type in. */
export const emptyTable = (sheet: Sheet): TableChange[] => emptyColumns(sheet, 0, COLUMNS);

/** The names are those of the first row. */
export const firstToNames = ({ columns }: Sheet): TableChange[] => [
  ...columns.map(({ cells: [first, ...rest], kind, name }, column): TableChange => {
    const other = kind === "text" ? kindOf(rest) : kind;
    return { op: "head", column, name: first ?? name, kind: other };
  }),
  { op: "rows", at: 0, remove: 1, insert: [] },
];

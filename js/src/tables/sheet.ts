// The table of one view: columns of texts, the changes that are made to it, and what a run said of it.
// The editor changes it, the renderer marks it, the grid draws it.
import type { Context } from "../kit";
import type { ColumnKind, Head, TableChange, WholeColumn } from "../protocol";
import { amiss, type Cell } from "./cells";

/** Which table an answer is about, and what it says of its rows and cells. */
export interface Answer {
  version: number;
  shape: number;
  predictions?: readonly Cell[];
  /** Whether all predictions are numbers. */
  numeric?: boolean;
  cells?: readonly (readonly [number, number, string])[];
}

/** How many cells of a column are missing; the first row that cannot be sent, or -1. */
interface Judged {
  missing: number;
  wrong: number;
}

/** Where a row or a column was when the table was asked about; null: it was not there. */
type Origins = (number | null)[];

export class Sheet {
  columns: WholeColumn[] = [];
  rows = 0;
  serial = 0;
  version = 0;
  shape = 0;
  answer: Answer | null = null;
  private rowsFrom: Origins = [];
  private columnsFrom: Origins = [];
  /** Rows of the table that was asked about that were changed since; null is all of them. */
  private stale: Set<number> | null = new Set();
  private marked = new Map<string, string>();
  private readonly judgements = new WeakMap<WholeColumn, Judged>();
  /** Have a cell in view, with the focus where that is wanted: the grid says how. */
  show: (row: number, column: number, focus: boolean) => void = () => {};
  /** Where the keyboard is: the grid says it. */
  at: () => number = () => -1;
  private readonly listeners = new Set<(moved: boolean) => void>();

  /** Call `hear` after every change; `moved` tells that rows or columns are others. */
  follow(hear: (moved: boolean) => void): void {
    this.listeners.add(hear);
  }

  tell(moved: boolean): void {
    for (const hear of this.listeners) {
      hear(moved);
    }
  }

  /** Hold another table. */
  load(columns: WholeColumn[], numbers: Pick<Sheet, "serial" | "version" | "shape">): void {
    const { serial, version, shape } = numbers;
    Object.assign(this, { columns, serial, version, shape, rows: columns[0]?.cells.length ?? 0 });
    this.mark(this.answer);
  }

  /** Show what a run said, as far as the table is still the one that was asked about. */
  mark(answer: Answer | null): void {
    const fits = answer?.shape === this.shape;
    this.answer = answer;
    this.rowsFrom = fits ? Array.from({ length: this.rows }, (_, row) => row) : [];
    this.columnsFrom = fits ? this.columns.map((_, column) => column) : [];
    this.stale = answer?.version === this.version ? new Set() : null;
    this.marked = new Map(answer?.cells?.map(([row, column, text]) => [`${row} ${column}`, text]));
    this.tell(true);
  }

  /** Whether what a run said can be shown in the table. */
  get answered(): boolean {
    return this.rowsFrom.length > 0;
  }

  /** Whether the table is not the one any more that was asked about. */
  get isOld(): boolean {
    return !!this.answer && (!this.answered || !this.stale || this.stale.size > 0);
  }

  /** The next row below the keyboard's with a prediction, from the top again at the end. */
  nextPrediction(label: Cell): number | null {
    const [count, at] = [this.rows, this.at()];
    for (let step = 1; step <= count; step++) {
      const row = (at + step) % count;
      if (this.prediction(row) === label) {
        return row;
      }
    }
    return null;
  }

  prediction(row: number): Cell | undefined {
    const from = this.rowsFrom[row];
    return from == null ? undefined : this.answer?.predictions?.[from];
  }

  /** Whether a cell is one of the answer's. */
  answers(row: number, column: number): boolean {
    return this.marked.has(`${this.rowsFrom[row]} ${this.columnsFrom[column]}`);
  }

  /** Whether a row was changed since it was asked about. */
  isStale(row: number): boolean {
    const from = this.rowsFrom[row];
    return from != null && (!this.stale || this.stale.has(from));
  }

  /** Where a cell is that was asked about, or null. */
  find(row: number, column: number): [number, number] | null {
    const at = [this.rowsFrom.indexOf(row), this.columnsFrom.indexOf(column)] as const;
    return Math.min(...at) < 0 ? null : [...at];
  }

  cell(row: number, column: number): Cell {
    return this.columns[column]?.cells[row] ?? null;
  }

  kind(column: number): ColumnKind {
    return this.columns[column]?.kind ?? "text";
  }

  /** Cells of a rectangle, by row. */
  block(row: number, column: number, height: number, width: number): Cell[][] {
    return Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => this.cell(row + y, column + x)),
    );
  }

  /** Make a change; returns the one that takes it back. */
  apply(change: TableChange): TableChange {
    this.version++;
    this.shape += Number(change.op === "rows" || change.op === "columns");
    switch (change.op) {
      case "cells":
        return this.setCells(change);
      case "head":
        return this.setHead(change);
      case "rows":
        return this.spliceRows(change);
      default:
        return this.spliceColumns(change);
    }
  }

  private setCells({ row, column, cells }: Extract<TableChange, { op: "cells" }>): TableChange {
    const before = this.block(row, column, cells.length, cells[0]?.length ?? 0);
    cells.forEach((texts, y) => {
      texts.forEach((text, x) => {
        const one = this.columns[column + x] as WholeColumn;
        one.cells[row + y] = text;
        this.judgements.delete(one);
      });
      this.touch(row + y);
    });
    return { op: "cells", row, column, cells: before };
  }

  private setHead({ column, name, kind }: Extract<TableChange, { op: "head" }>): TableChange {
    const one = this.columns[column] as WholeColumn;
    const before: Head = { name: one.name, kind: one.kind };
    Object.assign(one, { name, kind });
    this.judgements.delete(one);
    this.stale = null;
    return { op: "head", column, ...before };
  }

  private spliceRows({ at, remove, insert }: Extract<TableChange, { op: "rows" }>): TableChange {
    const before = this.block(at, 0, remove, this.columns.length);
    this.columns.forEach((one, x) => {
      this.judgements.delete(one);
      splice(
        one.cells,
        at,
        remove,
        insert.map((texts) => texts[x] ?? null),
      );
    });
    this.rows += insert.length - remove;
    if (this.answered) {
      splice<number | null>(
        this.rowsFrom,
        at,
        remove,
        insert.map(() => null),
      );
    }
    return { op: "rows", at, remove: insert.length, insert: before };
  }

  private spliceColumns(change: Extract<TableChange, { op: "columns" }>): TableChange {
    const { at, remove, insert } = change;
    const fresh = insert.map((one) => ({ ...one, cells: [...one.cells] }));
    const before = this.columns.splice(at, remove, ...fresh);
    this.columnsFrom.splice(at, remove, ...insert.map(() => null));
    this.rows = this.columns[0]?.cells.length ?? 0;
    this.stale = null;
    return { op: "columns", at, remove: insert.length, insert: before };
  }

  private touch(row: number): void {
    const from = this.rowsFrom[row];
    if (from != null) {
      this.stale?.add(from);
    }
  }

  /** How many cells are missing, and where the first is that cannot be sent. */
  look(texts: boolean): { missing: number; wrong: [number, number] | null } {
    const found = this.columns.map((one) => this.judged(one));
    const column = found.findIndex(({ wrong }) => wrong >= 0);
    return {
      missing: found.reduce((sum, { missing }) => sum + missing, 0),
      wrong: texts || column < 0 ? null : [found[column]?.wrong ?? 0, column],
    };
  }

  /** The same of one column; it is looked through again only when it has changed. */
  private judged(one: WholeColumn): Judged {
    const known = this.judgements.get(one);
    if (known) {
      return known;
    }
    const { cells, kind } = one;
    const missing = cells.reduce((sum, cell) => sum + Number(cell === null), 0);
    const wrong = kind === "text" ? -1 : cells.findIndex((cell) => amiss(cell, kind));
    this.judgements.set(one, { missing, wrong });
    return { missing, wrong };
  }

  /** The first name that an earlier column has too, or null. */
  twice(): string | null {
    const names = this.columns.map(({ name }) => name);
    return names.find((name, at) => names.indexOf(name) < at) ?? null;
  }
}

/** Without a limit of how many come at once, which arguments have. */
function splice<One>(list: One[], at: number, remove: number, insert: readonly One[]): void {
  const rest = list.slice(at + remove);
  list.length = at;
  for (const some of [insert, rest]) {
    for (const one of some) {
      list.push(one);
    }
  }
}

const sheets = new WeakMap<Context["talk"], Sheet>();

/** The table of a view: one and the same for its editor and its renderer. */
export function sheetOf({ talk }: Pick<Context, "talk">): Sheet {
  const found = sheets.get(talk) ?? new Sheet();
  sheets.set(talk, found);
  return found;
}

// Where the keyboard is in a table, and what is selected: from there to where the selection began.
// Row -1 is the head; the column after the last one is that of the predictions.
import type { Sheet } from "./sheet";

export interface Area {
  row: number;
  column: number;
  height: number;
  width: number;
}

export class Cursor {
  row = 0;
  column = 0;
  private fromRow = 0;
  private fromColumn = 0;

  constructor(
    private readonly sheet: Sheet,
    private readonly columns: () => number,
  ) {}

  /** Go to a place in the table; `extend` selects all up to there. */
  go(row: number, column: number, extend = false): void {
    const within = (at: number, least: number, count: number) =>
      Math.max(least, Math.min(at, count - 1));
    this.row = within(row, -1, this.sheet.rows);
    this.column = within(column, 0, this.columns());
    if (!extend) {
      this.fromRow = this.row;
      this.fromColumn = this.column;
    }
  }

  /** Select an area, the keyboard at its end. */
  select(row: number, column: number, toRow: number, toColumn: number): void {
    this.go(row, column);
    this.go(toRow, toColumn, true);
  }

  /** The cells that are selected, without those of the head and of the predictions. */
  area(): Area {
    const rows = [this.row, this.fromRow].map((row) => Math.max(0, row)) as [number, number];
    const last = this.sheet.columns.length - 1;
    const columns = [this.column, this.fromColumn].map((one) => Math.min(one, last));
    const [row, column] = [Math.min(...rows), Math.min(...columns)];
    return {
      row,
      column,
      height: Math.min(Math.max(...rows), this.sheet.rows - 1) - row + 1,
      width: Math.max(...columns) - column + 1,
    };
  }

  /** Whether more than one cell is selected. */
  get wide(): boolean {
    return this.row !== this.fromRow || this.column !== this.fromColumn;
  }

  holds(row: number, column: number): boolean {
    const between = (at: number, one: number, other: number) =>
      at >= Math.min(one, other) && at <= Math.max(one, other);
    return between(row, this.row, this.fromRow) && between(column, this.column, this.fromColumn);
  }
}

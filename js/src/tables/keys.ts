// The keys of a table, as in spreadsheets; but Tab leaves the table, unless a cell is written in.

import type { Acts } from "./acts";
import type { Grid } from "./grid";
import type { Sheet } from "./sheet";
import type { Writing } from "./writing";

export interface Controlled {
  sheet: Sheet;
  grid: Grid;
  acts: Acts;
  box: Writing;
}

/** Begin to write in the cell at the cursor; `text` replaces what is there. */
export function write({ sheet, grid, box }: Controlled, text?: string): void {
  const { row, column } = grid.cursor;
  if (column < sheet.columns.length) {
    const there = row < 0 ? (sheet.columns[column]?.name ?? "") : sheet.cell(row, column);
    grid.follow(false);
    box.begin(there, text);
  }
}

/** Where a key leads, or null. */
function target({ sheet, grid }: Controlled, key: string, jump: boolean): [number, number] | null {
  const { cursor, port } = grid;
  const { row, column } = cursor;
  const [lastRow, lastColumn] = [sheet.rows - 1, sheet.columns.length - 1];
  const places: Record<string, [number, number]> = {
    ArrowUp: [jump ? 0 : row - 1, column],
    ArrowDown: [jump ? lastRow : row + 1, column],
    ArrowLeft: [row, jump ? 0 : column - 1],
    ArrowRight: [row, jump ? lastColumn : column + 1],
    Home: [jump ? 0 : row, 0],
    End: [jump ? lastRow : row, lastColumn],
    PageUp: [Math.max(0, row - port.page()), column],
    PageDown: [row + port.page(), column],
  };
  return places[key] ?? null;
}

export function listenToKeys(one: Controlled): void {
  const { sheet, grid, acts, box } = one;
  const { cursor } = grid;
  const move = (row: number, column: number, extend = false) => {
    cursor.go(row, column, extend);
    grid.follow(true);
  };
  const commands: Record<string, () => void> = {
    z: () => acts.step(true),
    Z: () => acts.step(false),
    y: () => acts.step(false),
    a: () => cursor.select(sheet.rows - 1, sheet.columns.length - 1, 0, 0),
  };
  const plain: Record<string, () => void> = {
    Enter: () => write(one),
    F2: () => write(one),
    Delete: acts.clear,
    Backspace: acts.clear,
  };
  const inWriting = whileWriting(one, move);
  const narrow = (event: KeyboardEvent) => {
    event.stopPropagation();
    move(cursor.row, cursor.column);
  };
  /** What a key does where nothing is written, or undefined. */
  const actOf = (event: KeyboardEvent): (() => void) | undefined => {
    const { key, shiftKey } = event;
    const command = isCommand(event);
    const to = target(one, key, command);
    if (to) {
      return () => move(...to, shiftKey);
    }
    if (key === "Escape" && cursor.wide) {
      return () => narrow(event);
    }
    return (command ? commands : plain)[key];
  };
  const navigating = (event: KeyboardEvent) => {
    const act = event.altKey ? undefined : actOf(event);
    if (act) {
      event.preventDefault();
      act();
      grid.follow(!box.active());
    } else if (isLetter(event)) {
      // The key itself is typed into the box, which has the focus by then.
      write(one, "");
    }
  };
  grid.node.addEventListener("keydown", (event) => (box.active() ? inWriting : navigating)(event));
}

const isCommand = ({ ctrlKey, metaKey }: KeyboardEvent): boolean => ctrlKey || metaKey;

/** Whether a key writes something; "Process" begins a composed letter. */
const isLetter = (event: KeyboardEvent): boolean =>
  (event.key.length === 1 || event.key === "Process") && !(event.altKey || isCommand(event));

/** The keys that end writing in a cell, and go on to the next one. */
function whileWriting(one: Controlled, move: (row: number, column: number) => void) {
  const { sheet, grid, acts, box } = one;
  const { cursor } = grid;
  /** To the next cell, and from the last one of all into a new row. */
  const tab = (by: number) => {
    const { length: count } = sheet.columns;
    const { row, column } = cursor;
    const at = row * count + column + by;
    if (row < 0) {
      move(row, column + by);
    } else {
      if (at >= sheet.rows * count) {
        acts.addRow(sheet.rows);
      }
      move(Math.max(0, Math.floor(at / count)), at < 0 ? 0 : at % count);
    }
  };
  const ends: Record<string, (back: boolean) => void> = {
    Enter: (back) => move(cursor.row + (back ? -1 : 1), cursor.column),
    Tab: (back) => tab(back ? -1 : 1),
    Escape: () => {},
  };
  return (event: KeyboardEvent) => {
    const { key, shiftKey, altKey, isComposing } = event;
    const end = isComposing || isCommand(event) ? undefined : ends[key];
    if (!end) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (key === "Enter" && altKey) {
      const area = event.target as HTMLTextAreaElement;
      area.setRangeText("\n", area.selectionStart, area.selectionEnd, "end");
    } else {
      box.end(key !== "Escape");
      end(shiftKey);
    }
  };
}

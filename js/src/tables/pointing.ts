// The mouse and the clipboard of a table.

import type { Grid } from "./grid";
import { type Controlled, write } from "./keys";
import { pasted } from "./separated";

export function listenToMouse(one: Controlled): void {
  const { sheet, grid, box } = one;
  const { cursor, node } = grid;
  let dragging = false;
  const choose = (row: number, column: number, extend: boolean) => {
    const [lastRow, lastColumn] = [sheet.rows - 1, sheet.columns.length - 1];
    if (column >= 0) {
      cursor.go(row, column, extend);
    } else if (row < 0) {
      cursor.select(lastRow, lastColumn, 0, 0);
    } else {
      cursor.select(extend ? cursor.area().row : row, lastColumn, row, 0);
    }
    grid.follow(true);
  };
  node.addEventListener("mousedown", (event) => {
    const place = grid.placeOf(event.target);
    if (place && !event.button && !(event.target as Element).matches("textarea")) {
      box.end();
      event.preventDefault();
      dragging = true;
      choose(...place, event.shiftKey);
    }
  });
  node.addEventListener("mousemove", (event) => {
    dragging &&= event.buttons === 1;
    const place = dragging && grid.placeOf(event.target);
    if (place && place[1] >= 0 && (place[0] !== cursor.row || place[1] !== cursor.column)) {
      choose(...place, true);
    }
  });
  // A screen reader moves the focus by itself.
  node.addEventListener("focusin", ({ target }) => {
    const place = grid.placeOf(target);
    if (place && !(cursor.row === place[0] && cursor.column === place[1]) && place[1] >= 0) {
      cursor.go(...place);
      grid.draw();
    }
  });
  node.addEventListener("dblclick", (event) => {
    const place = grid.placeOf(event.target);
    if (place && place[1] >= 0 && !box.active()) {
      write(one);
    }
  });
}

/** Whether the table has the focus, and no cell is written in. */
const isHere = ({ node }: Grid, writing: boolean): boolean =>
  node.contains((node.getRootNode() as Document).activeElement) && !writing;

/** Whatever has the focus in the table: browsers tell the page of it, and not the cell. */
export function listenToClipboard({ grid, acts, box }: Controlled, signal: AbortSignal): void {
  const hear = (kind: "copy" | "cut" | "paste", act: (data: DataTransfer) => void) =>
    grid.node.ownerDocument.addEventListener(
      kind,
      (event) => {
        if (isHere(grid, box.active()) && event.clipboardData) {
          event.preventDefault();
          event.stopImmediatePropagation();
          act(event.clipboardData);
          grid.follow(true);
        }
      },
      { signal, capture: true },
    );
  const copy = (data: DataTransfer) => data.setData("text/plain", acts.copy());
  hear("copy", copy);
  hear("cut", (data) => {
    copy(data);
    acts.clear();
  });
  hear("paste", (data) => {
    const text = data.getData("text/plain");
    if (text) {
      acts.paste(pasted(text));
    }
  });
}

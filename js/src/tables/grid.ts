// The table as an ARIA grid with one tab stop. Only what is in view is in the page, and the cell
// with the focus wherever it is: ten thousand cells cost what a hundred cost.

import { h, set } from "../lib/dom";
import { atEnd } from "../lib/traits";
import { amiss } from "./cells";
import { Cursor } from "./cursor";
import type { Sheet } from "./sheet";
import * as said from "./strings";
import { ROW, type Viewport, viewport } from "./viewport";

/** Characters of a cell that are drawn: it shows no more. */
const DRAWN = 200;

export interface Grid {
  node: HTMLElement;
  cursor: Cursor;
  port: Viewport;
  /** Draw what has changed; `moved`: rows and columns are others. */
  draw(moved?: boolean): void;
  /** Show where the cursor is now; with the focus, unless it is elsewhere. */
  follow(focus: boolean): void;
  /** The element of the cell at the cursor. */
  here(): HTMLElement | undefined;
  /** The place of the cell that an element is in. */
  placeOf(target: EventTarget | null): [number, number] | null;
}

/** The rows, and the cells of each, that are in the page. */
interface Line {
  node: HTMLElement;
  cells: Map<number, HTMLElement>;
}

/** `texts`: any cell can be sent as it is. */
export function grid(sheet: Sheet, name: string, texts: boolean, signal: AbortSignal): Grid {
  const head = line("columnheader");
  head.node.classList.add("hfw-heads");
  const body = h("div", { role: "rowgroup", class: "hfw-rows" });
  const node = h(
    "div",
    { class: "hfw-sheet", role: "grid", "aria-label": name, "aria-multiselectable": true },
    h("div", { role: "rowgroup", class: "hfw-top" }, head.node),
    body,
  );
  const port = viewport(node, sheet);
  const columns = () => sheet.columns.length + Number(port.last > 0);
  const cursor = new Cursor(sheet, columns);
  const lines = new Map<number, Line>();
  let filled = false;

  const draw = (moved = false) => {
    if (moved) {
      port.measure();
      // Where there was no row before, the first one is where to begin.
      const row = filled ? cursor.row : Math.max(0, cursor.row);
      cursor.go(row, cursor.column, cursor.wide);
      filled = sheet.rows > 0;
      set(node, { "aria-rowcount": sheet.rows + 1, "aria-colcount": columns() + 1 });
      body.style.height = `${sheet.rows * ROW}px`;
      body.style.width = head.node.style.width = `${port.total()}px`;
    }
    // All is read before anything is written, or the page would be laid out twice.
    const across = numbers(port.columns(), cursor.column, sheet.columns.length);
    const down = numbers(port.rows(), cursor.row, sheet.rows);
    if (port.last) {
      across.push(sheet.columns.length);
    }
    const fill = filler(sheet, port, cursor, texts);
    cellsOf(head, -1, across, fill);
    keep(body, lines, down, () => line("rowheader"));
    for (const row of down) {
      cellsOf(lines.get(row) as Line, row, across, fill);
    }
  };
  const here = () => (cursor.row < 0 ? head : lines.get(cursor.row))?.cells.get(cursor.column);
  const self: Grid = {
    node,
    cursor,
    port,
    draw,
    here,
    follow(focus) {
      port.reveal(cursor.row, cursor.column);
      draw();
      if (focus) {
        here()?.focus({ preventScroll: true });
      }
    },
    placeOf(target) {
      const cell = (target as Element | null)?.closest?.<HTMLElement>("[data-column]");
      const row = cell?.parentElement?.dataset.row;
      return cell && row ? [Number(row), Number(cell.dataset.column)] : null;
    },
  };
  node.onscroll = () => draw();
  const size = new ResizeObserver(() => draw(true));
  size.observe(node);
  atEnd(signal, () => size.disconnect());
  return self;
}

function line(side: "rowheader" | "columnheader"): Line {
  const cells = new Map<number, HTMLElement>();
  const name = side === "columnheader" ? { "aria-label": said.row } : {};
  const props = { role: side, class: "hfw-nr", "aria-colindex": 1, "data-column": -1, ...name };
  const first = h("div", props);
  return { node: h("div", { role: "row", class: "hfw-line" }, first), cells };
}

/** The numbers from..to and one more, where there is such a one, in their order. */
function numbers([from, to]: [number, number], more: number, count: number): number[] {
  const found = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
  const lacks = more >= 0 && more < count && (more < from || more >= to);
  return lacks ? (more < from ? [more, ...found] : [...found, more]) : found;
}

/** Have a line in the page for each key and no other; those that go are filled anew. */
function keep(
  parent: HTMLElement,
  made: Map<number, Line>,
  keys: readonly number[],
  make: () => Line,
): void {
  const wanted = new Set(keys);
  const spare: Line[] = [];
  for (const [key, one] of made) {
    if (!wanted.has(key)) {
      spare.push(one);
      made.delete(key);
    }
  }
  let next: Node | null = null;
  for (const key of [...keys].reverse()) {
    const one = made.get(key) ?? spare.pop() ?? make();
    made.set(key, one);
    if (one.node.parentNode !== parent || one.node.nextSibling !== next) {
      parent.insertBefore(one.node, next);
    }
    next = one.node;
  }
  for (const { node } of spare) {
    node.remove();
  }
}

type Fill = (cell: HTMLElement, row: number, column: number) => void;

/** Have the cells of these columns in a line, and that of the predictions where there are any. */
function cellsOf(one: Line, row: number, across: readonly number[], fill: Fill): void {
  const { node, cells } = one;
  if (node.dataset.row !== String(row)) {
    set(node, { "data-row": row, "aria-rowindex": row + 2 });
    node.style.top = row < 0 ? "" : `${row * ROW}px`;
  }
  fill(node.firstChild as HTMLElement, row, -1);
  const wanted = new Set(across);
  for (const [column, cell] of cells) {
    if (!wanted.has(column)) {
      cell.remove();
      cells.delete(column);
    }
  }
  let before = node.firstChild as Node;
  for (const column of across) {
    const cell = cells.get(column) ?? h("div", { "data-column": column, dir: "auto" });
    cells.set(column, cell);
    if (cell.previousSibling !== before) {
      before.parentNode?.insertBefore(cell, before.nextSibling);
    }
    before = cell;
    fill(cell, row, column);
  }
}

/** What each cell was framed as: what stays is not written again. */
const framed = new WeakMap<HTMLElement, string>();

/** What puts a cell in its place, and tells what it is. */
function framer({ columns }: Sheet, port: Viewport, cursor: Cursor): Fill {
  return (cell, row, column) => {
    const told = {
      role: row < 0 ? "columnheader" : "gridcell",
      "aria-colindex": column + 2,
      "aria-selected": cursor.holds(row, column),
      "aria-readonly": column === columns.length || null,
      tabIndex: row === cursor.row && column === cursor.column ? 0 : -1,
    };
    const place = port.place(column);
    const key = JSON.stringify([told, place]);
    if (framed.get(cell) !== key) {
      framed.set(cell, key);
      set(cell, told);
      Object.assign(cell.style, place);
    }
  };
}

/** What fills a cell of the table as it is now. */
function filler(sheet: Sheet, port: Viewport, cursor: Cursor, texts: boolean): Fill {
  const { length: last } = sheet.columns;
  const frame = framer(sheet, port, cursor);
  const fill = (cell: HTMLElement, row: number, column: number) => {
    if (row < 0) {
      fillHead(cell, sheet, column);
    } else if (column === last) {
      fillPrediction(cell, sheet, row);
    } else {
      fillCell(cell, sheet, row, column, texts);
    }
  };
  return (cell, row, column) => {
    if (column < 0) {
      write(cell, row < 0 ? "" : String(row + 1), "");
      cell.style.width = `${port.side}px`;
      return;
    }
    frame(cell, row, column);
    if (!cell.firstElementChild?.matches("textarea")) {
      fill(cell, row, column);
    }
  };
}

function fillHead(cell: HTMLElement, { columns }: Sheet, column: number): void {
  const one = columns[column];
  const [name, kind] = one ? [one.name, said.kinds[one.kind]] : [said.prediction, ""];
  dress(cell, one ? "hfw-cell" : "hfw-cell hfw-last");
  if (cell.dataset.shown !== `${name}\n${kind}`) {
    cell.dataset.shown = `${name}\n${kind}`;
    cell.title = name;
    cell.replaceChildren(h("b", "", name || said.unnamed), h("span", "dim", kind));
  }
}

function fillPrediction(cell: HTMLElement, sheet: Sheet, row: number): void {
  const text = sheet.prediction(row);
  dress(
    cell,
    "hfw-cell hfw-last",
    sheet.answer?.numeric && "hfw-number",
    sheet.isStale(row) && "hfw-old",
  );
  write(cell, text ?? null, text === undefined ? "" : said.missing);
}

function fillCell(cell: HTMLElement, sheet: Sheet, row: number, column: number, texts: boolean) {
  const text = sheet.cell(row, column);
  const kind = sheet.kind(column);
  const answers = sheet.answers(row, column);
  dress(
    cell,
    "hfw-cell",
    kind === "number" && "hfw-figure",
    text === null && "hfw-missing",
    answers && "hfw-answers",
    answers && sheet.isStale(row) && "hfw-old",
  );
  blame(cell, !texts && amiss(text, kind));
  write(cell, text, said.missing);
}

function blame(cell: HTMLElement, wrong: boolean): void {
  if (wrong !== cell.hasAttribute("aria-invalid")) {
    set(cell, { "aria-invalid": wrong || null });
  }
}

/** Give a cell its classes. */
function dress(cell: HTMLElement, ...names: (string | false | undefined)[]): void {
  const all = names.filter(Boolean).join(" ");
  if (cell.className !== all) {
    cell.className = all;
  }
}

function write(cell: HTMLElement, text: string | null, missing: string): void {
  const shown = text === null ? missing : text.slice(0, DRAWN);
  if (cell.textContent !== shown) {
    cell.textContent = shown;
    cell.title = text && text.length > 12 ? text.slice(0, 1000) : "";
  }
}

// Cells as spreadsheets put them on the clipboard, and as files have them: one way each.
import { type Cell, numberIn } from "./cells";

/** The rows of a text with tabs between its cells; those with tabs or lines in them are quoted. */
export function pasted(text: string): string[][] {
  const rows: string[][] = [[]];
  // What ends a text is no further row.
  const bare = text.replace(/\r\n?|\n/g, "\n").replace(/\n$/, "");
  for (const [, cell = "", end] of bare.matchAll(CELL)) {
    rows.at(-1)?.push(bareCell(cell));
    if (end === "") {
      break;
    }
    if (end === "\n") {
      rows.push([]);
    }
  }
  return rows;
}

const CELL = /("(?:[^"]|"")*"(?=[\t\n]|$)|[^\t\n]*)([\t\n]|$)/g;

const bareCell = (cell: string): string =>
  /^".*"$/s.test(cell) && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell;

/** Rows for a spreadsheet. */
export const copied = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => row.map((cell) => quoted(cell, /[\t\r\n]|^"/)).join("\t")).join("\n");

/** Rows as a CSV file has them. */
export const csv = (rows: readonly (readonly Cell[])[]): string =>
  rows
    .map((row) => `${row.map((cell) => quoted(cell, /[,"\r\n;]|^\s|\s$|^$/)).join(",")}\r\n`)
    .join("");

const quoted = (cell: Cell, when: RegExp): string =>
  cell === null ? "" : when.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** What a model said, which no spreadsheet takes for a formula. */
export const harmless = (cell: Cell): Cell =>
  cell !== null && /^[=+\-@\t\r]/.test(cell) && !numberIn(cell) ? `'${cell}` : cell;

// What users read about tables: part of the one table to translate.
import type { ColumnKind } from "../protocol";

export const table = "Table";
export const hint = "Drop or paste a table here: a CSV file, or cells of a spreadsheet. Or";
export const choose = "Choose a file";
export const empty = "Type one";
export const edit = "Rows and columns";
export const addRow = "Add row";
export const addColumn = "Add column";
export const rowAbove = "Insert row above";
export const removeRows = "Remove rows";
export const columnBefore = "Insert column before";
export const removeColumns = "Remove columns";
export const firstToNames = "First row to names";
export const removeTable = "Remove the table";
export const csv = "Download CSV";
export const undo = "Undo";
export const redo = "Redo";
export const back = "Bring back the earlier table";
export const columnName = "Name";
export const columnKind = "Type";
export const kinds: Record<ColumnKind, string> = {
  number: "numbers",
  text: "texts",
  boolean: "true or false",
};
export const keys =
  "Arrow keys move, with Shift they select. Enter or F2 writes in a cell, Delete empties it. Copy, cut, paste and undo as usual. Tab leaves the table.";
export const missing = "missing";
export const row = "Row";
export const prediction = "prediction";
export const unnamed = "(no name)";
export const newColumn = (at: number) => `Column ${at}`;

const counted = (count: number, one: string) =>
  `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
export const size = (name: string, rows: number, columns: number, lacking: number) =>
  [
    name,
    `${counted(rows, "row")}, ${counted(columns, "column")}`,
    lacking && `${counted(lacking, "cell")} ${missing}`,
  ]
    .filter(Boolean)
    .join(": ")
    .replace(/: (\d[\d,]* cells? )/, ", $1");
export const place = (row: number, name: string) => (row < 0 ? name : `row ${row + 1}, ${name}`);
export const set = (where: string, text: string | null) => `${where}: ${text ?? missing}`;
export const taken = (height: number, width: number) =>
  `${counted(height, "row")} of ${counted(width, "cell")} pasted`;
export const emptied = (count: number) => `${counted(count, "cell")} emptied`;
export const copiedCells = (count: number) => `${counted(count, "cell")} copied`;
export const removedRows = (count: number) => `${counted(count, "row")} removed`;
export const removedColumns = (count: number) => `${counted(count, "column")} removed`;
export const undone = "Undone";
export const redone = "Done again";
export const nothing = "There is nothing to take back.";

export const noTable = (name: string) =>
  `The ${name} is empty: choose, drop, paste or type one first.`;
export const wrong = (text: string, where: string, kind: ColumnKind) =>
  `“${text}” (${where}) is ${kind === "number" ? "no number" : "neither true nor false"}. ` +
  `Change or empty it, or set the column's type to texts.`;
export const twice = (name: string) => `Two columns are called “${name}”: rename one of them.`;
export const tooLarge = (name: string, size: string, limit: string) =>
  `“${name}” has ${size}; the page sends at most ${limit}. Set its path from Python.`;
export const noFile = "What was dropped holds no file and no text.";
export const onlyOne = (name: string) => `${name} was taken, the other files were not.`;
export const action = "The table";
export const notKept =
  "The table is not kept in the notebook. Run the cell again, or choose the table once more.";
export const unsaved = (reason: string) =>
  `${reason} What is edited here stays on this page alone: download it to keep it.`;

export const noAnswer = "The answer will appear here, and its cells are marked in the table.";
export const noPredictions = "The predictions will stand beside the rows.";
export const combined = (aggregator: string, count: number) =>
  `${aggregators[aggregator] ?? aggregator} of ${counted(count, "cell")}`;
const aggregators: Record<string, string> = { SUM: "Sum", AVERAGE: "Average", COUNT: "Count" };
export const none = "The model answered with an empty text.";
export const fromCells = "From";
export const more = (count: number) => `and ${counted(count, "other cell")}`;
export const old = "The table has been changed since: run again to ask about it as it is.";
export const predicted = (count: number) => counted(count, "prediction");
export const lacking = (count: number) => `${count} without`;
export const least = "least";
export const mean = "mean";
export const most = "most";
export const toNext = (label: string) => `Next row with ${label}`;

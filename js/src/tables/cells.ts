// What a text is in a cell: the rules of hfwidgets/widgets/tables/cells.py, for what is marked while
// it is typed.
import type { ColumnKind } from "../protocol";

/** null: the cell is missing. */
export type Cell = string | null;

const NUMBER = /^[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;
const COMMA = /^[+-]?(0|[1-9]\d*),\d+$/;
/** Its comma may as well stand between thousands. */
const EITHER = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/** The number of a text as it is written with a point, or "" where it is none. */
export function numberIn(text: string): string {
  const bare = text.trim();
  const pointed = COMMA.test(bare) && !EITHER.test(bare) ? bare.replace(",", ".") : bare;
  return NUMBER.test(pointed) && Number.isFinite(Number(pointed)) ? pointed : "";
}

/** Whether a cell cannot be sent in a column of this kind. */
export const amiss = (cell: Cell, kind: ColumnKind): boolean =>
  cell !== null &&
  !!cell.trim() &&
  (kind === "number"
    ? !numberIn(cell)
    : kind === "boolean" && !/^(true|false)$/i.test(cell.trim()));

/** What is held of a text that was typed: nothing typed is a missing cell. */
export function cellOf(text: string, kind: ColumnKind): Cell {
  return text === "" ? null : kind === "number" ? numberIn(text) || text : text;
}

/** The kind of a column that was empty until these came. */
export function kindOf(cells: readonly Cell[]): ColumnKind {
  const filled = cells.filter((cell) => cell !== null);
  return filled.length && filled.every(numberIn) ? "number" : "text";
}

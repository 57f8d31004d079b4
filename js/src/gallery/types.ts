// What Python tells of pictures and grids. Holds types only; names as on the wire.
import type { Value } from "./values";

export interface Item {
  id: string;
  /** Pixels, upright; null while unknown. */
  width: number | null;
  height: number | null;
  /** MIME type, and size in bytes, of what the server sent. */
  type: string;
  size: number;
  seed: number | string | null;
  /** What was sent, by name; unset ones are missing. */
  parameters: Record<string, unknown>;
  prompt: string;
  model: string | null;
  pinned: boolean;
  /** Unix seconds. */
  created: number;
}

export type CellState = "waiting" | "running" | "done" | "failed" | "stopped";

export interface Cell {
  cell: number;
  state: CellState;
  /** Id of the picture. */
  item?: string | null;
  error?: string | null;
  /** The picture had been made before, by the same request. */
  reused?: boolean;
}

/** The first axis gives the columns, the second the rows; cells by row. */
export interface Grid {
  axes: { name: string; values: (Value | null)[] }[];
  cells: Cell[];
}

/** What the page asks for, beside what every task does. */
export type FromGallery =
  | { kind: "item-pin"; id: string; item: string; pinned: boolean }
  | { kind: "item-delete"; id: string; item: string }
  /** Undo a deletion. */
  | { kind: "item-restore"; id: string; item: string }
  /** Take the parameters of a picture over into the form. */
  | { kind: "item-parameters"; id: string; item: string }
  /** The same from a PNG file without its pixels, in one buffer. */
  | { kind: "from-png"; id: string; name: string }
  | { kind: "sweep"; id: string; axes: Record<string, Value[]> }
  | { kind: "cell-retry"; id: string; cell: number };

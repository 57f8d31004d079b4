// The explorer's contract with Python: traits, and the messages of both directions. Wire names are
// kept as they are (snake_case). Holds types only.
import type { Context, Problem } from "../lib/types";
import type { Facet, Filters } from "./columns";
import type { Talk } from "./talk";

/** Where the models are read from: a framework's route, or the list of a hub. */
export interface Source {
  name: string;
  host: string;
  state: "waiting" | "reading" | "done" | "failed" | "stopped";
  count: number;
  /** Unix seconds. */
  read_at: number | null;
  error?: string | null;
  can_retry: boolean;
}

/** What the user looks for, and in which order. */
export interface View extends Filters {
  query: string;
  /** "" is the order of the list. */
  sort: "" | "id" | Facet;
  descending: boolean;
}

/** What a check of one model found; `checked` in Unix seconds. */
export interface Checked {
  state: string;
  compute_type?: string | null;
  checked: number;
  /** Why it cannot run, in a line. */
  reason?: string | null;
}

/** A model that is watched until it is ready; times in Unix seconds. */
export interface Watched {
  on: boolean;
  ready: boolean;
  since: number;
  history: [number, string][];
  /** Seconds. */
  estimate?: number | null;
  ended?: string | null;
}

/** Row, id, task, framework, state. */
export type FirstRow = [number, string, string, string, string];

export interface Traits {
  status: "idle" | "listing" | "done" | "stopped" | "error";
  problem: Problem | null;
  version: number;
  total: number;
  sources: Source[];
  facets: { [Name in Facet]: [string, number][] };
  view: View & { by: string };
  /** The first rows of that view. */
  first: { matched: number; rows: FirstRow[] };
  selected_row: number | null;
  selection_rows: number[];
  /** The id of each task's recommended model. */
  recommended: Record<string, string>;
  opened: string | null;
  opened_title: string;
  watched: Record<string, Watched>;
  notice: string | null;
  /** Seconds after which the list is read anew by itself; null is never. */
  refresh_every: number | null;
}

export type Call =
  | ({ kind: "view"; by: string } & View)
  | { kind: "refresh" | "stop" | "close" | "check" }
  | { kind: "retry"; source: string | null }
  | { kind: "verify"; rows: number[] }
  | { kind: "watch" | "recommend"; row: number; on: boolean }
  | { kind: "select"; rows: number[]; focus: number | null }
  | { kind: "details" | "open"; row: number };

export type FromPage =
  | (Call & { id: string })
  | { kind: "snapshot"; view: string }
  /** Whether a person can see the view. */
  | { kind: "visible"; view: string; on: boolean };

/** Everything the kernel knows of one model. */
export interface Details {
  kind: "details";
  id: string;
  row: number;
  facts: [string, string][];
  reason?: Pick<Problem, "title" | "cause" | "remedy" | "link"> | null;
  code: string;
  /** The title of the widget that opens, where there is one. */
  can_open?: string | null;
}

/** Rows from..to; `from` 0 starts anew. Buffers: ids, and the codes of task, framework, state. */
export interface ColumnsPart {
  kind: "columns";
  version: number;
  from: number;
  to: number;
  tasks: string[];
  frameworks: string[];
  states: string[];
  task_bytes?: 1 | 2;
  encoding?: "plain" | "deflate";
  /** The kernel's clock, Unix seconds. */
  now: number;
  /** The view that asked for them; without, they are for all. */
  view?: string;
}

export type FromKernel =
  | ColumnsPart
  | Details
  | { kind: "statuses"; version: number; rows: Record<string, Checked> }
  | { kind: "ack"; id: string; error?: string | null };

export type Buffers = readonly DataView[];

export interface Model {
  get<Name extends keyof Traits>(name: Name): Traits[Name];
  on(event: string, listener: (message: FromKernel, buffers?: Buffers) => void): void;
  off(event: string, listener: (message: FromKernel, buffers?: Buffers) => void): void;
  send(message: FromPage): void;
  set(name: "refresh_every", value: number | null): void;
  save_changes(): void;
}

/** What every part of one view shares. */
export interface Scene extends Omit<Context, "model" | "talk" | "kit"> {
  model: Model;
  talk: Talk;
}

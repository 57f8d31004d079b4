// The contract with Python: the form, the synced traits and the messages of both directions.
// Wire names are kept as they are (snake_case). Holds types only.

export interface Field {
  name: string;
  kind: "text" | "integer" | "number" | "boolean" | "strings" | "model";
  group: "input" | "parameter";
  help: string;
  /** The trait that holds the value, where it cannot have the field's name. */
  trait?: string;
  required?: boolean;
  nullable?: boolean;
  /** What the server or the method uses when the field is unset. */
  default?: unknown;
  minimum?: number;
  maximum?: number;
  /** Exclusive bounds. */
  above?: number;
  below?: number;
}

export interface Form {
  task: string;
  title: string;
  output: "text-stream";
  fields: Field[];
}

export type Status = "idle" | "loading" | "running" | "done" | "stopped" | "error";
export type Announce = "off" | "summary" | "full";
export type Values = Record<string, unknown>;

/** Times in seconds; whatever is unknown is null or missing. */
export interface Counters {
  tokens?: number | null;
  time_to_first_token?: number | null;
  tokens_per_second?: number | null;
  elapsed?: number | null;
  finish_reason?: string | null;
  compute_time?: number | null;
  compute_type?: string | null;
  cached?: boolean | null;
  model?: string | null;
}

export interface Problem {
  title: string;
  cause: string;
  remedy: string;
  details: string;
  link?: { text: string; href: string } | null;
  status?: number | null;
  /** Unix seconds. */
  retry_at?: number | null;
  request_id?: string | null;
  can_retry: boolean;
  field?: string | null;
}

/** Why nothing comes yet: `estimate` in seconds, `since` and `next` in Unix seconds. */
export interface Waiting {
  attempt: number;
  estimate: number | null;
  since: number;
  next: number;
}

export interface Traits {
  form: Form;
  status: Status;
  counters: Counters | null;
  problem: Problem | null;
  waiting: Waiting | null;
  notice: string | null;
  announce: Announce;
}

/** Alternates normal and special text, normal first: parts[0] may be "". */
export type Parts = readonly string[];

export type FromPage =
  | { kind: "run"; id: string; values: Values; after?: string | undefined }
  | { kind: "stop"; id: string }
  | { kind: "edit"; values: Values; announce?: string }
  | { kind: "text"; view: string; text: string }
  | { kind: "snapshot"; view: string }
  | { kind: "exchange"; view: string }
  | { kind: "variable"; name: string; id: string };

export type FromKernel =
  | { kind: "ack"; id: string; error?: string | null }
  | { kind: "invalid"; id?: string | null; errors: Record<string, string> }
  | { kind: "start"; run: number; text: string }
  | { kind: "delta"; run: number; seq: number; parts: Parts; tokens: number; ttft?: number | null }
  | {
      kind: "snapshot";
      view: string;
      run: number;
      seq: number;
      parts: Parts;
      tokens: number;
      prompts: string[];
      elapsed: number | null;
      ttft?: number | null;
      /** The kernel's clock, Unix seconds: the page's may differ. */
      now?: number | null;
    }
  | { kind: "end"; run: number; seq: number; text?: string | null }
  | { kind: "text"; view: string; text: string }
  | { kind: "exchange"; view: string; request: unknown; response: unknown };

/** The part of an AFM model that widgets use. */
export interface Model {
  get<Name extends keyof Traits>(name: Name): Traits[Name];
  get(name: string): unknown;
  on(event: string, listener: (message: FromKernel) => void): void;
  off(event: string, listener: (message: FromKernel) => void): void;
  send(message: FromPage): void;
}

/** What every part of one view shares. */
export interface Context {
  model: Model;
  /** Names this view in messages and element ids. */
  view: string;
  /** Ends with the view. */
  signal: AbortSignal;
  /** Tells a screen reader, unless announcements are off. */
  say(text: string): void;
  /** How far the kernel's clock is ahead of the page's, seconds. */
  ahead: number;
  /** Call `beat` now and four times a second, until it returns false. */
  every(beat: () => boolean): void;
}

/** One field's control. A new kind of input is a new entry of EDITORS. */
export interface Editor {
  node: HTMLElement;
  /** Takes the focus, the label and the ARIA marks. */
  input: HTMLElement;
  /** null: unset. undefined: unchanged, and not representable here, so Python keeps its own. */
  value(): unknown | Promise<unknown>;
  set(value: unknown): void;
  /** Why the content cannot be sent, or "". */
  fault(): string;
}

export type MakeEditor = (field: Field, edited: () => void) => Editor;

/** One kind of output. A new kind is a new entry of RENDERERS. */
export interface Renderer {
  node: HTMLElement;
  /** Buttons of its own, for the toolbar. */
  actions: HTMLElement[];
  /** The main input that the output belongs to. */
  input(text: string): void;
  show(output: Parts): void;
  append(parts: Parts): void;
  /** A run begins (true) or is over (false). */
  busy(active: boolean): void;
  /** What Copy and Download give. */
  text(): string;
}

export interface RendererHost extends Context {
  /** The user changed the output. */
  changed(text: string): void;
  /** Run again from the end of the text. */
  proceed(text: string): void;
}

export type MakeRenderer = (host: RendererHost) => Renderer;

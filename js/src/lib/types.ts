// The contract with Python: the form, the synced traits and the messages of both directions.
// Wire names are kept as they are (snake_case). Holds types only.

import type { FromGallery } from "../gallery/types";
import type { history } from "../parts/history";
import type { Session } from "./session";

export interface Field {
  name: string;
  kind: "text" | "integer" | "number" | "boolean" | "strings" | "model" | "image";
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
  output: "text-stream" | "labels" | "segments" | "boxes" | "picture" | "pictures";
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

/** A picture that a field holds; `width` and `height` of the upright picture, `size` in bytes. */
export interface Picture {
  id: string;
  name: string;
  width: number;
  height: number;
  type: string;
  size: number;
  source: "page" | "python" | "url" | "widget";
  url?: string | null;
  state: "ready" | "fetching" | "bad";
  /** Why it cannot be used, and what to do. */
  fault?: string | null;
  /** What a person should know: "first frame of an animation". */
  notice?: string | null;
  cropped?: boolean;
  /** The upload that brought it: the page that sent it has its bytes. */
  upload?: string | null;
}

/** Left, top, right and bottom in pixels of the upright picture. */
export type Box = [number, number, number, number];

export interface Traits {
  form: Form;
  status: Status;
  counters: Counters | null;
  problem: Problem | null;
  waiting: Waiting | null;
  notice: string | null;
  announce: Announce;
  /** By name of the field that holds it. */
  pictures: Record<string, Picture | null> | undefined;
  /** Reference of the widget that is shown below this one, "IPY_MODEL_<id>". */
  opened: string | null | undefined;
}

/** Alternates normal and special text, normal first: parts[0] may be "". */
export type Parts = readonly string[];

/** What is handed on to another widget, or written to a file. */
export type What =
  | { kind: "input" }
  | { kind: "made" }
  | { kind: "segment"; index: number }
  | { kind: "box"; index: number }
  | { kind: "item"; item: string }
  /** All pictures of a gallery, or the grid of a sweep. */
  | { kind: "items" }
  | { kind: "grid" };

/** A widget that takes a picture; "new:<task>" is made when it is chosen. */
export interface Target {
  target: string;
  title: string;
  detail: string;
}

export type FromPage =
  | { kind: "models"; view: string; query: string; offset: number; refresh?: boolean }
  | { kind: "model-status"; id: string; view: string; model: string }
  | FromGallery
  | { kind: "run"; id: string; values: Values; after?: string | undefined }
  | { kind: "stop"; id: string }
  | { kind: "edit"; values: Values; announce?: string; randomize?: boolean }
  | { kind: "text"; view: string; text: string }
  | { kind: "snapshot"; view: string }
  | { kind: "exchange"; view: string }
  | { kind: "variable"; name: string; id: string }
  /** One piece of a file, in one buffer. */
  | {
      kind: "upload";
      id: string;
      field: string;
      name: string;
      type: string;
      size: number;
      offset: number;
      last: boolean;
    }
  | { kind: "upload-cancel"; id: string }
  | { kind: "picture-url"; id: string; field: string; url: string }
  | { kind: "picture-clear"; id: string; field: string }
  | { kind: "picture-crop"; id: string; field: string; box: Box }
  | { kind: "picture-uncrop"; id: string; field: string }
  /** What was held before the last change comes back. */
  | { kind: "picture-restore"; id: string; field: string }
  /** A small one has an id of its own: "p12/192" has 192 pixels on its shorter side. */
  | { kind: "picture"; view: string; picture: string }
  | { kind: "select"; index: number | null }
  | { kind: "targets"; view: string }
  | { kind: "use"; id: string; target: string; what: What }
  /** The widget below is closed. */
  | { kind: "close"; id: string }
  | { kind: "file"; view: string; id: string; what: What | string; format: string }
  | { kind: "save"; id: string; what: What | string; format: string; path: string };

export type FromKernel =
  /** Models to choose from: id, state, whether it is recommended. */
  | {
      kind: "models";
      view: string;
      query: string;
      offset: number;
      total: number;
      rows: [string, string, boolean?][];
      status: string;
      note?: string | null;
    }
  | {
      kind: "model-status";
      view: string;
      model: string;
      state: string;
      compute_type?: string | null;
      /** Unix seconds. */
      checked: number;
      reason?: string | null;
    }
  | { kind: "ack"; id: string; error?: string | null }
  | { kind: "invalid"; id?: string | null; errors: Record<string, string> }
  /** A run begins: what is shown of the output before anything came. */
  | { kind: "start"; run: number; text?: string }
  | {
      kind: "delta";
      run: number;
      seq: number;
      parts?: Parts;
      tokens?: number;
      ttft?: number | null;
      /** Pictures that have come, one buffer each. */
      items?: { id: string; type: string }[];
    }
  | {
      kind: "snapshot";
      view: string;
      run: number;
      seq: number;
      parts?: Parts;
      tokens?: number;
      /** As in "end". */
      output?: unknown;
      prompts?: string[];
      elapsed?: number | null;
      ttft?: number | null;
      /** The kernel's clock, Unix seconds: the page's may differ. */
      now?: number | null;
    }
  /** A run is over; without text and output, what was shown stays. */
  | { kind: "end"; run: number; seq: number; text?: string | null; output?: unknown }
  | { kind: "text"; view: string; text: string }
  | { kind: "exchange"; view: string; request: unknown; response: unknown }
  | { kind: "uploaded"; id: string; received: number; error?: string | null }
  /** The bytes of a picture, in one buffer. */
  | { kind: "picture"; view: string; picture: string; type?: string; error?: string | null }
  | { kind: "targets"; view: string; targets: Target[] }
  /** A file to keep, in one buffer. */
  | {
      kind: "file";
      view: string;
      id: string;
      name?: string;
      type?: string;
      error?: string | null;
    };

export type Message<Kind> = Extract<FromKernel, { kind: Kind }>;

/** The binary parts of a message. */
export type Buffers = readonly DataView<ArrayBuffer>[];

/** The part of an AFM model that widgets use. */
export interface Model {
  get<Name extends keyof Traits>(name: Name): Traits[Name];
  get(name: string): unknown;
  on(event: string, listener: (message: FromKernel, buffers?: Buffers) => void): void;
  off(event: string, listener: (message: FromKernel, buffers?: Buffers) => void): void;
  send(message: FromPage, callbacks?: unknown, buffers?: (ArrayBuffer | ArrayBufferView)[]): void;
}

/** What a host offers beside the model, since anywidget 0.10. */
export interface WidgetHost {
  getWidget?(
    reference: string,
  ): Promise<{ render(place: { el: HTMLElement; signal: AbortSignal }): Promise<void> }>;
}

/** What every part of one view shares. */
export interface Context {
  model: Model;
  /** Names this view in messages and element ids. */
  view: string;
  /** Ends with the view. */
  signal: AbortSignal;
  /** The widget's element. */
  root: HTMLElement;
  /** What the host offers beside the model: a `WidgetHost`, or nothing. */
  host?: unknown;
  /** The conversation with the kernel. */
  talk: Session;
  /** What the bundle brings. */
  kit: Kit;
  /** Tells a screen reader, unless announcements are off. */
  say(text: string): void;
  /** How far the kernel's clock is ahead of the page's, seconds. */
  ahead: number;
  /** Call `beat` now and four times a second, until it returns false. */
  every(beat: () => boolean): void;
}

/** The editors by kind of field and the renderers by kind of output that a bundle has. */
export interface Kit {
  /** A kind that is missing is edited as text. */
  editors: { text: MakeEditor } & { [Kind in Field["kind"]]?: MakeEditor };
  renderers: { [Kind in Form["output"]]?: MakeRenderer };
  /** Earlier texts by the arrow keys, where there is a text. */
  history?: typeof history;
  /** Parts that stand below everything else. */
  below?: ((context: Context) => HTMLElement)[];
}

/** One field's control. A new kind of input is a new entry of the editors. */
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

export type MakeEditor = (field: Field, edited: () => void, context: Context) => Editor;

/** One kind of output. A new kind is a new entry of the renderers. */
export interface Renderer {
  node: HTMLElement;
  /** Buttons of its own, for the toolbar. */
  actions: HTMLElement[];
  /** More of its own, for what opens with More. */
  more?: HTMLElement[];
  /** What the output is called where it becomes a variable. */
  noun: string;
  begin(message: Message<"start">, buffers: Buffers): void;
  /** A part has come; returns what of it is read aloud. */
  add?(message: Message<"delta">, buffers: Buffers): string;
  /** The whole output anew, for a view that is new or missed something. */
  whole(message: Message<"snapshot">, buffers: Buffers): void;
  /** The run is over; without output what is shown stays. Settles when it is shown. */
  end(message: Message<"end">, buffers: Buffers): void | Promise<void>;
  /** A run begins (true) or is over (false). */
  busy(active: boolean): void;
  /** What Copy gives. */
  text(): string;
  /** What Copy as Markdown gives. */
  markdown(): string;
  /** What is said of the output when a run ends: "112 words". */
  summary(): string;
}

export interface RendererHost extends Context {
  /** The text that the task is given, where it is given one. */
  prompt(): string;
  /** Run; `after` goes on from the end of a text. */
  proceed(after?: string): void;
}

export type MakeRenderer = (host: RendererHost) => Renderer;

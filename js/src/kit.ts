// What the parts of a task widget share, and what a bundle brings: editors by kind of field, renderers
// by kind of output. Holds types only.

import type { history } from "./parts/history";
import type { parameters } from "./parts/parameters";
import type { Field, FieldKind, OutputName } from "./protocol";
import type { Later } from "./talk/later";
import type { Buffers, Message, Model } from "./talk/model";
import type { Session } from "./talk/session";

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
  /** In widgets of tasks: what the kernel sends when it is needed, a module of src/later by its name. */
  later?: Later;
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
  editors: { text: MakeEditor } & { [Kind in FieldKind]?: MakeEditor };
  renderers: { [Kind in OutputName]?: MakeRenderer };
  /** The panel of parameters, where there are any. */
  parameters?: typeof parameters;
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
  /** A line in front, for this field and those that follow it. */
  before?: HTMLElement;
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

// The model of a widget as its page sees it: synced traits, and the messages of both directions.
import type { TaskCall, TaskNews, TaskTraits } from "../protocol";

/** The binary parts of a message. */
export type Buffers = readonly DataView<ArrayBuffer>[];

/** The part of an AFM model that widgets use; `Call` and `News` are the messages of its family. */
export interface Channel<Traits, Call, News> {
  get<Name extends keyof Traits>(name: Name): Traits[Name];
  on(event: string, listener: (message: News, buffers?: Buffers) => void): void;
  off(event: string, listener: (message: News, buffers?: Buffers) => void): void;
  send(message: Call, callbacks?: unknown, buffers?: (ArrayBuffer | ArrayBufferView)[]): void;
}

/** A task widget's; the fields of its form are traits as well. */
export interface Model extends Channel<TaskTraits, TaskCall, TaskNews> {
  get<Name extends keyof TaskTraits>(name: Name): TaskTraits[Name];
  get(name: string): unknown;
  /** In this page alone: nothing is sent. */
  set(name: string, value: unknown): void;
}

/** What the kernel tells a task widget, of one kind. */
export type Message<Kind> = Extract<TaskNews, { kind: Kind }>;

/** What a host offers beside the model, since anywidget 0.10. */
export interface WidgetHost {
  getWidget?(
    reference: string,
  ): Promise<{ render(place: { el: HTMLElement; signal: AbortSignal }): Promise<void> }>;
}

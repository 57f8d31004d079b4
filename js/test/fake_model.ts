// A model as a host gives it: traits, listeners, and a record of what the page sent.

import { traitOf } from "../src/parts/form";
import type { Answers, Field, TaskCall, TaskNews, Values } from "../src/protocol";
import type { Buffers, Model } from "../src/talk/model";
import widgets from "./fixtures/widgets.json";

type Listener = (message: TaskNews, buffers?: Buffers) => void;

export class FakeModel implements Model {
  traits: Values;
  sent: TaskCall[] = [];
  /** The buffers of each message in `sent`. */
  buffers: Uint8Array[][] = [];
  listeners = new Map<string, Set<Listener>>();

  constructor(traits: Values = {}, task: keyof typeof widgets = "text-generation") {
    const form = widgets[task];
    this.traits = {
      form,
      status: "idle",
      counters: null,
      problem: null,
      waiting: null,
      notice: null,
      announce: "summary",
      pictures: {},
      sounds: {},
      tables: {},
      selected: null,
      opened: null,
      batch_told: null,
      ...Object.fromEntries((form.fields as Field[]).map((field) => [traitOf(field), null])),
      ...traits,
    };
  }

  // The overloads of Model cannot be met by one signature without a cast.
  get = ((name: string) => this.traits[name]) as Model["get"];

  on(event: string, listener: Listener): void {
    const listeners = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listeners.add(listener));
  }

  off(event: string, listener: Listener): void {
    this.listeners.get(event)?.delete(listener);
  }

  send(
    message: TaskCall,
    _callbacks?: unknown,
    buffers: (ArrayBuffer | ArrayBufferView)[] = [],
  ): void {
    // What a websocket would carry.
    this.sent.push(JSON.parse(JSON.stringify(message)));
    const bytes = (one: ArrayBuffer | ArrayBufferView) =>
      one instanceof ArrayBuffer ? [one] : [one.buffer, one.byteOffset, one.byteLength];
    this.buffers.push(
      buffers.map((one) => new Uint8Array(...(bytes(one) as [ArrayBuffer])).slice()),
    );
  }

  /** A trait changes in Python. */
  set(name: string, value: unknown): void {
    this.traits[name] = value;
    for (const listener of this.listeners.get(`change:${name}`) ?? []) {
      listener({ kind: "invalid", errors: {} });
    }
  }

  /** A message comes from Python. */
  hear(message: TaskNews, buffers: Buffers = []): void {
    for (const listener of this.listeners.get("msg:custom") ?? []) {
      listener(message, buffers);
    }
  }

  /** Python answers the last call of a kind; with `error` it refuses. */
  answer<Kind extends keyof Answers>(
    kind: Kind,
    reply: Omit<Answers[Kind], "kind" | "id"> | { error: string },
    buffers: Buffers = [],
    which: (call: TaskCall) => boolean = () => true,
  ): void {
    const call = this.sent.findLast((one) => one.kind === kind && which(one));
    const answer = "error" in reply ? "ack" : kind === "upload" ? "uploaded" : kind;
    const id = (call as { id?: string } | undefined)?.id ?? "";
    this.hear({ kind: answer, id, ...reply } as unknown as TaskNews, buffers);
  }

  /** The messages of one kind that the page sent, oldest first. */
  of<Kind extends TaskCall["kind"]>(kind: Kind): Extract<TaskCall, { kind: Kind }>[] {
    return this.sent.filter((message) => message.kind === kind) as Extract<
      TaskCall,
      { kind: Kind }
    >[];
  }

  get listening(): number {
    return [...this.listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

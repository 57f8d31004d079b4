// A comparison on a page, with a kernel that keeps what it is sent.
import { afterEach, expect } from "vitest";
import type { LaneEntry, LaneNews, LanesCall, LanesNews } from "../src/protocol";
import compare from "../src/widgets/compare";

type Listener = (message?: LanesNews, buffers?: unknown) => void;

export const entry = (lane: string, more: Partial<LaneEntry> = {}): LaneEntry => ({
  lane,
  name: lane.toUpperCase(),
  model: `model-${lane}`,
  provider: null,
  parameters: {},
  ...more,
});

const FIELDS = [
  { name: "prompt", kind: "text", group: "input", help: "What is asked" },
  { name: "temperature", kind: "number", group: "parameter", help: "How daring", minimum: 0 },
];

export class Kernel {
  sent: LanesCall[] = [];
  listeners = new Map<string, Set<Listener>>();
  traits: Record<string, unknown> = {
    title: "Compare",
    form: {
      task: "chat-completion",
      title: "Compare",
      output: "conversation",
      fields: FIELDS,
      sections: [["", ["temperature"]]],
    },
    entries: [entry("a"), entry("b", { parameters: { temperature: 0.5 } })],
    prompt: "Why?",
    parameters: {},
    before: [{ role: "system", text: "<b>brief</b>" }],
    status: "idle",
    announce: "summary",
    notice: null,
    best: null,
    client_model: null,
    has_providers: false,
    _still: false,
  };

  get = (name: string) => this.traits[name];
  on(event: string, listener: Listener): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }
  off(event: string, listener: Listener): void {
    this.listeners.get(event)?.delete(listener);
  }
  send(message: LanesCall): void {
    this.sent.push(JSON.parse(JSON.stringify(message)));
  }
  set(name: string, value: unknown): void {
    this.traits[name] = value;
    for (const listener of [...(this.listeners.get(`change:${name}`) ?? [])]) {
      listener();
    }
  }
  tell(message: LanesNews): void {
    for (const listener of [...(this.listeners.get("msg:custom") ?? [])]) {
      listener(message, []);
    }
  }
  frame(...news: LaneNews[]): void {
    this.tell({ kind: "frame", news });
  }
  last(kind: LanesCall["kind"]): LanesCall & { id?: string } {
    const found = this.sent.findLast((one) => one.kind === kind);
    if (!found) {
      throw new Error(`no ${kind} was sent`);
    }
    return found;
  }
}

/** Take the comparison of a test from its page. */
export let end = () => {};
afterEach(() => end());

export function mount(traits: Record<string, unknown> = {}) {
  const kernel = new Kernel();
  Object.assign(kernel.traits, traits);
  const el = document.createElement("div");
  document.body.append(el);
  const close = compare.render({ model: kernel as never, el });
  end = () => {
    close();
    el.remove();
    end = () => {};
  };
  const root = el.querySelector(".hfw-compare") as HTMLElement;
  const lane = (at: number) => root.querySelectorAll<HTMLElement>(".hfw-lane")[at] as HTMLElement;
  const text = (at: number) => lane(at).querySelector(".hfw-page > .hfw-answer")?.textContent;
  const press = (name: string, within: HTMLElement = root) => {
    const named = [...within.querySelectorAll("button")].find(
      (one) => (one.ariaLabel ?? one.getAttribute("aria-label") ?? one.textContent) === name,
    );
    expect(named, `a button ${name}`).toBeTruthy();
    named?.click();
  };
  return { kernel, root, lane, text, press };
}

export const state = (lane: string, status: "running" | "done" | "error"): LaneNews => ({
  kind: "lane",
  lane,
  state: { status },
});

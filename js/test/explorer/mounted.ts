// An explorer on a page, with a model that answers as the kernel does.
import { Buffer } from "node:buffer";
import { FACETS } from "../../src/explorer/columns";
import { EVERYTHING } from "../../src/explorer/offers";
import type { Model } from "../../src/explorer/scene";
import type {
  ExplorerCall,
  ExplorerNews,
  ExplorerTraits,
  OffersNews,
  SavedOffer,
} from "../../src/protocol";
import type { Buffers } from "../../src/talk/model";
import explorer from "../../src/widgets/model_explorer";
import { codesOf, type Made, NAMES } from "./catalogue";

type Listener = (message: ExplorerNews, buffers?: Buffers) => void;

export const SOURCE = {
  name: "transformers",
  host: "models.example",
  state: "done" as const,
  count: 3,
  read_at: 1_700_000_000,
  can_retry: true,
};

/** Who serves the rows from a number on, as a message and its buffers. */
export function offersNews(offers: SavedOffer[][], from = 0): [OffersNews, Uint8Array[]] {
  const all = offers.flat();
  const named = (place: 0 | 1 | 2) => [...new Set(all.map((one) => one[place]))];
  const [providers, tasks, states] = [named(0), named(1), named(2)];
  const numbers = new Float32Array(5 * all.length);
  all.forEach(([, , , , terms], at) => {
    terms.forEach((value, term) => {
      numbers[term * all.length + at] = value ?? NaN;
    });
  });
  const bytes = [
    Uint8Array.from(offers, (some) => some.length),
    Uint8Array.from(all, ([name]) => providers.indexOf(name)),
    Uint8Array.from(all, ([, task]) => tasks.indexOf(task)),
    Uint8Array.from(all, ([, , state]) => states.indexOf(state)),
    Uint8Array.from(all, ([, , , flags]) => flags),
    new Uint8Array(numbers.buffer),
  ];
  const span = { from, to: from + offers.length };
  return [{ kind: "offers", version: 1, ...span, providers, tasks, states, now: 0 }, bytes];
}

export class Kernel {
  sent: ExplorerCall[] = [];
  listeners = new Map<string, Set<Listener>>();
  traits: ExplorerTraits;

  constructor(
    public models: Made[],
    traits: Partial<ExplorerTraits> = {},
  ) {
    const rows = models.slice(0, 40).entries();
    this.traits = {
      status: "done",
      problem: null,
      version: 1,
      total: models.length,
      sources: [SOURCE],
      facets: { task: [["fill-mask", 2]], framework: [], state: [] },
      has_offers: false,
      view: { ...EVERYTHING, by: "" },
      first: {
        matched: models.length,
        rows: [...rows].map(([row, { id, task, framework, state }]) => [
          row,
          id,
          task,
          framework,
          state,
        ]),
      },
      selected_row: null,
      selection_rows: [],
      recommended: {},
      opened: null,
      opened_title: "",
      watched: {},
      notice: null,
      refresh_every: null,
      announce: "summary",
      ...traits,
    };
  }

  get: Model["get"] = (name) => this.traits[name];

  on(event: string, listener: Listener): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }

  off(event: string, listener: Listener): void {
    this.listeners.get(event)?.delete(listener);
  }

  send(message: ExplorerCall): void {
    this.sent.push(JSON.parse(JSON.stringify(message)));
  }

  saved = 0;
  save_changes(): void {
    this.saved++;
  }

  set<Name extends keyof ExplorerTraits>(name: Name, value: ExplorerTraits[Name]): void {
    this.traits[name] = value;
    for (const listener of this.listeners.get(`change:${name}`) ?? []) {
      listener({ kind: "ack", id: "" });
    }
  }

  hear(message: ExplorerNews, buffers: Buffers = []): void {
    for (const listener of this.listeners.get("msg:custom") ?? []) {
      listener(message, buffers);
    }
  }

  /** Answer the last message of a kind. */
  acknowledge(kind: ExplorerCall["kind"], error: string | null = null): void {
    this.hear({ kind: "ack", id: this.last(kind).id, error });
  }

  last(kind: ExplorerCall["kind"]): ExplorerCall & { id: string } {
    const found = this.sent.filter((message) => message.kind === kind).at(-1);
    if (!found) {
      throw new Error(`nothing of ${kind} was sent`);
    }
    return found as ExplorerCall & { id: string };
  }

  /** Send who serves the rows from a number on. */
  offers(offers: SavedOffer[][], from = 0): void {
    const [message, bytes] = offersNews(offers, from);
    this.hear(
      { ...message, version: this.traits.version, now: Date.now() / 1000 },
      bytes.map((one) => new DataView(one.buffer as ArrayBuffer)),
    );
  }

  /** Send the rows from..to as binary columns. */
  columns(from = 0, to = this.models.length, more: object = {}): void {
    const some = this.models.slice(from, to);
    const ids = new Uint8Array(Buffer.from(some.map(({ id }) => id).join("\n")));
    const parts = [ids, ...FACETS.map((facet) => codesOf(some, facet))];
    this.hear(
      {
        kind: "columns",
        version: this.traits.version,
        from,
        to,
        tasks: NAMES.task,
        frameworks: NAMES.framework,
        states: NAMES.state,
        now: Date.now() / 1000,
        ...more,
      },
      parts.map(
        (bytes) => new DataView(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength),
      ),
    );
  }
}

export function mount(kernel: Kernel) {
  const el = document.createElement("div");
  document.body.append(el);
  const end = explorer.render({ model: kernel, el });
  const root = el.querySelector(".hfw") as HTMLElement;
  const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
  return {
    kernel,
    root,
    all,
    close() {
      end();
      el.remove();
    },
    part: (selector: string) => {
      const [found] = all(selector);
      if (!found) {
        throw new Error(`the page has no ${selector}`);
      }
      return found;
    },
    button: (name: string) => {
      const shown = (node: HTMLElement) =>
        (node.textContent || node.title).startsWith(name) && !node.closest("[hidden]");
      const found = all("button").find(shown);
      if (!found) {
        throw new Error(`the page has no button ${name}`);
      }
      return found;
    },
    ids: () => all(".hfw-id[role=gridcell]").map((node) => node.title),
    type(query: string) {
      const box = root.querySelector(".hfw-search") as HTMLInputElement;
      box.value = query;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    },
    press(key: string, init: KeyboardEventInit = {}) {
      const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
      root.querySelector(".hfw-table")?.dispatchEvent(event);
    },
    /** Let messages, frames and pauses pass. */
    settle: (time = 40) => new Promise((resolve) => setTimeout(resolve, time)),
  };
}

// A comparison on a page: lanes that follow their own runs, told of in frames.
import { afterEach, expect, it, vi } from "vitest";
import type { LaneEntry, LaneNews, LanesCall, LanesNews } from "../src/protocol";
import compare from "../src/widgets/compare";

type Listener = (message?: LanesNews, buffers?: unknown) => void;

const entry = (lane: string, more: Partial<LaneEntry> = {}): LaneEntry => ({
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

class Kernel {
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

let end = () => {};
afterEach(() => end());

function mount() {
  const kernel = new Kernel();
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

const start = (lane: string, run = 1): LaneNews => ({ kind: "start", lane, run, text: "" });
const delta = (lane: string, seq: number, part: string): LaneNews => ({
  kind: "delta",
  lane,
  run: 1,
  seq,
  parts: [part],
  tokens: seq,
});
const state = (lane: string, status: "running" | "done" | "error"): LaneNews => ({
  kind: "lane",
  lane,
  state: { status },
});

it("follows each lane's own run, as text", () => {
  const { kernel, text, root } = mount();
  kernel.frame(start("a"), start("b"), delta("a", 1, "<i>one"), delta("b", 1, "other"));
  kernel.frame(delta("a", 2, " two"), delta("b", 1, "other"));
  expect([text(0), text(1)]).toEqual(["<i>one two", "other"]);
  expect(root.querySelectorAll("i")).toHaveLength(0);
  expect(root.textContent).toContain("<b>brief</b>");
});

it("asks once for everything when lanes have missed something", async () => {
  vi.useFakeTimers();
  const { kernel, text } = mount();
  await vi.advanceTimersByTimeAsync(1500);
  kernel.sent.length = 0;
  kernel.frame(start("a"), start("b"), delta("a", 3, "late"), delta("b", 2, "late"));
  await vi.advanceTimersByTimeAsync(10);
  vi.useRealTimers();
  expect(kernel.sent.map(({ kind }) => kind)).toEqual(["snapshot"]);
  const { view } = kernel.last("snapshot") as { view: string };
  const whole = {
    kind: "snapshot",
    view,
    run: 1,
    tokens: 3,
    state: { status: "running" },
  } as const;
  kernel.frame({ ...whole, lane: "a", seq: 3, parts: ["all of it"] });
  expect(text(0)).toBe("all of it");
});

it("stops, runs and removes the lane that is meant", async () => {
  const { kernel, lane, press } = mount();
  kernel.frame(state("b", "running"));
  press("Stop B", lane(1));
  expect(kernel.last("stop")).toMatchObject({ lane: "b" });
  kernel.frame(state("b", "done"));
  press("Run B", lane(1));
  await vi.waitFor(() => expect(kernel.last("run")).toMatchObject({ lane: "b" }));
  expect(kernel.last("run")).toMatchObject({ values: { prompt: "Why?", temperature: null } });
  press("Remove A", lane(0));
  expect(kernel.last("lane-remove")).toMatchObject({ lane: "a" });
  kernel.set("entries", [entry("b")]);
  expect(lane(0).getAttribute("aria-label")).toBe("B");
  expect(lane(1)).toBeUndefined();
});

it("shows a failure in its lane, and says once how all have ended", () => {
  const { kernel, root, lane } = mount();
  const voice = root.lastElementChild as HTMLElement;
  kernel.traits.status = "running";
  kernel.frame(state("a", "running"), state("b", "running"));
  kernel.frame(state("a", "done"));
  expect(voice.textContent).toBe("");
  const problem = { title: "No such model", cause: "<b>gone</b>", remedy: "", can_retry: true };
  kernel.frame({ kind: "lane", lane: "b", state: { status: "error", problem } as never });
  kernel.set("status", "done");
  expect(lane(1).querySelector("[role=alert]")?.textContent).toContain("<b>gone</b>");
  expect(lane(0).querySelector(".hfw-problem")).toBeNull();
  expect(voice.textContent).toBe("1 done, 1 failed");
});

it("sends an edit of a lane with its lane, and marks what is refused there", async () => {
  const { kernel, lane } = mount();
  const input = lane(1).querySelector<HTMLInputElement>("[id$=-temperature]") as HTMLInputElement;
  expect(input.value).toBe("0.5");
  input.value = "0.9";
  input.dispatchEvent(new Event("input"));
  await vi.waitFor(() =>
    expect(kernel.last("edit")).toMatchObject({ lane: "b", values: { temperature: 0.9 } }),
  );
  kernel.tell({ kind: "invalid", lane: "b", errors: { temperature: "too hot" } });
  expect(lane(1).textContent).toContain("too hot");
  expect(lane(0).textContent).not.toContain("too hot");
});

it("marks a difference by deletions and insertions, and counts the words", () => {
  const { kernel, root, press } = mount();
  press("Difference");
  const { id } = kernel.last("diff") as { id: string };
  expect(kernel.last("diff")).toMatchObject({ first: "a", second: "b" });
  const pieces: [never, string][] = [
    ["=", "a"],
    ["-", " <b>red"],
    ["+", " light blue"],
  ] as never;
  kernel.tell({ kind: "diff", id, pieces, names: ["A", "B"] });
  expect(root.querySelector("del")?.textContent).toBe(" <b>red");
  expect(root.querySelector("ins")?.textContent).toBe(" light blue");
  expect(root.textContent).toContain("1 word only in A (−), 2 words only in B (+).");
});

it("keeps a pinned run beside the next one, and offers to compare them", () => {
  const { kernel, root, lane, press } = mount();
  press("Pin");
  expect(kernel.last("pin")).toMatchObject({ on: true });
  const pinned = { text: "before", line: "model-a · Done" };
  kernel.frame({ kind: "lane", lane: "a", state: { pinned } });
  expect(lane(0).querySelector(".hfw-kept")?.textContent).toBe("before");
  press("Difference");
  expect(kernel.last("diff")).toMatchObject({ first: "a!", second: "a" });
  press("Unpin", root);
  expect(kernel.last("pin")).toMatchObject({ on: false });
});

it("moves what were thoughts out of the answer", () => {
  const { kernel, lane, text } = mount();
  kernel.frame(start("a"), delta("a", 1, "hm"));
  const moved = { ...delta("a", 2, "Four."), moved: true, reasoning: ", so" } as LaneNews;
  kernel.frame(moved);
  expect(text(0)).toBe("Four.");
  expect(lane(0).querySelector(".hfw-thoughts .hfw-answer")?.textContent).toBe("hm, so");
});

/** The model field of a lane, and the list that it opens. */
function models(page: ReturnType<typeof mount>, at: number) {
  const within = page.lane(at);
  const input = within.querySelector("[role=combobox]") as HTMLInputElement;
  const options = () => [...within.querySelectorAll<HTMLElement>("[role=option]")];
  const key = (name: string) =>
    input.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  const write = (text: string) => {
    input.focus();
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const offer = (query: string, ...names: string[]) => {
    const { view } = page.kernel.last("models") as { view: string };
    const rows = names.map((name): [string, string, boolean] => [name, "Loaded", false]);
    page.kernel.tell({
      ...{ kind: "models", view, query, offset: 0, total: names.length, rows },
      ...{ status: "done", note: null, recommended: null },
    } as LanesNews);
  };
  return { input, options, key, write, offer };
}
const named = async (kernel: Kernel, lane: string, model: string) =>
  vi.waitFor(() => expect(kernel.last("edit")).toMatchObject({ lane, values: { model } }));

it("offers models to the lane that asks, and to no other", async () => {
  const page = mount();
  const [first, second] = [models(page, 0), models(page, 1)];
  second.key("ArrowDown");
  second.offer("", "org/one", "<b>two</b>");
  expect(second.options().map((one) => one.querySelector(".hfw-name")?.textContent)).toEqual([
    "org/one",
    "<b>two</b>",
  ]);
  expect(first.options()).toEqual([]);
  second.key("ArrowDown");
  expect(second.input.getAttribute("aria-activedescendant")).toBe(second.options()[0]?.id);
  second.key("Enter");
  expect(second.input.value).toBe("org/one");
  expect(second.input.getAttribute("aria-expanded")).toBe("false");
  await named(page.kernel, "b", "org/one");
});

it("names a lane anew when its model is there, not with every key", async () => {
  vi.useFakeTimers();
  const page = mount();
  const { input, write } = models(page, 0);
  for (const text of ["o", "or", "org/other"]) {
    write(text);
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(page.kernel.sent.filter(({ kind }) => kind === "edit")).toEqual([]);
  input.dispatchEvent(new Event("change"));
  await vi.advanceTimersByTimeAsync(500);
  expect(page.kernel.last("edit")).toMatchObject({ lane: "a", values: { model: "org/other" } });
  vi.useRealTimers();
});

it("asks for the state of a lane's model, and closes its list with Escape alone", () => {
  const page = mount();
  const { input, key, write, offer } = models(page, 0);
  page.kernel.frame(state("a", "running"));
  write("org/");
  offer("org/", "org/one");
  key("Escape");
  expect(input.getAttribute("aria-expanded")).toBe("false");
  expect(page.kernel.sent.filter(({ kind }) => kind === "stop")).toEqual([]);
  (page.lane(0).querySelector(".hfw-check") as HTMLElement).click();
  expect(page.kernel.last("model-status")).toMatchObject({ model: "org/" });
});

it("leaves no listener behind", () => {
  const { kernel } = mount();
  end();
  expect([...kernel.listeners.values()].every(({ size }) => size === 0)).toBe(true);
});

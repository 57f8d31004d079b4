// The lens on a page: tokens as text, steps, what could have been, branches, and much of it.
import { afterEach, expect, it } from "vitest";
import { spelled } from "../src/lens/spelling";
import * as strings from "../src/lens/strings";
import { levelOf, Tokens } from "../src/lens/tokens";
import type { LensTraits, TokenSummary, TokensNews } from "../src/protocol";
import lens from "../src/widgets/lens";

type Listener = (message: unknown, buffers?: DataView<ArrayBuffer>[]) => void;

interface Token {
  text: string;
  p?: number;
  rank?: number;
  flags?: number;
  others?: [string, number, number?][];
}

const SUMMARY: TokenSummary = {
  tokens: 3,
  known: 2,
  perplexity: null,
  entropy: 1.25,
  entropy_tokens: 2,
  coverage: 0.8,
  prompt_tokens: 0,
  prompt_perplexity: null,
};

const bytes = (one: { buffer: ArrayBufferLike }) => new DataView(one.buffer as ArrayBuffer);

/** A message as Python packs it. */
function packed(tokens: Token[], more: Partial<TokensNews> = {}) {
  const places = new Map<string, number>();
  const word = (text: string) => {
    places.set(text, places.get(text) ?? places.size);
    return places.get(text) ?? 0;
  };
  const others = tokens.flatMap((one) => one.others ?? []);
  const column = <T>(of: (one: Token) => T) => tokens.map(of);
  const buffers = [
    new Uint32Array(column(({ text }) => word(text))),
    new Float32Array(column(({ p }) => (p === undefined ? Number.NaN : Math.log(p)))),
    new Float32Array(column(({ others: told }) => (told ? 1.5 : Number.NaN))),
    new Uint16Array(column(({ rank }) => rank ?? 0)),
    new Uint8Array(column(({ flags }) => flags ?? 0)),
    new Uint8Array(column(({ others: told }) => told?.length ?? 0)),
    new Uint32Array(others.map(([text]) => word(text))),
    new Float32Array(others.map(([, p]) => Math.log(p))),
    new Uint8Array(others.map(([, , flags]) => flags ?? 0)),
  ].map(bytes);
  const count = tokens.length;
  const words = [...places.keys()];
  const message: TokensNews = { kind: "tokens", branch: 1, start: 0, count, words, ...more };
  return [message, buffers] as const;
}

class Kernel {
  sent: Record<string, unknown>[] = [];
  listeners = new Map<string, Set<Listener>>();
  traits: LensTraits = {
    status: "done",
    problem: null,
    waiting: null,
    notice: null,
    announce: "summary",
    provider: null,
    branch: 1,
    outline: [],
    can_run: false,
    can_cut: true,
  };
  get = (name: keyof LensTraits) => this.traits[name];
  on(event: string, listener: Listener) {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }
  off(event: string, listener: Listener) {
    this.listeners.get(event)?.delete(listener);
  }
  send(message: Record<string, unknown>) {
    this.sent.push(message);
  }
  set<Name extends keyof LensTraits>(name: Name, value: LensTraits[Name]) {
    this.traits[name] = value;
    this.tell(`change:${name}`);
  }
  tell(event: string, ...message: unknown[]) {
    for (const listener of this.listeners.get(event) ?? []) {
      (listener as (...all: unknown[]) => void)(...message);
    }
  }
  last = (kind: string) => this.sent.findLast((one) => one.kind === kind);
}

let end = () => {};
afterEach(() => end());

/** A lens with these tokens. */
async function mount(tokens: Token[], traits: Partial<LensTraits> = {}) {
  const kernel = new Kernel();
  Object.assign(kernel.traits, traits);
  const el = document.createElement("div");
  document.body.append(el);
  const close = lens.render({ model: kernel as never, el });
  end = () => {
    close();
    el.remove();
  };
  const root = el.firstChild as HTMLElement;
  const hear = async (...[message, buffers]: ReturnType<typeof packed>) => {
    kernel.tell("msg:custom", message, buffers);
    await new Promise((done) => setTimeout(done));
  };
  await hear(...packed(tokens, { summary: SUMMARY, prompt: "It <i>is" }));
  const nodes = () => [...root.querySelectorAll<HTMLElement>("[role=option]")];
  const press = (key: string) =>
    (document.activeElement as HTMLElement).dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true }),
    );
  const buttons = (name: string) =>
    [...root.querySelectorAll("button")].find((one) => one.textContent === name);
  return { kernel, root, hear, nodes, press, button: buttons };
}

const TOKENS: Token[] = [
  { text: " <b>a</b>", p: 0.95, rank: 1, others: [[" <b>a</b>", 0.95]] },
  {
    text: " moon",
    p: 0.1,
    rank: 2,
    others: [
      [" sun", 0.6],
      [" moon", 0.1],
      ["\ufffd", 0.05],
      ["<end>", 0.04, 1],
    ],
  },
  { text: "\n" },
];

it("shows tokens as text with their levels, and what is said of each", async () => {
  const { root, nodes } = await mount(TOKENS);
  expect(root.querySelectorAll("b b, .hfw-tokens b, .hfw-before i")).toHaveLength(0);
  expect(nodes().map((one) => one.textContent)).toEqual([" <b>a</b>", " moon", "↵\n"]);
  expect(nodes().map((one) => /hfw-p\d/.exec(one.className)?.[0])).toEqual([
    "hfw-p0",
    "hfw-p3",
    "hfw-p5",
  ]);
  expect(nodes()[1]?.getAttribute("aria-label")).toBe("“ moon”, 10 %, rank 2, token 1 of 3");
  expect(root.textContent).toContain("It <i>is");
  expect(root.textContent).toContain("∞ perplexity of the 2 known");
  expect(root.textContent).toContain("1.25 bits of entropy a token at least");
});

it("steps by key with one stop, and stays at the ends", async () => {
  const { nodes, press, root } = await mount(TOKENS);
  root.querySelector<HTMLElement>("[role=listbox]")?.focus();
  const here = () => nodes().indexOf(document.activeElement as HTMLElement);
  expect(here()).toBe(0);
  for (const [key, at] of [
    ["ArrowRight", 1],
    ["End", 2],
    ["ArrowRight", 2],
    ["ArrowLeft", 1],
    ["Home", 0],
    ["n", 1],
    ["n", 1],
  ] as const) {
    press(key);
    expect(here(), key).toBe(at);
  }
  expect(nodes().filter((one) => one.tabIndex === 0)).toHaveLength(1);
  expect(nodes()[1]?.getAttribute("aria-selected")).toBe("true");
});

it("goes on from a token, or with an alternative that is a whole one", async () => {
  const { nodes, kernel, button, press } = await mount(TOKENS);
  nodes()[1]?.click();
  press("Enter");
  expect((document.activeElement as HTMLElement).textContent).toBe("“ sun”");
  button("“ sun”")?.click();
  expect(kernel.last("cut")).toMatchObject({ branch: 1, at: 1, alternative: 1 });
  button("“<end>”")?.click();
  expect(kernel.last("cut")).toMatchObject({ alternative: 4 });
  expect(button("“ moon”")).toBeUndefined();
  expect(button(strings.part)).toBeUndefined();
  button(strings.cut)?.click();
  expect(kernel.last("cut")).not.toHaveProperty("alternative");
  press("Escape");
  expect(document.activeElement).toBe(nodes()[1]);
});

it("says why a text cannot be cut, and that no alternatives were told", async () => {
  const { nodes, root, button } = await mount(TOKENS, { can_cut: false });
  nodes()[2]?.click();
  expect(button(strings.cut)).toBeUndefined();
  expect(root.textContent).toContain(strings.noCut);
  expect(root.textContent).toContain(strings.noAlternatives);
});

it("leads to the least sure, and says where none is unsure", async () => {
  const { nodes, root, button } = await mount([...TOKENS, { text: "x", p: 0.3 }]);
  button(strings.leastSure)?.click();
  expect(document.activeElement).toBe(nodes()[1]);
  const bound = root.querySelector("select") as HTMLSelectElement;
  bound.value = "0.01";
  button(strings.nextUnsure)?.click();
  expect(root.querySelector("[role=status]")?.textContent).toBe(strings.noUnsure("1 %"));
});

it("adds what comes, keeps the place, and asks for all where a part is missing", async () => {
  const { hear, nodes, kernel } = await mount(TOKENS);
  nodes()[1]?.click();
  await hear(...packed([{ text: " b", p: 0.5 }], { start: 3 }));
  expect(nodes()).toHaveLength(4);
  expect(document.activeElement).toBe(nodes()[1]);
  const before = kernel.sent.length;
  await hear(...packed([{ text: " d", p: 0.5 }], { start: 5 }));
  expect(nodes()).toHaveLength(4);
  expect(kernel.sent.slice(before)).toMatchObject([{ kind: "snapshot" }]);
  await hear(...packed([{ text: "new", p: 0.5 }], { start: 0 }));
  expect(nodes().map((one) => one.textContent)).toEqual(["new"]);
});

it("shows a branch that is chosen, and nothing of another", async () => {
  const { hear, nodes, kernel, button } = await mount(TOKENS);
  const row = { at: null, chosen: null, kept: 0, status: "done" as const, finish_reason: null };
  kernel.set("outline", [
    { ...row, number: 1, parent: null, summary: SUMMARY },
    { ...row, number: 2, parent: 1, at: 1, chosen: " sun", kept: 2, summary: SUMMARY },
  ]);
  await hear(...packed([{ text: "other" }], { branch: 2 }));
  expect(nodes()).toHaveLength(3);
  button("2: from 1 at 1 “ sun”")?.click();
  expect(kernel.last("show")).toMatchObject({ branch: 2 });
  kernel.set("branch", 2);
  await hear(...packed([{ text: "other", flags: 4 }], { branch: 2 }));
  expect(nodes()[0]?.className).toContain("hfw-kept");
});

it("has nodes for few of many tokens, and for the one that is gone to", async () => {
  const many = Array.from({ length: 20_000 }, (_, at) => ({ text: ` ${at}`, p: 0.5 }));
  const { nodes, root } = await mount(many);
  expect(nodes().length).toBeLessThan(2000);
  root.querySelector<HTMLElement>("[role=listbox]")?.focus();
  document.activeElement?.dispatchEvent(
    new KeyboardEvent("keydown", { key: "End", bubbles: true }),
  );
  expect(document.activeElement?.textContent).toBe(" 19999");
});

it("leaves no listener behind", async () => {
  const { kernel } = await mount(TOKENS);
  end();
  expect([...kernel.listeners.values()].every(({ size }) => size === 0)).toBe(true);
});

it.each([
  ["", "◌"],
  ["  ", "··"],
  [" a b ", " a b "],
  ["\t", "⇥\t"],
  ["a\r\nb", "a↵\nb"],
  ["\u202ex\u001b[0m", "\\u202ex\\u001b[0m"],
  ["👩\u200d🚀", "👩\u200d🚀"],
  ["\u200d", "\\u200d"],
])("makes visible what %j has", (text, shown) => {
  const place = document.createElement("span");
  place.append(...spelled(text));
  expect(place.textContent).toBe(shown);
});

it.each([
  [1, 0],
  [0.9, 0],
  [0.5, 1],
  [0.2, 2],
  [0.05, 3],
  [0, 4],
  [null, 5],
])("puts %j on level %i, as Python does", (p, level) => {
  expect(levelOf(p)).toBe(level);
});

it.each([
  [null, "not told"],
  [1, "100 %"],
  [0.345, "35 %"],
  [0.0123, "1.2 %"],
  [1e-9, "< 0.0001 %"],
  [0, "0 %"],
])("writes the probability %j", (p, words) => {
  expect(strings.percent(p)).toBe(words);
});

it("finds unsure tokens around the ends, and none of the prompt", () => {
  const tokens = new Tokens();
  tokens.take(
    ...packed([
      { text: "p", p: 0.01, flags: 2 },
      { text: "a", p: 0.1 },
      { text: "b", p: 0.9 },
      { text: "c", p: 0.05 },
    ]),
  );
  expect([tokens.unsure(1, 1, 0.2), tokens.unsure(3, 1, 0.2), tokens.unsure(1, -1, 0.2)]).toEqual([
    3, 1, 3,
  ]);
  expect(tokens.unsure(-1, 1, 0.2)).toBe(1);
  expect(tokens.leastSure()).toBe(3);
  expect(tokens.words()).toBe("abc");
});

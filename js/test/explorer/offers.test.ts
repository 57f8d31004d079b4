import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Offers } from "../../src/explorer/offer_columns";
import { best, EVERYTHING, fitting, savedOffers } from "../../src/explorer/offers";
import { termText } from "../../src/explorer/terms";
import type { DetailsNews, SavedOffer, Term } from "../../src/protocol";
import { Kernel, mount, offersNews } from "./mounted";

const [TOOLS, FREE, AUTHOR] = [2, 2 << 4, 2 << 6];
const offer = (
  provider: string,
  terms: (number | null)[] = [],
  flags = 0,
  state = "live",
  task = "conversational",
): SavedOffer => [provider, task, state, flags, [0, 1, 2, 3, 4].map((at) => terms[at] ?? null)];

const HOSTILE = "<img src=x onerror=harm()>";
// Prices in and out, context, latency, tokens a second.
const SERVED: Record<string, SavedOffer[]> = {
  "a/fast": [
    offer("groq", [0.1, 0.5, 131_072, 0.25, 400], TOOLS),
    offer("novita", [0.05, 0.2, 32_768, 0.5, 60]),
  ],
  "b/free": [offer("publicai", [null, null, 8192, 0.9, 30], FREE | AUTHOR)],
  "c/broken": [offer("groq", [0.01, 0.01, 4096, 0.1, 900], TOOLS, "error")],
  "d/paint": [offer("fal-ai", [], 0, "live", "text-to-image"), offer(HOSTILE, [], 0, "staging")],
  "e/plain": [offer("nscale", [0.3, 0.9, 200_000, 1.5, 20], TOOLS)],
};
const IDS = Object.keys(SERVED);
const MODELS = IDS.map((id) => ({
  id,
  task: id === "d/paint" ? "text-to-image" : "text-generation",
  framework: "transformers",
  state: "Loaded",
}));

let page: ReturnType<typeof mount>;
afterEach(() => page.close());
const open = async () => {
  page = mount(new Kernel(MODELS, { has_offers: true }));
  page.kernel.columns();
  page.kernel.offers(Object.values(SERVED));
  await page.settle();
};
const boxOf = (label: string) =>
  page.all("select").find((node) => node.ariaLabel === label) as HTMLSelectElement;
const choose = (label: string, value: string) => {
  const box = boxOf(label);
  box.value = value;
  box.dispatchEvent(new Event("change"));
};
const cells = (row: number, name: string) =>
  page.all(`.hfw-line[aria-rowindex="${row + 2}"] .hfw-${name}`)[0]?.textContent ?? "";

describe("models that providers serve", () => {
  beforeEach(open);

  it("show who serves them and the best of their terms", () => {
    expect(cells(0, "providers")).toBe("groqnovita");
    expect(cells(0, "output_price")).toBe("$0.20");
    expect(cells(0, "context_length")).toBe("128k");
    expect(cells(0, "throughput")).toBe("400");
    expect(cells(0, "first_token_latency")).toBe("250 ms");
    expect(cells(1, "input_price")).toBe("free");
    // What failed its last check is no offer to compare.
    expect(cells(2, "output_price")).toBe("—");
    expect(cells(2, "providers")).toContain("(error)");
  });

  it("show what a server calls a provider as text", () => {
    expect(cells(3, "providers")).toContain(HOSTILE);
    expect(page.root.querySelector("img")).toBeNull();
  });

  it.each([
    ["output_price", ["b/free", "a/fast", "e/plain", "c/broken", "d/paint"]],
    ["output_price-", ["e/plain", "a/fast", "b/free", "c/broken", "d/paint"]],
    ["throughput-", ["a/fast", "b/free", "e/plain", "c/broken", "d/paint"]],
    ["context_length-", ["e/plain", "a/fast", "b/free", "c/broken", "d/paint"]],
    ["first_token_latency", ["a/fast", "b/free", "e/plain", "c/broken", "d/paint"]],
    ["providers-", ["a/fast", "d/paint", "b/free", "c/broken", "e/plain"]],
  ])("are sorted by %s; those that tell nothing come last", async (order, ids) => {
    choose("Order", order);
    expect(page.ids()).toEqual(ids);
    await page.settle(300);
    const sort = order.replace("-", "");
    expect(page.kernel.last("view")).toMatchObject({ sort, descending: order.endsWith("-") });
  });

  it("are sorted by a click on a head with the best first", () => {
    page.part(".hfw-head .hfw-throughput").click();
    expect(page.ids()[0]).toBe("a/fast");
    page.part(".hfw-head .hfw-output_price").click();
    expect(page.ids()[0]).toBe("b/free");
    page.part(".hfw-head .hfw-output_price").click();
    expect(page.ids()[0]).toBe("e/plain");
    page.part(".hfw-head .hfw-output_price").click();
    expect(page.ids()).toEqual(IDS);
  });

  it("are compared by the offers of the provider that is chosen", () => {
    choose("Provider", "=groq");
    expect(page.ids()).toEqual(["a/fast", "c/broken"]);
    expect(cells(0, "output_price")).toBe("$0.50");
    choose("Status", "=live");
    expect(page.ids()).toEqual(["a/fast"]);
    expect(page.part(".hfw-count").textContent).toBe("1 of 5 models");
  });

  it("are counted for each provider as if it were not chosen", () => {
    choose("Task", "=text-generation");
    choose("Provider", "=groq");
    const box = boxOf("Provider");
    box.dispatchEvent(new Event("focus"));
    const options = [...box.options].map(({ textContent }) => textContent);
    expect(options).toContain("groq (2)");
    expect(options).toContain("novita (1)");
    expect(options).not.toContain("fal-ai (1)");
  });

  it("have all that is wanted in one offer", async () => {
    page.button("Terms").click();
    page.button("Tools").click();
    expect(page.ids()).toEqual(["a/fast", "c/broken", "e/plain"]);
    choose("Price of answers", "0.5");
    expect(page.ids()).toEqual(["a/fast", "c/broken"]);
    choose("Context", "131072");
    expect(page.ids()).toEqual(["a/fast"]);
    expect(page.button("Terms").textContent).toBe("Terms (3)");
    await page.settle(300);
    const limits = { output_price: 0.5, context_length: 131_072 };
    expect(page.kernel.last("view")).toMatchObject({ needs: ["tools"], limits });
    page.button("Clear filters").click();
    expect(page.ids()).toEqual(IDS);
    expect(page.button("Tools").getAttribute("aria-pressed")).toBe("false");
  });

  it("take what comes of their offers later", async () => {
    page.kernel.offers([[offer("late", [1, 2])]], 3);
    await page.settle();
    expect(cells(3, "providers")).toBe("late");
    expect(cells(3, "output_price")).toBe("$2.00");
    expect(cells(0, "output_price")).toBe("$0.20");
  });
});

describe("a model that several providers serve", () => {
  beforeEach(open);
  const answer = (more: Partial<DetailsNews> = {}) =>
    page.kernel.hear({
      kind: "details",
      id: page.kernel.last("details").id,
      row: 0,
      facts: [],
      code: "client.chat_completion()",
      openable: [["novita", "conversational"]],
      ...more,
    });

  it("is opened with the one that is chosen, or shows its code", async () => {
    page.part(".hfw-line").click();
    await page.settle(200);
    answer();
    const rows = page.all(".hfw-details tbody tr");
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      "groq$0.10$0.50128k400250 mstoolsCode",
      "novita$0.05$0.2032k60500 ms—Open",
    ]);
    page.button("Open").click();
    expect(page.kernel.last("open")).toMatchObject({ row: 0, provider: "novita" });
    page.part('.hfw-details [aria-label="Code for groq"]').click();
    expect(page.kernel.last("details")).toMatchObject({ row: 0, provider: "groq" });
    answer({ code: "client = InferenceClient(provider='groq')" });
    expect(page.part("pre").textContent).toContain("provider='groq'");
    expect(document.activeElement).toBe(page.part("pre"));
  });

  it("is compared with others, each term with its provider and the best of all", async () => {
    for (const at of [0, 1, 4]) {
      page.all(".hfw-tick[role=gridcell]")[at]?.click();
    }
    page.button("Compare 3").click();
    const lines = page.all(".hfw-comparison tbody tr");
    const texts = lines.map(({ children }) => [...children].map(({ textContent }) => textContent));
    expect(texts.slice(0, 3)).toEqual([
      ["Task", "text-generation", "text-generation", "text-generation"],
      ["Providers", "groqnovita", "publicai", "nscale"],
      ["$ per million tokens in", "$0.05 novita", "free (best) publicai", "$0.30 nscale"],
    ]);
    expect(texts.find(([name]) => name === "Tools")?.slice(1)).toEqual(["yes", "—", "yes"]);
    expect(document.activeElement).toBe(page.part(".hfw-compared"));
    page.part('[aria-label="Remove b/free"]').click();
    expect(page.all(".hfw-comparison thead th")).toHaveLength(2);
    page.part('[aria-label="Remove a/fast"]').click();
    expect(page.part(".hfw-comparison").hidden).toBe(true);
    expect(document.activeElement).toBe(page.part(".hfw-table"));
  });
});

it("shows who serves the first rows before all have come", () => {
  const first = {
    matched: 900,
    rows: [[7, "z/one", "text-generation", "t", "Loaded"]] as never,
    offers: [[offer("groq", [0.1, 0.5, null, null, 9])]],
  };
  const traits = { has_offers: true, total: 900, first };
  page = mount(new Kernel([], traits));
  expect(cells(0, "providers")).toBe("groq");
  expect(cells(0, "output_price")).toBe("$0.50");
  expect(cells(0, "context_length")).toBe("—");
});

describe("offers", () => {
  afterEach(() => {
    page = mount(new Kernel([]));
  });
  const some = savedOffers(Object.values(SERVED).flat());

  it("that fit are those whose terms are told and within the limits", () => {
    const named = (limits: Record<string, number>) =>
      some.filter(fitting({ ...EVERYTHING, limits })).map(({ provider }) => provider);
    // 0.1 and 0.05 are no 32-bit floats, and yet equal to what came.
    expect(named({ input_price: 0.1 })).toEqual(["groq", "novita", "publicai", "groq"]);
    expect(named({ throughput: 400 })).toEqual(["groq", "groq"]);
    expect(named({ first_token_latency: 0 })).toEqual([]);
  });

  it("of 20,000 models are found and sorted in a part of a frame's patience", () => {
    const store = new Offers();
    const each = [0, 1, 2, 3].map((at) => offer(`p${at}`, [at, at, 1024 * at, at, at]));
    store.set(...offersNews(Array.from({ length: 20_000 }, () => each)));
    const rows = Uint32Array.from({ length: 20_000 }, (_, row) => row);
    const view = { ...EVERYTHING, provider: "p2", sort: "output_price" as const };
    expect(store.having(rows, view)).toHaveLength(20_000);
    expect(store.sorted(rows, view)).toEqual(rows);
    expect(store.counts(rows, view).provider.get("p3")).toBe(20_000);
  });

  it.each([
    ["output_price", 0, "free"],
    ["output_price", 0.02, "$0.02"],
    ["output_price", 0.0012345, "$0.00123"],
    ["output_price", 15, "$15"],
    ["context_length", 131_072, "128k"],
    ["context_length", 200_000, "200k"],
    ["context_length", 1_048_576, "1M"],
    ["context_length", 900, "900"],
    ["first_token_latency", 0.25, "250 ms"],
    ["first_token_latency", 1.27, "1.27 s"],
    ["throughput", 6.4, "6"],
    ["throughput", NaN, ""],
  ] as [Term, number, string][])("tell %s %d as %s", (term, value, text) => {
    expect(termText(term, value)).toBe(text);
  });

  it("come in several messages, each with names of its own, and later ones stand", () => {
    const store = new Offers();
    const rows = Uint32Array.of(0, 1, 2, 3);
    const names = (row: number) => store.of(row).map(({ provider }) => provider);
    store.set(...offersNews([[offer("x", [1, 3])], [offer("y", [1, 2]), offer("x", [1, 1])]]));
    store.set(...offersNews([[offer("z", [1, 9])], [offer("y", [1, 4]), offer("z")]], 2));
    expect([0, 1, 2, 3, 4].map(names)).toEqual([["x"], ["y", "x"], ["z"], ["y", "z"], []]);
    const view = { ...EVERYTHING, sort: "output_price" as const };
    expect([...store.sorted(rows, view)]).toEqual([1, 0, 3, 2]);
    // Fewer, more and none in place of those that were there.
    store.set(...offersNews([[offer("z", [1, 8]), offer("w", [1, 7]), offer("y")], []], 1));
    expect([0, 1, 2, 3].map(names)).toEqual([["x"], ["z", "w", "y"], [], ["y", "z"]]);
    expect([...store.sorted(rows, view)]).toEqual([0, 3, 1, 2]);
    expect([...store.sorted(rows, { ...view, descending: true })]).toEqual([1, 3, 0, 2]);
    expect([...store.sorted(rows, { ...view, sort: "providers" })]).toEqual([2, 0, 3, 1]);
    expect([...store.counts(rows, view).provider].sort()).toEqual([
      ["w", 1],
      ["x", 1],
      ["y", 2],
      ["z", 2],
    ]);
    store.clear();
    expect(names(0)).toEqual([]);
  });

  it("of a row that is not known are none, and of a name that none has, too", () => {
    const store = new Offers();
    const rows = Uint32Array.of(0, 1);
    store.set(...offersNews([[offer("x", [1, 2])]]));
    const view = { ...EVERYTHING, provider: "nobody" };
    expect([...store.having(rows, view)]).toEqual([]);
    expect([...store.counts(rows, view).state]).toEqual([]);
    expect([...store.counts(rows, view).provider]).toEqual([["x", 1]]);
  });

  it.each([
    ["limits", { limits: { output_price: 1 } }, ["b", "c"]],
    ["needs", { needs: ["tools" as const] }, ["a", "c"]],
    ["a state", { state: "staging" }, ["d"]],
    ["both", { needs: ["tools" as const], limits: { output_price: 1 } }, ["c"]],
  ])("are counted and found by %s alike", (_, wanted, expected) => {
    const store = new Offers();
    const all = [
      offer("a", [1, 2], TOOLS),
      offer("b", [null, null], FREE),
      offer("c", [1, 1], TOOLS),
      offer("d", [], 0, "staging"),
    ];
    store.set(...offersNews(all.map((one) => [one])));
    const view = { ...EVERYTHING, ...wanted };
    const rows = Uint32Array.of(0, 1, 2, 3);
    const names = [...store.having(rows, view)].map((row) => store.of(row)[0]?.provider);
    expect(names).toEqual(expected);
    expect([...store.counts(rows, view).provider.keys()]).toEqual(expected);
    expect(savedOffers(all).filter(fitting(view))).toEqual(
      [...store.having(rows, view)].flatMap((row) => store.of(row)),
    );
  });

  it("that tell nothing have no best", () => {
    expect(best(savedOffers([offer("x")]), "throughput")).toBeNull();
    expect(best([], "throughput")).toBeNull();
  });
});

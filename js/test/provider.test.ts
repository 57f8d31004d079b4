import { afterEach, describe, expect, it } from "vitest";
import { FakeModel } from "./fake_model";
import { type Mounted, mount, mountIdle } from "./mounted";

const ROWS = [
  ["auto", "now groq, your account's first"],
  ["groq", "$0.15 in, $0.75 out", "131k context", "180 tokens/s", "0.03 s to first", ""],
  ["<b>x</b>", "", "", "", "", "its last check failed"],
];

let task: Mounted;
afterEach(() => task.close());

const opener = () => task.part('[aria-label^="Provider: "]');
const panel = () => task.part(".hfw-offer:has(.hfw-providers)");
const rows = () => [...task.root.querySelectorAll<HTMLElement>(".hfw-providers button")];
const begin = (traits = {}) => {
  task = mountIdle({ provider: "auto", model: null, ...traits });
};
const open = (note = "") => {
  opener().click();
  task.model.answer("providers", { rows: ROWS, note });
};

describe("the provider beside the model", () => {
  it.each([null, undefined])("is not there where no provider answers (%s)", (provider) => {
    begin({ provider });
    expect(task.root.querySelector(".hfw-providers")).toBeNull();
    expect(task.root.textContent).not.toContain("Provider");
  });

  it("is named, and asks nothing before it is opened", () => {
    begin();
    expect(opener().textContent).toBe("auto");
    expect(opener().getAttribute("aria-expanded")).toBe("false");
    expect(panel().hidden).toBe(true);
    expect(task.model.of("providers")).toHaveLength(0);
  });

  it("opens with those that serve the model that is in the box, as text", () => {
    begin();
    task.type("model", " org/typed ");
    opener().click();
    expect(panel().textContent).toContain("Asking who serves the model");
    expect(task.model.of("providers").at(-1)?.model).toBe("org/typed");
    task.model.answer("providers", { rows: ROWS, note: "Prices are US dollars." });
    expect(rows().map((row) => row.querySelector("span")?.textContent)).toEqual(
      ROWS.map(([name]) => name),
    );
    expect(rows()[1]?.textContent).toContain("$0.15 in, $0.75 out");
    expect(panel().querySelectorAll("b")).toHaveLength(0);
    expect(panel().textContent).toContain("Prices are US dollars.");
    expect(rows().map((row) => row.getAttribute("aria-pressed"))).toEqual([
      "true",
      "false",
      "false",
    ]);
  });

  it("is chosen, and shown when the kernel has taken it", () => {
    begin();
    open();
    rows()[1]?.click();
    expect(task.model.of("edit").at(-1)?.values).toEqual({ provider: "groq" });
    expect(panel().hidden).toBe(true);
    expect(document.activeElement).toBe(opener());
    expect(opener().textContent).toBe("auto");
    task.model.set("provider", "groq");
    expect(opener().textContent).toBe("groq");
    expect(opener().getAttribute("aria-label")).toBe("Provider: groq");
    open();
    expect(rows()[1]?.getAttribute("aria-pressed")).toBe("true");
  });

  it("says why nobody is told, and asks again when it is opened again", () => {
    begin();
    opener().click();
    task.model.answer("providers", { error: "The Hub knows no such model" });
    expect(panel().textContent).toBe("The Hub knows no such model");
    opener().click();
    open();
    expect(rows()).toHaveLength(3);
    expect(task.model.of("providers")).toHaveLength(2);
  });

  it("closes with Esc, and leaves the provider", () => {
    begin();
    open();
    const [first] = rows();
    first?.focus();
    task.press(first as Element, "Escape");
    expect(panel().hidden).toBe(true);
    expect(document.activeElement).toBe(opener());
    expect(task.model.of("edit")).toHaveLength(0);
  });

  it("answers a question of its own alone", () => {
    begin();
    open();
    const call = task.model.of("providers").at(-1);
    task.model.hear({ kind: "providers", id: `${call?.id}x`, rows: [], note: "other" });
    expect(rows()).toHaveLength(3);
  });
});

describe("who answered", () => {
  const counters = () => task.part(".hfw-counters").textContent;
  const count = (more: object) => {
    task = mount(new FakeModel({ status: "done", counters: { elapsed: 1, ...more } }));
  };

  it.each([
    [0.00012, "$0.00012"],
    [0.0000001234, "$0.00000012"],
    [1.5, "$1.5"],
    [0, "free"],
  ])("costs %d, told as %s", (cost, told) => {
    count({ provider: "groq", cost });
    expect(counters()).toContain("groq");
    expect(counters()).toContain(told);
  });

  it.each([{}, { cost: null, provider: null }])("is not told where it is not known", (more) => {
    count(more);
    expect(counters()).not.toMatch(/\$|free|null|undefined|NaN/);
  });
});

describe("the card of a provider's error", () => {
  const PROBLEM = {
    title: "The account's credits are used up",
    cause: "none left",
    remedy: "Add some.",
    details: "",
    can_retry: true,
    provider: "groq",
    others: ["together", "<i>novita</i>"],
    request_id: "r1",
  };

  it("says who was asked, and offers the others", () => {
    begin({ problem: PROBLEM });
    const card = task.part(".hfw-problem");
    expect(card.textContent).toContain("Provider: groq, request r1");
    expect(card.querySelectorAll("i")).toHaveLength(0);
    const labels = [...card.querySelectorAll(".hfw-others button")].map((one) =>
      one.getAttribute("aria-label"),
    );
    expect(labels).toEqual(["Run with together", "Run with <i>novita</i>"]);
  });

  it("switches and runs again with one button, and the focus stays in the widget", async () => {
    begin({ problem: PROBLEM, prompt: "Once", status: "error" });
    task.button("together").click();
    await task.settle();
    const kinds = task.model.sent.map((one) => one.kind).filter((one) => /edit|run/.test(one));
    expect(kinds).toEqual(["edit", "run"]);
    expect(task.model.of("edit").at(-1)?.values).toEqual({ provider: "together" });
    expect(task.root.contains(document.activeElement)).toBe(true);
  });

  it("offers nobody where nobody else serves the model", () => {
    begin({ problem: { ...PROBLEM, others: undefined, provider: undefined } });
    expect(task.root.querySelector(".hfw-others")).toBeNull();
    expect(task.part(".hfw-problem").textContent).not.toContain("Provider");
  });
});

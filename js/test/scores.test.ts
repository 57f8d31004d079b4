import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeModel } from "./fake_model";
import { type Mounted, mount } from "./mounted";

type List = { name: string; items: { label: string; score: number | null }[] };

let task: Mounted;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  task.close();
  vi.useRealTimers();
});
const open = (name: "text-classification" | "fill-mask" | "zero-shot-classification") => {
  task = mount(new FakeModel({}, name));
};
const answer = async (lists: List[], run = 1) => {
  task.model.set("status", "running");
  task.model.hear({ kind: "start", run });
  task.model.set("counters", { elapsed: 0.42 });
  task.model.set("status", "done");
  task.model.hear({ kind: "end", run, seq: 0, output: { lists } });
  await vi.advanceTimersByTimeAsync(0);
};
const tables = () =>
  [...task.root.querySelectorAll("table.hfw-scores")].map((table) => [
    table.getAttribute("aria-label"),
    ...[...table.querySelectorAll("tbody tr")].map((row) =>
      [...row.children].map((cell) => cell.textContent).join(" "),
    ),
  ]);
const status = () => task.part(":scope > [role=status]").textContent;
const MASKS = [
  { name: "Mask 1", items: [{ label: "cat", score: 0.5 }] },
  {
    name: "Mask 2",
    items: [
      { label: "sat", score: 0.1 },
      { label: "lay", score: 0.2 },
    ],
  },
];

it("has no picture, and says what will stand there", () => {
  open("text-classification");
  expect(task.root.querySelector("canvas")).toBeNull();
  expect(task.root.textContent).toContain("The answer will appear here.");
});

it("shows labels as bars, best first, and announces them", async () => {
  open("text-classification");
  const items = [
    { label: "NEGATIVE", score: 0.1 },
    { label: "POSITIVE", score: 0.9 },
  ];
  await answer([{ name: "", items }]);
  expect(tables()).toEqual([["Labels and scores", "POSITIVE 90.0 %", "NEGATIVE 10.0 %"]]);
  const bars = [...task.root.querySelectorAll<HTMLElement>(".hfw-score")];
  expect(bars.map((bar) => bar.style.getPropertyValue("--hfw-part"))).toEqual(["90%", "10%"]);
  expect(status()).toBe("Done, POSITIVE 90.0 %, NEGATIVE 10.0 %, 0.42 s");
});

describe("a text with several masks", () => {
  beforeEach(() => open("fill-mask"));

  it("has a list for each, by its name", async () => {
    await answer(MASKS);
    expect(tables()).toEqual([
      ["Mask 1", "cat 50.0 %"],
      ["Mask 2", "lay 20.0 %", "sat 10.0 %"],
    ]);
    expect(status()).toBe("Done, Mask 1: cat 50.0 %; Mask 2: lay 20.0 %, sat 10.0 %, 0.42 s");
  });

  it("leaves none of them when the next text has one", async () => {
    await answer(MASKS);
    await answer([{ name: "", items: [{ label: "dog", score: 1 }] }], 2);
    expect(tables()).toEqual([["Labels and scores", "dog 100 %"]]);
    expect(task.root.textContent).not.toContain("Mask");
    await answer(MASKS, 3);
    expect(tables()).toHaveLength(2);
  });

  it("is copied with the names", async () => {
    const written: string[] = [];
    vi.stubGlobal("navigator", {
      ...navigator,
      clipboard: { writeText: async (text: string) => written.push(text) },
    });
    await answer(MASKS);
    task.button("Copy").click();
    task.button("Copy as Markdown").click();
    await task.settle();
    vi.unstubAllGlobals();
    expect(written[0]).toBe("Mask 1\ncat\t0.5\n\nMask 2\nlay\t0.2\nsat\t0.1\n");
    expect(written[1]).toContain("**Mask 2**\n\n| Label | Score |\n|---|---:|\n| lay | 20.0 % |");
  });
});

it("shows what came as text, whatever it is", async () => {
  open("zero-shot-classification");
  const labels = ["<img src=x onerror=alert(1)>", "a|b", "مرحبا"];
  await answer([{ name: "<b>x</b>", items: labels.map((label) => ({ label, score: null })) }]);
  expect(tables()[0]?.slice(1)).toEqual(labels.map((label) => `${label} no score`));
  expect(task.root.querySelector(".hfw-lists img")).toBeNull();
  expect(task.part(".hfw-lists b").innerHTML).toBe("&lt;b&gt;x&lt;/b&gt;");
});

it("says that there is no label, and keeps what is shown when a run fails", async () => {
  open("text-classification");
  await answer([{ name: "", items: [] }]);
  expect(task.root.textContent).toContain("The model gave no label.");
  await answer([{ name: "", items: [{ label: "a", score: 0.5 }] }], 2);
  task.model.hear({ kind: "start", run: 3 });
  task.model.hear({ kind: "end", run: 3, seq: 0, output: null });
  expect(tables()).toEqual([["Labels and scores", "a 50.0 %"]]);
});

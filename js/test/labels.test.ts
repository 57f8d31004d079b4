import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeModel } from "./fake_model";
import { type Mounted, mount } from "./mounted";

interface Item {
  label: string;
  score: number | null;
}

let task: Mounted;
let model: FakeModel;

const settle = () => vi.advanceTimersByTimeAsync(0);
const answer = async (items: Item[], run = 1) => {
  model.set("pictures", {
    image: { id: "p1", name: "cat.jpg", width: 4, height: 3, state: "ready", source: "python" },
  });
  model.set("status", "running");
  model.hear({ kind: "start", run });
  model.answer("picture", { type: "image/png" }, [new DataView(new ArrayBuffer(4))]);
  model.set("counters", { elapsed: 0.42 });
  model.set("status", "done");
  model.hear({ kind: "end", run, seq: 0, output: { picture: "p1", items } });
  await settle();
};
const rows = () =>
  [...task.root.querySelectorAll("tbody tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
const bars = () =>
  [...task.root.querySelectorAll<HTMLElement>(".hfw-score")].map((bar) =>
    bar.style.getPropertyValue("--hfw-part"),
  );
const many = (count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({
    label: `label ${index}`,
    score: 1 / (index + 2),
  }));
const search = () => task.part("input[type=search]") as HTMLInputElement;
const find = (text: string) => {
  search().value = text;
  search().dispatchEvent(new Event("input"));
};
const status = () => task.part(":scope > [role=status]").textContent;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  model = new FakeModel({}, "image-classification");
  task = mount(model);
});
afterEach(() => {
  task.close();
  vi.useRealTimers();
});

it("shows labels by score, on a scale from nothing to one", async () => {
  await answer([
    { label: "dog", score: 0.25 },
    { label: "cat", score: 0.5 },
  ]);
  expect(rows()).toEqual([
    ["cat", "50.0 %"],
    ["dog", "25.0 %"],
  ]);
  expect(bars()).toEqual(["50%", "25%"]);
});

it("shows scores that are no shares as they are, and those that are missing last", async () => {
  await answer([
    { label: "unknown", score: null },
    { label: "low", score: -1.23456 },
    { label: "high", score: 12.5 },
  ]);
  expect(rows()).toEqual([
    ["high", "12.5"],
    ["low", "-1.23"],
    ["unknown", "no score"],
  ]);
  expect(bars()).toEqual(["50%", "4.94%", "0%"]);
});

it("shows a label as text", async () => {
  await answer([{ label: "<img src=x onerror=alert(1)>", score: 0.1 }]);
  expect(rows()).toEqual([["<img src=x onerror=alert(1)>", "10.0 %"]]);
  expect(task.root.querySelector("tbody img")).toBeNull();
});

it("says that there is none", async () => {
  await answer([]);
  expect(task.part(".hfw-ranked").textContent).toContain("The model gave no label.");
});

describe("many labels", () => {
  beforeEach(() => answer(many(1000)));

  it("are cut to the best ten, until more are wanted", async () => {
    expect(rows()).toHaveLength(10);
    expect(task.part(".hfw-ranked").textContent).toContain("10 of 1000 labels");
    const top = task.part(".hfw-ranked select") as HTMLSelectElement;
    top.value = "all";
    top.dispatchEvent(new Event("change"));
    // What is seen first is there at once; the rest comes a frame's share at a time.
    expect(rows()).toHaveLength(40);
    await vi.advanceTimersByTimeAsync(100);
    expect(rows()).toHaveLength(1000);
  });

  it("are found by a part of their name, among all", () => {
    find("LABEL 99");
    expect(rows().map(([label]) => label)).toEqual(
      ["label 99", ..."0123456789"]
        .map((one) => (one.length > 1 ? one : `label 99${one}`))
        .slice(0, 10),
    );
    find("nothing");
    expect(task.part(".hfw-ranked").textContent).toContain("No label contains “nothing”.");
  });

  it("are told to a screen reader when typing pauses", () => {
    find("label 99");
    expect(status()).not.toContain("of 1000");
    vi.advanceTimersByTime(600);
    expect(status()).toBe("10 of 1000 labels");
  });
});

it("sorts by name and back, and tells which way", async () => {
  await answer(many(3));
  task.button("Label").click();
  expect(rows().map(([label]) => label)).toEqual(["label 0", "label 1", "label 2"]);
  task.button("Label").click();
  expect(rows().map(([label]) => label)).toEqual(["label 2", "label 1", "label 0"]);
  const sorted = [...task.root.querySelectorAll("thead th")].map((head) =>
    head.getAttribute("aria-sort"),
  );
  expect(sorted).toEqual(["descending", null]);
});

it("announces the best three", async () => {
  await answer(many(5));
  expect(status()).toBe("Done, label 0 50.0 %, label 1 33.3 %, label 2 25.0 %, 0.42 s");
});

it("keeps what is shown when a run fails", async () => {
  await answer([{ label: "cat", score: 0.5 }]);
  model.hear({ kind: "start", run: 2 });
  model.hear({ kind: "end", run: 2, seq: 0, output: null });
  await settle();
  expect(rows()).toEqual([["cat", "50.0 %"]]);
});

it("copies a table that can be pasted into a sheet, and one in Markdown", async () => {
  const written: string[] = [];
  vi.stubGlobal("navigator", {
    ...navigator,
    clipboard: { writeText: async (text: string) => written.push(text) },
  });
  await answer([
    { label: "a|b", score: 0.5 },
    { label: "none", score: null },
  ]);
  task.button("Copy").click();
  task.button("Copy as Markdown").click();
  await settle();
  vi.unstubAllGlobals();
  expect(written).toEqual([
    "a|b\t0.5\nnone\t\n",
    "| Label | Score |\n|---|---:|\n| a\\|b | 50.0 % |\n| none | no score |\n",
  ]);
});

it("dims the answer when the picture is another one by then", async () => {
  await answer([{ label: "cat", score: 0.5 }]);
  model.set("pictures", {
    image: { id: "p2", name: "dog.jpg", width: 4, height: 3, state: "ready", source: "python" },
  });
  expect(task.root.querySelector(".hfw-stale")?.textContent).toContain("cat.jpg");
});

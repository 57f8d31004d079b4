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

const bars = () =>
  [...task.root.querySelectorAll<HTMLElement>(".hfw-score")].map((bar) =>
    ["--hfw-from", "--hfw-part"].map((name) => bar.style.getPropertyValue(name)).join(" "),
  );
const items = (...scores: (number | null)[]) =>
  scores.map((score, at) => ({ label: `label ${at}`, score }));
const choose = (label: string, value: string) => {
  const select = [...task.root.querySelectorAll("label")]
    .find((one) => one.textContent?.startsWith(label))
    ?.querySelector("select") as HTMLSelectElement;
  select.value = value;
  select.dispatchEvent(new Event("change"));
};

describe("the scale of bars", () => {
  beforeEach(() => open("text-classification"));

  it("is the same for all results, until bars are to reach up to the best", async () => {
    await answer([{ name: "", items: items(0.4, 0.1) }]);
    expect(bars()).toEqual(["0% 40%", "0% 10%"]);
    choose("Bars", "relative");
    expect(bars()).toEqual(["0% 100%", "0% 25%"]);
    expect(task.root.textContent).toContain("Bars from 0 to 0.4.");
    choose("Bars", "absolute");
    expect(task.root.textContent).not.toContain("Bars from");
  });

  it("goes to the left where a score is below 0, and says its ends", async () => {
    await answer([{ name: "", items: items(2, -4, null) }]);
    expect(bars()).toEqual(["50% 25%", "0% 50%", "50% 0%"]);
    expect(task.root.textContent).toContain("Bars from -4 to 4.");
    await answer([{ name: "", items: items(-1, -2) }], 2);
    expect(bars()).toEqual(["50% 50%", "0% 100%"]);
  });
});

it("draws a new answer in the place of one that is still being drawn", async () => {
  open("zero-shot-classification");
  await answer([{ name: "", items: items(...Array.from({ length: 500 }, () => 0.5)) }]);
  choose("Show", "all");
  await answer([{ name: "", items: items(0.25) }], 2);
  await vi.advanceTimersByTimeAsync(200);
  expect(tables()).toEqual([["Labels and scores", "label 0 25.0 %"]]);
});

it("hands a label on to another widget", async () => {
  open("text-classification");
  await answer([{ name: "", items: [{ label: "a\nb", score: 1 }] }]);
  task.button("Use in").click();
  const target = { target: "new:translation/text", title: "Translation", detail: "new, below" };
  task.model.answer("targets", { targets: [target] });
  expect(task.part("[role=menu] [role=group]").getAttribute("aria-label")).toBe("a\\nb");
  task.part("[role=menuitem]").click();
  expect(task.model.of("use").at(-1)).toMatchObject({
    target: "new:translation/text",
    what: { kind: "text", text: "a\nb" },
  });
});

describe("filling masks", () => {
  const word = (text: string, score: number) => ({
    label: text.trim(),
    word: text,
    score,
  });
  const filled = async (pieces: string[], lists: ReturnType<typeof word>[][], run = 1) => {
    // Fields of pages end their lines with LF alone.
    task.model.set("text", pieces.join("<mask>").replaceAll("\r", ""));
    task.model.set("status", "done");
    const named = lists.map((some, at) => ({ name: `Mask ${at + 1}`, items: some }));
    const output = { lists: named, pieces, mask: "<mask>" };
    task.model.hear({ kind: "start", run });
    task.model.hear({ kind: "end", run, seq: 0, output });
    await vi.advanceTimersByTimeAsync(0);
  };
  const area = () => task.field<HTMLTextAreaElement>("text");
  const press = (name: string) =>
    ([...task.root.querySelectorAll("tbody button")] as HTMLButtonElement[])
      .find((one) => one.textContent === name)
      ?.click();
  const pressed = () =>
    [...task.root.querySelectorAll("[aria-pressed=true]")].map((one) => one.textContent);
  const reads = () => task.part(".hfw-filled").textContent;
  beforeEach(() => open("fill-mask"));

  it("shows how the text would read, and puts a word into it and the mask back", async () => {
    await filled(
      ["A ", "\r\nsat on ", "."],
      [[word(" cat", 0.6), word("dog", 0.3)], [word("it", 1)]],
    );
    expect(reads()).toBe("A cat\nsat on it.");
    press("dog");
    expect(area().value).toBe("A dog\nsat on <mask>.");
    expect([reads(), pressed()]).toEqual(["A dog\nsat on it.", ["dog"]]);
    press("it");
    press("cat");
    expect(area().value).toBe("A cat\nsat on it.");
    expect(pressed()).toEqual(["cat", "it"]);
    press("cat");
    expect(area().value).toBe("A <mask>\nsat on it.");
    await vi.advanceTimersByTimeAsync(200);
    expect(task.model.of("edit").at(-1)?.values).toEqual({ text: "A <mask>\nsat on it." });
  });

  it("follows an Undo, and leaves a text alone that was changed since", async () => {
    await filled(["A ", "."], [[word("cat", 0.6)]]);
    press("cat");
    task.type("text", "A <mask>.");
    expect(pressed()).toEqual([]);
    task.type("text", "Another <mask>.");
    press("cat");
    expect(area().value).toBe("Another <mask>.");
    expect(task.root.textContent).toContain("The text was changed since");
  });

  it("inserts the model's own mask where the caret is, and says why it may be another", () => {
    task.type("text", "ab");
    area().setSelectionRange(1, 1);
    task.button("Insert the mask").click();
    task.model.answer("mask", { token: "<mask>", note: "Nothing tells it." });
    expect(area().value).toBe("a<mask>b");
    expect(task.button("Insert <mask>")).toBeTruthy();
    expect(task.root.textContent).toContain("Nothing tells it.");
    task.model.set("model", "another");
    expect(task.button("Insert the mask")).toBeTruthy();
  });

  it("has no such button where a label is asked for", () => {
    task.close();
    open("text-classification");
    expect(() => task.button("Insert")).toThrow();
  });
});

it("takes lines that are pasted as a label each, and leaves commas in them", async () => {
  open("zero-shot-classification");
  const input = task.field("labels");
  const paste = (text: string) => {
    const event = new Event("paste", { bubbles: true, cancelable: true });
    Object.assign(event, { clipboardData: { getData: () => text } });
    input.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(paste("near, far")).toBe(false);
  expect(paste("near, far\r\n\n  cooking\n")).toBe(true);
  await vi.advanceTimersByTimeAsync(200);
  expect(task.model.of("edit").at(-1)?.values).toEqual({ labels: ["near, far", "cooking"] });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeModel } from "./fake_model";
import { type Mounted, mount } from "./mounted";

let task: Mounted;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  task.close();
  vi.useRealTimers();
});
const open = (name: "token-classification" | "question-answering") => {
  task = mount(new FakeModel({}, name));
};
const receive = async (output: unknown, run = 1) => {
  task.model.set("status", "running");
  task.model.hear({ kind: "start", run });
  task.model.set("counters", { elapsed: 0.42 });
  task.model.set("status", "done");
  task.model.hear({ kind: "end", run, seq: 0, output });
  await vi.advanceTimersByTimeAsync(100);
};
const marks = () =>
  [...task.root.querySelectorAll("mark")].map((one) =>
    [one.textContent, one.getAttribute("data-tag")].filter(Boolean).join("|"),
  );
const stops = () => [...task.root.querySelectorAll<HTMLElement>("mark[role=button]")];
const names = () => stops().map((one) => one.getAttribute("aria-label"));
const caption = () => task.part(".hfw-caption-line").textContent;
const status = () => task.part(":scope > [role=status]").textContent;
const span = (label: string, start: number, end: number, score: number | null = 0.5) => ({
  label,
  group: label.replace(/^[BI]-/, ""),
  score,
  start,
  end,
});

describe("spans of a text", () => {
  const TEXT = "Sarah of the University of London 😀 left";
  const spans = [span("PER", 0, 5, 0.991), span("ORG", 13, 33), span("LOC", 27, 33, null)];
  beforeEach(async () => {
    open("token-classification");
    await receive({ text: TEXT, spans, unplaced: [] });
  });

  it("are marked in the text itself, which stays as it is", () => {
    expect(task.part(".hfw-marked").textContent).toBe(TEXT);
    expect(marks()).toEqual(["Sarah|PER", "University of ", "London|LOC ORG"]);
    expect(status()).toBe("Done, 3 spans: 1 PER, 1 ORG, 1 LOC, 0.42 s");
  });

  it("are told with their scores by pointer and focus, all that lie in a place", () => {
    expect(names()).toEqual([
      "Sarah: PER, 99.1 %",
      "University of London: ORG, 50.0 %",
      "London: LOC, no score",
    ]);
    stops()[2]?.dispatchEvent(new Event("pointerover", { bubbles: true }));
    expect(caption()).toBe("London: LOC, no score · University of London: ORG, 50.0 %");
    stops()[0]?.focus();
    expect(caption()).toBe("Sarah: PER, 99.1 %");
  });

  it("are one stop of the Tab key, and the arrow keys go from one to the next", () => {
    const tabs = () => stops().map((one) => one.tabIndex);
    expect(tabs()).toEqual([0, -1, -1]);
    const first = stops()[0] as HTMLElement;
    first.focus();
    task.press(first, "ArrowRight");
    expect(document.activeElement).toBe(stops()[1]);
    expect(tabs()).toEqual([-1, 0, -1]);
    task.press(stops()[1] as HTMLElement, "End");
    expect(document.activeElement).toBe(stops()[2]);
    task.press(stops()[2] as HTMLElement, "ArrowRight");
    expect(document.activeElement).toBe(stops()[2]);
    task.press(stops()[2] as HTMLElement, "Home");
    expect(document.activeElement).toBe(stops()[0]);
  });

  it("are chosen with a press, the next one below with another, and handed on", () => {
    const london = stops()[2] as HTMLElement;
    task.press(london, "Enter");
    expect(london.getAttribute("aria-pressed")).toBe("true");
    london.click();
    expect(london.getAttribute("aria-pressed")).toBe("false");
    expect(stops()[1]?.getAttribute("aria-pressed")).toBe("true");
    task.button("Use in").click();
    const target = { target: "new:fill-mask/text", title: "Fill mask", detail: "new, below" };
    task.model.answer("targets", { targets: [target] });
    task.part("[role=menuitem]").click();
    expect(task.model.of("use").at(-1)?.what).toEqual({
      kind: "text",
      text: "University of London",
    });
  });

  it("are hidden and shown by their kinds", async () => {
    task.button("ORG 1").click();
    await vi.advanceTimersByTimeAsync(100);
    expect(marks()).toEqual(["Sarah|PER", "London|LOC"]);
    task.button("Show all").click();
    await vi.advanceTimersByTimeAsync(100);
    expect(marks()).toHaveLength(3);
    task.button("Hide all").click();
    await vi.advanceTimersByTimeAsync(100);
    expect(marks()).toEqual([]);
    expect(task.part(".hfw-marked").textContent).toBe(TEXT);
  });

  it("are text, whatever they say", async () => {
    const text = "<img src=x onerror=alert(1)> مرحبا";
    const label = "<script>alert(1)</script> and more of a label";
    await receive({ text, spans: [span(label, 0, 28)], unplaced: [] }, 2);
    expect(task.root.querySelector("img, script")).toBeNull();
    expect(task.part(".hfw-marked").textContent).toBe(text);
    expect(task.part("mark").getAttribute("data-tag")).toBe("<script>alert(1)</script…");
  });

  it("are listed below where they are not in the text, and none is said to be none", async () => {
    const unplaced = [{ label: "LOC", word: "At\u0000lantis", score: 0.5 }];
    await receive({ text: "abc", spans: [], unplaced }, 2);
    expect(task.part(".hfw-lost").textContent).toBe("At\\u0000lantis — LOC, 50.0 %");
    await receive({ text: "abc", spans: [], unplaced: [] }, 3);
    expect(task.part(".hfw-lost").hidden).toBe(true);
    expect(status()).toContain("The model found no span.");
  });

  it("are all there when many are drawn, and only the last of two answers is", async () => {
    const many = Array.from({ length: 2000 }, (_, at) => span("X", 6 * at, 6 * at + 5));
    task.model.hear({ kind: "start", run: 2 });
    const output = { text: "words ".repeat(2000), spans: many, unplaced: [] };
    task.model.hear({ kind: "end", run: 2, seq: 0, output });
    expect(marks().length).toBeLessThan(2000);
    await receive({ text: TEXT, spans, unplaced: [] }, 3);
    expect(marks()).toHaveLength(3);
    await receive(output, 4);
    expect(marks()).toHaveLength(2000);
    expect(task.part(".hfw-marked").textContent).toBe(output.text);
  });
});

describe("answers to a question", () => {
  const text = `My name is Clara. ${"So it goes on. ".repeat(300)}`;
  const answer = (
    said: string,
    score: number | null,
    start: number | null,
    end: number | null,
  ) => ({
    answer: said,
    score,
    start,
    end,
  });
  const receiveAll = (...answers: ReturnType<typeof answer>[]) =>
    receive({ text, answers, unsure: 0.1 });
  const rows = () => [...task.root.querySelectorAll("tbody tr")].map((row) => row.textContent);
  beforeEach(() => open("question-answering"));

  it("are shown with their scores, and marked where they stand", async () => {
    await receiveAll(answer("Clara", 0.93, 11, 16));
    expect(rows()).toEqual(["Clara93.0 %"]);
    expect(names()).toEqual(["answer: Clara"]);
    expect(stops()[0]?.getAttribute("aria-pressed")).toBe("true");
    expect(status()).toBe("Done, Clara 93.0 %, 0.42 s");
    expect(task.part(".hfw-verdict").textContent).toBe("");
  });

  it("are several where the model has several: a press shows one in the text", async () => {
    await receiveAll(answer("Clara", 0.6, 11, 16), answer("name is Clara", 0.3, 3, 16));
    expect(rows()).toEqual(["Clara60.0 %", "name is Clara30.0 %"]);
    expect(marks()).toEqual(["name is ", "Clara|1 2"]);
    const pressed = () => task.root.querySelector("tbody [aria-pressed=true]")?.textContent;
    expect(pressed()).toBe("Clara");
    task.button("name is Clara").click();
    expect(pressed()).toBe("name is Clara");
    expect(stops()[0]?.getAttribute("aria-pressed")).toBe("true");
    stops()[1]?.click();
    expect(pressed()).toBe("Clara");
  });

  it("are said to be none, unsure, or not in the text", async () => {
    await receiveAll(answer("", 0.9, null, null));
    expect(task.part(".hfw-verdict").textContent).toBe("The model found no answer in the text.");
    expect(rows()).toEqual(["(no answer)90.0 %"]);
    await receiveAll(answer("Clara", 0.02, 11, 16));
    expect(task.part(".hfw-verdict").textContent).toContain("unsure");
    await receiveAll(answer("Klara", null, null, null));
    expect(task.part(".hfw-verdict").textContent).toContain("does not stand in the text");
    await receiveAll();
    expect(task.part(".hfw-verdict").textContent).toBe("The model found no answer in the text.");
    expect(task.part(".hfw-marked").textContent).toBe(text);
  });
});

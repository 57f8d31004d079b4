import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeModel } from "./fake_model";
import { type Mounted, mount } from "./mounted";

let task: Mounted;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  task?.close();
  vi.useRealTimers();
});
const open = (name: "feature-extraction" | "sentence-similarity", traits = {}) => {
  task = mount(new FakeModel(traits, name));
};
const end = (output: object, buffers: ArrayBufferView<ArrayBuffer>[] = []) => {
  task.model.set("status", "running");
  task.model.hear({ kind: "start", run: 1 });
  task.model.set("status", "done");
  task.model.hear(
    { kind: "end", run: 1, seq: 0, output },
    buffers.map((one) => new DataView(one.buffer, one.byteOffset, one.byteLength)),
  );
};
const NAMES = ["a cat", "a dog", "<b>x</b>"];
const TOLD = {
  shape: [3, 4],
  rows: 3,
  dimensions: 4,
  names: NAMES,
  are_texts: true,
  drawn: [3, 4],
  compared: 3,
  cosine: 32000,
  shares: [0.75, 0.25],
  histogram: { low: -1, high: 2, mean: 0.5, deviation: 1, counts: [1, 2, 0], from: -1, to: 2 },
};
const BUFFERS = [
  new Float32Array([1, 0, Number.NaN, 2, 0, 0, 0, 0, -1, 0, 0, 0.5]),
  new Float32Array([1, 1, Number.NaN]),
  new Int16Array([32000, 16000, -32768, 16000, 32000, -8000, -32768, -8000, 32000]),
  new Float32Array([1, 0, -1, 0.5, Number.NaN, Number.NaN]),
];
const parts = () =>
  [...task.root.querySelectorAll<HTMLElement>(".hfw-part")].filter(({ hidden }) => !hidden);
const press = (plot: HTMLElement, ...keys: string[]) => {
  for (const key of keys) {
    task.press(plot, key);
  }
  return plot.parentElement?.querySelector(".hfw-reading")?.textContent;
};
const edits = () => task.model.of("edit").at(-1)?.values;

describe("vectors", () => {
  beforeEach(() => {
    open("feature-extraction");
    end(TOLD, BUFFERS);
  });

  it("are told with shape and norms, and drawn in four parts", () => {
    expect(task.root.textContent).toContain("3 vectors, shape (3, 4), norm 1.000");
    expect(parts()).toHaveLength(4);
    expect(task.part(".hfw-histogram").children).toHaveLength(3);
    expect(task.root.textContent).toContain("two principal components: 75 % and 25 %");
    expect(task.part(":scope > [role=status]").textContent).toContain("3 vectors");
  });

  it("are read number by number with the arrow keys", () => {
    const [plot] = task.root.querySelectorAll<HTMLElement>(".hfw-plot");
    expect(press(plot as HTMLElement, "ArrowRight")).toBe("0.000 · number 2 · a cat · norm 1.000");
    expect(press(plot as HTMLElement, "ArrowRight")).toContain("no number · number 3");
    expect(press(plot as HTMLElement, "End", "ArrowDown")).toContain("0.000 · number 4 · a dog");
    expect(press(plot as HTMLElement, "Tab")).toContain("number 4");
  });

  it("are compared each with each, by the keyboard too", () => {
    const plot = task.part(".hfw-square");
    expect(press(plot, "ArrowRight")).toBe("0.500: a cat – a dog");
    expect(press(plot, "ArrowRight", "ArrowRight")).toBe("no number: a cat – <b>x</b>");
    expect(press(plot, "ArrowDown")).toBe("-0.250: a dog – <b>x</b>");
    expect(task.root.querySelector(".hfw-reading b")).toBeNull();
  });

  it("lie where they are known to, and are gone through by the arrow keys", () => {
    const field = task.part(".hfw-field");
    expect(field.children).toHaveLength(2);
    const reading = () => field.parentElement?.querySelector(".hfw-reading")?.textContent;
    task.press(field, "ArrowRight");
    expect(reading()).toBe("a dog");
    task.press(field, "ArrowRight");
    expect(reading()).toBe("a cat");
  });

  it("of one text are not compared", () => {
    end({ ...TOLD, rows: 1, compared: 1, names: ["a"], drawn: [1, 4] }, BUFFERS);
    expect(parts()).toHaveLength(2);
  });

  it("that are none are told, and leave no empty parts", () => {
    end({
      ...TOLD,
      rows: 0,
      dimensions: 0,
      names: [],
      drawn: [0, 0],
      compared: 0,
      histogram: null,
    });
    expect(task.root.textContent).toContain("The model gave no numbers.");
    expect(parts()).toHaveLength(0);
  });
});

it("draws half a million bytes of cosines piece by piece, without a cell for each", async () => {
  open("feature-extraction");
  const names = Array.from({ length: 500 }, (_, at) => `text ${at}`);
  const told = { ...TOLD, rows: 500, compared: 500, names, drawn: [200, 4], dimensions: 4 };
  const many = [new Float32Array(800), new Float32Array(500), new Int16Array(250_000)];
  end(told, [...many, new Float32Array(1000)]);
  expect(task.part(".hfw-field").children).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(10);
  expect(task.part(".hfw-field").children).toHaveLength(500);
  expect(task.root.querySelectorAll("*").length).toBeLessThan(900);
  expect(press(task.part(".hfw-square"), "End", "PageDown")).toBe("0.000: text 10 – text 499");
});

describe("the box of texts", () => {
  it("takes one text as it is, and lines when that is switched on", async () => {
    open("feature-extraction");
    task.type("text", "one\n\ntwo");
    await vi.advanceTimersByTimeAsync(200);
    expect(edits()).toEqual({ text: "one\n\ntwo" });
    task.button("One text per line").click();
    await vi.advanceTimersByTimeAsync(200);
    expect(edits()).toEqual({ text: ["one", "two"] });
    expect(task.root.textContent).toContain("2 texts");
    // What comes back does not take the empty line that somebody is typing behind.
    task.model.set("text", ["one", "two"]);
    expect(task.field("text").value).toBe("one\n\ntwo");
    task.model.set("text", "other");
    expect(task.field("text").value).toBe("other");
    expect(task.button("One text per line").getAttribute("aria-pressed")).toBe("false");
  });

  it("shows a new line inside a text in its line", async () => {
    open("sentence-similarity", { other_sentences: ["a\r\nb", "c\\n"] });
    expect(task.field("other_sentences").value).toBe("a↵b\nc\\n");
    task.type("other_sentences", "a↵b\nc\\n\n  \nd");
    await vi.advanceTimersByTimeAsync(200);
    expect(edits()).toEqual({ other_sentences: ["a\nb", "c\\n", "d"] });
  });

  it("is written in the direction of the page where its texts are long together", () => {
    const texts = Array.from({ length: 5000 }, (_, at) => `text ${at}`);
    open("sentence-similarity", { other_sentences: texts });
    const field = task.field<HTMLTextAreaElement>("other_sentences");
    expect([field.dir, field.value]).toEqual(["", texts.join("\n")]);
    task.model.set("other_sentences", ["short"]);
    expect(field.dir).toBe("auto");
  });

  it("says that it is empty", async () => {
    open("sentence-similarity", { sentence: "x" });
    task.button("Run").click();
    await task.settle();
    expect(task.root.textContent).toContain("The other_sentences is empty");
    expect(task.model.of("run")).toHaveLength(0);
  });
});

describe("similarities", () => {
  const items = [
    { label: "near", score: 0.9 },
    { label: "far", score: -0.2 },
    { label: "none", score: null },
  ];

  it("are ranked, and have no matrix until all are compared", () => {
    open("sentence-similarity");
    expect(task.root.textContent).toContain("How close each sentence is will appear here.");
    end({ items, names: [], unit: 16000 });
    const rows = [...task.root.querySelectorAll("tbody tr")].map((one) => one.textContent);
    expect(rows).toEqual(["near0.9", "far-0.2", "noneno score"]);
    expect(parts()).toHaveLength(0);
  });

  it("are figures, and no shares of anything", () => {
    open("sentence-similarity");
    end({ items: [{ label: "near", score: 0.689 }], names: [], unit: 16000 });
    expect(task.part("tbody tr").textContent).toBe("near0.689");
    expect(task.part("thead").textContent).toContain("Sentence");
  });

  it("are compared each with each on request", async () => {
    open("sentence-similarity");
    task.button("Compare all").click();
    await vi.advanceTimersByTimeAsync(300);
    expect(task.model.of("compare")).toHaveLength(1);
    task.model.hear({
      kind: "ack",
      id: task.model.of("compare")[0]?.id ?? "",
      error: "501 sentences would take 500 calls",
    });
    expect(task.root.textContent).toContain("501 sentences would take 500 calls");
    const codes = new Int16Array([16000, 14400, -32768, 14400, 16000, 8000, -32768, 8000, 16000]);
    end({ items, names: NAMES, unit: 16000 }, [codes]);
    expect(press(task.part(".hfw-square"), "ArrowRight")).toBe("0.900: a cat – a dog");
    expect(press(task.part(".hfw-square"), "ArrowRight")).toContain("no number");
  });
});

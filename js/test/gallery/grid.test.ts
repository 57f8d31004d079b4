import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { grid, item, type MountedGallery, mountGallery, standIn } from "./mounted_gallery";

let page: MountedGallery;
beforeEach(standIn);
afterEach(() => {
  page.close();
  vi.unstubAllGlobals();
});

const boxes = () => [...page.root.querySelectorAll<HTMLElement>("[role=gridcell]")];
const words = () => boxes().map((box) => box.textContent);
const select = (index: number, name: string) => {
  const box = page.root.querySelectorAll<HTMLSelectElement>(".hfw-sweep select")[index];
  if (box) {
    box.value = name;
    box.dispatchEvent(new Event("change"));
  }
};
const type = (index: number, text: string) => {
  const box = page.root.querySelectorAll<HTMLInputElement>(".hfw-values")[index];
  if (box) {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
};
const make = () => page.part<HTMLButtonElement>(".hfw-sweep > .hfw-bar:last-child button");

describe("the form of a grid", () => {
  beforeEach(() => {
    page = mountGallery();
    page.button("Grid").click();
  });

  it("says how many pictures there will be before anything is made", () => {
    expect(make().getAttribute("aria-disabled")).toBe("true");
    select(0, "guidance_scale");
    type(0, "2, 4, 7.5, 12");
    expect(make().textContent).toBe("Make 4 pictures");
    select(1, "seed");
    expect(make().title).toBe("Type at least one value of seed.");
    type(1, "1..3");
    expect(make().textContent).toBe("Make 12 pictures");
    make().click();
    expect(page.model.of("sweep")).toMatchObject([
      { axes: { guidance_scale: [2, 4, 7.5, 12], seed: [1, 2, 3] } },
    ]);
    expect(Object.keys(page.model.of("sweep")[0]?.axes ?? {})).toEqual(["guidance_scale", "seed"]);
  });

  it.each([
    ["num_inference_steps", "It is a whole number of at least 1."],
    ["guidance_scale", "It is a number of at least 0."],
    ["seed", "It is a whole number of at least 0 and of at most 4294967295."],
    ["negative_prompt", "The negative_prompt."],
  ])("tells which values %s takes before they are typed", (name, rule) => {
    select(0, name);
    expect(page.part(".hfw-values").title.endsWith(rule)).toBe(true);
  });

  it("marks the values that cannot be sent, and sends nothing", () => {
    select(0, "num_inference_steps");
    type(0, "10, 0");
    const box = page.part(".hfw-values");
    expect(box.getAttribute("aria-invalid")).toBe("true");
    expect(page.part(`[id="${box.getAttribute("aria-describedby")}"]`).textContent).toContain(
      "“0”",
    );
    make().click();
    expect(page.model.of("sweep")).toEqual([]);
  });

  it("takes each parameter once", () => {
    select(0, "seed");
    const other = page.root.querySelectorAll<HTMLSelectElement>(".hfw-sweep select")[1];
    const options = [...(other?.options ?? [])].filter(({ disabled }) => disabled);
    expect(options.map(({ value }) => value)).toEqual(["seed"]);
  });

  it("refuses more pictures than a grid holds, with the number", () => {
    select(0, "seed");
    type(0, "1..150");
    select(1, "guidance_scale");
    type(1, "1..3");
    expect(make().title).toContain("450 pictures are more than the 400");
    expect(make().getAttribute("aria-disabled")).toBe("true");
  });

  it("is sent by Enter, and left by Esc with the focus on its button", () => {
    select(0, "seed");
    type(0, "1..2");
    page.part(".hfw-values").focus();
    page.press("Enter");
    expect(page.model.of("sweep")).toHaveLength(1);
    page.press("Escape");
    expect(page.part(".hfw-sweep").hidden).toBe(true);
    expect(document.activeElement).toBe(page.button("Grid"));
  });

  it("says what the kernel refuses", () => {
    select(0, "seed");
    type(0, "1");
    make().click();
    page.answer("A run is going: stop it first.");
    expect(page.part(".hfw-news").textContent).toContain("A run is going: stop it first.");
  });
});

describe("the table of a grid", () => {
  const failed = { state: "failed", error: "503: overloaded" } as const;
  const mixed = grid(
    [2, 4],
    [1, 2],
    [{ state: "done", item: "p1" }, { state: "running" }, failed, { state: "stopped" }],
  );
  beforeEach(() => {
    page = mountGallery({ grid: mixed, items: [item(1)] });
  });

  it("has a heading for every row and column", () => {
    const heads = (scope: string) =>
      [...page.root.querySelectorAll(`th[scope=${scope}]`)].map((node) => node.textContent);
    expect(heads("col")).toEqual(["guidance_scale 2", "guidance_scale 4"]);
    expect(heads("row")).toEqual(["seed 1", "seed 2"]);
  });

  it("says the state of each cell in words, with its error and a way out", () => {
    expect(words()).toEqual(["", "◐Running", "✕Failed503: overloadedRetry", "■StoppedRetry"]);
    expect(boxes()[0]?.querySelector("button")?.getAttribute("aria-label")).toBe(
      "guidance_scale 2, seed 1: Done",
    );
    expect(boxes()[2]?.querySelector("button")?.getAttribute("aria-label")).toBe(
      "Retry, guidance_scale 2, seed 2: Failed. 503: overloaded",
    );
    expect(page.part(".hfw-section").textContent).toContain("1 of 4 done, 1 failed, 1 stopped");
  });

  it("is one tab stop, in which arrow keys go from cell to cell", () => {
    const stops = () => page.root.querySelectorAll('[role=grid] [tabindex="0"]');
    expect(stops()).toHaveLength(1);
    boxes()[0]?.querySelector("button")?.focus();
    page.press("ArrowRight");
    expect(document.activeElement).toBe(boxes()[1]);
    page.press("ArrowRight");
    expect(document.activeElement).toBe(boxes()[1]);
    page.press("ArrowDown");
    expect(document.activeElement).toBe(boxes()[3]?.querySelector("button"));
    page.press("Home");
    expect(document.activeElement).toBe(boxes()[2]?.querySelector("button"));
    page.press("Home", { ctrlKey: true });
    expect(document.activeElement).toBe(boxes()[0]?.querySelector("button"));
    expect(stops()).toHaveLength(1);
  });

  it("retries one cell, and keeps the focus in it while it changes", () => {
    const again = boxes()[2]?.querySelector("button");
    again?.focus();
    again?.click();
    expect(page.answer()).toMatchObject([{ kind: "cell-retry", cell: 2 }]);
    const cells = mixed.cells.map((cell) =>
      cell.cell === 2 ? { cell: 2, state: "waiting" } : cell,
    );
    page.model.set("grid", { ...mixed, cells });
    expect(boxes()[2]?.textContent).toBe("○Waiting");
    expect(document.activeElement).toBe(boxes()[2]);
    page.model.set("items", [item(1), item(2)]);
    const done = cells.map((cell) =>
      cell.cell === 2 ? { cell: 2, state: "done", item: "p2", reused: true } : cell,
    );
    page.model.set("grid", { ...mixed, cells: done });
    expect(document.activeElement).toBe(boxes()[2]?.querySelector("button"));
    expect(document.activeElement?.getAttribute("aria-label")).toContain("Done, made before");
    expect(boxes()[2]?.textContent).toContain("made before");
  });

  it("leaves cells alone that have not changed", () => {
    const before = boxes()[2]?.querySelector("button");
    page.model.set("grid", structuredClone(mixed));
    expect(boxes()[2]?.querySelector("button")).toBe(before);
  });

  it("opens a picture over the window and comes back to its cell", async () => {
    const opener = boxes()[0]?.querySelector("button");
    opener?.focus();
    opener?.click();
    const overlay = page.part<HTMLDialogElement>("dialog");
    expect(overlay.open).toBe(true);
    overlay.close();
    await page.settle();
    expect(document.activeElement).toBe(opener);
  });

  it("retries all that failed when nothing goes on any more", () => {
    const over = { ...mixed, cells: mixed.cells.filter(({ state }) => state !== "running") };
    page.model.set("grid", over);
    page.button("Retry 2").click();
    expect(page.model.of("cell-retry").map(({ cell }) => cell)).toEqual([2, 3]);
  });

  it("is kept as a contact sheet and as a table", () => {
    page.button("Contact sheet").click();
    page.button("CSV").click();
    expect(page.model.of("file")).toMatchObject([
      { what: { kind: "grid" }, format: "png" },
      { what: { kind: "grid" }, format: "csv" },
    ]);
  });

  it("stands above the picture while it is new, and below that of a single run", () => {
    const section = page.part(".hfw-section");
    const first = () =>
      section.compareDocumentPosition(page.part(".hfw-shown")) & Node.DOCUMENT_POSITION_FOLLOWING;
    expect(first(), "opened while it goes").not.toBe(0);
    page.model.set("grid", grid([1, 2, 3], []));
    expect(first()).not.toBe(0);
    expect(page.root.querySelectorAll("th[scope=row]")).toHaveLength(0);
    page.model.set("grid", grid([1, 2, 3], [], [failed, failed, failed]));
    page.model.hear({ kind: "start", run: 7 });
    expect(first()).toBe(0);
  });

  it("shows values, errors and names as text only", () => {
    const hostile = "<b onclick=alert(1)>x</b>";
    page.model.set("grid", {
      axes: [{ name: "prompt", values: [hostile, null] }],
      cells: [
        { cell: 0, state: "failed", error: hostile },
        { cell: 1, state: "waiting" },
      ],
    });
    expect(page.part("th").textContent).toBe(`prompt ${hostile}`);
    expect(page.root.querySelector("th:last-child")?.textContent).toBe("prompt not set");
    expect(boxes()[0]?.textContent).toContain(hostile);
    expect(page.root.querySelector("[onclick]")).toBeNull();
  });
});

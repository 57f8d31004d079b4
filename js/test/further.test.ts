import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BatchState } from "../src/protocol";
import { bring, brought } from "./brought";
import { type Mounted, mount, mountIdle, runThrough } from "./mounted";

let task: Mounted;
beforeEach(() => {
  task = mountIdle({ prompt: "a" });
});
afterEach(() => {
  task.close();
});

const STATE: BatchState = {
  status: "running",
  label: "df['review']",
  total: 10_000,
  done: 1200,
  failed: 3,
  elapsed: 4,
  left: 30,
  fault: null,
  rows: [{ row: "0", input: "<b>good</b>", said: "POSITIVE, 0.990" }],
  errors: [{ row: "7", input: "", said: "text is empty" }],
};
const panel = () => task.part(".hfw-further:not([hidden])");
const shown = (name: string) => !task.button(name).hidden;

describe("the part", () => {
  it("is asked for when the menu opens, once, and makes its entries", async () => {
    expect(task.model.of("bundle")).toHaveLength(0);
    await bring(task);
    task.button("More").click();
    task.button("More").click();
    expect(task.model.of("bundle")).toHaveLength(1);
    expect(shown("Run on a column")).toBe(true);
    expect(shown("Maximize")).toBe(true);
  });

  it("is asked for again where the kernel did not send it", async () => {
    task.button("More").click();
    task.model.answer("bundle", { error: "no" });
    await task.settle();
    task.button("More").click();
    await bring(task);
    expect(shown("Maximize")).toBe(true);
  });
});

describe("code", () => {
  it("has no entry, and Copy and JSON no button, before the first run", async () => {
    await bring(task);
    expect(["Copy as code", "Copy", "JSON"].map(shown)).toEqual([false, false, false]);
    runThrough(task, [["words"]]);
    expect(["Copy as code", "Copy", "JSON"].map(shown)).toEqual([true, true, true]);
  });

  it("is shown in each language as text", async () => {
    await bring(task);
    runThrough(task, [["words"]]);
    task.button("Copy as code").click();
    task.model.answer("code", { python: "x = '<b>'", awaited: "await x", curl: "curl x" });
    await task.settle();
    const text = () => panel().querySelector("pre")?.textContent;
    expect(text()).toBe("x = '<b>'");
    const select = panel().querySelector("select") as HTMLSelectElement;
    expect(document.activeElement).toBe(select);
    select.value = "curl";
    select.dispatchEvent(new Event("change"));
    expect(text()).toBe("curl x");
    task.press(select, "Escape");
    expect(task.root.querySelector(".hfw-further:not([hidden])")).toBeNull();
    expect(document.activeElement).toBe(task.button("More"));
  });

  it("says why there is none", async () => {
    await bring(task);
    runThrough(task, [["words"]]);
    task.button("Copy as code").click();
    task.model.answer("code", { error: "there is no call yet" });
    await task.settle();
    expect(panel().textContent).toContain("there is no call yet");
  });
});

describe("a column", () => {
  const open = async (state: BatchState | null = null) => {
    await bring(task);
    task.button("Run on a column").click();
    task.model.answer("batch-state", { state });
    await task.settle();
    task.model.answer("text-columns", {
      columns: [
        { variable: "df", column: "review", rows: 10_000, sample: "It was <i>good</i>" },
        { variable: "texts", column: null, rows: 2, sample: "a" },
      ],
    });
    await task.settle();
  };
  const started = async () => {
    task.button("Start").click();
    await vi.waitFor(() => expect(task.model.of("batch")).toHaveLength(1));
    return task.model.of("batch").at(-1);
  };

  it("is chosen among those of the notebook, and started with what the form holds", async () => {
    await open();
    const select = panel().querySelector("select") as HTMLSelectElement;
    expect([...select.options].map((one) => one.textContent)).toEqual([
      'df["review"] (10,000 rows)',
      "texts (2 rows)",
      "Lines below",
    ]);
    expect(panel().textContent).toContain("It was <i>good</i>");
    task.type("prompt", "typed just now");
    const call = await started();
    expect(call).toMatchObject({ field: "prompt", variable: "df", column: "review" });
    expect(task.model.of("edit").at(-1)?.values).toEqual({ prompt: "typed just now" });
  });

  it("may be lines that are pasted, which stay whatever the kernel says", async () => {
    await open();
    const select = panel().querySelector("select") as HTMLSelectElement;
    select.value = "lines";
    select.dispatchEvent(new Event("change"));
    const box = panel().querySelector("textarea") as HTMLTextAreaElement;
    box.value = "one\ntwo";
    const call = await started();
    expect(call).toMatchObject({ field: "prompt", lines: "one\ntwo" });
    task.model.hear({ kind: "ack", id: call?.id ?? "", error: "there is no line" });
    expect(panel().textContent).toContain("there is no line");
    expect([box.value, box.dir]).toEqual(["one\ntwo", "auto"]);
    box.dispatchEvent(new InputEvent("beforeinput", { data: "x\n".repeat(20_000) }));
    expect(box.dir).toBe("");
  });

  it("shows how far it is, what came and what failed, and offers what can be done now", async () => {
    await open();
    expect(["Start", "Stop", "Retry"].map((name) => panelShows(name))).toEqual([
      true,
      false,
      false,
    ]);
    task.model.hear({ kind: "batch", state: STATE });
    const bar = panel().querySelector('[role="progressbar"]') as HTMLElement;
    expect(bar.getAttribute("aria-valuenow")).toBe("12");
    expect(bar.getAttribute("aria-valuetext")).toBe(
      "Running: df['review'], 1,200 of 10,000 done, 3 failed, 8,797 left, about 30 s",
    );
    expect(panel().textContent).toContain("<b>good</b>");
    expect(["Start", "Stop", "Retry"].map((name) => panelShows(name))).toEqual([
      false,
      true,
      false,
    ]);
    const { rows: _, errors: __, ...further } = STATE;
    task.model.hear({ kind: "batch", state: { ...further, status: "stopped", done: 9000 } });
    expect(panel().textContent).toContain("<b>good</b>");
    expect(["Start", "Stop", "Retry"].map((name) => panelShows(name))).toEqual([true, false, true]);
    task.button("Retry 3 failed and do 997 left").click();
    expect(task.model.of("batch-retry")).toHaveLength(1);
  });

  it("gives the focus to the button in the place of the one that is gone", async () => {
    await open();
    const told = (more: Partial<BatchState>) =>
      task.model.hear({ kind: "batch", state: { ...STATE, ...more } });
    const focused = () => document.activeElement?.textContent;
    await started();
    told({});
    expect(focused()).toBe("Stop");
    press("Stop");
    told({ status: "stopped" });
    expect(focused()).toBe("Retry 3 failed and do 8,797 left");
    press("Retry");
    told({});
    expect(focused()).toBe("Stop");
    // Nobody asked for this end: the key that was meant to stop must not begin all anew.
    told({ status: "done", done: 10_000, failed: 0 });
    expect(focused()).toBe("Run on a column");
  });

  it("gives the focus to its heading when a table or a box that had it is gone", async () => {
    await open(STATE);
    for (const part of [".hfw-first", 'input[aria-label="Variable name"]']) {
      task.model.hear({ kind: "batch", state: STATE });
      (panel().querySelector(part) as HTMLElement).focus();
      task.model.hear({
        kind: "batch",
        state: { ...STATE, status: "done", done: 0, failed: 0, total: 1, rows: [], errors: [] },
      });
      expect(document.activeElement).toBe(panel().querySelector("b"));
    }
  });

  it("is shown again by a view that comes while it runs, without taking the focus", async () => {
    task.close();
    task = mountIdle({ prompt: "a", batch_told: STATE });
    await brought(task);
    task.model.answer("batch-state", { state: STATE });
    await task.settle();
    expect(panel().textContent).toContain("1,200 of 10,000 done");
    expect(task.root.contains(document.activeElement)).toBe(false);
  });

  it("opens where Python begins one", async () => {
    task.model.set("batch_told", STATE);
    task.model.hear({ kind: "batch", state: STATE });
    await brought(task);
    expect(panel().getAttribute("aria-label")).toBe("Run on a column");
  });

  it("is not offered where no input is a text", async () => {
    task.close();
    task = mount(
      new (task.model.constructor as new (...of: unknown[]) => typeof task.model)(
        {},
        "image-classification",
      ),
    );
    await bring(task);
    expect(() => task.button("Run on a column")).toThrow();
    expect(shown("Maximize")).toBe(true);
  });
});

describe("the whole window", () => {
  it("holds the focus, and Esc brings the widget back in its place", async () => {
    await bring(task);
    task.button("Maximize").click();
    expect(task.root.getAttribute("role")).toBe("dialog");
    expect(task.button("Maximize").getAttribute("aria-expanded")).toBe("true");
    const restore = task.button("Restore");
    expect(document.activeElement).toBe(restore);
    task.press(restore, "Escape");
    expect(task.root.getAttribute("role")).toBe("group");
    expect(task.root.hasAttribute("popover")).toBe(false);
    expect(document.activeElement).toBe(task.button("More"));
    expect(task.root.nextElementSibling).toBeNull();
  });

  const isWhole = () => task.root.getAttribute("role") === "dialog";

  it("stays while Esc stops a run or closes a panel or a menu", async () => {
    await bring(task);
    task.button("Maximize").click();
    task.model.set("status", "running");
    task.press(task.button("Restore"), "Escape");
    expect(task.model.of("stop")).toHaveLength(1);
    expect(isWhole()).toBe(true);
    task.model.set("status", "stopped");
    task.button("Run on a column").click();
    task.press(panel().querySelector("select") as HTMLElement, "Escape");
    expect(isWhole()).toBe(true);
    task.button("More").click();
    task.press(task.button("More"), "Escape");
    expect(isWhole()).toBe(true);
    task.press(task.button("More"), "Escape");
    expect(isWhole()).toBe(false);
  });

  it("is left by Esc beside a panel that stays open, and what has the focus keeps it", async () => {
    await bring(task);
    task.button("Run on a column").click();
    task.button("Maximize").click();
    const prompt = task.field("prompt");
    prompt.focus();
    task.press(prompt, "Escape");
    expect(isWhole()).toBe(false);
    expect(document.activeElement).toBe(prompt);
    expect(panel().hidden).toBe(false);
  });

  it("is left by Esc where the focus is nowhere, and Tab brings the focus back into it", async () => {
    await bring(task);
    task.button("Maximize").click();
    (document.activeElement as HTMLElement).blur();
    expect(task.press(document.body, "Tab").defaultPrevented).toBe(true);
    expect(document.activeElement).toBe(task.button("Restore"));
    (document.activeElement as HTMLElement).blur();
    task.press(document.body, "Escape");
    expect(isWhole()).toBe(false);
    expect(document.activeElement).toBe(task.button("More"));
  });
});

const press = (name: string) =>
  [...panel().querySelectorAll("button")]
    .find((one) => one.textContent?.startsWith(name) && !one.hidden)
    ?.click();
const panelShows = (name: string) => {
  const found = [...panel().querySelectorAll("button")].filter((one) =>
    one.textContent?.startsWith(name),
  );
  return found.some((one) => !one.hidden);
};

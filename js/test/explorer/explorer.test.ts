import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EVERYTHING } from "../../src/explorer/offers";
import type { DetailsNews } from "../../src/protocol";
import { made } from "./catalogue";
import { Kernel, mount, SOURCE } from "./mounted";

type Mounted = ReturnType<typeof mount>;

const HOSTILE = {
  id: '<img src=x onerror="window.harmed = true">/\u202Egnp.<b>',
  task: "fill-mask",
  framework: "sklearn",
  state: "<i>Odd</i>",
};
let page: Mounted;
const open = (kernel: Kernel) => {
  page = mount(kernel);
  return kernel;
};
afterEach(() => page.close());

const detailsOf = (row: number, id: string, rest: Partial<DetailsNews> = {}): DetailsNews => ({
  kind: "details",
  id,
  row,
  facts: [["Licence", "mit"]],
  code: "client.fill_mask('...')",
  can_open: "Fill mask",
  ...rest,
});

describe("an explorer whose rows are on their way", () => {
  beforeEach(() => {
    const models = made(200);
    open(new Kernel(models));
  });

  it("shows the first rows and what is still to come", () => {
    expect(page.ids().slice(0, 3)).toEqual(page.kernel.models.slice(0, 3).map(({ id }) => id));
    expect(page.part(".hfw-count").textContent).toBe("200 models");
    expect(page.root.textContent).toContain("160 of them are on their way");
    expect(page.kernel.sent[0]).toMatchObject({ kind: "snapshot" });
  });

  it("has the kernel find rows at once, and shows those that come", async () => {
    page.type("bert");
    await page.settle(10);
    expect(page.kernel.last("view")).toMatchObject({ query: "bert", task: null, sort: "" });
    page.kernel.set("first", { matched: 1, rows: [[17, "a/bert", "fill-mask", "x", "Loaded"]] });
    expect(page.ids()).toEqual(["a/bert"]);
    expect(page.part(".hfw-id mark").textContent).toBe("bert");
    expect(page.part(".hfw-count").textContent).toBe("1 of 200 models");
  });

  it("finds them itself as soon as they are here, and tells the kernel after a pause", async () => {
    page.kernel.columns();
    await page.settle();
    page.type("llama");
    const wanted = page.kernel.models.filter(({ id }) => id.includes("llama"));
    expect(page.ids().slice(0, 5)).toEqual(wanted.slice(0, 5).map(({ id }) => id));
    expect(page.part(".hfw-count").textContent).toBe(`${wanted.length} of 200 models`);
    expect(page.kernel.sent.some(({ kind }) => kind === "view")).toBe(false);
    await page.settle(300);
    expect(page.kernel.last("view")).toMatchObject({ query: "llama" });
  });

  it("takes each part once, also when a part comes again or for another view", async () => {
    page.kernel.columns(0, 120);
    page.kernel.columns(0, 120);
    page.kernel.columns(100, 200);
    page.kernel.columns(0, 200, { view: "another", version: 7 });
    await page.settle();
    page.type("s");
    expect(page.part(".hfw-count").textContent).toBe("200 models");
  });

  it("asks again for rows that got lost", async () => {
    page.kernel.columns(0, 50);
    page.kernel.columns(100, 200);
    await page.settle(1100);
    expect(page.kernel.sent.filter(({ kind }) => kind === "snapshot")).toHaveLength(2);
  });

  it("begins anew with another version", async () => {
    page.kernel.columns();
    await page.settle();
    page.kernel.models = made(7, 3);
    page.kernel.set("version", 2);
    page.kernel.columns();
    page.kernel.set("total", 7);
    await page.settle();
    expect(page.ids()).toEqual(page.kernel.models.map(({ id }) => id));
  });
});

describe("an explorer with all its rows", () => {
  beforeEach(async () => {
    open(new Kernel(made(120, 3))).columns();
    await page.settle();
  });
  const here = () => page.part(".hfw-here");

  it("counts what each filter would leave, and filters", () => {
    const { models } = page.kernel;
    const count = models.filter(({ task }) => task === "fill-mask").length;
    const [tasks] = page.all("select") as HTMLSelectElement[];
    tasks?.focus();
    const option = [...(tasks?.options ?? [])].find(({ value }) => value === "=fill-mask");
    expect(option?.textContent).toBe(`fill-mask (${count})`);
    (tasks as HTMLSelectElement).value = "=fill-mask";
    tasks?.dispatchEvent(new Event("change"));
    expect(page.part(".hfw-count").textContent).toBe(`${count} of 120 models`);
    page.button("Clear filters").click();
    expect(page.part(".hfw-count").textContent).toBe("120 models");
  });

  it("sorts by a column's head: up, down, as listed", () => {
    const ids = page.kernel.models.map(({ id }) => id.toLowerCase()).toSorted();
    const head = page.part("[role=columnheader].hfw-id");
    head.click();
    expect(page.ids()[0]?.toLowerCase()).toBe(ids[0]);
    expect(head.getAttribute("aria-sort")).toBe("ascending");
    head.click();
    expect(page.ids()[0]?.toLowerCase()).toBe(ids.at(-1));
    head.click();
    expect(page.ids()[0]).toBe(page.kernel.models[0]?.id);
    expect(head.getAttribute("aria-sort")).toBe("none");
  });

  it("is one stop of the Tab key, with arrows, Home and End inside", async () => {
    const table = page.part(".hfw-table");
    expect(page.root.querySelectorAll(".hfw-table [tabindex], .hfw-table button")).toHaveLength(0);
    expect(table.getAttribute("aria-rowcount")).toBe("121");
    table.focus();
    page.press("ArrowDown");
    page.press("ArrowDown");
    expect(here().getAttribute("aria-rowindex")).toBe("4");
    expect(table.getAttribute("aria-activedescendant")).toBe(here().id);
    page.press("End");
    expect(here().getAttribute("aria-rowindex")).toBe("121");
    page.press("PageUp");
    page.press("Home");
    page.press("ArrowUp");
    expect(here().getAttribute("aria-rowindex")).toBe("2");
    await page.settle(120);
    expect(page.kernel.last("select")).toMatchObject({ rows: [], focus: 0 });
  });

  it("is gone to from the search with the arrow key", () => {
    const search = page.part(".hfw-search");
    search.focus();
    search.dispatchEvent(
      new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, cancelable: true }),
    );
    expect(document.activeElement).toBe(page.part(".hfw-table"));
    expect(here().getAttribute("aria-rowindex")).toBe("2");
  });

  it("extends what Shift selects after the kernel has told of it", async () => {
    page.part(".hfw-table").focus();
    page.press("ArrowDown", { shiftKey: true });
    await page.settle(120);
    page.kernel.acknowledge("select");
    page.kernel.traits.selected_row = 1;
    page.kernel.set("selection_rows", [0, 1]);
    page.press("ArrowDown", { shiftKey: true });
    await page.settle(120);
    expect(page.kernel.last("select")).toMatchObject({ rows: [0, 1, 2], focus: 2 });
  });

  it("selects with Space and with Shift, and keeps it through a search", async () => {
    page.part(".hfw-table").focus();
    page.press(" ");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.press(" ");
    await page.settle(120);
    expect(page.kernel.last("select")).toMatchObject({ rows: [0, 2], focus: 2 });
    page.press("ArrowDown", { shiftKey: true });
    await page.settle(120);
    expect(page.kernel.last("select")).toMatchObject({ rows: [2, 3], focus: 3 });
    page.type("no such model");
    page.type("");
    expect(page.all('.hfw-line[aria-selected="true"]')).toHaveLength(2);
    page.button("Check 2 selected").click();
    expect(page.kernel.last("verify")).toMatchObject({ rows: [2, 3] });
  });

  it("stays where the user went on to while the kernel still hears of before", async () => {
    page.part(".hfw-table").focus();
    page.press("ArrowDown");
    await page.settle(120);
    page.press("ArrowDown");
    page.kernel.set("selected_row", 1);
    page.kernel.acknowledge("select");
    expect(here().getAttribute("aria-rowindex")).toBe("4");
    await page.settle(120);
    page.kernel.set("selected_row", 50);
    page.kernel.acknowledge("select");
    await page.settle(200);
    expect(here().getAttribute("aria-rowindex")).toBe("52");
  });

  it("shows what is known of a row, and what can be done with it", async () => {
    page.part(".hfw-table").focus();
    page.press("Enter");
    const details = page.part(".hfw-details");
    expect(document.activeElement).toBe(details);
    page.kernel.set("selected_row", 0);
    await page.settle(200);
    const { id } = page.kernel.last("details");
    const reason = { title: "Too big", cause: "70 GB", remedy: "Deploy it.", link: null };
    page.kernel.hear(detailsOf(0, id, { reason }));
    await page.settle();
    for (const text of ["Licence", "mit", "Too big", "70 GB", "Deploy it.", "client.fill_mask"]) {
      expect(details.textContent).toContain(text);
    }
    page.button("Open in Fill mask").click();
    expect(page.kernel.last("open")).toMatchObject({ row: 0 });
    page.kernel.acknowledge("open", "No widget for this task.");
    expect(page.root.textContent).toContain("No widget for this task.");
    page.button("Recommend").click();
    expect(page.kernel.last("recommend")).toMatchObject({ row: 0, on: true });
    page.root.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(details.hidden).toBe(true);
    expect(document.activeElement).toBe(page.part(".hfw-table"));
  });

  it("keeps the card of a model while the list is read anew with other rows", async () => {
    page.part(".hfw-line").click();
    const { id } = page.kernel.models[0] ?? HOSTILE;
    expect(page.part(".hfw-name").textContent).toBe(id);
    page.kernel.models = made(30, 99).concat(page.kernel.models[0] ?? HOSTILE);
    page.kernel.set("version", 2);
    page.kernel.columns();
    page.kernel.set("total", 31);
    await page.settle();
    expect(page.part(".hfw-name").textContent).toBe(id);
    const { length } = page.kernel.sent;
    page.button("Check status").click();
    expect(page.kernel.sent).toHaveLength(length);
    await page.settle(120);
    page.kernel.acknowledge("select");
    page.kernel.set("selected_row", 30);
    page.button("Check status").click();
    expect(page.kernel.last("verify")).toMatchObject({ rows: [30] });
  });

  it("shows what a check found, in words and with its age", async () => {
    const checked = Date.now() / 1000 - 40;
    const found = { state: "TooBig", compute_type: "gpu", checked, reason: "70 GB" };
    page.kernel.hear({ kind: "statuses", version: 1, rows: { "0": found } });
    await page.settle();
    const status = page.part(".hfw-line .hfw-status");
    expect(status.textContent).toBe("Too biggpu · 40 s ago");
    expect(status.title).toContain("70 GB");
    expect(status.dataset.state).toBe("TooBig");
  });

  it("marks the recommended model of a task", () => {
    const { id, task } = page.kernel.models[1] ?? HOSTILE;
    page.kernel.set("recommended", { [task]: id });
    expect(page.part(".hfw-star").getAttribute("aria-label")).toBe(`Recommended for ${task}`);
  });

  it("tells of a model that is watched until it is ready", () => {
    const watched = { on: true, ready: false, since: Date.now() / 1000 - 12, estimate: 30 };
    const history: [number, string][] = [[Date.now() / 1000 - 12, "Loadable"]];
    page.kernel.set("watched", { "5": { ...watched, history } });
    const { id } = page.kernel.models[5] ?? HOSTILE;
    expect(page.part(".hfw-watching").textContent).toContain(`Watching ${id}`);
    expect(page.part(".hfw-history").textContent).toContain("Loadable");
    history.push([Date.now() / 1000, "Loaded"]);
    page.kernel.set("watched", { "5": { ...watched, on: false, ready: true, history } });
    expect(page.part(".hfw-good").textContent).toContain(`${id} is ready.`);
    expect(page.part("[role=status].hfw-hidden").textContent).toBe(`${id} is ready.`);
  });

  it("says what Python has to say, but not twice that a model is ready", () => {
    const { id } = page.kernel.models[5] ?? HOSTILE;
    const watched = { on: false, ready: true, since: 1, history: [] };
    page.kernel.set("watched", { "5": watched });
    page.kernel.set("notice", `${id} is ready, after 3 s`);
    expect(page.root.textContent).not.toContain("after 3 s");
    page.kernel.set("notice", "An observer of 'selected' failed");
    expect(page.root.textContent).toContain("An observer of 'selected' failed");
  });

  it("follows what Python filters and selects", () => {
    page.kernel.set("view", { ...EVERYTHING, query: "flux", by: "" });
    expect((page.part(".hfw-search") as HTMLInputElement).value).toBe("flux");
    expect(page.ids().every((id) => id.includes("flux"))).toBe(true);
    page.kernel.set("view", { ...EVERYTHING, by: "" });
    page.kernel.set("selected_row", 3);
    page.kernel.set("selection_rows", [1]);
    expect(here().getAttribute("aria-rowindex")).toBe("5");
    expect(page.all('.hfw-line[aria-selected="true"]')).toHaveLength(1);
  });

  it("says when the kernel is too busy to answer", async () => {
    page.button("Refresh").click();
    await page.settle(750);
    const note = page.all(".hfw-note").find(({ textContent }) => textContent) as HTMLElement;
    expect(note.textContent).toContain("The kernel is busy with a cell. Refresh will be done");
    page.kernel.acknowledge("refresh");
    expect(note.textContent).toBe("");
  });
});

describe("words where there are no rows", () => {
  const blank = () => page.part(".hfw-blank").textContent;

  it("say what is read, and offer to stop", () => {
    open(new Kernel([], { status: "listing", sources: [{ ...SOURCE, state: "reading" }] }));
    expect(blank()).toContain("Reading the list of models from models.example");
    page.button("Stop").click();
    expect(page.kernel.last("stop").kind).toBe("stop");
  });

  it("say that nothing matches, and take the filters back", async () => {
    open(new Kernel(made(30))).columns();
    await page.settle();
    page.type("no such model");
    expect(blank()).toContain("No model matches “no such model”");
    page.part(".hfw-blank button").click();
    expect(page.part(".hfw-blank").hidden).toBe(true);
    expect(page.ids().length).toBeGreaterThan(10);
  });

  it("say that nothing is deployed", () => {
    open(new Kernel([]));
    expect(blank()).toContain("models.example lists no models");
  });

  it("say why nothing came, once, with Retry", () => {
    const problem = {
      title: "No connection",
      cause: "refused",
      remedy: "Check the network.",
      details: "",
      can_retry: true,
    };
    open(new Kernel([], { status: "error", sources: [], problem }));
    expect(page.part("[role=alert]").textContent).toContain("No connection");
    page.button("Retry").click();
    expect(page.kernel.last("refresh").kind).toBe("refresh");
  });
});

describe("sources", () => {
  it("tell where from and how long ago, and of one that failed, with Retry", () => {
    const read_at = Date.now() / 1000 - 40;
    const failed = { ...SOURCE, name: "sklearn", state: "failed" as const, error: "HTTP 500" };
    open(
      new Kernel(made(5), {
        sources: [
          { ...SOURCE, read_at },
          { ...failed, read_at: null },
        ],
      }),
    );
    const text = "Read 40 s ago from models.example, 1 of 2 frameworks";
    expect(page.part(".hfw-origin").textContent).toContain(text);
    expect(page.part(".hfw-problems").textContent).toContain("sklearn could not be read. HTTP 500");
    page.button("Retry").click();
    expect(page.kernel.last("retry")).toMatchObject({ source: "sklearn" });
  });

  it("are read again by themselves, if one likes", () => {
    const kernel = open(new Kernel(made(5), { refresh_every: 30 }));
    page.button("Sources").click();
    const box = page.part(".hfw-panel select") as HTMLSelectElement;
    expect([...box.options].map(({ text }) => text)).toEqual([
      "when Refresh is pressed",
      "every 30 s",
      "every minute",
      "every 5 min",
      "every 15 min",
    ]);
    expect(box.value).toBe("30");
    box.value = "300";
    box.dispatchEvent(new Event("change"));
    expect([kernel.traits.refresh_every, kernel.saved]).toEqual([300, 1]);
  });

  it("are retried together where several failed", () => {
    const failed = { ...SOURCE, state: "failed" as const, error: "HTTP 500", read_at: null };
    open(new Kernel([], { sources: [failed, { ...failed, name: "keras" }] }));
    page.button("Retry all").click();
    expect(page.kernel.last("retry")).toMatchObject({ source: null });
  });
});

it("shows ids, states and reasons as text, whatever is in them", async () => {
  open(new Kernel([HOSTILE, ...made(3)]));
  expect(page.root.querySelectorAll("img, i")).toHaveLength(0);
  expect(page.part(".hfw-id[role=gridcell]").textContent).toContain("\\u202egnp.<b>");
  page.type("img");
  page.part(".hfw-line").click();
  await page.settle(200);
  const link = { text: "here", href: "javascript:alert(1)" };
  const reason = { title: "<b>no</b>", cause: "", remedy: "", link };
  page.kernel.hear(detailsOf(0, page.kernel.last("details").id, { reason, can_open: null }));
  await page.settle();
  expect(page.part(".hfw-details").textContent).toContain("<b>no</b>");
  expect(page.root.querySelectorAll(".hfw-details a, .hfw-facts b b")).toHaveLength(0);
});

it("leaves no listener and no node behind", () => {
  const kernel = open(new Kernel(made(9)));
  page.close();
  const listening = [...kernel.listeners.values()].reduce((sum, { size }) => sum + size, 0);
  expect(listening).toBe(0);
  expect(document.querySelectorAll(".hfw")).toHaveLength(0);
});

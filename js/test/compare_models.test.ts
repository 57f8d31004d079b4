// What is typed and picked in the lanes of a comparison, and what of it the kernel has when they run.
import { expect, it, vi } from "vitest";
import type { LanesNews } from "../src/protocol";
import { entry, type Kernel, mount, state } from "./compared";

/** The model field of a lane, and the list that it opens. */
function models(page: ReturnType<typeof mount>, at: number) {
  const within = page.lane(at);
  const input = within.querySelector("[role=combobox]") as HTMLInputElement;
  const options = () => [...within.querySelectorAll<HTMLElement>("[role=option]")];
  const key = (name: string) =>
    input.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  const write = (text: string) => {
    input.focus();
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const offer = (query: string, ...names: string[]) => {
    const { view } = page.kernel.last("models") as { view: string };
    const rows = names.map((name): [string, string, boolean] => [name, "Loaded", false]);
    page.kernel.tell({
      ...{ kind: "models", view, query, offset: 0, total: names.length, rows },
      ...{ status: "done", note: null, recommended: null },
    } as LanesNews);
  };
  return { input, options, key, write, offer };
}
const named = async (kernel: Kernel, lane: string, model: string) =>
  vi.waitFor(() => expect(kernel.last("edit")).toMatchObject({ lane, values: { model } }));

it("offers models to the lane that asks, and to no other", async () => {
  const page = mount();
  const [first, second] = [models(page, 0), models(page, 1)];
  second.key("ArrowDown");
  second.offer("", "org/one", "<b>two</b>");
  expect(second.options().map((one) => one.querySelector(".hfw-name")?.textContent)).toEqual([
    "org/one",
    "<b>two</b>",
  ]);
  expect(first.options()).toEqual([]);
  second.key("ArrowDown");
  expect(second.input.getAttribute("aria-activedescendant")).toBe(second.options()[0]?.id);
  second.key("Enter");
  expect(second.input.value).toBe("org/one");
  expect(second.input.getAttribute("aria-expanded")).toBe("false");
  await named(page.kernel, "b", "org/one");
});

it("names a lane anew when its model is there, not with every key", async () => {
  vi.useFakeTimers();
  const page = mount();
  const { input, write } = models(page, 0);
  for (const text of ["o", "or", "org/other"]) {
    write(text);
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(page.kernel.sent.filter(({ kind }) => kind === "edit")).toEqual([]);
  input.dispatchEvent(new Event("change"));
  await vi.advanceTimersByTimeAsync(500);
  expect(page.kernel.last("edit")).toMatchObject({ lane: "a", values: { model: "org/other" } });
  vi.useRealTimers();
});

const edits = ({ sent }: Kernel) => sent.filter(({ kind }) => kind === "edit");
const kinds = ({ sent }: Kernel) =>
  sent.map(({ kind }) => kind).filter((one) => !["models", "snapshot"].includes(one));
/** A key as a browser sends it: Ctrl+Enter reaches the view. */
const enter = (input: HTMLElement, more: KeyboardEventInit = {}) =>
  input.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more }),
  );

it("takes an address when it is there, not half of it with each pause", async () => {
  vi.useFakeTimers();
  const page = mount();
  const { input, write } = models(page, 0);
  for (const text of ["h", "https:", "https://", "https://a", "https://a.example/v1"]) {
    write(text);
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(edits(page.kernel)).toEqual([]);
  input.dispatchEvent(new Event("change"));
  await vi.advanceTimersByTimeAsync(500);
  expect(edits(page.kernel)).toMatchObject([
    { lane: "a", values: { model: "https://a.example/v1" } },
  ]);
  vi.useRealTimers();
});

it("takes with Enter what is typed, as the list closes", async () => {
  const page = mount();
  const { input, write } = models(page, 1);
  write("org/other");
  expect(input.getAttribute("aria-expanded")).toBe("true");
  enter(input, { isComposing: true });
  enter(input);
  expect(input.getAttribute("aria-expanded")).toBe("false");
  await named(page.kernel, "b", "org/other");
  expect(edits(page.kernel)).toHaveLength(1);
  expect(page.kernel.sent.some(({ kind }) => kind === "run")).toBe(false);
});

it("runs all lanes by Ctrl+Enter with what was typed into one of them", async () => {
  const page = mount();
  const { input, write } = models(page, 1);
  page.kernel.sent.length = 0;
  write("org/other");
  enter(input, { ctrlKey: true });
  await vi.waitFor(() => expect(kinds(page.kernel)).toEqual(["edit", "run"]));
  expect(page.kernel.last("edit")).toMatchObject({ lane: "b", values: { model: "org/other" } });
});

it("takes a provider that is typed before Ctrl+Enter runs", async () => {
  const page = mount({ has_providers: true });
  const input = page.lane(0).querySelector("[id$=-provider]") as HTMLInputElement;
  page.kernel.sent.length = 0;
  input.focus();
  input.value = "fal-ai";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  enter(input, { ctrlKey: true });
  await vi.waitFor(() => expect(kinds(page.kernel)).toEqual(["edit", "run"]));
  expect(page.kernel.last("edit")).toMatchObject({ lane: "a", values: { provider: "fal-ai" } });
});

it.each([".hfw-lane .hfw-act", ".hfw-run"])(
  "sends what a lane was given before %s runs",
  async (run) => {
    const page = mount();
    const { input, write } = models(page, 0);
    page.kernel.sent.length = 0;
    write("org/other");
    input.dispatchEvent(new Event("change")); // as the focus goes to the button
    (page.root.querySelector(run) as HTMLElement).click();
    await vi.waitFor(() => expect(kinds(page.kernel)).toEqual(["edit", "run"]));
    expect(page.kernel.last("edit")).toMatchObject({ lane: "a", values: { model: "org/other" } });
  },
);

it("adds a lane like the last one as it is now", async () => {
  const page = mount();
  const { input, write } = models(page, 1);
  page.kernel.sent.length = 0;
  write("org/other");
  input.dispatchEvent(new Event("change"));
  page.press("Add a lane");
  await vi.waitFor(() => expect(kinds(page.kernel)).toEqual(["edit", "lane-add"]));
});

it("runs nothing while a field of a lane is at fault, which gets the focus", async () => {
  const page = mount();
  const input = page.lane(1).querySelector<HTMLInputElement>("[id$=-temperature]");
  const typed = input as HTMLInputElement;
  page.kernel.sent.length = 0;
  typed.value = "-3";
  typed.dispatchEvent(new Event("input"));
  page.press("Run B", page.lane(1));
  (page.root.querySelector(".hfw-run") as HTMLElement).click();
  await vi.waitFor(() => expect(document.activeElement).toBe(typed));
  page.press("Run A", page.lane(0));
  await vi.waitFor(() => expect(page.kernel.last("run")).toMatchObject({ lane: "a" }));
  expect(kinds(page.kernel)).toEqual(["run"]);
});

it("has a field that was refused refused again before each run, until it is edited", async () => {
  const page = mount({ has_providers: true });
  const input = page.lane(1).querySelector("[id$=-provider]") as HTMLInputElement;
  input.value = "nobody";
  input.dispatchEvent(new Event("change"));
  for (const run of [".hfw-run", ".hfw-lane:nth-child(2) .hfw-act"]) {
    await vi.waitFor(() => expect(page.kernel.last("edit")).toMatchObject({ lane: "b" }));
    page.kernel.tell({ kind: "invalid", lane: "b", errors: { provider: "no such provider" } });
    expect(input.getAttribute("aria-invalid")).toBe("true");
    page.kernel.sent.length = 0;
    (page.root.querySelector(run) as HTMLElement).click();
    await vi.waitFor(() => expect(kinds(page.kernel)).toEqual(["edit", "run"]));
    expect(page.kernel.last("edit")).toMatchObject({ values: { provider: "nobody" } });
    const { id } = page.kernel.last("run") as { id: string };
    const errors = { provider: "no such provider" };
    page.kernel.tell({ kind: "invalid", id, lane: "b", errors });
    expect(page.lane(1).textContent).toContain("no such provider");
    expect(page.root.querySelector(".hfw-run")?.textContent).toContain("Run");
  }
});

it("lets go of a lane that is removed, and of who heard in it", () => {
  const page = mount();
  const gone = models(page, 1);
  gone.key("ArrowDown");
  const { view } = page.kernel.last("models") as { view: string };
  page.kernel.set("entries", [entry("a")]);
  page.kernel.tell({
    ...{ kind: "models", view, query: "", offset: 0, total: 1, rows: [["org/one", "Loaded"]] },
    ...{ status: "done", note: null, recommended: null },
  } as never);
  expect(gone.options()).toEqual([]);
});

it("asks for the state of a lane's model, and closes its list with Escape alone", () => {
  const page = mount();
  const { input, key, write, offer } = models(page, 0);
  page.kernel.frame(state("a", "running"));
  write("org/");
  offer("org/", "org/one");
  key("Escape");
  expect(input.getAttribute("aria-expanded")).toBe("false");
  expect(page.kernel.sent.filter(({ kind }) => kind === "stop")).toEqual([]);
  (page.lane(0).querySelector(".hfw-check") as HTMLElement).click();
  expect(page.kernel.last("model-status")).toMatchObject({ model: "org/" });
});

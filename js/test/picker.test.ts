import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Mounted, mountIdle } from "./mounted";

const ROWS: [string, string, boolean][] = [
  ["org/recommended", "Loaded", true],
  ["<b>org</b>/other", "Loadable", false],
  ["org/third", "unknown", false],
];

let task: Mounted;
beforeEach(() => {
  task = mountIdle({ model: null });
});
afterEach(() => task.close());

const field = () => task.field("model");
const options = () => [...task.root.querySelectorAll<HTMLElement>("[role=option]")];
const panel = () => task.part(".hfw-offer");
const asked = () => task.model.of("models").at(-1);
const offer = (query = "", rows = ROWS, more = {}) =>
  task.model.hear({
    kind: "models",
    view: task.view,
    query,
    offset: 0,
    total: rows.length,
    rows,
    status: "done",
    ...more,
  });
const open = () => {
  task.part(".hfw-choose").click();
  offer();
};

describe("the list behind the model field", () => {
  it("asks nothing before it is opened, then for the first models", () => {
    task.model.set("model", "org/set");
    field().focus();
    expect(asked()).toBeUndefined();
    task.part(".hfw-choose").click();
    expect(asked()).toMatchObject({ query: "", offset: 0, view: task.view });
    expect(field().getAttribute("aria-expanded")).toBe("true");
    expect(document.activeElement).toBe(field());
  });

  it("shows models as text, with their states and the recommended one", () => {
    open();
    expect(options().map((node) => node.querySelector(".hfw-name")?.textContent)).toEqual(
      ROWS.map(([id]) => id),
    );
    expect(options()[0]?.textContent).toContain("recommended");
    expect(options()[1]?.textContent).toContain("Loadable");
    expect(panel().querySelectorAll("b b")).toHaveLength(0);
  });

  it("finds what is typed while it is open, and ignores answers to what was typed before", () => {
    open();
    task.type("model", "thi");
    expect(asked()).toMatchObject({ query: "thi" });
    offer("t", [["org/old", "Loaded", false]]);
    expect(options()).toHaveLength(3);
    offer("thi", [["org/third", "unknown", false]]);
    expect(options()).toHaveLength(1);
  });

  it.each(["o", "org/th", "third"])("opens with %j that is typed, and filters by it", (text) => {
    task.type("model", text);
    expect(panel().hidden).toBe(false);
    expect(field().getAttribute("aria-expanded")).toBe("true");
    expect(panel().textContent).toBe("Reading the list …");
    expect(asked()).toMatchObject({ query: text });
    // What was typed is gone on with, and not typed over.
    expect(field().selectionStart).toBe(field().selectionEnd);
    offer(text, [["org/third", "unknown", false]]);
    task.press(field(), "ArrowDown");
    task.press(field(), "Enter");
    expect(field().value).toBe("org/third");
    expect(panel().hidden).toBe(true);
  });

  it.each(["http://endpoint.example", "https://x/", ""])("stays closed for %j", (text) => {
    task.type("model", text);
    expect(panel().hidden).toBe(true);
    expect(asked()).toBeUndefined();
  });

  it.each([
    ["Enter", {}, "org/typed"],
    ["Escape", {}, "org/typed"],
    ["Tab", {}, "org/typed"],
    ["Enter", { ctrlKey: true }, "org/typed"],
  ])("closes with %s %j where nothing is chosen, and leaves what was typed", (key, init, text) => {
    task.type("model", text);
    offer(text);
    task.press(field(), key, init);
    expect(panel().hidden).toBe(true);
    expect(field().value).toBe(text);
  });

  it("closes with a click elsewhere, and not with one in it", () => {
    task.type("model", "org");
    offer("org");
    const press = (where: Element) =>
      where.dispatchEvent(new Event("pointerdown", { bubbles: true, composed: true }));
    press(panel());
    expect(panel().hidden).toBe(false);
    press(task.field("prompt"));
    expect(panel().hidden).toBe(true);
    press(document.body);
    expect(field().value).toBe("org");
  });

  it("is chosen from with the keyboard alone, and asks for the status of the choice", async () => {
    task.press(field(), "ArrowDown");
    offer();
    task.press(field(), "ArrowDown");
    task.press(field(), "ArrowDown");
    expect(field().getAttribute("aria-activedescendant")).toBe(options()[1]?.id);
    expect(options()[1]?.ariaSelected).toBe("true");
    task.press(field(), "Enter");
    expect(field().value).toBe("<b>org</b>/other");
    expect(panel().hidden).toBe(true);
    expect(task.model.of("model-status").at(-1)?.model).toBe("<b>org</b>/other");
    const answer = { state: "Loadable", compute_type: "gpu", checked: 1, reason: "it sleeps" };
    task.model.hear({ kind: "model-status", id: "other-1", ...answer, state: "Error" });
    task.model.answer("model-status", answer);
    expect(task.part(".hfw-check").textContent).toBe("Loadablegpu");
  });

  it("is chosen from with the mouse", () => {
    open();
    options()[2]?.dispatchEvent(new MouseEvent("mousedown", { bubbles: true }));
    expect(field().value).toBe("org/third");
  });

  it("says why the status of a model is not told, and asks again with a click", () => {
    task.type("model", "org/typed");
    task.part(".hfw-check").click();
    expect(task.part(".hfw-check").getAttribute("aria-busy")).toBe("true");
    task.model.answer("model-status", { error: "org/typed was not asked" });
    expect(task.part(".hfw-check").getAttribute("aria-busy")).toBeNull();
    expect(task.part(".hfw-check .hfw-status").title).toContain("org/typed was not asked");
    task.part(".hfw-check").click();
    task.model.answer("model-status", { checked: 1, state: "Loaded" });
    expect(task.part(".hfw-check").textContent).toBe("Loaded");
  });

  it("closes with Esc and leaves what was typed", () => {
    open();
    task.type("model", "http://endpoint.example/");
    task.press(field(), "Escape");
    expect(panel().hidden).toBe(true);
    expect(field().value).toBe("http://endpoint.example/");
    // The address of an endpoint has no status at the service.
    expect(task.part(".hfw-check").hidden).toBe(true);
  });

  it("says what is read, what is missing, and how to find others", () => {
    open();
    offer("", [], { status: "listing" });
    expect(panel().textContent).toContain("Reading the list");
    offer("", ROWS, { total: 900, note: "not complete: sklearn: HTTP 500" });
    expect(panel().textContent).toContain("3 of 900: type to find others");
    expect(panel().textContent).toContain("sklearn: HTTP 500");
    offer("", []);
    expect(panel().textContent).toContain("No model matches; an id or a URL can be typed.");
  });

  it("forgets a status when the model is another", () => {
    open();
    options()[0]?.dispatchEvent(new MouseEvent("mousedown", { bubbles: true }));
    task.model.answer("model-status", { checked: 1, state: "Loaded" });
    expect(task.part(".hfw-check").textContent).toBe("Loaded");
    task.type("model", "org/typed");
    expect(task.part(".hfw-check").textContent).toBe("Check status");
    task.part(".hfw-check").click();
    expect(task.model.of("model-status").at(-1)?.model).toBe("org/typed");
  });
});

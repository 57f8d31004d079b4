// What opens with a button and is held by the kernel: asked for when it is opened, or ahead of that.
import { afterEach, expect, it } from "vitest";
import { brought } from "./brought";
import { FakeModel } from "./fake_model";
import type widgets from "./fixtures/widgets.json";
import { type Mounted, mount, runThrough } from "./mounted";
import { bytes, NUMBERS, TABLE } from "./tables/mounted_table";

let one: Mounted;
let serial = 0;
afterEach(() => one.close());

/** A widget in a page that has nothing of its kind yet. */
function fresh(task: keyof typeof widgets = "text-generation", traits = {}): void {
  one = mount(new FakeModel({ _bundle: `panel.${serial++}`, prompt: "a", ...traits }, task));
  one.model.hear({ kind: "snapshot", view: one.view, run: 0, seq: 0 });
}
const asked = () => one.model.of("bundle").map(({ name }) => name);
const panel = () => [...one.root.querySelectorAll<HTMLElement>(".hfw-panel")].at(-1) as HTMLElement;

it("is asked for when it is opened, says so meanwhile, and is asked for once", async () => {
  fresh();
  runThrough(one, [["words"]]);
  expect(asked()).toEqual([]);
  one.button("JSON").click();
  one.button("JSON").click();
  one.button("JSON").click();
  expect([asked(), panel().textContent]).toEqual([["exchange"], "On its way from the kernel …"]);
  expect(one.model.of("exchange")).toEqual([]);
  await brought(one, "exchange.1");
  one.model.answer("exchange", { request: { url: "/<b>" }, response: null });
  expect(panel().textContent).toContain("Request 1");
  expect(panel().querySelector("b")).toBeNull();
  one.button("JSON").click();
  one.button("JSON").click();
  expect([asked(), one.model.of("exchange").length]).toEqual([["exchange"], 2]);
});

it("asks for nothing where it was closed before it came, and is there when it opens again", async () => {
  fresh();
  runThrough(one, [["words"]]);
  one.button("JSON").click();
  one.button("JSON").click();
  await brought(one, "exchange.1");
  expect(one.model.of("exchange")).toEqual([]);
  one.button("JSON").click();
  expect(one.model.of("exchange")).toHaveLength(1);
});

it.each(["Retry", "JSON"])(
  "says why the kernel did not send it, and asks again by %s",
  async (way) => {
    fresh();
    runThrough(one, [["words"]]);
    one.button("JSON").click();
    one.model.answer("bundle", { error: "no <b>room</b>" });
    await one.settle();
    expect(panel().querySelector("[role=alert]")?.textContent).toBe("no <b>room</b>");
    if (way === "Retry") {
      one.button("Retry").click();
      expect(document.activeElement).toBe(one.button("JSON"));
    } else {
      one.button("JSON").click();
      one.button("JSON").click();
    }
    expect(asked()).toHaveLength(2);
    await brought(one, "exchange.1");
    expect(one.model.of("exchange")).toHaveLength(1);
  },
);

it("of a table is there before it is opened, since a table is edited while a kernel is busy", async () => {
  fresh("tabular-classification");
  const late = () => asked().filter((name) => name === "table_menu");
  expect(late()).toEqual([]);
  const heads = TABLE.map(([name, kind]) => ({ name, kind }));
  const buffers = TABLE.map(([, , cells]) => bytes(cells));
  one.model.answer("table", { field: "table", heads, ...NUMBERS }, buffers);
  await one.settle();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(late()).toEqual(["table_menu"]);
  await brought(one, "table_menu.1");
  one.button("Rows and columns").click();
  expect(one.part(".hfw-tablemenu").textContent).toContain("First row to names");
});

// A table as a user has it: moved in, typed in, pasted into, told to the kernel step by step.
import { describe, expect, it } from "vitest";
import { asked, NUMBERS, TABLE, type Tabled, tabled, take } from "./mounted_table";

const text = (one: Tabled, row: number, column: number) => one.cell(row, column).textContent;
const focused = () => document.activeElement as HTMLElement;
const paste = (one: Tabled, plain: string) => {
  const data = { getData: () => plain, setData() {}, files: [], types: ["text/plain"] };
  const event = Object.assign(new Event("paste", { bubbles: true, cancelable: true }), {
    clipboardData: data,
  });
  (one.root.contains(focused()) ? focused() : document.body).dispatchEvent(event);
};

it("is a grid with its sizes, heads, numbers of rows, and one tab stop", async () => {
  const one = await tabled();
  expect(one.grid.getAttribute("aria-rowcount")).toBe("4");
  expect(one.grid.getAttribute("aria-colcount")).toBe("3");
  expect(one.cell(-1, 1).getAttribute("role")).toBe("columnheader");
  expect(one.cell(-1, 1).textContent).toBe("agenumbers");
  expect(text(one, 1, 1)).toBe("missing");
  expect(one.grid.querySelectorAll("[tabindex='0']")).toHaveLength(1);
  expect(one.root.textContent).toContain("3 rows, 2 columns, 1 cell missing");
});

it("moves by keys, selects with Shift, and narrows with Escape", async () => {
  const one = await tabled();
  one.cell(0, 0).focus();
  one.keys("ArrowDown", "ArrowRight");
  expect(focused()).toBe(one.cell(1, 1));
  one.keys("Home", "Control+End", "ArrowDown");
  expect(focused()).toBe(one.cell(2, 1));
  one.keys("Shift+ArrowUp", "Shift+ArrowLeft");
  expect(one.grid.querySelectorAll("[aria-selected='true']")).toHaveLength(4);
  one.keys("Escape");
  expect(one.grid.querySelectorAll("[aria-selected='true']")).toHaveLength(1);
  one.keys("ArrowUp", "ArrowUp", "ArrowUp");
  expect(focused()).toBe(one.cell(-1, 0));
});

it("lets Tab leave the table, unless a cell is written in", async () => {
  const one = await tabled();
  one.cell(0, 0).focus();
  expect(one.press(focused(), "Tab").defaultPrevented).toBe(false);
  one.keys("x", "Tab");
  expect(focused()).toBe(one.cell(0, 1));
  expect(text(one, 0, 0)).toBe("x");
});

it("takes what is typed, one change a cell, and goes on below", async () => {
  const one = await tabled();
  one.cell(0, 1).focus();
  one.keys("4", ",", "5", "Enter");
  expect(one.changes()).toEqual([[{ op: "cells", row: 0, column: 1, cells: [["4.5"]] }]]);
  expect(focused()).toBe(one.cell(1, 1));
  one.keys("F2", "7", "Escape");
  expect(one.changes()).toHaveLength(1);
  expect(text(one, 1, 1)).toBe("missing");
  one.keys("F2", "Enter");
  expect(one.changes()).toHaveLength(1);
});

it("tells changes of the shape that they are for", async () => {
  const one = await tabled();
  one.button("Add row").click();
  one.button("Add column").click();
  one.cell(0, 0).focus();
  one.keys("Delete");
  expect(one.model.of("table-edit").map(({ shape }) => shape)).toEqual([1, 2, 3]);
});

it("takes back and makes again what was done, to the first change", async () => {
  const one = await tabled();
  one.cell(0, 0).focus();
  one.keys("Delete", "ArrowRight", "9", "Enter", "Control+z", "Control+z");
  expect([text(one, 0, 0), text(one, 0, 1)]).toEqual(["Ada", "36"]);
  one.keys("Control+y", "Control+Shift+Z");
  expect([text(one, 0, 0), text(one, 0, 1)]).toEqual(["missing", "9"]);
  expect(one.changes()).toHaveLength(6);
});

it("adds a row where Tab leaves the last cell", async () => {
  const one = await tabled();
  one.cell(2, 1).focus();
  one.keys("1", "Tab", "N", "Enter");
  expect(text(one, 3, 0)).toBe("N");
});

it("pastes a spreadsheet's cells, and grows; one step takes it back", async () => {
  const one = await tabled();
  one.cell(2, 1).focus();
  paste(one, "1\t<b>x</b>\r\n2\ty\r\n");
  expect(text(one, 2, 2)).toBe("<b>x</b>");
  expect(text(one, 3, 1)).toBe("2");
  expect(one.cell(2, 2).childElementCount).toBe(0);
  expect(one.model.of("upload")).toHaveLength(0);
  one.keys("Control+z");
  expect(one.grid.getAttribute("aria-rowcount")).toBe("4");
  expect(one.grid.getAttribute("aria-colcount")).toBe("3");
});

it("marks a word among numbers where it stands, and blocks the run until it is mended", async () => {
  const one = await tabled();
  one.cell(0, 1).focus();
  one.keys("b", "Enter");
  expect(one.cell(0, 1).getAttribute("aria-invalid")).toBe("true");
  expect(focused()).toBe(one.cell(1, 1));
  one.button("Run").click();
  await one.settle();
  expect(one.model.of("run")).toHaveLength(0);
  expect(one.root.textContent).toContain("“b” (row 1, age) is no number");
  expect(focused()).toBe(one.cell(0, 1));
  one.keys("Delete");
  take(one);
  one.button("Run").click();
  await one.settle();
  expect(one.model.of("run")).toHaveLength(1);
});

it("blames a table for nothing that an earlier one had, and no empty one before it runs", async () => {
  const one = await tabled();
  const faults = () =>
    [...one.root.querySelectorAll(".hfw-fault")].map((node) => node.textContent).join("");
  one.cell(0, 1).focus();
  one.keys("b", "Enter");
  expect(faults()).toContain("is no number");
  one.model.set("tables", { table: { serial: 2, name: "", notes: [] } });
  await one.tell([], { serial: 2, version: 2, shape: 2 });
  expect(faults()).not.toContain("is no number");
  expect(faults()).not.toContain("is empty");
  one.button("Run").click();
  await one.settle();
  expect(faults()).toContain("The table is empty");
});

it("says what was done to those who do not see it", async () => {
  const one = await tabled();
  const said = () => one.part(".hfw-hidden[role=status]").textContent;
  one.cell(0, 1).focus();
  one.keys("9", "Enter");
  expect(said()).toBe("row 1, age: 9");
  one.keys("b", "Enter");
  expect(said()).toContain("“b” (row 2, age) is no number");
  one.keys("Control+a", "Delete");
  expect(said()).toBe("6 cells emptied");
  one.button("Add row").click();
  expect(said()).toBe("row 4, name");
  expect(document.getElementById(one.grid.getAttribute("aria-describedby") ?? "")).not.toBeNull();
});

it("takes any word for a question, whose table is sent as texts", async () => {
  const one = await tabled("table-question-answering");
  one.type("query", "How old?");
  one.cell(0, 1).focus();
  one.keys("b", "Enter");
  take(one);
  one.button("Run").click();
  await one.settle();
  expect(one.model.of("run")).toHaveLength(1);
});

it("waits with the run until the kernel has every change", async () => {
  const one = await tabled();
  one.cell(0, 0).focus();
  one.keys("x");
  one.press(focused(), "Enter", { ctrlKey: true });
  await one.settle();
  expect(one.changes()).toHaveLength(1);
  expect(one.model.of("run")).toHaveLength(0);
  take(one);
  await one.settle();
  expect(one.model.of("run")).toHaveLength(1);
});

it("waits with the run for a table that is still on its way", async () => {
  const one = await tabled("tabular-classification", null);
  one.button("Run").click();
  await one.settle();
  expect(one.model.of("run")).toHaveLength(0);
  expect(one.root.textContent).not.toContain("is empty");
  await one.tell(TABLE);
  await one.settle();
  expect(one.model.of("run")).toHaveLength(1);
});

describe("with other views and with Python", () => {
  it("makes the changes of others, and not its own again", async () => {
    const one = await tabled();
    const changes = [{ op: "cells" as const, row: 0, column: 0, cells: [["Eve"]] }];
    one.model.hear({ kind: "table-edited", field: "table", view: "other", changes });
    expect(text(one, 0, 0)).toBe("Eve");
    one.button("Add row").click();
    const { view } = one.model.of("table-edit")[0] ?? { view: "" };
    one.model.hear({ kind: "table-edited", field: "table", view, changes: one.changes()[0] ?? [] });
    expect(one.grid.getAttribute("aria-rowcount")).toBe("5");
  });

  it("asks anew when another table is held, or when the kernel refused a change", async () => {
    const one = await tabled();
    const state = { name: "b.csv", rows: 1, columns: 1, restorable: true };
    one.model.set("tables", { table: { ...state, serial: 2, notes: ["Row 3 is shorter."] } });
    expect(asked(one.model)).toHaveLength(2);
    await one.tell([["b", "text", ["x"]]], { serial: 2, version: 2, shape: 2 });
    expect(one.root.textContent).toContain("b.csv: 1 row, 1 column");
    expect(one.root.textContent).toContain("Row 3 is shorter.");
    one.button("Bring back the earlier table").click();
    expect(one.model.of("table-restore")).toHaveLength(1);
    one.cell(0, 0).focus();
    one.keys("Delete");
    const { id = "" } = one.model.of("table-edit").at(-1) ?? {};
    one.model.hear({ kind: "ack", id, error: "changed elsewhere" });
    expect(asked(one.model)).toHaveLength(3);
    await one.tell(TABLE);
    await one.settle();
    expect(one.root.textContent).toContain("changed elsewhere");
    expect(text(one, 0, 0)).toBe("Ada");
  });

  it("keeps what is typed on the page when the kernel is gone, and says so", async () => {
    const one = await tabled();
    one.model.send = () => {
      throw new Error("no comm");
    };
    one.cell(0, 0).focus();
    one.keys("E", "v", "e", "Enter");
    expect(text(one, 0, 0)).toBe("Eve");
    expect(one.root.textContent).toContain("stays on this page alone");
  });
});

it("is filled by a file, by a paste, or by hand where it is empty", async () => {
  const one = await tabled("tabular-classification", []);
  expect(one.grid.hidden).toBe(true);
  one.button("Choose a file").focus();
  paste(one, "a\tb\n1\t2");
  await new Promise((resolve) => setTimeout(resolve, 20));
  const [upload] = one.model.of("upload");
  expect(upload).toMatchObject({ field: "table", size: 7, last: true });
  one.button("Type one").click();
  expect(one.grid.hidden).toBe(false);
  one.keys("5", "Enter");
  const changes = one.changes().at(-1);
  expect(changes?.[0]).toMatchObject({ op: "head", column: 0, kind: "number" });
});

it("draws a few cells of ten thousand, and the one with the focus wherever it is", async () => {
  const cells = Array.from({ length: 5000 }, (_, at) => String(at));
  const one = await tabled("tabular-classification", [
    ["a", "number", cells],
    ["b", "number", cells],
  ]);
  one.cell(1, 0).focus();
  one.keys("Control+End");
  expect(focused().textContent).toBe("4999");
  expect(one.grid.querySelectorAll("[role=gridcell]").length).toBeLessThan(200);
  expect(NUMBERS.shape).toBe(1);
});

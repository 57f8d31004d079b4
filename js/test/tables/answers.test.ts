// What a run says of a table: in it, beside it, and below it.
import { expect, it } from "vitest";
import { bytes, NUMBERS, TABLE, type Tabled, tabled } from "./mounted_table";

const end = ({ model }: Tabled, output: object, buffers = [bytes([])]) => {
  model.set("status", "done");
  model.hear({ kind: "end", run: 1, seq: 0, output }, buffers);
};
const about = { version: 1, shape: 1 };
const ANSWER = { answer: "x", aggregator: "", combined: null, cells: [], ...about };

it("shows predictions beside their rows, and how often each comes", async () => {
  const one = await tabled();
  end(one, { rows: 3, ...about }, [bytes(["a", "<b>", "a"])]);
  expect(one.cell(-1, 2).textContent).toBe("prediction");
  expect([0, 1, 2].map((row) => one.cell(row, 2).textContent)).toEqual(["a", "<b>", "a"]);
  expect(one.cell(0, 2).getAttribute("aria-readonly")).toBe("true");
  one.button("a 2").click();
  expect(document.activeElement).toBe(one.cell(2, 2));
  one.button("<b> 1").click();
  expect(document.activeElement).toBe(one.cell(1, 2));
  one.keys("x");
  expect(one.root.querySelector(".hfw-writing")).toBeNull();
});

it("marks as old what a changed row got, and says so", async () => {
  const one = await tabled();
  end(one, { rows: 3, ...about }, [bytes([1.23456789, null, 3])]);
  expect([0, 1, 2].map((row) => one.cell(row, 2).textContent)).toEqual(["1.23457", "missing", "3"]);
  expect(one.root.textContent).toContain("1 without");
  one.cell(0, 0).focus();
  one.keys("Delete");
  expect(one.cell(0, 2).classList.contains("hfw-old")).toBe(true);
  expect(one.cell(2, 2).classList.contains("hfw-old")).toBe(false);
  expect(one.root.textContent).toContain("has been changed since");
});

it("shows no prediction beside a table that it is not about", async () => {
  const one = await tabled();
  end(one, { rows: 3, version: 1, shape: 0 }, [bytes(["a", "b", "c"])]);
  expect(one.grid.getAttribute("aria-colcount")).toBe("3");
  expect(one.root.textContent).toContain("has been changed since");
});

it("shows them also where the answer was there before the table", async () => {
  const one = await tabled("tabular-classification", null);
  end(one, { rows: 3, ...about }, [bytes(["a", "b", "c"])]);
  await one.tell(TABLE, NUMBERS);
  expect(one.cell(1, 2).textContent).toBe("b");
});

it("marks the cells of an answer, and leads to each", async () => {
  const one = await tabled("table-question-answering");
  const cells = [
    [0, 1, "36"],
    [2, 1, "85"],
  ];
  end(one, { ...ANSWER, answer: "SUM > 36, 85", aggregator: "SUM", combined: "121", cells });
  expect(one.part(".hfw-answer").textContent).toBe("121");
  expect(one.root.textContent).toContain("Sum of 2 cells");
  const marked = [...one.grid.querySelectorAll(".hfw-answers")].map((cell) => cell.textContent);
  expect(marked).toEqual(["36", "85"]);
  one.button("85 row 3, age").click();
  expect(document.activeElement).toBe(one.cell(2, 1));
});

it.each([
  [{ ...ANSWER, answer: "" }, "empty text"],
  [{ ...ANSWER, aggregator: "<i>" }, "<i> of 0 cells"],
  [{ ...ANSWER, answer: "<img src=x>" }, "<img src=x>"],
])("tells an odd answer as a text", async (output, told) => {
  const one = await tabled("table-question-answering");
  end(one, output);
  expect(one.root.textContent).toContain(told);
  expect(one.root.querySelector("img, i")).toBeNull();
});

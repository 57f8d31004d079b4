// A table in the page: every change has one that takes it back, and marks stay with their rows.
import { beforeEach, describe, expect, it } from "vitest";
import type { TableChange, WholeColumn } from "../../src/protocol";
import { emptyRow, firstToNames, written } from "../../src/tables/changes";
import { Sheet } from "../../src/tables/sheet";

let sheet: Sheet;
const NUMBERS = { serial: 1, version: 5, shape: 2 };

beforeEach(() => {
  sheet = new Sheet();
  sheet.load(
    [
      { name: "name", kind: "text", cells: ["Ada", "Alan", "Grace"] },
      { name: "age", kind: "number", cells: ["36", null, "85"] },
    ],
    NUMBERS,
  );
});

const columns = (): WholeColumn[] => structuredClone(sheet.columns);
const apply = (changes: TableChange[]) => changes.map((one) => sheet.apply(one)).reverse();

describe.each<[string, TableChange[]]>([
  [
    "cells",
    [
      {
        op: "cells",
        row: 1,
        column: 0,
        cells: [
          ["x", "1"],
          [null, "2"],
        ],
      },
    ],
  ],
  ["a head", [{ op: "head", column: 1, name: "years", kind: "text" }]],
  ["rows that go", [{ op: "rows", at: 0, remove: 2, insert: [] }]],
  [
    "rows that come",
    [
      {
        op: "rows",
        at: 3,
        remove: 0,
        insert: [
          ["a", "1"],
          ["b", null],
        ],
      },
    ],
  ],
  ["a column that goes", [{ op: "columns", at: 0, remove: 1, insert: [] }]],
  ["all columns", [{ op: "columns", at: 0, remove: 2, insert: [] }]],
  [
    "a column that comes",
    [
      {
        op: "columns",
        at: 1,
        remove: 0,
        insert: [{ name: "new", kind: "text", cells: [null, "x", null] }],
      },
    ],
  ],
])("a change of %s", (_, changes) => {
  it("is taken back, and made again", () => {
    const before = columns();
    const back = apply(changes);
    const after = columns();
    expect(after).not.toEqual(before);
    const again = apply(back);
    expect(columns()).toEqual(before);
    expect(sheet.rows).toBe(3);
    apply(again);
    expect(columns()).toEqual(after);
  });
});

it("grows where more is pasted than there is room for, as one step", () => {
  const before = columns();
  const back = apply(
    written(sheet, 2, 1, [
      ["1", "2,5"],
      ["x", ""],
      ["3", "4"],
    ]),
  );
  expect(sheet.rows).toBe(5);
  expect(sheet.columns.map(({ name, kind }) => [name, kind])).toEqual([
    ["name", "text"],
    ["age", "number"],
    ["Column 3", "number"],
  ]);
  expect(sheet.columns[2]?.cells).toEqual([null, null, "2.5", null, "4"]);
  expect(sheet.columns[1]?.cells).toEqual(["36", null, "1", "x", "3"]);
  expect(sheet.look(false)).toEqual({ missing: 6, wrong: [3, 1] });
  apply(back);
  expect(columns()).toEqual(before);
});

it("takes the first row for names, and what is below for numbers", () => {
  sheet.load([{ name: "Column 1", kind: "text", cells: ["age", "36", null] }], NUMBERS);
  apply(firstToNames(sheet));
  expect(columns()).toEqual([{ name: "age", kind: "number", cells: ["36", null] }]);
});

describe("what a run said", () => {
  beforeEach(() => sheet.mark({ version: 5, shape: 2, predictions: ["a", null, "c"] }));

  it("stays with its rows when others come and go", () => {
    apply(emptyRow(sheet, 1));
    expect([0, 1, 2, 3].map((row) => sheet.prediction(row))).toEqual(["a", undefined, null, "c"]);
    apply([{ op: "rows", at: 0, remove: 1, insert: [] }]);
    expect([0, 1, 2].map((row) => sheet.prediction(row))).toEqual([undefined, null, "c"]);
    expect(sheet.find(2, 0)).toEqual([2, 0]);
    expect(sheet.find(0, 0)).toBeNull();
  });

  it("is old in rows that were changed, and in all once a column was", () => {
    apply([{ op: "cells", row: 2, column: 0, cells: [["x"]] }]);
    expect([0, 1, 2].map((row) => sheet.isStale(row))).toEqual([false, false, true]);
    expect(sheet.isOld).toBe(true);
    apply([{ op: "head", column: 0, name: "who", kind: "text" }]);
    expect([0, 1, 2].map((row) => sheet.isStale(row))).toEqual([true, true, true]);
  });

  it("is not shown beside another table", () => {
    sheet.load(columns(), { serial: 2, version: 6, shape: 3 });
    expect(sheet.prediction(0)).toBeUndefined();
    expect(sheet.isOld).toBe(true);
  });

  it("is found from row to row, and from the top again", () => {
    sheet.at = () => 0;
    expect(sheet.nextPrediction("c")).toBe(2);
    expect(sheet.nextPrediction("a")).toBe(0);
    expect(sheet.nextPrediction("z")).toBeNull();
  });
});

it("marks the cells of an answer by their places, also after a column has come", () => {
  sheet.mark({ version: 5, shape: 2, cells: [[2, 1, "85"]] });
  expect(sheet.answers(2, 1)).toBe(true);
  sheet.apply({
    op: "columns",
    at: 0,
    remove: 0,
    insert: [{ name: "n", kind: "text", cells: [null, null, null] }],
  });
  expect(sheet.answers(2, 1)).toBe(false);
  expect(sheet.answers(2, 2)).toBe(true);
  expect(sheet.find(2, 1)).toEqual([2, 2]);
});

it("holds three hundred thousand rows, and lets ten of them go", () => {
  const cells = Array.from({ length: 300_000 }, (_, at) => String(at));
  sheet.load([{ name: "n", kind: "number", cells }], NUMBERS);
  const back = apply([{ op: "rows", at: 10, remove: 299_980, insert: [] }]);
  expect(sheet.rows).toBe(20);
  apply(back);
  expect(sheet.rows).toBe(300_000);
  expect(sheet.cell(299_999, 0)).toBe("299999");
});

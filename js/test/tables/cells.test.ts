// What is a number, and what a clipboard holds: the same as in the kernel, or nothing is lost.
import { expect, it } from "vitest";
import { amiss, cellOf, kindOf, numberIn } from "../../src/tables/cells";
import { copied, csv, harmless, pasted } from "../../src/tables/separated";
import numbers from "../fixtures/numbers.json";

it.each(Object.entries(numbers))("reads %j as the kernel does", (text, value) => {
  expect(numberIn(text) === "" ? null : Number(numberIn(text))).toBe(value);
});

it("marks what cannot be sent, and nothing that is missing", () => {
  expect(amiss("banana", "number")).toBe(true);
  expect(amiss("1,234", "number")).toBe(true);
  expect(amiss("4,5", "number")).toBe(false);
  expect(amiss("maybe", "boolean")).toBe(true);
  expect(amiss("TRUE", "boolean")).toBe(false);
  expect(amiss("banana", "text")).toBe(false);
  expect(amiss(null, "number")).toBe(false);
});

it("keeps what is typed, writes decimals with a point, and takes nothing for missing", () => {
  expect(cellOf("4,5", "number")).toBe("4.5");
  expect(cellOf("4,5", "text")).toBe("4,5");
  expect(cellOf(" x ", "text")).toBe(" x ");
  expect(cellOf("banana", "number")).toBe("banana");
  expect(cellOf("", "text")).toBeNull();
});

it("tells the kind of a column by what is in it", () => {
  expect(kindOf(["1", null, "2.5"])).toBe("number");
  expect(kindOf(["1", "x"])).toBe("text");
  expect(kindOf(["007"])).toBe("text");
  expect(kindOf([null])).toBe("text");
});

it.each([
  [
    "a\tb\n1\t2\n",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a\tb\r\n1\t2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  ["a", [["a"]]],
  ["", [[""]]],
  [
    "a\t\n\tb",
    [
      ["a", ""],
      ["", "b"],
    ],
  ],
  ["a\n\nb", [["a"], [""], ["b"]]],
  ['"two\nlines"\t"a ""word"""', [["two\nlines", 'a "word"']]],
  ['"open\tb', [['"open', "b"]]],
  ['say "hi"\tb', [['say "hi"', "b"]]],
  ['"', [['"']]],
])("takes %j apart", (text, rows) => {
  expect(pasted(text)).toEqual(rows);
});

it("gives a spreadsheet what it gives back", () => {
  const rows = [
    ["a\tb", 'say "hi"', '"quoted"', "two\nlines"],
    ["", "<b>", "שלום", "x"],
  ];
  expect(pasted(copied(rows))).toEqual(rows);
});

it("writes files in which a missing cell is no empty text", () => {
  expect(csv([["a", null, "", "1,5", 'say "hi"']])).toBe('a,,"","1,5","say ""hi"""\r\n');
});

it("lets no spreadsheet compute what a model said", () => {
  expect(["=1+1", "@sum(1)", "-x", "-2", "a", null].map(harmless)).toEqual([
    "'=1+1",
    "'@sum(1)",
    "'-x",
    "-2",
    "a",
    null,
  ]);
});

import { expect, it } from "vitest";
import { axis } from "../../src/gallery/values";
import type { Field } from "../../src/protocol";

const field = (rest: Partial<Field>): Field => ({
  name: "steps",
  kind: "integer",
  group: "parameter",
  help: "",
  ...rest,
});
const steps = field({ minimum: 1 });
const scale = field({ name: "guidance_scale", kind: "number", minimum: 0 });

it.each([
  ["2, 4, 8", [2, 4, 8]],
  ["2,4,8,", [2, 4, 8]],
  ["2 4  8", [2, 4, 8]],
  ["2; 4", [2, 4]],
  ["1..5", [1, 2, 3, 4, 5]],
  ["1...3", [1, 2, 3]],
  ["1…3", [1, 2, 3]],
  ["1 .. 3", [1, 2, 3]],
  ["1..9 step 2", [1, 3, 5, 7, 9]],
  ["1..9 by 4, 20", [1, 5, 9, 20]],
  ["9..1 step 4", [9, 5, 1]],
  ["1..8 step 3", [1, 4, 7]],
  ["7", [7]],
  ["3, 3, 1..4", [3, 1, 2, 4]],
  ["", []],
])("reads %j as whole numbers", (text, values) => {
  expect(axis(steps, text)).toEqual({ values, fault: "" });
});

it.each([
  ["1.5, 7.25", [1.5, 7.25]],
  ["0..0.5 step 0.1", [0, 0.1, 0.2, 0.3, 0.4, 0.5]],
  ["0.5...2.5", [0.5, 1.5, 2.5]],
  ["1e1, .5", [10, 0.5]],
])("reads %j without drift", (text, values) => {
  expect(axis(scale, text).values).toEqual(values);
});

it.each(["two", "1, x", "1..", "1..2..3", "1-3", "0x10", "1,,2", "NaN", "Infinity"])(
  "says what %j should have been",
  (text) => {
    const { values, fault } = axis(steps, text);
    expect(values).toEqual([]);
    expect(fault).toContain("1..9 step 2");
  },
);

it.each(["1..1000", "1..5 step 0", "1..1e99", "0..1 step 1e-300"])(
  "does not make a list of %j",
  (text) => {
    expect(axis(scale, text).fault).toContain("more than 200 values");
  },
);

it("checks each value by the rule of its field", () => {
  expect(axis(steps, "0..3").fault).toBe(
    "“0” is not a whole number of at least 1. Change or reset it.",
  );
  expect(axis(steps, "1.5").fault).toContain("a whole number");
  expect(axis(scale, "-1").fault).toContain("at least 0");
});

it("parts texts at bars, since they may hold commas, and models at commas", () => {
  const prompt = field({ name: "prompt", kind: "text" });
  expect(axis(prompt, "a fox, red | a cat|| a fox, red").values).toEqual(["a fox, red", "a cat"]);
  const model = field({ name: "model", kind: "model" });
  expect(axis(model, "a/b, c/d e").values).toEqual(["a/b", "c/d", "e"]);
});

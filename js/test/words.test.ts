import { expect, it } from "vitest";
import { areShares, noScore, shownScore as score } from "../src/lib/score_strings";
import { rate, seconds, wordCount } from "../src/lib/words";
import examples from "./fixtures/scores.json";

it.each([
  [null, ""],
  [undefined, ""],
  [0, "0 s"],
  [0.0004, "< 0.01 s"],
  [0.0049, "< 0.01 s"],
  [0.005, "0.01 s"],
  [0.213, "0.21 s"],
  [4, "4 s"],
  [4.25, "4.3 s"],
  [42.4, "42 s"],
  [72.9, "1 min 12 s"],
  [3600, "60 min 0 s"],
])("says %s seconds as %j", (value, text) => {
  expect(seconds(value)).toBe(text);
});

it("gives a rate a decimal only where it tells something", () => {
  expect([rate(34.19), rate(1234.5), rate(null)]).toEqual(["34.2", "1235", ""]);
});

it("counts words by the space between them", () => {
  expect([wordCount(""), wordCount("  \n"), wordCount("one  two\nthree")]).toEqual([0, 0, 3]);
});

it.each(examples)("writes the scores $scores by the rule of the kernel's plots", (example) => {
  const scores: (number | null)[] = example.scores;
  const shares = areShares(scores);
  const words = scores.map((one) => score(one, shares));
  expect(words).toEqual(example.words.map((one) => one || noScore));
});

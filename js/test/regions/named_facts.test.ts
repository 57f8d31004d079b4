import { expect, it } from "vitest";
import { facts, measured, namedFacts } from "../../src/regions/region";

const region = { label: "cat", color: "#888888", box: null };

it.each([
  [{ score: 0.84, share: 0.469 }, ["score 84.0 %", "area 46.9 %"]],
  [{ score: 0.9 }, ["score 90.0 %"]],
  [{ score: null, share: 0.005 }, ["no score", "area 0.50 %"]],
])("says of %o which number is which", (given, words) => {
  const [one] = measured([{ ...region, ...given }]);
  expect(one && namedFacts(one)).toEqual(words);
});

it.each([
  [
    [0.01, 0.0082, 0.012],
    ["1.00 %", "0.82 %", "1.20 %"],
  ],
  [
    [0.5, 0.25, 0.011],
    ["50.0 %", "25.0 %", "1.1 %"],
  ],
  [
    [0, 0.9],
    ["0.00 %", "90.00 %"],
  ],
])("tells the areas %o in one precision", (shares, words) => {
  const all = measured(shares.map((share) => ({ ...region, score: 0.5, share })));
  expect(all.map((one) => facts(one)[1])).toEqual(words);
});

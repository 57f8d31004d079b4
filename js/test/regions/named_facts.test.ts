import { expect, it } from "vitest";
import { namedFacts } from "../../src/regions/region";

const region = { label: "cat", color: "#888888", box: null };

it.each([
  [{ score: 0.84, share: 0.469 }, ["score 84.0 %", "area 46.9 %"]],
  [{ score: 0.9 }, ["score 90.0 %"]],
  [{ score: null, share: 0.005 }, ["no score", "area 0.50 %"]],
])("says of %o which number is which", (given, words) => {
  expect(namedFacts({ ...region, ...given })).toEqual(words);
});

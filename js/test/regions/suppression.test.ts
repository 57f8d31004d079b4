import { expect, it } from "vitest";
import { overlap, suppress } from "../../src/regions/suppression";

const item = (label: string, score: number | null, ...box: [number, number, number, number]) => ({
  label,
  score,
  box,
});
const all = (count: number) => Array.from({ length: count }, () => true);

it("measures how much of two boxes both cover", () => {
  expect(overlap([0, 0, 2, 2], [1, 0, 3, 2])).toBeCloseTo(1 / 3);
  expect(overlap([0, 0, 2, 2], [0, 0, 2, 2])).toBe(1);
  expect(overlap([0, 0, 1, 1], [5, 5, 6, 6])).toBe(0);
  expect(overlap([1, 1, 1, 1], [1, 1, 1, 1])).toBe(0);
});

it("keeps the best of boxes of one label that overlap", () => {
  const items = [item("cat", 0.5, 0, 0, 10, 10), item("cat", 0.9, 1, 0, 11, 10)];
  expect(suppress(items, all(2), 0.5)).toEqual([false, true]);
});

it("keeps boxes of different labels, and those that overlap little", () => {
  const items = [
    item("cat", 0.9, 0, 0, 10, 10),
    item("dog", 0.8, 0, 0, 10, 10),
    item("cat", 0.7, 8, 0, 18, 10),
  ];
  expect(suppress(items, all(3), 0.5)).toEqual([true, true, true]);
});

it("is not led by a box that another filter hides, or that is suppressed itself", () => {
  const items = [
    item("cat", 0.9, 0, 0, 10, 10),
    item("cat", 0.8, 3, 0, 13, 10),
    item("cat", 0.7, 6, 0, 16, 10),
  ];
  expect(suppress(items, all(3), 0.4)).toEqual([true, false, true]);
  expect(suppress(items, [false, true, true], 0.4)).toEqual([false, true, false]);
});

it("leaves alone what has no box, and takes no score for the lowest", () => {
  const items = [
    { label: "cat", score: 0.9, box: null },
    item("cat", null, 0, 0, 10, 10),
    item("cat", 0.1, 0, 0, 10, 10),
  ];
  expect(suppress(items, all(3), 0.5)).toEqual([true, false, true]);
});

// A text that grows, in parts that browsers lay out each by itself.
import { expect, it } from "vitest";
import { read, write } from "../src/renderers/text_nodes";

const parts = (body: HTMLElement) =>
  [...body.childNodes].map(({ textContent }) => textContent ?? "");
const grown = (pieces: string[], enough?: number) => {
  const body = document.createElement("div");
  for (const piece of pieces) {
    write(body, [piece], enough);
  }
  return body;
};

it("begins a new part at a gap once a part is long enough, and loses nothing", () => {
  const pieces = Array.from({ length: 50 }, (_, at) => `word${at} `);
  const body = grown(pieces, 40);
  expect(read(body)).toBe(pieces.join(""));
  expect(body.childNodes.length).toBeGreaterThan(5);
  for (const part of parts(body).slice(0, -1)) {
    expect(part.length).toBeLessThan(60);
    expect(part).toMatch(/ $/);
  }
});

it.each([
  ["a word", ["wo", "rd"]],
  ["an emoji", ["👩‍", "🚀"]],
  ["a letter and its mark", ["e", "\u0301"]],
])("does not part %s", (_, pieces) => {
  const body = grown(["x".repeat(50), ...pieces], 40);
  expect(body.childNodes.length).toBe(1);
});

it("parts even one endless word, at its length of old", () => {
  const body = grown(Array<string>(90).fill("x".repeat(100)), 40);
  expect(parts(body).map(({ length }) => length)).toEqual([4000, 4000, 1000]);
});

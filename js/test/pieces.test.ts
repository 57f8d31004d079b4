import { describe, expect, it } from "vitest";
import { blocksOf, piecesOf } from "../src/lib/pieces";

const cut = (length: number, ...places: [number, number][]) =>
  piecesOf(
    places.map(([start, end]) => ({ start, end })),
    length,
  ).map(({ start, end, marks }) => `${start}-${end}${marks.length ? `:${marks}` : ""}`);

describe("the pieces of a text", () => {
  it("are the whole text where nothing is marked", () => {
    expect(cut(5)).toEqual(["0-5"]);
    expect(cut(0)).toEqual([]);
  });

  it("lie one after the other, with what overlaps in both", () => {
    expect(cut(9, [1, 3], [5, 8])).toEqual(["0-1", "1-3:0", "3-5", "5-8:1", "8-9"]);
    expect(cut(9, [0, 5], [3, 9])).toEqual(["0-3:0", "3-5:0,1", "5-9:1"]);
  });

  it("have the innermost mark last, whatever the order of the answer", () => {
    expect(cut(6, [2, 3], [0, 6])).toEqual(["0-2:1", "2-3:1,0", "3-6:1"]);
    expect(cut(3, [0, 3], [0, 3])).toEqual(["0-3:0,1"]);
  });

  it("tell of no more than eight marks in one place", () => {
    const [piece] = piecesOf(
      Array.from({ length: 3000 }, () => ({ start: 0, end: 2 })),
      2,
    );
    expect(piece?.marks).toHaveLength(8);
  });
});

describe("the blocks of a text", () => {
  const blocks = (text: string, ...places: [number, number][]) => {
    const marks = places.map(([start, end]) => ({ start, end }));
    return blocksOf(text, piecesOf(marks, text.length)).map((block) =>
      block.map(({ start, end }) => text.slice(start, end)).join(""),
    );
  };

  it("are the text in its order, and end with a line where there is one", () => {
    const text = `${"a line of words\n".repeat(200)}and an end`;
    const cut = blocks(text, [3, 9], [2000, 2100]);
    expect(cut.join("")).toBe(text);
    expect(cut.length).toBeGreaterThan(2);
    expect(cut.slice(0, -1).every((one) => one.endsWith("\n"))).toBe(true);
  });

  it("end with a sentence in a line that is too long, else with a word, and never in a mark", () => {
    for (const word of ["word ", "A sentence. "]) {
      const text = word.repeat(30_000 / word.length);
      const cut = blocks(text, [5990, 8000]);
      expect(cut.join("")).toBe(text);
      expect(cut.length).toBeGreaterThan(2);
      expect(Math.max(...cut.map((one) => one.length))).toBeLessThan(9000);
      expect(cut.slice(0, -1).every((one) => one.endsWith(word.slice(-3)))).toBe(true);
      const starts = cut.map((_, at) => cut.slice(0, at).join("").length);
      expect(starts.filter((at) => at > 5990 && at < 8000)).toEqual([]);
    }
  });

  it("end early where there are many marks", () => {
    const places = Array.from({ length: 500 }, (_, at): [number, number] => [10 * at, 10 * at + 4]);
    const cut = blocks("word word ".repeat(500), ...places);
    expect(cut.length).toBeGreaterThan(5);
    expect(cut.join("")).toBe("word word ".repeat(500));
  });

  it("stay whole where nothing can be cut", () => {
    const text = "x".repeat(20_000);
    expect(blocks(text)).toEqual([text]);
    expect(blocks("")).toEqual([]);
  });
});

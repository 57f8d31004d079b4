import { expect, it } from "vitest";
import { decode, encode } from "../src/lib/escapes";

it.each([
  ["\n\n", "\\n\\n"],
  ["\t", "\\t"],
  ["a\\n", "a\\\\n"],
  ["\u202e", "\\u202e"],
  ["\0", "\\u0000"],
  ["\ud800", "\\ud800"],
  ["\u{e0001}", "\\udb40\\udc01"],
  ["User:", "User:"],
  ["👋🏽 é", "👋🏽 é"],
])("shows %j so that it can be seen and typed", (raw, shown) => {
  expect(encode(raw)).toBe(shown);
  expect(decode(shown)).toBe(raw);
});

it("leaves an unknown escape as it was typed", () => {
  expect(decode("\\d \\u12 \\")).toBe("\\d \\u12 \\");
});

it("comes back from any text unchanged", () => {
  const alphabet = ["\\", "n", "u", "0", "\n", "\t", "\r", "\u200b", "é", "\ud83d", "\ude00", "x"];
  let state = 7;
  for (let round = 0; round < 500; round++) {
    let text = "";
    for (let length = 0; length < 12; length++) {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      text += alphabet[state % alphabet.length];
    }
    expect(decode(encode(text))).toBe(text);
  }
});

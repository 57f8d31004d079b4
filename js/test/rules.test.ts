import { describe, expect, it } from "vitest";
import { breach, parse } from "../src/lib/rules";
import { help } from "../src/lib/strings";
import type { Field } from "../src/protocol";

const field = (rest: Partial<Field>): Field => ({
  name: "top_p",
  kind: "number",
  group: "parameter",
  help: "",
  ...rest,
});

describe("numbers", () => {
  it.each([
    ["12", 12],
    [" 0.5 ", 0.5],
    [".5", 0.5],
    ["5.", 5],
    ["-3", -3],
    ["1e-7", 1e-7],
    ["+2E3", 2000],
  ])("reads %j", (text, value) => {
    expect(parse(text)).toBe(value);
  });

  it.each(["", "warm", "1,5", "0x10", "1 2", "Infinity", "NaN", "--1", ".", "1.2.3"])(
    "does not read %j",
    (text) => {
      expect(parse(text)).toBeNaN();
    },
  );
});

describe("bounds", () => {
  const open = field({ above: 0, below: 1 });

  it.each(["0", "1", "1.0", "-1", "warm"])("refuses %s between 0 and 1 exclusive", (text) => {
    expect(breach(open, text)).toBe(
      `“${text}” is not a number above 0 and below 1. Change or reset it.`,
    );
  });

  it.each(["0.001", "0.999", ".5"])("takes %s between 0 and 1 exclusive", (text) => {
    expect(breach(open, text)).toBe("");
  });

  it("takes the bounds themselves when they are inclusive", () => {
    const closed = field({ minimum: 1, maximum: 3 });
    expect(breach(closed, "1")).toBe("");
    expect(breach(closed, "3")).toBe("");
    expect(breach(closed, "3.1")).toContain("of at least 1 and of at most 3");
  });

  it("refuses a fraction where a whole number is wanted", () => {
    const whole = field({ kind: "integer", minimum: 1 });
    expect(breach(whole, "20.5")).toBe(
      "“20.5” is not a whole number of at least 1. Change or reset it.",
    );
    expect(breach(whole, "20.0")).toBe("");
  });

  it.each<[Partial<Field>, string]>([
    [{ above: 0, below: 1 }, "It is a number above 0 and below 1."],
    [{ kind: "integer", minimum: 1 }, "It is a whole number of at least 1."],
    [{ kind: "integer", minimum: 0, maximum: 3 }, "of at least 0 and of at most 3."],
    [{ kind: "integer", minimum: 0, maximum: 2 ** 32 - 1 }, "and of at most 4294967295."],
    [{ kind: "integer", maximum: 2 ** 64 - 1 }, "It is a whole number of at most 1.8e+19."],
    [{}, "It is a number."],
  ])("tells %j with the help, before one is broken", (rest, words) => {
    const told = help(field({ help: "What it does.", ...rest }));
    expect(told.startsWith("What it does. It is a ")).toBe(true);
    expect(told.endsWith(words)).toBe(true);
  });

  it.each(["text", "boolean", "strings", "model"] as const)("tells none of a %s", (kind) => {
    expect(help(field({ kind, help: "What it does." }))).toBe("What it does.");
  });

  it("refuses a whole number that the page would round", () => {
    const seed = field({ kind: "integer", minimum: 0 });
    expect(breach(seed, "9007199254740991")).toBe("");
    expect(breach(seed, "9007199254740993")).toContain("set it from Python");
  });
});

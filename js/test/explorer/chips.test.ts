// Providers of a row: as many as fit whole, the rest as a number.
import { describe, expect, it } from "vitest";
import type { Offer } from "../../src/explorer/offers";
import { chips } from "../../src/explorer/terms";

const offer = (provider: string): Offer => ({
  provider,
  task: "text-generation",
  state: "live",
  flags: 0,
  input_price: NaN,
  output_price: NaN,
  context_length: NaN,
  first_token_latency: NaN,
  throughput: NaN,
});
const NAMES = ["groq", "featherless-ai", "fireworks-ai"];
const shown = (names: string[], room: number, fits = (_: Offer) => true): string[] =>
  chips(names.map(offer), fits, room).map(({ textContent }) => textContent ?? "");

describe("providers as chips", () => {
  it("are all there where there is room", () => {
    expect(shown(NAMES, Infinity)).toEqual(NAMES);
    expect(shown(NAMES, 400)).toEqual(NAMES);
  });

  it("give way whole, from the last, and are counted", () => {
    const counts = Array.from({ length: 40 }, (_, at) => shown(NAMES, 10 * at));
    for (const texts of counts) {
      const [names, rest] = [texts.filter((text) => !text.startsWith("+")), texts.at(-1)];
      expect(names).toEqual(NAMES.slice(0, names.length));
      expect(rest).toBe(names.length < 3 ? `+${3 - names.length}` : "fireworks-ai");
    }
    const lengths = counts.map(({ length }) => length);
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    expect(new Set(lengths)).toEqual(new Set([2, 3]));
  });

  it("are at least one, however narrow, and name the others on hover", () => {
    const [first, rest] = chips(NAMES.map(offer), () => true, -100);
    expect(first?.textContent).toBe("groq");
    expect(rest?.title).toBe("featherless-ai, fireworks-ai");
  });

  it("leave room for the number only where there are more", () => {
    // Two of four letters each need as much as they are wide, and no "+1" behind them.
    const room = [...Array(300).keys()].find((px) => shown(["groq", "nova"], px).length === 2);
    expect(shown(["groq", "nova"], room as number)).toEqual(["groq", "+1"]);
    const both = [...Array(300).keys()].find((px) => shown(["groq", "nova"], px)[1] === "nova");
    expect(shown(["groq", "nova", "late"], both as number)).toEqual(["groq", "+2"]);
  });

  it("begin with those that are looked for", () => {
    const fits = ({ provider }: Offer) => provider === "fireworks-ai";
    expect(shown(NAMES, 0, fits)).toEqual(["fireworks-ai", "+2"]);
  });
});

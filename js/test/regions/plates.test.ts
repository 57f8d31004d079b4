// What the plates over a picture say, as they are drawn.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { open, type Page } from "./mounted";

/** What was written since the picture was last cleared. */
let written: string[] = [];
const ROOM = { clientWidth: 4000, clientHeight: 3000 };

beforeEach(() => {
  const pen = {
    measureText: (text: string) => ({ width: text.length }),
    fillText: (text: string) => written.push(text),
    clearRect: () => written.splice(0),
  };
  const context = new Proxy(pen as Record<string, unknown>, {
    get: (target, name: string) =>
      name === "canvas" ? { parentElement: document.body } : (target[name] ?? (() => {})),
    set: () => true,
  });
  const canvas = HTMLCanvasElement.prototype as unknown as { getContext(): unknown };
  vi.spyOn(canvas, "getContext").mockReturnValue(context);
  for (const [name, value] of Object.entries(ROOM)) {
    Object.defineProperty(HTMLElement.prototype, name, { value, configurable: true });
  }
});

afterEach(() => {
  written = [];
  for (const name of Object.keys(ROOM)) {
    Reflect.deleteProperty(HTMLElement.prototype, name);
  }
});

/** So many small boxes in rows, none over another. */
async function detected(count: number): Promise<Page> {
  const page = await open("object-detection");
  const items = Array.from({ length: count }, (_, index) => {
    const [x, y] = [index % 8, Math.floor(index / 8)];
    const box = [x, y, x + 0.5, y + 0.5].map((one) => one * 0.9);
    return { label: "cat", score: 0.9 - index / 1000, box, color: "#336699" };
  });
  await page.answer({ picture: "p1", items });
  await vi.waitFor(() => expect(written.length).toBeGreaterThan(0));
  return page;
}

it("names the best of forty boxes with label and score", async () => {
  await detected(40);
  expect(written[0]).toBe("1 cat 90.0 %");
});

it.each([
  ["קטן", "1 קטן \u200e50.0 %"],
  ["a قطة", "1 a قطة \u200e50.0 %"],
  ["chaton", "1 chaton 50.0 %"],
  ["子猫", "1 子猫 50.0 %"],
])(
  "keeps the score of %s behind its label, in whichever direction that is read",
  async (label, said) => {
    const page = await open("object-detection");
    const items = [{ label, score: 0.5, box: [0, 0, 1, 1], color: "#336699" }];
    await page.answer({ picture: "p1", items });
    await vi.waitFor(() => expect(written).toContain(said));
  },
);

it("numbers more than forty, names the one that is meant, and tells all in the list", async () => {
  const page = await detected(41);
  expect(written[0]).toBe("1");
  expect(written.every((text) => /^\d+$/.test(text))).toBe(true);
  expect(page.read()).toHaveLength(41);
  expect(page.read()[40]).toBe("41 cat 86.0 %");
  page.rows()[40]?.click();
  await vi.waitFor(() => expect(written).toEqual(["41 cat 86.0 %"]));
});

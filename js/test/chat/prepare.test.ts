// What the parser needs is made before a message is drawn, and the page has its turn in between.
import { afterEach, expect, it, vi } from "vitest";
import { prepare, reader } from "../../src/chat/markdown";

afterEach(() => vi.restoreAllMocks());

it("makes every expression that a message may need, and leaves none in the middle of a text", async () => {
  const used = vi.spyOn(RegExp.prototype, "exec");
  await prepare();
  const made = new Set(used.mock.contexts);
  expect(made.size).toBeGreaterThan(25);
  expect([...made].map((one) => (one as RegExp).lastIndex)).toEqual(Array(made.size).fill(0));
  used.mockRestore();
  expect(reader().blocks("a *b* `c`")?.[0]?.raw).toBe("a *b* `c`");
});

it("gives the page a turn where it takes long", async () => {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => {
    now += 5;
    return now;
  });
  let [turns, over] = [0, false];
  const wait = prepare().then(() => {
    over = true;
  });
  while (!over) {
    await new Promise((resolve) => setTimeout(resolve));
    turns++;
  }
  await wait;
  expect(turns).toBeGreaterThan(3);
});

import { expect, it, vi } from "vitest";
import { later } from "../../src/talk/later";

const packed = new DataView(new ArrayBuffer(1));

/** What is asked for, and what the loader makes of what comes. */
function asked(answers: (() => Promise<unknown>)[]) {
  const ask = vi.fn(() => (answers.shift() as () => Promise<unknown>)());
  const take = vi.fn(async (name: string, _: DataView) => ({ name }));
  return { ask, take, get: later(ask as never, take, new AbortController().signal) };
}

const comes = (name: string) => async () => [{ name }, [packed]];

it("asks the kernel for a bundle once, and hands its part to the loader", async () => {
  const { ask, take, get } = asked([comes("batch.1"), comes("code.1")]);
  expect(await Promise.all([get("batch"), get("batch"), get("code")])).toEqual([
    { name: "batch.1" },
    { name: "batch.1" },
    { name: "code.1" },
  ]);
  expect(ask.mock.calls.map(([message]: unknown[]) => message)).toEqual([
    { kind: "bundle", name: "batch" },
    { kind: "bundle", name: "code" },
  ]);
  expect(take).toHaveBeenCalledWith("batch.1", packed);
});

it("asks again after a refusal, which it passes on", async () => {
  const refused = async () => Promise.reject(new Error("The kernel is gone"));
  const { get } = asked([refused, comes("batch.1")]);
  await expect(get("batch")).rejects.toThrow("The kernel is gone");
  expect(await get("batch")).toEqual({ name: "batch.1" });
});

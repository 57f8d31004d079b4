import { expect, it, vi } from "vitest";
import { later } from "../../src/talk/later";

const packed = new DataView(new ArrayBuffer(1));
const comes = (name: string) => async () => [{ name }, [packed]];
const refused = async () => Promise.reject(new Error("The kernel is gone"));

let serial = 0;

/** Views of one notebook: what is asked for, and what the loader makes of what comes. */
function notebook(answers: (() => Promise<unknown>)[]) {
  const ask = vi.fn((..._: unknown[]) => (answers.shift() as () => Promise<unknown>)());
  const take = Object.assign(
    vi.fn(async (name: string, _: DataView) => ({ name })),
    { now: vi.fn((name: string) => ({ name })) },
  );
  const manager = {};
  const bundle = `own.${serial++}`;
  const view = (own = bundle, signal = new AbortController().signal) => {
    const model = { get: () => own, widget_manager: manager };
    return later({ model, ask: ask as never, signal }, take);
  };
  return { ask, take, view };
}

it("asks the kernel for a bundle once, and hands its part to the loader", async () => {
  const { ask, take, view } = notebook([comes("batch.1"), comes("code.1")]);
  const get = view();
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
  const { view } = notebook([refused, comes("batch.1")]);
  const get = view();
  await expect(get("batch")).rejects.toThrow("The kernel is gone");
  expect(await get("batch")).toEqual({ name: "batch.1" });
});

it("asks once for all views of a notebook, which each have it by their own loader", async () => {
  const { ask, take, view } = notebook([comes("batch.1")]);
  const views = [view(), view(), view()];
  await Promise.all(views.map((get) => get("batch")));
  expect(await view()("batch")).toEqual({ name: "batch.1" });
  expect([ask.mock.calls.length, take.mock.calls.length]).toEqual([1, 4]);
});

it("gives at once what another view has had, and nothing before that", async () => {
  const { take, view } = notebook([comes("batch.1")]);
  expect(view().now("batch")).toBeUndefined();
  await view()("batch");
  expect(view().now("batch")).toEqual({ name: "batch.1" });
  expect(take.now).toHaveBeenCalledWith("batch.1");
  expect(view().now("code")).toBeUndefined();
});

it("keeps what two bundles ask for by one name apart", async () => {
  const { ask, view } = notebook([comes("batch.1"), comes("batch.2")]);
  expect(await view("one.1")("batch")).toEqual({ name: "batch.1" });
  expect(view("one.2").now("batch")).toBeUndefined();
  expect(await view("one.2")("batch")).toEqual({ name: "batch.2" });
  expect(ask).toHaveBeenCalledTimes(2);
});

it("has a view ask for itself where the one that asked has ended or was refused", async () => {
  let refuse = (_: Error) => {};
  const never = () => new Promise((_, reject) => (refuse = reject));
  const { ask, view } = notebook([never, comes("batch.1")]);
  const first = view()("batch");
  const others = Promise.all([view()("batch"), view()("batch")]);
  refuse(new Error("its view has ended"));
  await expect(first).rejects.toThrow("ended");
  expect(await others).toEqual([{ name: "batch.1" }, { name: "batch.1" }]);
  expect(ask).toHaveBeenCalledTimes(2);
});

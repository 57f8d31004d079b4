import { beforeEach, expect, it, vi } from "vitest";
import * as strings from "../../src/lib/strings";
import type { TaskCall, TaskNews } from "../../src/protocol";
import { type Fate, type Line, line } from "../../src/talk/line";
import { FakeModel } from "../fake_model";
import { useClock } from "../mounted";

let model: FakeModel;
let life: AbortController;
let talk: Line<TaskCall, TaskNews>;
let fates: Fate[];
const bytes = [new DataView(new ArrayBuffer(3))];
const file = { kind: "file", what: "grid", format: "png" } as const;

const idOf = (kind: "file" | "stop" | "variable") => model.of(kind).at(-1)?.id ?? "";
/** The kernel is gone: nothing can be sent. */
const lose = () =>
  vi.spyOn(model, "send").mockImplementation(() => {
    throw new Error("Cannot send");
  });

beforeEach(() => {
  useClock();
  model = new FakeModel();
  life = new AbortController();
  fates = [];
  talk = line(model, "me", life.signal);
  talk.fate((fate) => fates.push(fate));
  talk.open(
    () => {},
    () => {},
  );
});

it("gives the reply of a question with its buffers, whatever its kind", async () => {
  const asked = talk.ask(file);
  const reply = { kind: "file", id: idOf("file"), name: "a.png", type: "image/png" } as const;
  model.hear(reply, bytes);
  expect(await asked).toEqual([reply, bytes]);
});

it("rejects with the kernel's reason", async () => {
  const [first, second] = [talk.ask(file), talk.ask({ kind: "variable", name: "1x" })];
  model.hear({ kind: "ack", id: idOf("file"), error: "no such file" });
  model.hear({ kind: "ack", id: idOf("variable"), error: "not a name" });
  await expect(first).rejects.toThrow("no such file");
  await expect(second).rejects.toThrow("not a name");
});

it("takes an answer for another view's question, or for none, as no answer", () => {
  const answered = vi.fn();
  talk.call({ kind: "stop" }, answered);
  model.hear({ kind: "ack", id: "another-1" });
  model.hear({ kind: "ack", id: "" });
  model.hear({ kind: "text", view: "me", text: "no id" });
  expect(answered).not.toHaveBeenCalled();
});

it("takes what is wrong with values as no answer: that comes by itself", () => {
  const answered = vi.fn();
  talk.call({ kind: "run", values: {} }, answered);
  const id = model.of("run")[0]?.id ?? "";
  model.hear({ kind: "invalid", id, errors: { top_k: "too small" } });
  expect(answered).not.toHaveBeenCalled();
  model.hear({ kind: "ack", id });
  expect(answered).toHaveBeenCalledOnce();
});

it("keeps questions apart that are answered in another order", async () => {
  const asked = ["one", "two", "three"].map((what) => talk.ask({ ...file, what }));
  const ids = model.of("file").map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
  for (const at of [2, 0, 1]) {
    const name = `${at}.png`;
    model.hear({ kind: "file", id: ids[at] as string, name, type: "image/png" });
  }
  const names = (await Promise.all(asked)).map(([reply]) => reply.name);
  expect(names).toEqual(["0.png", "1.png", "2.png"]);
});

it("sends the buffers of a question", () => {
  talk.ask({ kind: "from-png", name: "a.png" }, { buffers: [new Uint8Array([1, 2]).buffer] });
  expect(model.buffers).toEqual([[new Uint8Array([1, 2])]]);
});

it("ends a question whose asker has gone on, and is silent about it", async () => {
  const [asker, late] = [new AbortController(), vi.fn()];
  const asked = talk.ask(file, { signal: asker.signal, late });
  asker.abort();
  await expect(asked).rejects.toThrow("abort");
  vi.advanceTimersByTime(2000);
  expect(late).not.toHaveBeenCalled();
  expect(() => model.hear({ kind: "ack", id: idOf("file") }, bytes)).not.toThrow();
});

it("says that the kernel is busy once an answer is late, and that it answers when it does", () => {
  const late = vi.fn();
  talk.call({ kind: "stop" }, vi.fn(), late);
  talk.call(file, vi.fn());
  vi.advanceTimersByTime(699);
  expect([fates, late.mock.calls.length]).toEqual([[], 0]);
  vi.advanceTimersByTime(1);
  expect([fates, late.mock.calls.length]).toEqual([["busy"], 1]);
  model.hear({ kind: "ack", id: idOf("stop") });
  expect(fates).toEqual(["busy", "answers"]);
});

it("takes what comes by itself as no sign that the kernel answers", () => {
  talk.call({ kind: "stop" }, vi.fn());
  vi.advanceTimersByTime(700);
  model.hear({ kind: "delta", run: 1, seq: 1, parts: ["a"] });
  expect(fates).toEqual(["busy"]);
});

it("says once that the kernel has lost the widget, whatever is sent", async () => {
  const sent = lose();
  expect(talk.send({ kind: "edit", values: {} })).toBe(false);
  expect(talk.send({ kind: "snapshot", view: "me" })).toBe(false);
  await expect(talk.ask(file)).rejects.toThrow(strings.gone);
  const answered = vi.fn();
  talk.call({ kind: "stop" }, answered);
  expect(answered).toHaveBeenCalledWith(strings.gone);
  expect(fates).toEqual(["lost"]);
  sent.mockRestore();
  expect(talk.send({ kind: "edit", values: {} })).toBe(true);
  talk.call({ kind: "stop" }, vi.fn());
  model.hear({ kind: "ack", id: idOf("stop") });
  expect(fates).toEqual(["lost", "answers"]);
});

it("says nothing of what could not be sent as late", () => {
  lose();
  const late = vi.fn();
  talk.call({ kind: "stop" }, vi.fn(), late);
  vi.advanceTimersByTime(2000);
  expect(late).not.toHaveBeenCalled();
  expect(fates).toEqual(["lost"]);
});

it("is silent when its view is gone, also about what was never answered", () => {
  const [answered, late] = [vi.fn(), vi.fn()];
  talk.call({ kind: "stop" }, answered, late);
  life.abort();
  vi.advanceTimersByTime(2000);
  expect(model.listening).toBe(0);
  expect(late).not.toHaveBeenCalled();
  expect(answered).not.toHaveBeenCalled();
  expect(fates).toEqual([]);
});

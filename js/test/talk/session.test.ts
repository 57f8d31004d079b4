import { beforeEach, expect, it, vi } from "vitest";
import type { Context } from "../../src/kit";
import { type Session, session } from "../../src/talk/session";
import type { Listener } from "../../src/talk/stream";
import { FakeModel } from "../fake_model";
import { useClock } from "../mounted";

let model: FakeModel;
let life: AbortController;
let talk: Session;
let text: string;
let ends: (string | null)[];

const listener: Listener = {
  start: (message) => {
    text = message.text ?? "";
  },
  add: ({ parts = [] }) => {
    text += parts.join("");
  },
  whole: ({ parts = [] }) => {
    text = parts.join("");
  },
  end: (message) => {
    ends.push(message.text ?? null);
  },
  invalid: vi.fn(),
};

const delta = (run: number, seq: number, part: string) =>
  model.hear({ kind: "delta", run, seq, parts: [part], tokens: seq });
const snapshot = (run: number, seq: number, part: string, view = "me") =>
  model.hear({
    kind: "snapshot",
    view,
    run,
    seq,
    parts: [part],
    tokens: seq,
    prompts: [],
    elapsed: 0,
  });

beforeEach(() => {
  useClock();
  model = new FakeModel();
  life = new AbortController();
  [text, ends] = ["", []];
  talk = session({ model, view: "me", signal: life.signal } as unknown as Context);
  talk.open(listener);
});

it("asks for what there is as soon as it opens", () => {
  expect(model.sent).toEqual([{ kind: "snapshot", view: "me" }]);
});

it("puts deltas together in order", () => {
  model.hear({ kind: "start", run: 1, text: "On" });
  delta(1, 1, "ce ");
  delta(1, 2, "upon");
  expect(text).toBe("Once upon");
});

it("takes a repeated delta once", () => {
  model.hear({ kind: "start", run: 1, text: "" });
  delta(1, 1, "a");
  delta(1, 1, "a");
  delta(1, 2, "b");
  expect(text).toBe("ab");
});

it("opened late, shows the snapshot and goes on from it", () => {
  delta(4, 9, "lost ");
  snapshot(4, 9, "all so far ");
  delta(4, 9, "again ");
  delta(4, 10, "and on");
  expect(text).toBe("all so far and on");
});

it("asks for the whole text after a gap, and never shows a text with a hole", () => {
  snapshot(0, 0, "");
  vi.advanceTimersByTime(1000);
  model.hear({ kind: "start", run: 1, text: "" });
  delta(1, 1, "a");
  delta(1, 3, "c");
  expect(text).toBe("a");
  expect(model.of("snapshot")).toHaveLength(2);
  snapshot(1, 3, "abc");
  delta(1, 4, "d");
  expect(text).toBe("abcd");
});

it("asks again once a second while the answer does not come", () => {
  model.hear({ kind: "start", run: 1, text: "" });
  for (let seq = 2; seq < 40; seq++) {
    delta(1, seq, "x");
    vi.advanceTimersByTime(100);
  }
  expect(model.of("snapshot").length).toBeGreaterThanOrEqual(3);
  expect(model.of("snapshot").length).toBeLessThanOrEqual(5);
});

it("asks when the end tells of a delta that never came", () => {
  snapshot(0, 0, "");
  vi.advanceTimersByTime(1000);
  model.hear({ kind: "start", run: 1, text: "" });
  delta(1, 1, "a");
  model.hear({ kind: "end", run: 1, seq: 2 });
  expect(model.of("snapshot")).toHaveLength(2);
});

it("takes the final text as it is when the end brings one", () => {
  model.hear({ kind: "start", run: 1, text: "" });
  model.hear({ kind: "end", run: 1, seq: 5, text: "whole" });
  expect(ends).toEqual(["whole"]);
  vi.advanceTimersByTime(5000);
  expect(model.of("snapshot")).toHaveLength(1);
});

it("ignores the snapshot of another view, and one that is older than what it has", () => {
  model.hear({ kind: "start", run: 2, text: "" });
  delta(2, 1, "new");
  snapshot(2, 1, "other", "another view");
  snapshot(1, 50, "old run");
  snapshot(2, 0, "older");
  expect(text).toBe("new");
});

it("passes any other kind to all who hear it, with its buffers", () => {
  const [first, second] = [vi.fn(), vi.fn()];
  talk.on("text", first);
  talk.on("text", second);
  const bytes = [new DataView(new ArrayBuffer(3))];
  const message = { kind: "text", view: "other", text: "changed" } as const;
  model.hear(message, bytes);
  model.hear({ kind: "ack", id: "no text" });
  expect(first.mock.calls).toEqual([[message, bytes]]);
  expect(second.mock.calls).toEqual([[message, bytes]]);
});

it("takes the output of an end whose beginning it missed, and asks when there is none", () => {
  snapshot(0, 0, "");
  vi.advanceTimersByTime(1000);
  model.hear({ kind: "end", run: 3, seq: 0, output: { items: [] } });
  expect(model.of("snapshot")).toHaveLength(1);
  model.hear({ kind: "end", run: 4, seq: 0, output: null });
  expect(model.of("snapshot")).toHaveLength(2);
});

it("ignores a message of a kind it does not know", () => {
  const unknown = { kind: "constructor" } as unknown as Parameters<FakeModel["hear"]>[0];
  expect(() => model.hear(unknown)).not.toThrow();
});

it("hears once whether a call was taken, by its own id", () => {
  const answers: (string | null)[] = [];
  const late = vi.fn();
  talk.call({ kind: "stop" }, (error) => answers.push(error), late);
  talk.call({ kind: "variable", name: "1x" }, (error) => answers.push(error), late);
  const [stop, variable] = [model.of("stop")[0], model.of("variable")[0]];
  expect(stop?.id).not.toBe(variable?.id);
  model.hear({ kind: "ack", id: variable?.id ?? "", error: "not a name" });
  model.hear({ kind: "ack", id: stop?.id ?? "" });
  model.hear({ kind: "ack", id: stop?.id ?? "" });
  expect(answers).toEqual(["not a name", null]);
  vi.advanceTimersByTime(2000);
  expect(late).not.toHaveBeenCalled();
});

it("says after 700 ms that the answer is late", () => {
  const late = vi.fn();
  talk.call({ kind: "stop" }, vi.fn(), late);
  vi.advanceTimersByTime(699);
  expect(late).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(late).toHaveBeenCalledOnce();
});

it("listens no more when its view is gone", () => {
  life.abort();
  expect(model.listening).toBe(0);
  vi.advanceTimersByTime(5000);
  expect(model.of("snapshot")).toHaveLength(1);
});

// A comparison on a page: lanes that follow their own runs, told of in frames.
import { expect, it, vi } from "vitest";
import type { LaneNews } from "../src/protocol";
import { end, entry, mount, state } from "./compared";

const start = (lane: string, run = 1): LaneNews => ({ kind: "start", lane, run, text: "" });
const delta = (lane: string, seq: number, part: string): LaneNews => ({
  kind: "delta",
  lane,
  run: 1,
  seq,
  parts: [part],
  tokens: seq,
});
it("follows each lane's own run, as text", () => {
  const { kernel, text, root } = mount();
  kernel.frame(start("a"), start("b"), delta("a", 1, "<i>one"), delta("b", 1, "other"));
  kernel.frame(delta("a", 2, " two"), delta("b", 1, "other"));
  expect([text(0), text(1)]).toEqual(["<i>one two", "other"]);
  expect(root.querySelectorAll("i")).toHaveLength(0);
  expect(root.textContent).toContain("<b>brief</b>");
});

it("asks once for everything when lanes have missed something", async () => {
  vi.useFakeTimers();
  const { kernel, text } = mount();
  await vi.advanceTimersByTimeAsync(1500);
  kernel.sent.length = 0;
  kernel.frame(start("a"), start("b"), delta("a", 3, "late"), delta("b", 2, "late"));
  await vi.advanceTimersByTimeAsync(10);
  vi.useRealTimers();
  expect(kernel.sent.map(({ kind }) => kind)).toEqual(["snapshot"]);
  const { view } = kernel.last("snapshot") as { view: string };
  const whole = {
    kind: "snapshot",
    view,
    run: 1,
    tokens: 3,
    state: { status: "running" },
  } as const;
  kernel.frame({ ...whole, lane: "a", seq: 3, parts: ["all of it"] });
  expect(text(0)).toBe("all of it");
});

it("stops, runs and removes the lane that is meant", async () => {
  const { kernel, lane, press } = mount();
  kernel.frame(state("b", "running"));
  press("Stop B", lane(1));
  expect(kernel.last("stop")).toMatchObject({ lane: "b" });
  kernel.frame(state("b", "done"));
  press("Run B", lane(1));
  await vi.waitFor(() => expect(kernel.last("run")).toMatchObject({ lane: "b" }));
  expect(kernel.last("run")).toMatchObject({ values: { prompt: "Why?", temperature: null } });
  press("Remove A", lane(0));
  expect(kernel.last("lane-remove")).toMatchObject({ lane: "a" });
  kernel.set("entries", [entry("b")]);
  expect(lane(0).getAttribute("aria-label")).toBe("B");
  expect(lane(1)).toBeUndefined();
});

it("shows a failure in its lane, and says once how all have ended", () => {
  const { kernel, root, lane } = mount();
  const voice = root.lastElementChild as HTMLElement;
  kernel.traits.status = "running";
  kernel.frame(state("a", "running"), state("b", "running"));
  kernel.frame(state("a", "done"));
  expect(voice.textContent).toBe("");
  const problem = { title: "No such model", cause: "<b>gone</b>", remedy: "", can_retry: true };
  kernel.frame({ kind: "lane", lane: "b", state: { status: "error", problem } as never });
  kernel.set("status", "done");
  expect(lane(1).querySelector("[role=alert]")?.textContent).toContain("<b>gone</b>");
  expect(lane(0).querySelector(".hfw-problem")).toBeNull();
  expect(voice.textContent).toBe("1 done, 1 failed");
});

it("sends an edit of a lane with its lane, and marks what is refused there", async () => {
  const { kernel, lane } = mount();
  const input = lane(1).querySelector<HTMLInputElement>("[id$=-temperature]") as HTMLInputElement;
  expect(input.value).toBe("0.5");
  input.value = "0.9";
  input.dispatchEvent(new Event("input"));
  await vi.waitFor(() =>
    expect(kernel.last("edit")).toMatchObject({ lane: "b", values: { temperature: 0.9 } }),
  );
  kernel.tell({ kind: "invalid", lane: "b", errors: { temperature: "too hot" } });
  expect(lane(1).textContent).toContain("too hot");
  expect(lane(0).textContent).not.toContain("too hot");
});

it("marks a difference by deletions and insertions, and counts the words", () => {
  const { kernel, root, press } = mount();
  press("Difference");
  const { id } = kernel.last("diff") as { id: string };
  expect(kernel.last("diff")).toMatchObject({ first: "a", second: "b" });
  const pieces: [never, string][] = [
    ["=", "a"],
    ["-", " <b>red"],
    ["+", " light blue"],
  ] as never;
  kernel.tell({ kind: "diff", id, pieces, names: ["A", "B"] });
  expect(root.querySelector("del")?.textContent).toBe(" <b>red");
  expect(root.querySelector("ins")?.textContent).toBe(" light blue");
  expect(root.textContent).toContain("1 word only in A (−), 2 words only in B (+).");
});

it("keeps a pinned run beside the next one, and offers to compare them", () => {
  const { kernel, root, lane, press } = mount();
  press("Pin");
  expect(kernel.last("pin")).toMatchObject({ on: true });
  const pinned = { text: "before", line: "model-a · Done" };
  kernel.frame({ kind: "lane", lane: "a", state: { pinned } });
  expect(lane(0).querySelector(".hfw-kept")?.textContent).toBe("before");
  press("Difference");
  expect(kernel.last("diff")).toMatchObject({ first: "a!", second: "a" });
  press("Unpin", root);
  expect(kernel.last("pin")).toMatchObject({ on: false });
});

it("moves what were thoughts out of the answer", () => {
  const { kernel, lane, text } = mount();
  kernel.frame(start("a"), delta("a", 1, "hm"));
  const moved = { ...delta("a", 2, "Four."), moved: true, reasoning: ", so" } as LaneNews;
  kernel.frame(moved);
  expect(text(0)).toBe("Four.");
  expect(lane(0).querySelector(".hfw-thoughts .hfw-answer")?.textContent).toBe("hm, so");
});

it("leaves no listener behind", () => {
  const { kernel } = mount();
  end();
  expect([...kernel.listeners.values()].every(({ size }) => size === 0)).toBe(true);
});

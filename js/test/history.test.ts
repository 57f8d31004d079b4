import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Mounted, mountIdle, runThrough, useClock } from "./mounted";

let task: Mounted;
beforeEach(() => {
  useClock();
  task = mountIdle({ prompt: "" }, ["first", "second", "second"]);
});
afterEach(() => {
  task.close();
  vi.useRealTimers();
});

const box = () => task.field<HTMLTextAreaElement>("prompt");
const arrow = (key: "ArrowUp" | "ArrowDown", init: KeyboardEventInit = {}) => {
  task.press(box(), key, init);
  vi.advanceTimersByTime(0);
};

it("goes back through earlier prompts and forward to the unsent draft", () => {
  task.type("prompt", "draft");
  const seen = (
    ["ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown", "ArrowDown"] as const
  ).map((key) => {
    arrow(key);
    return box().value;
  });
  expect(seen).toEqual(["second", "first", "first", "second", "draft", "draft"]);
});

it("tells Python of the prompt it brought back", () => {
  arrow("ArrowUp");
  vi.advanceTimersByTime(200);
  expect(task.model.of("edit").at(-1)?.values).toEqual({ prompt: "second" });
});

it("leaves the arrows to a text of several lines until its first or last line", () => {
  task.type("prompt", "one\ntwo\nthree");
  box().setSelectionRange(6, 6);
  arrow("ArrowUp");
  arrow("ArrowDown");
  expect(box().value).toBe("one\ntwo\nthree");
  box().setSelectionRange(0, 0);
  arrow("ArrowUp");
  expect(box().value).toBe("second");
});

it("leaves the arrows to a wrapped line, where the browser moves the caret", () => {
  task.type("prompt", "a long line that is wrapped");
  box().setSelectionRange(20, 20);
  task.press(box(), "ArrowUp");
  box().setSelectionRange(8, 8);
  vi.advanceTimersByTime(0);
  expect(box().value).toBe("a long line that is wrapped");
});

it("leaves the arrows alone with a modifier or a selection", () => {
  task.type("prompt", "text");
  arrow("ArrowUp", { shiftKey: true });
  arrow("ArrowUp", { ctrlKey: true });
  box().setSelectionRange(0, 4);
  arrow("ArrowUp");
  expect(box().value).toBe("text");
});

it("remembers what was run here", () => {
  task.model.set("prompt", "third");
  runThrough(task, [["x"]]);
  task.type("prompt", "");
  arrow("ArrowUp");
  expect(box().value).toBe("third");
  arrow("ArrowUp");
  expect(box().value).toBe("second");
});

describe("right after a run, whose prompt the box holds still", () => {
  const walk = (...keys: ("ArrowUp" | "ArrowDown")[]) =>
    keys.map((key) => {
      arrow(key);
      return box().value;
    });

  it("goes to the one before at the first key, and back to it", () => {
    task.model.set("prompt", "third");
    runThrough(task, [["x"]]);
    expect(walk("ArrowUp", "ArrowUp")).toEqual(["second", "first"]);
    expect(walk("ArrowDown", "ArrowDown", "ArrowDown")).toEqual(["second", "third", "third"]);
  });

  it("does so after the same run again, and after a reload of the page", () => {
    task.model.set("prompt", "second");
    runThrough(task, [["x"]]);
    expect(walk("ArrowUp", "ArrowUp")).toEqual(["first", "first"]);
    task.close();
    task = mountIdle({ prompt: "second" }, ["first", "second"]);
    expect(walk("ArrowUp", "ArrowDown")).toEqual(["first", "second"]);
  });

  it("stays where there is no one before", () => {
    task.close();
    task = mountIdle({ prompt: "only" }, []);
    runThrough(task, [["x"]]);
    expect(walk("ArrowUp", "ArrowUp", "ArrowDown")).toEqual(["only", "only", "only"]);
  });
});

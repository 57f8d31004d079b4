// A text that may be a list: what Python gave stays what it is until it is edited.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeModel } from "./fake_model";
import { type Mounted, mount, useClock } from "./mounted";

let task: Mounted;

beforeEach(() => {
  useClock();
});

afterEach(() => {
  task.close();
  vi.useRealTimers();
});

function given(text: unknown): HTMLTextAreaElement {
  task = mount(new FakeModel({ text }, "feature-extraction"));
  return task.field<HTMLTextAreaElement>("text");
}

const edits = () => task.model.of("edit").map(({ values }) => values.text);
const sent = async () => {
  task.button("Run").click();
  await task.settle();
  return task.model.of("run").at(-1)?.values.text;
};

it.each([
  [["one, two", "three"], "one, two\nthree"],
  [["two\nlines\r", "a \\n b", "\ud800"], "two\\nlines\\r\na \\\\n b\n\\ud800"],
  [["", "after nothing", ""], "\nafter nothing\n"],
  [["alone"], "alone"],
  [[""], ""],
])("sends the list %j as it came", async (texts, shown) => {
  expect(given(texts).value).toBe(shown);
  expect(await sent()).toEqual(texts);
  expect(edits()).toEqual([]);
});

it("keeps a list one when it is edited: a text on each line", async () => {
  given(["one", "two"]);
  task.type("text", "one\nand\\n two\n");
  vi.advanceTimersByTime(200);
  expect(edits()).toEqual([["one", "and\n two", ""]]);
  task.model.set("text", ["one", "and\n two", ""]);
  expect(await sent()).toEqual(["one", "and\n two", ""]);
});

it("makes a text of what is typed after all was deleted, and of a text that Python sets", async () => {
  given(["one", "two"]);
  task.type("text", "");
  task.type("text", "a\nb");
  vi.advanceTimersByTime(200);
  expect(edits().at(-1)).toBe("a\nb");
  task.model.set("text", "a\nb");
  task.field("text").blur();
  task.model.set("text", ["c", "d"]);
  task.model.set("text", "e, f");
  expect(await sent()).toBe("e, f");
});

it("asks for a text where a list is empty", async () => {
  given([]);
  expect(await sent()).toBe(undefined);
  expect(task.root.textContent).toContain("text");
  expect(task.field("text").getAttribute("aria-invalid")).toBe("true");
});

import { afterEach, describe, expect, it } from "vitest";
import { OUTPUTS } from "../src/protocol";
import { FakeModel } from "./fake_model";
import widgets from "./fixtures/widgets.json";
import { type Mounted, mount } from "./mounted";

type Task = keyof typeof widgets;
const TASKS = Object.keys(widgets) as Task[];
const output = (task: Task) => widgets[task].output as keyof typeof OUTPUTS;
const PLAIN = TASKS.filter((task) => OUTPUTS[output(task)].renderer === "value");

let shown: Mounted | undefined;
afterEach(() => {
  shown?.close();
  shown = undefined;
});
const drawn = (task: Task, value: unknown): Mounted => {
  shown = mount(new FakeModel({}, task));
  shown.model.hear({ kind: "start", run: 1 });
  shown.model.hear({ kind: "end", run: 1, seq: 0, output: { picture: "", value } });
  return shown;
};

it.each(TASKS)("%s is drawn by the bundle of its kind of output", (task) => {
  shown = mount(new FakeModel({}, task));
  expect(shown.root.getAttribute("aria-label")).toBe(widgets[task].title);
  const labels = [...shown.root.querySelectorAll("label")].map((one) => one.textContent);
  const inputs = widgets[task].fields.filter((field) => field.group === "input");
  for (const { name, kind } of inputs) {
    expect(kind === "image" || labels.includes(name), name).toBe(true);
  }
});

describe("a plain value", () => {
  it.each(PLAIN)("of %s is shown as JSON", (task) => {
    const part = drawn(task, [{ label: "a", score: 0.5 }]).part(".hfw-value");
    expect(JSON.parse(part.textContent ?? "")).toEqual([{ label: "a", score: 0.5 }]);
    expect(part.hidden).toBe(false);
  });

  it.each(["two\nlines", "<b onclick=alert(1)>bold</b>", "مرحبا"])(
    "%j is shown as text",
    (text) => {
      const part = drawn("conversational", text).part(".hfw-value");
      expect(part.textContent).toBe(text);
      expect(part.children).toHaveLength(0);
    },
  );

  it("stays until the next one comes", () => {
    const task = drawn("conversational", "first");
    task.model.hear({ kind: "start", run: 2 });
    task.model.hear({ kind: "end", run: 2, seq: 0 });
    expect(task.part(".hfw-value").textContent).toBe("first");
  });
});

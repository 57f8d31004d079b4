import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeModel } from "../fake_model";
import { type Mounted, mount, runThrough } from "../mounted";

let model: FakeModel & { save_changes?: () => void };
let task: Mounted;
const saved = vi.fn();

function open(ended: number | null) {
  saved.mockClear();
  model = new FakeModel({ _ended: ended, prompt: "Python is" });
  model.save_changes = saved;
  task = mount(model);
}

const ran = () => runThrough(task, [["words"]]);

beforeEach(() => open(0));
afterEach(() => task.close());

it("tells marimo of the end of a run that its button began, once", async () => {
  task.button("Run").click();
  await task.settle();
  ran();
  expect(model.traits._ended).toBe(1);
  expect(saved).toHaveBeenCalledTimes(1);
  ran();
  expect(saved).toHaveBeenCalledTimes(1);
});

it("tells nothing of a run that a cell began, which would begin it again", () => {
  ran();
  expect(saved).not.toHaveBeenCalled();
});

it("sets nothing in other hosts", async () => {
  task.close();
  open(null);
  task.button("Run").click();
  await task.settle();
  ran();
  expect(saved).not.toHaveBeenCalled();
  expect(task.root.classList.contains("hfw-marimo")).toBe(false);
});

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import imageClassification from "../src/widgets/image_classification";
import { FakeModel } from "./fake_model";

let model: FakeModel;
let el: HTMLElement;
let end: () => void;
let signals: AbortSignal[];

const host = {
  getWidget: vi.fn(async (reference: string) => ({
    async render({ el: place, signal }: { el: HTMLElement; signal: AbortSignal }) {
      signals.push(signal);
      place.textContent = `the widget ${reference}`;
    },
  })),
};
const mount = (given?: unknown) => {
  end = imageClassification.render({ model, el, host: given });
};
const child = () => el.querySelector(".hfw-child") as HTMLElement;
const settle = async () => {
  for (let turn = 0; turn < 10; turn++) {
    await Promise.resolve();
  }
};
const open = async (reference: string | null) => {
  model.set("opened", reference);
  await settle();
};

beforeEach(() => {
  signals = [];
  model = new FakeModel({}, "image-classification");
  el = document.createElement("div");
  document.body.append(el);
});
afterEach(() => {
  end();
  el.remove();
});

it("shows the widget that is opened, through the host", async () => {
  mount(host);
  expect(child().hidden).toBe(true);
  await open("IPY_MODEL_abc");
  expect(child().hidden).toBe(false);
  expect(child().textContent).toContain("the widget anywidget:abc");
});

it("replaces it by the next one, and ends with its own view", async () => {
  mount(host);
  await open("IPY_MODEL_abc");
  await open("anywidget:def");
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect(child().textContent).not.toContain("abc");
  end();
  expect(signals[1]?.aborted).toBe(true);
});

it("is closed by the kernel, which the button asks", async () => {
  mount(host);
  await open("IPY_MODEL_abc");
  child().querySelector("button")?.click();
  expect(model.of("close")).toHaveLength(1);
  await open(null);
  expect(child().hidden).toBe(true);
  expect(signals[0]?.aborted).toBe(true);
});

it("shows it through the manager of older hosts", async () => {
  const view = { el: document.createElement("p"), remove: vi.fn() };
  const manager = {
    get_model: vi.fn(async (id: string) => ({ id })),
    create_view: vi.fn(async () => view),
  };
  Object.assign(model, { widget_manager: manager });
  mount();
  await open("IPY_MODEL_abc");
  expect(manager.create_view).toHaveBeenCalledWith({ id: "abc" });
  expect(child().contains(view.el)).toBe(true);
  await open(null);
  expect(view.remove).toHaveBeenCalledOnce();
});

it("says what to do where the host shows none", async () => {
  mount();
  await open("IPY_MODEL_abc");
  expect(child().textContent).toContain("Show it in a cell of its own");
});

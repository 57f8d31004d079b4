import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Layers, type Viewer, viewer } from "../src/lib/viewer";

const PICTURE = { width: 4000, height: 2000 };
let life: AbortController;
let view: Viewer;
let layers: Required<Pick<Layers, "click" | "point">>;

beforeEach(async () => {
  vi.stubGlobal("createImageBitmap", async () => ({ ...PICTURE, close() {} }));
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(500);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(250);
  life = new AbortController();
  layers = { click: vi.fn(), point: vi.fn() };
  view = viewer({ signal: life.signal, label: "Picture", ...layers });
  document.body.append(view.node);
  await view.show(new Blob());
});

afterEach(() => {
  life.abort();
  view.node.remove();
  vi.unstubAllGlobals();
});

const percent = () => view.node.querySelector("output")?.textContent;
const press = (key: string, init = {}) => {
  const event = new KeyboardEvent("keydown", { key, cancelable: true, ...init });
  view.stage.dispatchEvent(event);
  return event.defaultPrevented;
};
const wheel = (deltaY: number, init = {}) => {
  const event = new WheelEvent("wheel", { deltaY, cancelable: true });
  // Here a wheel event is no mouse event, as it is in browsers.
  for (const [name, value] of Object.entries(init)) {
    Object.defineProperty(event, name, { value });
  }
  view.stage.dispatchEvent(event);
  return event.defaultPrevented;
};
const pointer = (type: string, clientX: number, clientY: number, init = {}) =>
  view.stage.dispatchEvent(
    new PointerEvent(type, { clientX, clientY, pointerId: 1, button: 0, ...init }),
  );
const click = (clientX: number, clientY: number) =>
  view.stage.dispatchEvent(new MouseEvent("click", { clientX, clientY, detail: 1 }));

it("shows the whole picture at first, and says how large", () => {
  expect(view.node.hidden).toBe(false);
  expect(percent()).toBe("13 %");
  expect(view.toPicture(250, 125)).toEqual([2000, 1000]);
  expect(view.toPicture(-1, 0)).toBe(null);
});

it("zooms by keys and goes back to the whole with 0", () => {
  expect(press("+")).toBe(true);
  expect(percent()).toBe("18 %");
  expect(press("-")).toBe(true);
  expect(percent()).toBe("13 %");
  press("+");
  press("+");
  expect(press("0")).toBe(true);
  expect(percent()).toBe("13 %");
});

it("takes arrow keys only while there is something to move to", () => {
  expect(press("ArrowRight")).toBe(false);
  press("+");
  const before = view.toPicture(0, 125)?.[0] ?? Number.NaN;
  expect(press("ArrowRight")).toBe(true);
  expect(view.toPicture(0, 125)?.[0]).toBeGreaterThan(before);
});

it("leaves the browser its own shortcuts", () => {
  expect(press("+", { ctrlKey: true })).toBe(false);
  expect(press("0", { metaKey: true })).toBe(false);
});

it("does not take the wheel from a page that scrolls over it", () => {
  expect(wheel(-100)).toBe(false);
  expect(percent()).toBe("13 %");
});

it("zooms with Ctrl and the wheel, where the pointer is", () => {
  const under = view.toPicture(400, 60);
  expect(wheel(-100, { ctrlKey: true, clientX: 400, clientY: 60 })).toBe(true);
  expect(view.toPicture(400, 60)?.[0]).toBeCloseTo(under?.[0] ?? Number.NaN);
  expect(percent()).not.toBe("13 %");
});

it("zooms with the wheel when it has the focus, and lets the page scroll on when it is whole", () => {
  view.stage.focus();
  expect(wheel(-100)).toBe(true);
  expect(wheel(500)).toBe(true);
  expect(percent()).toBe("13 %");
  expect(wheel(100)).toBe(false);
});

it("moves a zoomed picture by dragging, which is no click", () => {
  press("+");
  const before = view.toPicture(250, 125)?.[0] ?? Number.NaN;
  pointer("pointerdown", 250, 125);
  pointer("pointermove", 200, 125);
  pointer("pointerup", 200, 125);
  click(200, 125);
  expect(view.toPicture(250, 125)?.[0]).toBeGreaterThan(before);
  expect(layers.click).not.toHaveBeenCalled();
});

it("takes a press that trembles for a click", () => {
  pointer("pointerdown", 250, 125);
  pointer("pointermove", 252, 126);
  pointer("pointerup", 252, 126);
  click(252, 126);
  expect(layers.click).toHaveBeenCalledWith([2016, 1008], expect.anything());
});

it("zooms with two fingers about the middle between them", () => {
  pointer("pointerdown", 200, 125, { pointerId: 1 });
  pointer("pointerdown", 300, 125, { pointerId: 2 });
  pointer("pointermove", 400, 125, { pointerId: 2 });
  pointer("pointerup", 400, 125, { pointerId: 2 });
  pointer("pointerup", 200, 125, { pointerId: 1 });
  expect(percent()).toBe("25 %");
});

it("tells where the pointer is in the picture, and that it left", () => {
  pointer("pointermove", 125, 125);
  expect(layers.point).toHaveBeenLastCalledWith([1000, 1000]);
  pointer("pointerleave", -5, 125);
  expect(layers.point).toHaveBeenLastCalledWith(null);
});

it("zooms to where it was double clicked, and back", () => {
  const twice = () =>
    view.stage.dispatchEvent(new MouseEvent("dblclick", { clientX: 400, clientY: 60 }));
  twice();
  expect(percent()).toBe("100 %");
  twice();
  expect(percent()).toBe("13 %");
});

it("brings a point into view, and moves nothing when it is there", () => {
  press("+");
  const before = view.toStage([0, 0]);
  view.reveal([2000, 1000]);
  expect(view.toStage([0, 0])).toEqual(before);
  view.reveal([10, 10]);
  const [x, y] = view.toStage([10, 10]);
  expect([x >= 0, y >= 0]).toEqual([true, true]);
});

it("stays where one looks when a picture of the same size comes, and not with another size", async () => {
  press("+");
  await view.show(new Blob());
  expect(percent()).toBe("18 %");
  vi.stubGlobal("createImageBitmap", async () => ({ width: 100, height: 50, close() {} }));
  await view.show(new Blob());
  expect(percent()).toBe("400 %");
});

it("is hidden without a picture", async () => {
  await view.show(null);
  expect(view.node.hidden).toBe(true);
  expect(view.toPicture(1, 1)).toBe(null);
});

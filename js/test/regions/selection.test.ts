import { beforeEach, expect, it } from "vitest";
import { type Selection, selection } from "../../src/regions/selection";
import { session } from "../../src/talk/session";
import { FakeModel } from "../fake_model";

let model: FakeModel;
let choice: Selection;
let changes: number;

beforeEach(() => {
  model = new FakeModel();
  changes = 0;
  const { signal } = new AbortController();
  choice = selection(
    { model, signal, talk: session({ model, view: "me", signal }) },
    () => 5,
    () => changes++,
  );
});

it("means the topmost of what lies under the pointer", () => {
  choice.over([3, 1]);
  expect(choice.target()).toBe(3);
  choice.over([]);
  expect(choice.target()).toBe(null);
});

it("does nothing while the pointer stays on the same segment", () => {
  choice.over([3, 1]);
  choice.over([3, 1]);
  expect(changes).toBe(1);
});

it("goes down through what lies over each other click by click, and then lets go", () => {
  const pinned = [1, 2, 3, 4].map(() => {
    choice.cycle([4, 2, 0], true);
    return choice.pinned();
  });
  expect(pinned).toEqual([4, 2, 0, null]);
});

it("shows the pinned one also where others lie over it", () => {
  choice.cycle([4, 2], true);
  choice.cycle([4, 2], true);
  choice.over([4, 2]);
  expect(choice.target()).toBe(2);
  choice.over([1]);
  expect(choice.target()).toBe(1);
  choice.over([]);
  expect(choice.target()).toBe(2);
});

it("steps through what lies under the pointer with Tab, and says when there is no next", () => {
  choice.over([4, 2, 0]);
  expect([choice.step(1), choice.target()]).toEqual([true, 2]);
  expect([choice.step(1), choice.target()]).toEqual([true, 0]);
  expect([choice.step(1), choice.target()]).toEqual([false, 0]);
  expect([choice.step(-1), choice.target()]).toEqual([true, 2]);
});

it("keeps what Tab has chosen while the pointer trembles", () => {
  choice.over([4, 2]);
  choice.step(1);
  choice.over([4, 2]);
  expect(choice.target()).toBe(2);
});

it("leaves Tab alone where nothing is under the pointer", () => {
  choice.over([]);
  expect(choice.step(1)).toBe(false);
  expect(choice.step(-1)).toBe(false);
});

it("tells Python once of each pin, and nothing of what is only pointed at", () => {
  choice.over([1]);
  choice.toggle(1);
  choice.toggle(1);
  expect(model.of("select").map(({ index }) => index)).toEqual([1, null]);
});

it("pins the topmost where the click is in another place, also with the pinned one below", () => {
  choice.cycle([0], false);
  choice.cycle([3, 2, 0], false);
  expect(choice.pinned()).toBe(3);
});

it("pins the topmost again after a walk down in another place", () => {
  choice.cycle([4, 2, 0], true);
  choice.cycle([4, 2, 0], true);
  choice.cycle([4, 2, 1], false);
  expect(choice.pinned()).toBe(4);
});

it("lets go of the topmost one with a click on it elsewhere", () => {
  choice.cycle([4], false);
  choice.cycle([4], false);
  expect(choice.pinned()).toBe(null);
});

it("forgets what was pointed at when other regions are shown", () => {
  choice.over([4, 2]);
  choice.renew();
  expect([choice.target(), choice.step(1)]).toEqual([null, false]);
});

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Context } from "../src/kit";
import { type Piece, useIn } from "../src/parts/use_in";
import type { What } from "../src/protocol";
import { session } from "../src/talk/session";
import { FakeModel } from "./fake_model";

let model: FakeModel;
let life: AbortController;
let node: HTMLElement;
let pieces: Piece[];
let said: string[];

const input: What = { kind: "input" };
const targets = [
  { target: "abc", title: "Image segmentation", detail: "w2" },
  { target: "new:image-to-image", title: "Image to image", detail: "new, below" },
];
const opener = () => node.querySelector("button") as HTMLButtonElement;
const menu = () => node.querySelector("[role=menu]") as HTMLElement;
const items = () => [...node.querySelectorAll<HTMLElement>("[role=menuitem]")];
const focused = () => document.activeElement?.textContent;
const hear = () => model.answer("targets", { targets });
const press = (key: string) =>
  (document.activeElement ?? node).dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
  );

beforeEach(() => {
  vi.useFakeTimers();
  model = new FakeModel();
  life = new AbortController();
  said = [];
  pieces = [{ what: input, name: "cat.jpg" }];
  const line = { model, view: "me", signal: life.signal };
  const talk = session(line);
  const context = { ...line, talk, say: (text: string) => said.push(text) };
  node = useIn(context as unknown as Context, () => pieces).node;
  document.body.append(node);
  talk.open({ start() {}, add() {}, whole() {}, end() {}, invalid() {} });
});
afterEach(() => {
  life.abort();
  node.remove();
  vi.useRealTimers();
});

it("asks for the widgets that are there when it opens, and takes the focus to them", () => {
  opener().click();
  expect(model.of("targets")).toHaveLength(1);
  expect(opener().getAttribute("aria-expanded")).toBe("true");
  model.hear({ kind: "targets", id: "another view-1", targets });
  expect(items()).toEqual([]);
  hear();
  expect(items().map((item) => item.textContent)).toEqual([
    "Image segmentation w2",
    "Image to image new, below",
  ]);
  expect(focused()).toBe("Image segmentation w2");
});

it("is walked with the arrow keys, round and round", () => {
  opener().click();
  hear();
  press("ArrowDown");
  expect(focused()).toBe("Image to image new, below");
  press("ArrowDown");
  expect(focused()).toBe("Image segmentation w2");
  press("ArrowUp");
  expect(focused()).toBe("Image to image new, below");
  press("Home");
  expect(focused()).toBe("Image segmentation w2");
  press("End");
  expect(focused()).toBe("Image to image new, below");
});

it("closes with Esc and gives the focus back", () => {
  opener().click();
  hear();
  press("Escape");
  expect(menu().hidden).toBe(true);
  expect(document.activeElement).toBe(opener());
});

it("hands the picture on, and says where it is now", () => {
  opener().click();
  hear();
  items()[0]?.click();
  const [use] = model.of("use");
  expect(use).toMatchObject({ target: "abc", what: { kind: "input" } });
  expect(document.activeElement).toBe(opener());
  model.hear({ kind: "ack", id: use?.id ?? "" });
  expect(said).toEqual(["cat.jpg: now in Image segmentation (w2)."]);
  expect(node.textContent).toContain("cat.jpg: now in Image segmentation (w2).");
});

it("tells why it could not, and that the kernel is busy", () => {
  opener().click();
  hear();
  items()[1]?.click();
  vi.advanceTimersByTime(700);
  expect(said.at(-1)).toContain("The kernel is busy");
  model.hear({ kind: "ack", id: model.of("use")[0]?.id ?? "", error: "there is no such widget" });
  expect(node.textContent).toContain("there is no such widget");
});

it("groups the widgets by what can be handed on", () => {
  pieces = [{ what: { kind: "segment", index: 3 }, name: "Cut-out of cat" }, ...pieces];
  opener().click();
  hear();
  const groups = [...node.querySelectorAll("[role=group]")];
  expect(groups.map((group) => group.getAttribute("aria-label"))).toEqual([
    "Cut-out of cat",
    "cat.jpg",
  ]);
  items()[1]?.click();
  expect(model.of("use")[0]).toMatchObject({
    target: "new:image-to-image",
    what: { kind: "segment", index: 3 },
  });
});

it("says when there is nothing to hand on", () => {
  pieces = [];
  opener().click();
  hear();
  expect(menu().textContent).toBe("There is no picture yet.");
});

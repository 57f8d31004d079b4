// A long conversation in a page that has a layout: what is far from view is only its words.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ChatMessage, TaskNews } from "../../src/protocol";
import { FakeModel } from "../fake_model";
import { type Mounted, mount } from "../mounted";

type Seen = (entries: { target: Element; isIntersecting: boolean }[]) => void;

let chat: Mounted;
let seen: Seen[];
const made = (at: number, more = {}): ChatMessage => ({
  id: `m${at}`,
  role: at % 2 ? "assistant" : "user",
  text: `words of ${at}, ${"and more ".repeat(40)}`,
  status: "done",
  place: 0,
  places: 2,
  model: "a/b",
  counters: { tokens: 3 },
  ...more,
});
const tell = (messages: ChatMessage[]) =>
  chat.model.hear({
    ...{ kind: "snapshot", view: chat.view, run: 0, seq: 0, version: 1 },
    messages,
  } as TaskNews);
/** The same, and the frames in which earlier messages come. */
const show = (messages: ChatMessage[]) => {
  tell(messages);
  vi.advanceTimersByTime(200);
};
const ids = () => [...chat.root.querySelectorAll(".hfw-says")].map(numberIn);
const numberIn = ({ textContent }: Element) => Number(textContent?.match(/of (\d+),/)?.[1]);
const numbers = (from: number, upto: number) =>
  Array.from({ length: upto - from }, (_, at) => from + at);
const article = (at: number) => chat.root.querySelectorAll("article")[at] as HTMLElement;
/** What there is to do with it, its branches and how it came. */
const whole = (at: number) =>
  [".hfw-doings button", ".hfw-branches button", ".hfw-facts"].every((one) =>
    article(at).querySelector(one),
  );
const come = (at: number) => {
  for (const hear of seen) {
    hear([{ target: article(at), isIntersecting: true }]);
  }
};
const long = (count: number) => Array.from({ length: count }, (_, at) => made(at));

beforeEach(() => {
  vi.useFakeTimers();
  seen = [];
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(hear: Seen) {
        seen.push(hear);
      }
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  chat = mount(new FakeModel({ draft: "" }, "chat-completion"));
});
afterEach(() => {
  chat.close();
  vi.advanceTimersByTime(100);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("has all its words in the page, and of the messages far from view nothing else", () => {
  show(long(50));
  for (let at = 0; at < 50; at++) {
    expect(article(at).textContent).toContain(`words of ${at},`);
  }
  expect(article(0).querySelectorAll("*").length).toBeLessThan(5);
  expect(article(0).querySelector("button")).toBe(null);
});

it("draws the end of it at once, before anything tells what is in view", () => {
  show(long(50));
  expect([45, 49].map(whole)).toEqual([false, true]);
});

it("puts its end into the page at once, and what was before with the next frames", () => {
  tell(long(100));
  expect(ids()).toEqual(numbers(70, 100));
  vi.advanceTimersByTime(20);
  expect(ids()).toEqual(numbers(70, 100)); // the first frame has enough to draw
  vi.advanceTimersByTime(20);
  expect(ids()).toEqual(numbers(40, 100));
  vi.advanceTimersByTime(200);
  expect(ids()).toEqual(numbers(0, 100));
});

it("keeps the order of what changes while its beginning is not in the page yet", () => {
  tell(long(100));
  const change = (version: number, from: number, messages: ChatMessage[]) =>
    chat.model.hear({ kind: "conversation", version, from, messages } as unknown as TaskNews);
  change(2, 100, [made(100), made(101)]);
  expect(ids()).toEqual(numbers(70, 102));
  vi.advanceTimersByTime(40);
  change(3, 10, [made(10), made(11), made(12)]);
  vi.advanceTimersByTime(200);
  expect(ids()).toEqual(numbers(0, 13));
  tell(long(80));
  vi.advanceTimersByTime(200);
  expect(ids()).toEqual(numbers(0, 80));
});

it("draws a message that comes near the view", () => {
  show(long(50));
  come(7);
  expect([6, 7, 8].map(whole)).toEqual([false, true, false]);
});

it("makes the buttons of a message that the keyboard reaches, before it is in view", () => {
  show(long(50));
  article(49).focus();
  chat.press(article(49), "Home");
  expect(document.activeElement).toBe(article(0));
  expect([...article(0).querySelectorAll(".hfw-branches button")].length).toBe(2);
});

it("draws a far message that grows, with the marks of its run", () => {
  show(long(50));
  chat.model.set("status", "running");
  const answer = made(50, { text: "", status: "running", counters: undefined });
  chat.model.hear({ kind: "start", run: 1, at: 50, message: answer } as TaskNews);
  chat.model.hear({ kind: "delta", run: 1, seq: 1, text: "Hello", tokens: 1 } as TaskNews);
  vi.advanceTimersByTime(100);
  expect(article(50).querySelector(".hfw-says")?.textContent).toBe("Hello");
  expect(article(0).querySelector("button")).toBe(null);
  come(0);
  const again = [...article(0).querySelectorAll("button")].find((one) =>
    one.matches("[data-changes]"),
  );
  // A run is going, and the message knows it though it was made later.
  expect(again?.getAttribute("aria-disabled")).toBe("true");
});

it("has the words of far calls in the page soon, for the host's search", () => {
  const call = { id: "c", name: "weigh", arguments: '{"moon": 1}', state: "waiting" };
  const messages = long(50);
  messages[1] = made(1, { calls: [call] });
  show(messages);
  vi.advanceTimersByTime(1000);
  expect(article(1).textContent).toContain("moon");
  expect(article(5).querySelector("button")).toBe(null);
});

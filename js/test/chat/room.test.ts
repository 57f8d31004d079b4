// The line that says how near a conversation is to the end of its model's context.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ChatRoom, TaskNews } from "../../src/protocol";
import { FakeModel } from "../fake_model";
import { type Mounted, mount } from "../mounted";

let chat: Mounted;
const ROOM: ChatRoom = { limit: 1000, used: 500, answer: 0, per_token: 4 };
const hear = (news: object) => chat.model.hear(news as TaskNews);
const snapshot = (room: ChatRoom | null) =>
  hear({ kind: "snapshot", view: chat.view, run: 0, seq: 0, version: 1, messages: [], room });
const line = () => chat.part(".hfw-room");
const write = (text: string) => {
  const box = chat.part('[aria-label="Message"]') as HTMLTextAreaElement;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("IntersectionObserver", undefined);
  chat = mount(new FakeModel({ draft: "" }, "chat-completion"));
});
afterEach(() => {
  chat.close();
  vi.advanceTimersByTime(100);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("says nothing where no limit is known, or there is room", () => {
  expect(line().hidden).toBe(true);
  snapshot(null);
  write("x".repeat(10_000));
  expect(line().hidden).toBe(true);
  write("");
  snapshot(ROOM);
  expect(line().hidden).toBe(true);
});

it("counts what is written, before it is sent", () => {
  snapshot(ROOM);
  write("x".repeat(1300));
  expect(line().textContent).toContain("About 829 of the 1,000 tokens");
  write("x".repeat(2000));
  expect(line().textContent).toContain("About 1,004 tokens: the model takes 1,000");
  expect(line().textContent).toContain("undo brings them back");
  write("");
  expect(line().hidden).toBe(true);
});

it("counts what the answer may have", () => {
  snapshot({ ...ROOM, answer: 490 });
  expect(line().textContent).toContain("About 990 of the 1,000 tokens that the model takes, 490");
  write("x".repeat(100));
  expect(line().textContent).toContain("Ask for a shorter answer");
});

it("keeps what is said and sends it all the same: nothing is cut", async () => {
  snapshot({ ...ROOM, used: 2000 });
  write("x".repeat(5000));
  chat.button("Send").click();
  await chat.settle();
  expect(chat.model.of("chat-send")[0]?.text).toBe("x".repeat(5000));
});

it("follows what the kernel tells, and goes when the limit is not known any more", () => {
  snapshot({ ...ROOM, used: 900 });
  expect(line().hidden).toBe(false);
  const news = (version: number, room: ChatRoom | null) =>
    hear({ kind: "conversation", from: 0, messages: [], version, room });
  news(2, { ...ROOM, used: 10 });
  expect(line().hidden).toBe(true);
  news(3, { ...ROOM, used: 1001 });
  expect(line().dataset.level).toBe("full");
  news(4, null);
  expect(line().hidden).toBe(true);
});

it("is read when it gets worse while somebody writes, not with every key", () => {
  const voice = chat.part('.hfw-hidden[role="status"]');
  const read = (length: number) => {
    voice.textContent = "";
    write("x".repeat(length));
    return voice.textContent;
  };
  // What is told at the end of an answer would be drowned by that: it is read with the next key.
  snapshot({ ...ROOM, used: 850 });
  expect(voice.textContent).not.toContain("tokens");
  expect(read(4)).toContain("of the 1,000 tokens");
  expect(read(8)).toBe("");
  expect(read(900)).toContain("the model takes 1,000");
  expect(read(904)).toBe("");
});

/** A snapshot of three messages, so many of which are left out. */
const leaving = (left_out: number | null, room: ChatRoom | null = { ...ROOM, used: 10 }) =>
  hear({
    ...{ kind: "snapshot", view: chat.view, run: 0, seq: 0, version: 1, room, left_out },
    messages: ["user", "assistant", "user"].map((role, at) => ({
      ...{ id: `m${at}`, role, text: "words", status: "done", place: 0, places: 1 },
      ...(at === 1 && { left_out: 7, model: "a/b" }),
    })),
  });
const marked = () =>
  [...chat.root.querySelectorAll("article")].map(
    (one) => !!one.querySelector(".hfw-who")?.textContent?.includes("not sent"),
  );

it("has the oldest left out at a press, and says how many are", () => {
  leaving(null, { ...ROOM, used: 2000 });
  expect(marked()).toEqual([false, false, false]);
  const act = chat.button("Leave out the oldest");
  expect(act.getAttribute("aria-pressed")).toBe("false");
  act.click();
  expect(chat.model.of("chat-leave")[0]?.on).toBe(true);
  leaving(2);
  expect(line().hidden).toBe(false);
  expect(line().textContent).toContain("2 oldest messages not sent");
  expect(line().textContent).not.toContain("or more");
  expect(marked()).toEqual([true, true, false]);
  write("x".repeat(4000));
  expect(line().textContent).toContain("or more");
  expect(act.getAttribute("aria-pressed")).toBe("true");
  act.click();
  expect(chat.model.of("chat-leave")[1]?.on).toBe(false);
  write("");
  leaving(null);
  expect(line().hidden).toBe(true);
  expect(marked()).toEqual([false, false, false]);
});

it("says so too where nothing is left out, or no limit is known", () => {
  leaving(0, null);
  expect(line().hidden).toBe(false);
  expect(line().textContent).toContain("All is sent");
  leaving(1);
  expect(line().textContent).toContain("1 oldest message not sent");
});

it("has beside each answer how many were left out of its request", () => {
  leaving(0);
  expect(chat.root.querySelectorAll("article")[1]?.textContent).toContain(
    "7 oldest messages not sent",
  );
});

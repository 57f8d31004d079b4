// What a conversation gives to what is around it: files, and the cells of marimo that read it.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatMessage, TaskNews } from "../../src/protocol";
import { FakeModel } from "../fake_model";
import { type Mounted, mount } from "../mounted";

let chat: Mounted;
const saved = vi.fn();
const message = (id: string, role: ChatMessage["role"], text: string): ChatMessage => ({
  ...{ id, role, text, status: "done", place: 0, places: 1 },
});
const hear = (news: object) => chat.model.hear(news as TaskNews);
const TALK = [
  message("m1", "user", "one?"),
  message("m2", "assistant", "One."),
  message("m3", "user", "<b>two?</b>"),
];
const start = () => {
  chat.model.set("status", "running");
  hear({
    ...{ kind: "start", run: 1, at: 3 },
    message: { ...message("m4", "assistant", ""), status: "running" },
  });
};
const end = () => {
  chat.model.set("status", "done");
  hear({ kind: "end", run: 1, seq: 0, message: message("m4", "assistant", "Yes.") });
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("IntersectionObserver", undefined);
  saved.mockClear();
  const model = new FakeModel({ draft: "", _ended: 0 }, "chat-completion");
  chat = mount(Object.assign(model, { save_changes: saved }));
  hear({
    ...{ kind: "snapshot", view: chat.view, run: 0, seq: 0, version: 1 },
    messages: TALK,
  });
});
afterEach(() => {
  chat.close();
  vi.advanceTimersByTime(100);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("is downloaded as Markdown, each message below who said it", () => {
  const texts: unknown[] = [];
  const names: string[] = [];
  vi.stubGlobal(
    "Blob",
    class {
      constructor(parts: unknown[]) {
        texts.push(...parts);
      }
    },
  );
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:text");
  vi.spyOn(URL, "revokeObjectURL").mockReturnValue(undefined);
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    names.push(this.download);
  });
  const menu = [...chat.root.querySelectorAll<HTMLElement>(".hfw-menu button")];
  menu.find((node) => node.textContent === "Download")?.click();
  expect(names).toEqual(["conversation.md"]);
  expect(texts).toEqual(["## You\n\none?\n\n## Model\n\nOne.\n\n## You\n\n<b>two?</b>"]);
});

describe("the cells of marimo that read a chat", () => {
  it("run again after an answer that its page asked for, once", async () => {
    chat.button("Answer").click();
    await chat.settle();
    start();
    expect(saved).not.toHaveBeenCalled();
    end();
    expect(chat.model.traits._ended).toBe(1);
    expect(saved).toHaveBeenCalledTimes(1);
    start();
    end();
    expect(saved).toHaveBeenCalledTimes(1);
  });

  it("do not after an answer that a cell asked for: it would ask again", () => {
    start();
    end();
    expect(saved).not.toHaveBeenCalled();
  });
});

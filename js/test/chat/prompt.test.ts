import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatMessage, TaskNews } from "../../src/protocol";
import { FakeModel } from "../fake_model";
import injections from "../fixtures/injections.json";
import { type Mounted, mount } from "../mounted";

let chat: Mounted;
const opener = () => chat.button("Prompt");
const text = () => chat.part("pre");
const panel = () => text().parentElement as HTMLElement;
const head = () => chat.part("pre").previousElementSibling as HTMLElement;
const box = () => chat.part('[aria-label="Message"]') as HTMLTextAreaElement;
const asked = () => chat.model.of("chat-prompt");
const write = (said: string) => {
  box().value = said;
  box().dispatchEvent(new Event("input", { bubbles: true }));
};
/** Changes pause, and the kernel is asked. */
const pause = () => vi.advanceTimersByTime(1000);
const answer = (prompt: string, more: { stop?: string[]; sent?: boolean } = {}) =>
  chat.model.answer("chat-prompt", { prompt, stop: [], sent: false, ...more });
const told = (version: number, messages: ChatMessage[]) =>
  chat.model.hear({ kind: "conversation", from: 0, version, messages } as unknown as TaskNews);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("IntersectionObserver", undefined);
  chat = mount(new FakeModel({ draft: "" }, "chat by text-generation"));
});
afterEach(() => {
  chat.close();
  vi.advanceTimersByTime(100);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the prompt", () => {
  it("is asked for when its panel is opened, with what is written", () => {
    write("one?");
    pause();
    expect(chat.root.querySelector("pre")).toBeNull();
    expect(asked()).toEqual([]);
    opener().click();
    expect(opener().getAttribute("aria-expanded")).toBe("true");
    expect(asked()).toMatchObject([{ text: "one?" }]);
    answer("<|user|>\none?\n<|assistant|>", { stop: ["\n<|user|>", "</s>"] });
    expect(text().textContent).toBe("<|user|>\none?\n<|assistant|>");
    expect(head().textContent).toBe(
      "Would be sent now, letter by letter; the answer ends at \\n<|user|> or </s>",
    );
  });

  it("says that it was sent, and tells nothing of an end that there is not", () => {
    opener().click();
    answer("a", { sent: true });
    expect(head().textContent).toBe("Sent last, letter by letter");
  });

  it("has a line in its place before anything is said or written", () => {
    opener().click();
    answer("");
    expect(text().hidden).toBe(true);
    expect(head().textContent).toContain("Write a message");
    write("one?");
    pause();
    answer("Q: one?");
    expect(text().hidden).toBe(false);
  });

  it("gives way to what is wrong with its template", () => {
    opener().click();
    answer("Q: one?");
    write("two?");
    pause();
    chat.model.answer("chat-prompt", { error: "template 'own' fails: <b>no</b>" });
    expect(head().textContent).toBe("template 'own' fails: <b>no</b>");
    expect(head().className).toBe("hfw-fault");
    expect(text().hidden).toBe(true);
    expect(text().textContent).toBe("");
    write("three?");
    pause();
    answer("Q: three?");
    expect(head().className).toBe("hfw-dim");
  });

  it("follows what is written, a while after the last key", () => {
    opener().click();
    for (const some of ["o", "on", "one"]) {
      write(some);
    }
    expect(asked().length).toBe(1);
    pause();
    expect(asked().map((one) => one.text)).toEqual(["", "one"]);
  });

  it.each(["template", "system", "stop_sequences"])("follows %s", (name) => {
    opener().click();
    chat.model.set(name, "x");
    pause();
    expect(asked().length).toBe(2);
  });

  it("follows the conversation, and a message that comes back to the box", () => {
    opener().click();
    told(1, [{ id: "m1", role: "user", text: "one?", status: "done", place: 0, places: 1 }]);
    pause();
    expect(asked().length).toBe(2);
    chat.model.set("draft", "back again");
    pause();
    expect(asked().at(-1)?.text).toBe("back again");
  });

  it("is asked for no more once it is closed, and anew when it is opened", () => {
    opener().click();
    answer("Q: one?");
    opener().click();
    write("two?");
    pause();
    expect(asked().length).toBe(1);
    opener().click();
    expect(asked().at(-1)?.text).toBe("two?");
  });

  it("is not that of an older answer which comes late", () => {
    opener().click();
    const [first] = asked() as unknown as { id: string }[];
    write("two?");
    pause();
    answer("Q: two?");
    const late = { kind: "chat-prompt", id: first?.id, prompt: "Q:", stop: [], sent: false };
    chat.model.hear(late as unknown as TaskNews);
    expect(text().textContent).toBe("Q: two?");
  });

  it("never becomes markup, whatever is in it or ends it", () => {
    opener().click();
    for (const one of injections) {
      answer(one, { stop: [one] });
      expect(text().children.length, one).toBe(0);
      expect(head().querySelectorAll("code *").length, one).toBe(0);
      expect([...head().children].map((node) => node.tagName)).toEqual(["CODE"]);
      write(`${one}.`);
      pause();
    }
  });

  it("shows what cannot be seen, and turns no text around", () => {
    opener().click();
    answer("a\u202eb\u200bc\u0007\n\td");
    expect(text().textContent).toBe("a\\u202eb\\u200bc\\u0007\n\td");
    expect(text().dir).toBe("ltr");
  });

  it("can be reached and named without a mouse", () => {
    opener().click();
    answer("Q: one?");
    expect(opener().tagName).toBe("BUTTON");
    expect(opener().tabIndex).toBe(0);
    expect(text().tabIndex).toBe(0);
    expect(text().getAttribute("role")).toBe("region");
    expect(text().getAttribute("aria-label")).toBe("Prompt");
    expect(head().getAttribute("role")).toBe("status");
    chat.press(text(), "Escape");
    expect(panel().hidden).toBe(true);
    expect(document.activeElement).toBe(opener());
  });

  it("is no matter of chats whose server makes it", () => {
    for (const task of ["chat-completion", "chat by conversational"] as const) {
      chat.close();
      chat = mount(new FakeModel({ draft: "" }, task));
      const names = [...chat.root.querySelectorAll("button")].map((node) => node.textContent);
      expect(names).not.toContain("Prompt");
    }
  });

  it("asks nothing after its end", () => {
    opener().click();
    write("one?");
    chat.close();
    pause();
    expect(asked().length).toBe(1);
    expect(chat.model.listening).toBe(0);
  });
});

describe("the template", () => {
  const choice = () => chat.field<HTMLSelectElement>("template");
  const options = () => [...choice().options].map((one) => one.value);

  it("is one of those that are kept, or unset", () => {
    expect(options()).toEqual(["", "chatml", "zephyr", "llama-2", "llama-3", "gemma", "plain"]);
    expect(choice().selectedOptions[0]?.textContent).toContain("chatml");
  });

  it("stays to be chosen where it came from Python", () => {
    chat.model.set("template", "own<b>");
    expect(choice().value).toBe("own<b>");
    choice().value = "gemma";
    choice().dispatchEvent(new Event("change", { bubbles: true }));
    pause();
    expect(chat.model.of("edit").at(-1)?.values).toMatchObject({ template: "gemma" });
    expect(options()).toContain("own<b>");
    expect(choice().querySelector("b")).toBe(null);
  });
});

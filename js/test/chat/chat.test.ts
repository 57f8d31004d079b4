import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatMessage, TaskNews } from "../../src/protocol";
import { FakeModel } from "../fake_model";
import CORPUS from "../fixtures/injections.json";
import { type Mounted, mount } from "../mounted";

let chat: Mounted;
const message = (id: string, role: ChatMessage["role"], text: string, more = {}): ChatMessage => ({
  id,
  role,
  text,
  status: "done",
  place: 0,
  places: 1,
  ...more,
});
const TALK = [message("m1", "user", "one?"), message("m2", "assistant", "One.")];
const hear = (news: object) => chat.model.hear(news as TaskNews);
const snapshot = (messages: ChatMessage[] = TALK, more = {}) =>
  hear({ kind: "snapshot", view: chat.view, run: 0, seq: 0, version: 1, messages, ...more });
const open = (traits = {}) => {
  chat = mount(new FakeModel({ draft: "", ...traits }, "chat-completion"));
};
const said = () => [...chat.root.querySelectorAll(".hfw-says")].map((node) => node.textContent);
const box = () => chat.part('[aria-label="Message"]') as HTMLTextAreaElement;
const write = (text: string) => {
  box().value = text;
  box().dispatchEvent(new Event("input", { bubbles: true }));
};
const accept = () => {
  const last = chat.model.sent.at(-1) as { id?: string };
  hear({ kind: "ack", id: last.id });
};
const start = (more = {}) => {
  chat.model.set("status", "running");
  const answer = message("m3", "assistant", "", { status: "running" });
  hear({ kind: "start", run: 1, at: 2, message: answer, undo: "send", ...more });
};
const frame = () => vi.advanceTimersByTime(100);

beforeEach(() => {
  vi.useFakeTimers();
  // Without layout nothing comes into view: all is drawn.
  vi.stubGlobal("IntersectionObserver", undefined);
  open();
});
afterEach(() => {
  chat.close();
  // What is awaited of a frame would never come.
  vi.advanceTimersByTime(100);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the messages", () => {
  it("are shown oldest first, with who says them", () => {
    snapshot();
    expect(said()).toEqual(["one?", "One."]);
    expect(chat.root.querySelector("article")?.textContent).toContain("You");
  });

  it("stand in a log that does not speak by itself", () => {
    const log = chat.part('[role="log"]');
    expect(log.getAttribute("aria-live")).toBe("off");
    expect(log.textContent).toContain("Nothing was said yet");
  });

  it("never become markup", () => {
    snapshot([message("m1", "assistant", "<img src=x onerror=alert(1)>", { model: "<b>m</b>" })]);
    expect(chat.root.querySelector("article img, article .hfw-facts b")).toBe(null);
  });

  it("never make markup of a model's id, and turn nothing around with one", () => {
    for (const model of CORPUS) {
      snapshot([message("m1", "assistant", "x", { model, counters: { provider: model } })]);
      const facts = chat.part("article .hfw-facts summary");
      expect(facts.children.length, model).toBe(0);
      expect(facts.textContent?.length, model).toBeGreaterThan(0);
    }
    snapshot([message("m1", "assistant", "x", { model: "org/\u202egpj.\u200b\u001b[31m" })]);
    expect(chat.part("article .hfw-facts").textContent).toContain(
      "org/\\u202egpj.\\u200b\\u001b[31m",
    );
  });

  it("grow by what comes, drawn once a frame", () => {
    snapshot([message("m0", "user", "x"), message("m1", "user", "one?")]);
    start();
    for (const [seq, text] of ["He", "llo", "!"].entries()) {
      hear({ kind: "delta", run: 1, seq: seq + 1, text, tokens: seq + 1 });
    }
    expect(said().at(-1)).toBe("");
    frame();
    expect(said().at(-1)).toBe("Hello!");
    expect(chat.root.querySelectorAll('[aria-busy="true"]').length).toBe(1);
  });

  it("keep the text that the end does not tell again", () => {
    snapshot();
    start();
    hear({ kind: "delta", run: 1, seq: 1, text: "Hello", tokens: 1 });
    chat.model.set("status", "done");
    const ended = { ...message("m3", "assistant", ""), text: undefined };
    hear({ kind: "end", run: 1, seq: 1, message: ended, undo: "send" });
    expect(said().at(-1)).toBe("Hello");
    expect(chat.root.querySelector('[aria-busy="true"]')).toBe(null);
  });

  it("move to the thoughts when only their end was marked", () => {
    snapshot();
    start();
    hear({ kind: "delta", run: 1, seq: 1, text: "so it", tokens: 1 });
    hear({ kind: "delta", run: 1, seq: 2, text: "Yes.", reasoning: "", moved: true, tokens: 2 });
    frame();
    expect(said().at(-1)).toBe("Yes.");
    expect(chat.root.querySelector("article:last-child summary")?.textContent).toBe(
      "Thoughts, 2 words",
    );
  });

  it("say how they ended where that is not as it should be", () => {
    snapshot([
      message("m1", "assistant", "So f", { status: "stopped" }),
      message("m2", "assistant", "", { status: "error", error: "cracked" }),
      message("m3", "assistant", ""),
      message("m4", "assistant", "x", { counters: { finish_reason: "length" } }),
      message("m5", "assistant", "x", { counters: { finish_reason: "because" } }),
      message("m6", "assistant", "", { refusal: "I cannot." }),
    ]);
    const texts = [...chat.root.querySelectorAll("article")].map((node) => node.textContent);
    const wanted = ["stopped", "failed: cracked", "The answer is empty", "token limit", "because"];
    for (const [at, words] of wanted.entries()) {
      expect(texts[at]).toContain(words);
    }
    expect(texts[5]).toContain("I cannot.");
    expect(texts[5]).toContain("The model refuses");
  });

  it("tell what they took and what they were asked with", () => {
    const counters = { tokens: 12, time_to_first_token: 0.5, tokens_per_second: 30, cost: 0.002 };
    snapshot([
      message("m1", "assistant", "x", { model: "a/b", counters, parameters: { seed: 3 } }),
    ]);
    const facts = chat.part(".hfw-facts").textContent;
    for (const words of [
      "a/b",
      "12 tokens",
      "0.50 s to first",
      "30.0 tokens/s",
      "$0.002",
      "seed",
    ]) {
      expect(facts).toContain(words);
    }
  });
});

describe("what the kernel tells of the path", () => {
  const news = (from: number, messages: ChatMessage[], version = 2) =>
    hear({ kind: "conversation", from, messages, version, undo: "delete", redo: "", totals: {} });

  it("replaces the end of it", () => {
    snapshot();
    news(1, [message("m5", "assistant", "Uno.", { place: 1, places: 2 })]);
    expect(said()).toEqual(["one?", "Uno."]);
    expect(chat.part("article:last-child .hfw-branches").textContent).toContain("2 / 2");
    news(0, [], 3);
    expect(said()).toEqual([]);
  });

  it("is asked for anew where some was missed", () => {
    snapshot();
    const before = chat.model.of("snapshot").length;
    news(1, [], 4);
    expect(chat.model.of("snapshot").length).toBe(before + 1);
    expect(said()).toEqual(["one?", "One."]);
  });

  it("is passed over where it is older than what is shown", () => {
    snapshot(TALK, { version: 5 });
    news(0, [], 4);
    expect(said()).toEqual(["one?", "One."]);
  });

  it("keeps the nodes of messages that stay", () => {
    snapshot();
    const last = chat.part("article:last-child");
    news(0, [TALK[1] as ChatMessage]);
    expect(chat.part("article:last-child")).toBe(last);
  });
});

describe("the box", () => {
  const enter = (init: KeyboardEventInit = {}) => chat.press(box(), "Enter", init);

  it("sends with Enter, with the values of the form, and is empty then", async () => {
    snapshot();
    write("two?");
    expect(enter().defaultPrevented).toBe(true);
    await chat.settle();
    expect(chat.model.of("chat-send")[0]).toMatchObject({ text: "two?", values: { seed: null } });
    expect(box().value).toBe("");
  });

  it.each([{ shiftKey: true }, { isComposing: true }, { keyCode: 229 }, { altKey: true }])(
    "does not send with %o",
    async (init) => {
      write("two?");
      expect(enter(init).defaultPrevented).toBe(false);
      await chat.settle();
      expect(chat.model.of("chat-send")).toEqual([]);
    },
  );

  it("sends nothing that is empty", async () => {
    snapshot();
    write("  \n ");
    enter();
    await chat.settle();
    expect(chat.model.of("chat-send")).toEqual([]);
    expect(chat.button("Send").getAttribute("aria-disabled")).toBe("true");
  });

  it("gets back what the kernel does not take", async () => {
    write("two?");
    enter();
    await chat.settle();
    write("three");
    hear({ kind: "ack", id: (chat.model.sent.at(-1) as { id: string }).id, error: "no" });
    expect(box().value).toBe("two?\n\nthree");
  });

  it("is written in the direction of the page where it is long", () => {
    const long = "word ".repeat(10_000);
    chat.close();
    open({ draft: long });
    expect([box().dir, box().value.length]).toEqual(["", long.length]);
    write("");
    vi.advanceTimersByTime(400);
    chat.model.set("draft", "short");
    expect([box().dir, box().value]).toEqual(["auto", "short"]);
  });

  it("keeps a draft in the kernel and shows the one that is there", () => {
    chat.close();
    open({ draft: "half" });
    expect(box().value).toBe("half");
    write("half a thought");
    expect(chat.model.of("draft" as never)).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(chat.model.sent.at(-1)).toEqual({ kind: "draft", text: "half a thought" });
  });

  it("is not undone by an older echo of itself", () => {
    write("ha");
    vi.advanceTimersByTime(400);
    write("half");
    chat.model.set("draft", "ha");
    expect(box().value).toBe("half");
  });

  it("has a message that failed in front of what is written by now", () => {
    write("next");
    chat.model.set("draft", "failed");
    expect(box().value).toBe("failed\n\nnext");
    vi.advanceTimersByTime(400);
    expect(chat.model.sent.at(-1)).toEqual({ kind: "draft", text: "failed\n\nnext" });
  });

  it("stops the answer with its button and with Escape", async () => {
    snapshot();
    start();
    expect(chat.button("Stop").getAttribute("aria-disabled")).toBe(null);
    chat.button("Stop").click();
    chat.press(box(), "Escape");
    await chat.settle();
    expect(chat.model.of("stop").length).toBe(2);
    write("more");
    enter();
    await chat.settle();
    expect(chat.model.of("chat-send")).toEqual([]);
    expect(box().value).toBe("more");
  });

  it("has the last message answered where that was not", async () => {
    snapshot([message("m1", "user", "one?")]);
    expect(chat.part(".hfw-run").textContent).toContain("Answer");
    chat.part(".hfw-run").click();
    await chat.settle();
    expect(chat.model.of("chat-answer")[0]?.message).toBe(null);
  });

  it("recalls what was said with the arrows", () => {
    snapshot(TALK, { prompts: ["one?", "two?"] });
    box().focus();
    chat.press(box(), "ArrowUp");
    vi.advanceTimersByTime(10);
    expect(box().value).toBe("two?");
  });
});

describe("what is done with a message", () => {
  const doing = (place: number, name: string) =>
    [...(chat.root.querySelectorAll("article")[place]?.querySelectorAll("button") ?? [])].find(
      (node) => node.textContent === name || node.getAttribute("aria-label") === name,
    ) as HTMLButtonElement;

  it("asks the kernel", async () => {
    snapshot([TALK[0] as ChatMessage, message("m2", "assistant", "One.", { place: 1, places: 3 })]);
    doing(1, "Regenerate").click();
    await chat.settle();
    expect(chat.model.sent.at(-1)).toMatchObject({ kind: "chat-answer", message: "m2" });
    accept();
    chat.model.set("status", "done");
    doing(1, "Version before").click();
    expect(chat.model.sent.at(-1)).toMatchObject({ kind: "chat-turn", message: "m2", step: -1 });
    doing(0, "Delete").click();
    expect(chat.model.sent.at(-1)).toMatchObject({ kind: "chat-delete", message: "m1" });
  });

  it("changes a message and sends it again, or leaves it", async () => {
    snapshot();
    const edit = () => chat.part('[aria-label="Edit"]') as HTMLTextAreaElement;
    doing(0, "Edit").click();
    expect(edit().value).toBe("one?");
    chat.press(edit(), "Escape");
    expect(chat.root.querySelector('[aria-label="Edit"]')).toBe(null);
    snapshot([message("m1", "user", "word ".repeat(10_000))]);
    doing(0, "Edit").click();
    expect(edit().dir).toBe("");
    chat.press(edit(), "Escape");
    snapshot();
    doing(0, "Edit").click();
    edit().value = "two?";
    chat.press(edit(), "Enter");
    await chat.settle();
    const wanted = { kind: "chat-edit", message: "m1", text: "two?", resend: true };
    expect(chat.model.sent.at(-1)).toMatchObject(wanted);
  });

  it("waits for the end of an answer", () => {
    snapshot();
    start();
    const count = chat.model.sent.length;
    doing(0, "Delete").click();
    chat.button("Clear").click();
    expect(chat.model.sent.length).toBe(count);
  });

  it("is one stop for Tab: arrows lead from message to message", () => {
    snapshot();
    const articles = [...chat.root.querySelectorAll("article")] as HTMLElement[];
    const stops = (at: number) =>
      [...(articles[at]?.querySelectorAll("button") ?? [])].map((node) => node.tabIndex);
    expect(new Set(stops(0))).toEqual(new Set([-1]));
    expect(new Set(stops(1))).toEqual(new Set([0]));
    articles[1]?.focus();
    chat.press(articles[1] as HTMLElement, "ArrowUp");
    expect(document.activeElement).toBe(articles[0]);
    expect(new Set(stops(1))).toEqual(new Set([-1]));
    expect(new Set(stops(0))).toEqual(new Set([0]));
  });

  it("has the answer's buttons as stops once it is there, unless someone is among the messages", () => {
    const stops = () =>
      [...chat.root.querySelectorAll("article")].map(
        (one) => one.querySelector("button")?.tabIndex,
      );
    snapshot(TALK.slice(0, 1));
    expect(stops()).toEqual([0]);
    snapshot();
    expect(stops()).toEqual([-1, 0]);
    (chat.root.querySelector("article") as HTMLElement).focus();
    snapshot([...TALK, ...TALK]);
    expect(stops()).toEqual([0, -1, -1, -1]);
  });

  it("is undone, and says what that takes back", () => {
    snapshot(TALK, { undo: "clear", redo: "" });
    expect(chat.button("Undo").title).toBe("Undo clearing");
    chat.button("Undo").click();
    expect(chat.model.sent.at(-1)).toMatchObject({ kind: "chat-undo" });
  });
});

describe("the totals", () => {
  it("add up all answers, from the second on", () => {
    snapshot(TALK, { totals: { answers: 1, tokens: 12 } });
    expect(chat.part(".hfw-totals").textContent).toBe("");
    snapshot(TALK, { totals: { answers: 3, prompt_tokens: 1500, tokens: 42, cost: 0.012 } });
    expect(chat.part(".hfw-totals").textContent).toBe("3 answers: 1,500 read, 42 written, $0.012");
  });
});

describe("pictures", () => {
  it("of the web are not fetched before a click, and of no other address at all", () => {
    const pictures = [
      { id: "m1/0", url: "https://example.org/a.png" },
      { id: "m1/1", url: "javascript:alert(1)" },
    ];
    snapshot([message("m1", "user", "x", { pictures })]);
    expect(chat.root.querySelectorAll("img").length).toBe(0);
    chat.button("Picture at https").click();
    expect(chat.root.querySelector("img")?.src).toBe("https://example.org/a.png");
    expect(chat.part(".hfw-pictures").textContent).toContain("javascript");
  });
});

it("listens to nothing after its end", () => {
  snapshot();
  chat.close();
  expect(chat.model.listening).toBe(0);
  open();
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatMessage, ChatToolCall, TaskNews } from "../../src/protocol";
import { FakeModel } from "../fake_model";
import CORPUS from "../fixtures/injections.json";
import { type Mounted, mount } from "../mounted";

let chat: Mounted;
const hear = (news: object) => chat.model.hear(news as TaskNews);
const call = (more: Partial<ChatToolCall> = {}): ChatToolCall => ({
  id: "c1",
  name: "add",
  arguments: '{"a":2}',
  state: "waiting",
  ...more,
});
const message = (more: Partial<ChatMessage>): ChatMessage => ({
  id: "m2",
  role: "assistant",
  text: "",
  status: "done",
  place: 0,
  places: 1,
  ...more,
});
let version = 1;
const show = (...messages: ChatMessage[]) =>
  hear({ kind: "conversation", from: 0, messages, version: ++version });
const card = () => chat.part(".hfw-call");
const buttons = () => [...card().querySelectorAll("button")].map((one) => one.textContent);
const sent = () => chat.model.of("chat-tool").at(-1);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("IntersectionObserver", undefined);
  chat = mount(new FakeModel({ draft: "" }, "chat-completion"));
  version = 1;
  hear({ kind: "snapshot", view: chat.view, run: 0, seq: 0, version: 1, messages: [] });
});
afterEach(() => {
  chat.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a call", () => {
  it("is shown with its arguments, and waits for a press", () => {
    show(message({ calls: [call()] }));
    expect(card().getAttribute("aria-label")).toBe("add: The model wants this called");
    expect(card().querySelector("pre")?.textContent).toBe('{\n  "a": 2\n}');
    expect(buttons()).toEqual(["Run it", "Do not run", "Always run add"]);
    expect(sent()).toBeUndefined();
  });

  it.each([
    ["Run it", true, false],
    ["Do not run", false, false],
    ["Always run add", true, true],
  ])("is decided with %s", (name, allow, always) => {
    show(message({ calls: [call()] }));
    chat.button(name).click();
    expect(sent()).toMatchObject({ message: "m2", call: "c1", allow, always });
  });

  it("can be stopped while it runs, and the focus stays", () => {
    show(message({ calls: [call()] }));
    chat.button("Run it").focus();
    show(message({ calls: [call({ state: "running" })] }));
    expect(document.activeElement?.textContent).toBe("Stop");
    (document.activeElement as HTMLButtonElement).click();
    expect(sent()).toMatchObject({ allow: false });
    show(message({ calls: [call({ state: "done", seconds: 0.5, text: "3" })] }));
    expect(document.activeElement).toBe(card());
    expect(buttons()).toEqual([]);
    expect(card().textContent).toContain("Done · 0.50 s");
  });

  it("shows what it gave when it is opened, and its error at once", () => {
    show(message({ calls: [call({ state: "done", text: '{"x":[1]}' })] }));
    const details = chat.part(".hfw-call details") as HTMLDetailsElement;
    expect(details.querySelector("pre")?.textContent).toBe("");
    details.open = true;
    details.dispatchEvent(new Event("toggle"));
    expect(details.querySelector("pre")?.textContent).toContain('"x": [');
    show(message({ calls: [call({ id: "c2", state: "failed", error: "ValueError: no" })] }));
    expect(chat.root.textContent).toContain("ValueError: no");
  });

  it("never becomes markup, and hides nothing", () => {
    for (const text of CORPUS.filter((_, at) => at % 4 === 0)) {
      show(
        message({
          id: `m${version}`,
          calls: [call({ name: text, arguments: text, state: "failed", error: text })],
        }),
        message({ id: `t${version}`, role: "tool", name: text, text }),
      );
      const found = chat.root.querySelectorAll(
        ".hfw-tools :not(section, div, span, b, pre, button, details, summary)",
      );
      expect(found.length, text).toBe(0);
    }
    show(message({ calls: [call({ name: "x\u202e", arguments: "a\u202e" })] }));
    expect(card().textContent).toContain("x\\u202e");
    expect(card().textContent).toContain("a\\u202e");
  });

  it("is shown as it came where no notebook makes it", () => {
    show(message({ tool_calls: [{ function: { name: "f" } }, 3, null] }));
    expect(chat.root.querySelectorAll(".hfw-tools .hfw-tree").length).toBe(3);
    expect(chat.root.querySelector(".hfw-call")).toBe(null);
  });
});

describe("an answer in a shape", () => {
  it("is a tree, with its text behind", () => {
    show(message({ text: '{"a": [1]}', structure: { value: { a: [1] } } }));
    const part = chat.part(".hfw-structure");
    expect(part.querySelector("summary")?.textContent).toBe("Answer 1");
    expect(part.textContent).toContain('{"a": [1]}');
  });

  it("says where it is no JSON", () => {
    const structure = {
      fault: "no valid JSON: x at line 2, column 3",
      line: 2,
      column: 3,
      text: "  <b>",
    };
    show(message({ text: "{\n  <b>", structure }));
    const note = chat.part('[role="note"]');
    expect(note.textContent).toContain("line 2, column 3");
    expect(note.querySelector("pre")?.textContent).toBe("  <b>\n  ^");
    expect(chat.part(".hfw-says").textContent).toContain("<b>");
  });
});

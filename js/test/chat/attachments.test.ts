import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TaskNews } from "../../src/protocol";
import { FakeModel } from "../fake_model";
import { type Mounted, mount } from "../mounted";

let chat: Mounted;
const attach = (...all: object[]) => chat.model.set("attached", all);
const thumbs = () => chat.root.querySelectorAll(".hfw-attached").length;
const file = (name: string, type: string) => new File(["abc"], name, { type });
/** An event that brings files, as a drop or a paste does. */
const bring = (kind: string, files: File[], text = "") => {
  const event = new Event(kind, { bubbles: true, cancelable: true });
  const data = { types: files.length ? ["Files"] : [], files, getData: () => text };
  Object.assign(event, { dataTransfer: data, clipboardData: data });
  chat.part('[aria-label="Message"]').dispatchEvent(event);
  return event;
};

beforeEach(() => {
  vi.stubGlobal("IntersectionObserver", undefined);
  chat = mount(new FakeModel({ draft: "", attached: [] }, "chat-completion"));
});
afterEach(() => {
  chat.close();
  vi.unstubAllGlobals();
});

describe("pictures of the next message", () => {
  it("are asked of the kernel, named, and taken away", () => {
    attach({ id: "next/1", url: null, name: "cat.jpg" });
    expect(thumbs()).toBe(1);
    expect(chat.model.of("picture")[0]?.picture).toBe("next/1");
    chat.part('[aria-label="Remove cat.jpg"]').click();
    expect(chat.model.sent.at(-1)).toMatchObject({ kind: "chat-detach", picture: "next/1" });
    attach();
    expect(thumbs()).toBe(0);
  });

  it("of the web are named by their address and not fetched", () => {
    attach({ id: "next/1", url: "https://example.org/\u202egpj.a", name: "" });
    expect(chat.root.querySelectorAll("img").length).toBe(0);
    expect(chat.part(".hfw-attached").textContent).toContain("\\u202e");
  });

  it("can be sent without words", async () => {
    expect(chat.part(".hfw-run").getAttribute("aria-disabled")).toBe("true");
    attach({ id: "next/1", url: null, name: "" });
    expect(chat.part(".hfw-run").getAttribute("aria-disabled")).toBe(null);
    chat.part(".hfw-run").click();
    await chat.settle();
    expect(chat.model.of("chat-send")[0]?.text).toBe("");
  });

  it.each(["drop", "paste"])("are uploaded by %s", async (kind) => {
    expect(bring(kind, [file("cat.png", "image/png")]).defaultPrevented).toBe(true);
    await vi.waitFor(() => expect(chat.model.of("upload").length).toBe(1));
    expect(chat.model.of("upload")[0]).toMatchObject({ field: "attached", name: "cat.png" });
  });

  it("are no files of another kind", async () => {
    bring("drop", [file("notes.txt", "text/plain")]);
    await chat.settle();
    expect(chat.model.of("upload")).toEqual([]);
    expect(chat.root.textContent).toContain("notes.txt is no picture");
  });

  it("leave a text that is pasted with its picture to the box", () => {
    expect(bring("paste", [file("cells.png", "image/png")], "1\t2").defaultPrevented).toBe(false);
    expect(bring("paste", [], "words").defaultPrevented).toBe(false);
  });

  it("say what the kernel does not take", async () => {
    bring("drop", [file("cat.png", "image/png")]);
    await vi.waitFor(() => expect(chat.model.of("upload").length).toBe(1));
    const { id } = chat.model.of("upload")[0] as { id: string };
    chat.model.hear({ kind: "ack", id, error: "it is cut" } as TaskNews);
    await vi.waitFor(() => expect(chat.root.textContent).toContain("it is cut"));
  });

  it.each(["chat by text-generation", "chat by conversational"] as const)(
    "are not taken in a %s, which says why",
    async (task) => {
      expect(chat.button("Picture").closest("[hidden]")).toBe(null);
      chat.close();
      chat = mount(new FakeModel({ draft: "", attached: [] }, task));
      expect(chat.button("Picture").closest("[hidden]")).not.toBe(null);
      expect(bring("drop", [file("cat.png", "image/png")]).defaultPrevented).toBe(true);
      await chat.settle();
      expect(chat.model.of("upload")).toEqual([]);
      expect(chat.root.textContent).toContain("words alone");
    },
  );
});

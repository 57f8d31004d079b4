import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bring } from "./brought";
import { FakeModel } from "./fake_model";
import { type Mounted, mount, mountIdle, runThrough, useClock } from "./mounted";

let task: Mounted;
beforeEach(() => {
  useClock();
  task = mountIdle({ prompt: "Once" });
});
afterEach(() => {
  task.close();
  vi.useRealTimers();
});
const page = () => task.part(".hfw-page");
const body = () => task.part(".hfw-page .hfw-text");
const visible = () =>
  [...body().childNodes]
    .filter((node) => !(node instanceof HTMLElement))
    .map((node) => node.textContent)
    .join("");
const edit = (text: string) => {
  body().focus();
  body().textContent = text;
  body().dispatchEvent(new Event("input", { bubbles: true }));
  vi.advanceTimersByTime(300);
};

it("shows an edit from elsewhere and not its own", () => {
  runThrough(task, [["text"]]);
  task.model.hear({ kind: "text", view: task.view, text: "mine" });
  expect(visible()).toBe("text");
  task.model.hear({ kind: "text", view: "other", text: "theirs" });
  expect(visible()).toBe("theirs");
});

it("is never an empty box", () => {
  expect(page().textContent).toContain("The generated text will appear here.");
  expect(body().hidden).toBe(true);
  runThrough(task, [["text"]]);
  const hint = [...page().children].find((node) => node.textContent?.includes("will appear"));
  expect((hint as HTMLElement).hidden).toBe(true);
});

describe("a widget that was restored from a notebook, whose kernel says nothing", () => {
  it.each([
    ["stopped", { tokens: 4 }, "not kept in the notebook"],
    ["done", { tokens: 20 }, "not kept in the notebook"],
    ["idle", null, "will appear here"],
    ["error", { tokens: 0 }, "will appear here"],
  ])("says after %s with %j where its text is", (status, counters, words) => {
    task.close();
    task = mount(new FakeModel({ status, counters }));
    expect(page().textContent).toContain(words);
  });

  it("shows the text, or room for one, as soon as the kernel does", () => {
    task.close();
    task = mount(new FakeModel({ status: "stopped", counters: { tokens: 4 } }));
    runThrough(task, [[]]);
    expect(page().textContent).not.toContain("not kept");
  });
});

it("shows the prompt before its continuation, apart from it", () => {
  runThrough(task, [[" upon"], [" a time"]]);
  expect(task.part(".hfw-prompt").textContent).toBe("Once");
  expect(body().textContent).toBe(" upon a time");
});

it("repeats only the end of a long prompt", () => {
  task.model.set("prompt", "x".repeat(5000));
  runThrough(task, [["y"]]);
  expect(task.part(".hfw-prompt").textContent).toMatch(/^… x{400}$/);
});

it("marks itself busy while it grows", () => {
  task.model.set("status", "running");
  expect(page().getAttribute("aria-busy")).toBe("true");
  expect(body().hasAttribute("contenteditable")).toBe(false);
  task.model.set("status", "done");
  expect(page().getAttribute("aria-busy")).toBe("false");
});

it("keeps special tokens out of sight and out of the text until they are asked for", async () => {
  runThrough(task, [
    ["He ", "<unk>", "slept."],
    ["", "</s>"],
  ]);
  expect(visible()).toBe("He slept.");
  expect([...body().querySelectorAll(".hfw-special")].map((node) => node.textContent)).toEqual([
    "<unk>",
    "</s>",
  ]);
  const toggle = task.button("Special tokens");
  expect(toggle.getAttribute("aria-pressed")).toBe("false");
  toggle.click();
  expect(toggle.getAttribute("aria-pressed")).toBe("true");
  expect(task.root.classList.contains("hfw-shows-special")).toBe(true);
  task.button("Continue").click();
  await task.settle();
  expect(task.model.of("run")[0]?.after).toBe("He slept.");
});

it.each([
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  "\u001b[31mred\u001b[0m",
  "\u202eright to left\u202c",
  "\ud800 lone",
  "y".repeat(100_000),
])("shows %j as the text that it is", (text) => {
  task.model.set("prompt", text);
  runThrough(task, [[text, text]]);
  expect(visible()).toBe(text);
  expect(page().querySelectorAll("img, script")).toHaveLength(0);
});

it("loses nothing of ten thousand tokens, and keeps few nodes", () => {
  task.model.set("status", "running");
  task.model.hear({ kind: "start", run: 1, text: "" });
  let whole = "";
  for (let seq = 1; seq <= 10_000; seq++) {
    const token = `t${seq} `;
    whole += token;
    task.model.hear({ kind: "delta", run: 1, seq, parts: [token], tokens: seq });
  }
  expect(body().textContent).toBe(whole);
  expect(body().childNodes.length).toBeLessThan(30);
});

describe("the place of the reader", () => {
  const scroll = (top: number, height: number) => {
    for (const [name, value] of Object.entries({ scrollHeight: height, clientHeight: 300 })) {
      Object.defineProperty(page(), name, { value, configurable: true });
    }
    page().scrollTop = top;
    page().dispatchEvent(new Event("scroll"));
  };
  const more = (seq: number) =>
    task.model.hear({ kind: "delta", run: 1, seq, parts: ["line\n"], tokens: seq });
  beforeEach(() => {
    task.model.set("status", "running");
    task.model.hear({ kind: "start", run: 1, text: "" });
  });

  it("is the end as long as the reader is there", () => {
    scroll(700, 1000);
    more(1);
    vi.advanceTimersByTime(20);
    expect(page().scrollTop).toBe(1000);
    expect(task.button("↓ new text").hidden).toBe(true);
  });

  it("stays the end when text comes between a scroll and word of it", () => {
    scroll(700, 1000);
    scroll(700, 1200);
    more(1);
    vi.advanceTimersByTime(20);
    expect(page().scrollTop).toBe(1200);
  });

  it("is left alone when the reader is elsewhere, who hears of new text", () => {
    scroll(700, 1000);
    scroll(100, 1000);
    more(1);
    vi.advanceTimersByTime(20);
    expect(page().scrollTop).toBe(100);
    expect(task.button("↓ new text").hidden).toBe(false);
    task.button("↓ new text").click();
    vi.advanceTimersByTime(20);
    expect(page().scrollTop).toBe(1000);
    expect(task.button("↓ new text").hidden).toBe(true);
  });
});

describe("continue, edit, undo", () => {
  const texts = () => task.model.of("text").map(({ text }) => text);
  beforeEach(() => runThrough(task, [[" upon a time"]]));

  it("continues from the end of the text", async () => {
    task.button("Continue").click();
    await task.settle();
    expect(task.model.of("run")[0]).toMatchObject({ after: " upon a time" });
  });

  it("tells Python of an edit once typing pauses, and undoes it", () => {
    edit(" upon a hill");
    expect(texts()).toEqual([" upon a hill"]);
    task.button("Undo").click();
    expect(body().textContent).toBe(" upon a time");
    expect(texts()).toEqual([" upon a hill", " upon a time"]);
  });

  it("stays under the hands of whoever empties it", () => {
    // happy-dom does not make an editable element focusable.
    body().tabIndex = 0;
    edit("");
    expect(body().hidden).toBe(false);
    expect(document.activeElement).toBe(body());
    body().blur();
    expect(body().hidden).toBe(true);
  });

  it("continues from the text as edited a moment ago", async () => {
    body().textContent = " upon a hill";
    body().dispatchEvent(new Event("input"));
    task.button("Continue").click();
    await task.settle();
    expect(task.model.of("run")[0]?.after).toBe(" upon a hill");
    expect(texts()).toEqual([" upon a hill"]);
  });

  it("brings back the text before the last run, with Ctrl+Z too", () => {
    runThrough(task, [[" more"]], 2);
    expect(body().textContent).toBe(" more");
    const event = task.press(page(), "z", { ctrlKey: true });
    expect(event.defaultPrevented).toBe(true);
    expect(body().textContent).toBe(" upon a time");
    expect(task.button("Undo").getAttribute("aria-disabled")).toBe("true");
  });

  it("has nothing to undo after a run that changed nothing", () => {
    task.model.set("status", "running");
    task.model.set("status", "error");
    expect(task.button("Undo").getAttribute("aria-disabled")).toBe("true");
  });

  it.each([
    ["nothing", [], ""],
    ["a newline as the browser's filler", ["br"], ""],
    ["a line break inside", ["one", "br", "two"], "one\ntwo"],
    ["one at the end that stands for no line", ["one", "br"], "one"],
    ["two at the end", ["one", "br", "br"], "one\n"],
    ["newlines at the end", ["one\n\n", "br"], "one\n\n"],
  ])("reads %s as the person sees it", (_, nodes, text) => {
    body().replaceChildren(
      ...nodes.map((node) => (node === "br" ? document.createElement("br") : node)),
    );
    body().dispatchEvent(new Event("input"));
    vi.advanceTimersByTime(300);
    expect(texts()).toEqual([text]);
    expect(task.button("Continue").getAttribute("aria-disabled")).toBe(text ? null : "true");
    expect(body().lastChild?.nodeName).toBe("BR");
  });

  it("shows a last line that is empty whenever it can be edited", () => {
    expect(body().lastChild?.nodeName).toBe("BR");
    runThrough(task, [["one\n"]], 2);
    expect(body().lastChild?.nodeName).toBe("BR");
    task.model.set("status", "running");
    expect(body().querySelector("br")).toBeNull();
  });

  it("does not tell of what an input method has not settled", () => {
    const input = (isComposing: boolean) =>
      body().dispatchEvent(new InputEvent("input", { isComposing }));
    for (const [text, composing] of [
      ["n", true],
      ["に", true],
    ] as const) {
      body().textContent = text;
      input(composing);
      vi.advanceTimersByTime(1000);
    }
    expect(texts()).toEqual([]);
    body().dispatchEvent(new Event("compositionend"));
    vi.advanceTimersByTime(300);
    expect(texts()).toEqual(["に"]);
  });

  it("takes nothing of a run for an edit that came just before it", () => {
    body().textContent = "mine";
    body().dispatchEvent(new Event("input"));
    task.model.set("status", "running");
    task.model.hear({ kind: "start", run: 2, text: "" });
    task.model.hear({ kind: "delta", run: 2, seq: 1, parts: ["theirs"], tokens: 1 });
    vi.advanceTimersByTime(1000);
    expect(texts()).toEqual(["mine"]);
    task.model.set("status", "done");
    task.button("Undo").click();
    expect(texts()).toEqual(["mine", "mine"]);
  });

  it("tells of an edit that came just before the view ends", () => {
    body().textContent = "mine";
    body().dispatchEvent(new Event("input"));
    task.close();
    expect(texts()).toEqual(["mine"]);
  });

  it("offers neither while it runs, and keeps the focus where it is", () => {
    task.button("Continue").focus();
    task.model.set("status", "running");
    task.button("Continue").click();
    expect(task.model.of("run")).toEqual([]);
    expect(document.activeElement).toBe(task.button("Continue"));
  });

  it("shows an edit made in another view", () => {
    task.model.hear({ kind: "text", view: "other", text: "theirs" });
    expect(body().textContent).toBe("theirs");
  });

  it("does not take streamed text for an edit", () => {
    body().focus();
    runThrough(task, [["streamed"]], 2);
    body().dispatchEvent(new Event("blur"));
    expect(texts()).toEqual([]);
  });
});

describe("ways out", () => {
  let copied: string[];
  beforeEach(() => {
    copied = [];
    const writeText = async (text: string) => void copied.push(text);
    vi.stubGlobal("navigator", { ...navigator, platform: "Linux", clipboard: { writeText } });
    runThrough(task, [["It was\nnight.", "</s>"]]);
  });
  afterEach(() => vi.unstubAllGlobals());

  it("copies the text, and says so for a moment", async () => {
    const button = task.button("Copy");
    button.click();
    await task.settle();
    expect(copied).toEqual(["It was\nnight."]);
    expect(button.textContent).toBe("Copied");
    vi.advanceTimersByTime(1500);
    expect(button.textContent).toBe("Copy");
  });

  it("copies as Markdown, the prompt quoted", async () => {
    task.button("Copy as Markdown").click();
    await task.settle();
    expect(copied).toEqual(["> Once\n\nIt was\nnight.\n"]);
  });

  it("copies the old way on plain http, and says so where nothing is allowed", async () => {
    vi.stubGlobal("navigator", { platform: "Linux" });
    const button = task.button("Copy");
    const allowed = [true, false];
    const boxes = task.root.querySelectorAll("textarea").length;
    document.execCommand = () => {
      copied.push((document.activeElement as HTMLTextAreaElement).value);
      return allowed.shift() ?? false;
    };
    button.click();
    await task.settle();
    expect(copied).toEqual(["It was\nnight."]);
    expect(button.textContent).toBe("Copied");
    expect(document.activeElement).toBe(button);
    button.click();
    await task.settle();
    expect(button.textContent).toBe("Not allowed");
    expect(task.root.querySelectorAll("textarea")).toHaveLength(boxes);
  });

  it("downloads the text, and frees it", async () => {
    const blobs: Blob[] = [];
    vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
      blobs.push(blob as Blob);
      return "blob:text";
    });
    const revoke = vi.spyOn(URL, "revokeObjectURL").mockImplementation(() => undefined);
    const click = vi
      .spyOn(HTMLAnchorElement.prototype, "click")
      .mockImplementation(() => undefined);
    const more = [...task.root.querySelectorAll<HTMLButtonElement>(".hfw-popup button")];
    more.find((node) => node.textContent === "Download")?.click();
    expect(click).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(10_000);
    expect(revoke).toHaveBeenCalledWith("blob:text");
    vi.useRealTimers();
    expect(await blobs[0]?.text()).toBe("It was\nnight.");
  });

  it("assigns the text to a variable, and shows what Python says", async () => {
    await bring(task);
    task.button("To variable").click();
    const name = task.part('[aria-label="Variable name"]') as HTMLInputElement;
    expect(document.activeElement).toBe(name);
    name.value = " story ";
    task.press(name, "Enter");
    const [message] = task.model.of("variable");
    expect(message?.name).toBe("story");
    task.model.hear({ kind: "ack", id: message?.id ?? "" });
    expect(task.root.textContent).toContain("The text is in the variable story.");
    name.value = "class";
    task.button("Assign").click();
    const second = task.model.of("variable")[1]?.id ?? "";
    task.model.hear({ kind: "ack", id: second, error: "'class' is a keyword: choose another" });
    expect(task.root.textContent).toContain("'class' is a keyword");
  });
});

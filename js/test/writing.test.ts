import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pageLanguage } from "../src/writing/languages";
import { FakeModel } from "./fake_model";
import { type Mounted, mount } from "./mounted";

let task: Mounted;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  task?.close();
  vi.useRealTimers();
});
const open = (name: "summarization" | "translation", traits = {}) => {
  task = mount(new FakeModel(traits, name));
};
type Piece = [number, string];
const answer = (
  pieces: Piece[],
  source: string,
  fresh: object | null = null,
  left = 0,
  run = 1,
) => {
  const text = pieces.map(([, one]) => one).join("");
  task.model.set("status", "running");
  task.model.hear({ kind: "start", run });
  task.model.set("status", "done");
  task.model.hear({
    kind: "end",
    run,
    seq: 0,
    output: {
      pieces,
      left,
      words: text.split(/\s+/).filter(Boolean).length,
      source: {
        length: source.length,
        start: source.slice(0, 20),
        end: source.slice(-20),
        words: source.split(/\s+/).length,
      },
      fresh,
    },
  });
};
const page = () => task.part(".hfw-writing .hfw-page");
const heads = () => [...task.root.querySelectorAll(".hfw-head")].map((one) => one.textContent);
const SUMMARY: Piece[] = [
  [0, "It is tall. "],
  [1, "The "],
  [2, "Eiffel"],
  [1, " tower. "],
];
const FRESH = { words: 1, sentences: 1, all_sentences: 2 };

describe("a summary", () => {
  beforeEach(() => open("summarization", { text: "It is tall. The tower is here." }));

  it("stands beside its text, both counted", async () => {
    await task.settle();
    expect(page().textContent).toBe("The summary will appear here.");
    expect(task.part(".hfw-source textarea").closest(".hfw-pair")).toBeTruthy();
    answer(SUMMARY, "It is tall. The tower is here.", FRESH);
    expect(page().textContent).toBe("It is tall. The Eiffel tower. ");
    expect(heads()).toEqual([
      "Text7 words, 30 characters",
      "Summary6 words, 30 characters · 86 % of its words",
    ]);
    expect(page().dir).toBe("auto");
    expect(page().hasAttribute("lang")).toBe(false);
  });

  it("has what is new marked when that is asked, and says how much", () => {
    answer(SUMMARY, "It is tall. The tower is here.", FRESH);
    expect(page().querySelector("mark")).toBeNull();
    task.button("Mark what is new").click();
    expect([...page().querySelectorAll("mark")].map((one) => one.textContent)).toEqual(["Eiffel"]);
    expect(task.root.textContent).toContain(
      "1 word is not in the text. 1 of 2 sentences is not in it word for word.",
    );
    expect(page().textContent).toBe("It is tall. The Eiffel tower. ");
    task.button("Mark what is new").click();
    expect(page().querySelector("mark")).toBeNull();
  });

  it("says that everything is in the text", () => {
    answer([[0, "It is tall."]], "It is tall. The tower is here.", {
      words: 0,
      sentences: 0,
      all_sentences: 1,
    });
    task.button("Mark what is new").click();
    expect(task.root.textContent).toContain("Every word is in the text. Every sentence");
  });

  it("is told to be of an earlier text when that changes, and not when it is there again", () => {
    const changed = () => task.root.textContent?.includes("The text has changed since");
    answer(SUMMARY, "It is tall. The tower is here.", FRESH);
    const note = task.part(".hfw-writing .hfw-dim[hidden]");
    expect(note.hidden).toBe(true);
    task.model.set("text", "It is tall. The tower is there.");
    expect([changed(), note.hidden]).toEqual([true, false]);
    task.model.set("text", "It is tall. The tower is here.");
    expect(note.hidden).toBe(true);
  });

  it("is text, whatever it is, and nothing is no empty box", () => {
    answer([[2, "<img src=x onerror=alert(1)>"]], "a", FRESH);
    task.button("Mark what is new").click();
    expect(page().querySelector("img")).toBeNull();
    expect(page().textContent).toBe("<img src=x onerror=alert(1)>");
    answer([], "a", { words: 0, sentences: 0, all_sentences: 0 }, 0, 2);
    expect(page().textContent).toBe("The model gave no text.");
    expect(heads()[1]).toBe("Summary0 words, 0 characters");
  });

  it("says how much of a long one is not shown", () => {
    answer([[0, "abc"]], "a", null, 1234);
    expect(page().textContent).toContain("1,234 more characters");
    expect(heads()[1]).toContain("1,237 characters");
  });

  it("keeps what is shown when a run fails", () => {
    answer(SUMMARY, "x", FRESH);
    task.model.hear({ kind: "start", run: 2 });
    task.model.hear({ kind: "end", run: 2, seq: 0, output: null });
    expect(page().textContent).toContain("Eiffel");
  });

  it("is handed to a widget that is chosen", async () => {
    task.button("Use in").click();
    task.model.answer("targets", {
      targets: [{ target: "new:translation", title: "Translation", detail: "new, below" }],
    });
    expect(task.root.textContent).toContain("There are no words yet.");
    answer(SUMMARY, "x", FRESH);
    task.button("Use in").click();
    task.button("Use in").click();
    task.model.answer("targets", {
      targets: [{ target: "new:translation", title: "Translation", detail: "new, below" }],
    });
    task.button("Translation").click();
    expect(task.model.of("use").at(-1)).toMatchObject({
      target: "new:translation",
      what: { kind: "text", text: "It is tall. The Eiffel tower. " },
    });
  });
});

describe("a translation", () => {
  const values = () =>
    ["src_lang", "tgt_lang", "text"].map(
      (name) => task.root.querySelector<HTMLInputElement>(`[id$="-${name}"]`)?.value,
    );
  const swap = () => task.button("⇄ Swap");

  it("has its languages in front, not among the parameters", () => {
    open("translation");
    expect(task.root.querySelectorAll(".hfw-languages input")).toHaveLength(2);
    expect(task.root.querySelector(".hfw-panel [id$='_lang']")).toBeNull();
    expect(task.root.textContent).not.toContain("Mark what is new…");
  });

  it("is swapped with them, and brought back", async () => {
    open("translation", { text: "cat", src_lang: "eng_Latn", tgt_lang: "fra_Latn" });
    answer([[0, "chat"]], "cat");
    expect(page().lang).toBe("fr-Latn");
    swap().click();
    expect(values()).toEqual(["fra_Latn", "eng_Latn", "chat"]);
    expect(task.root.textContent).toContain("Run translates it back");
    task.button("Undo").click();
    expect(values()).toEqual(["eng_Latn", "fra_Latn", "cat"]);
    await vi.advanceTimersByTimeAsync(200);
    expect(task.model.of("edit").at(-1)?.values).toMatchObject({ text: "cat" });
  });

  it("has no languages to swap while none is set, and says so", () => {
    open("translation", { text: "cat" });
    expect(swap().getAttribute("aria-disabled")).toBe("true");
    expect(swap().title).toContain("Set src_lang and tgt_lang");
    swap().click();
    expect(values()).toEqual(["", "", "cat"]);
    task.model.set("src_lang", "en");
    expect(swap().getAttribute("aria-disabled")).toBeNull();
    swap().click();
    expect(values()).toEqual(["", "en", "cat"]);
  });

  it("marks the language that Python refuses where it stands, without opening the panel", async () => {
    open("translation", { text: "cat", src_lang: "en" });
    task.button("Run").click();
    await task.settle();
    const { id } = task.model.of("run").at(-1) ?? { id: "" };
    task.model.hear({ kind: "invalid", id, errors: { tgt_lang: "tgt_lang is not given" } });
    expect(task.part(".hfw-languages [id$=tgt_lang-fault]").textContent).toContain("not given");
    expect(task.part(".hfw-panel").hidden).toBe(true);
  });
});

it.each([
  ["en", "en"],
  ["fra_Latn", "fr-Latn"],
  ["en_XX", "en-XX"],
  ["", ""],
  ["English please!", ""],
])("names the language %j to screen readers as %j", (code, name) => {
  expect(pageLanguage(code)).toBe(name);
});

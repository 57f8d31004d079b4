import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { KeptAnswer } from "../src/protocol";
import { FakeModel } from "./fake_model";
import { type Mounted, mount } from "./mounted";

let task: Mounted;
let model: FakeModel;

const settle = () => vi.advanceTimersByTimeAsync(0);
const kept = (id: string, question: string, more: Partial<KeptAnswer> = {}): KeptAnswer => ({
  id,
  question,
  items: [{ answer: `answer of ${id}`, score: 0.75, boxes: [[10, 20, 30, 40]] }],
  picture: "p1",
  name: "invoice.pdf",
  model: "a/b",
  seconds: 0.42,
  at: 1_700_000_000,
  ...more,
});
const held = (more: object = {}) =>
  model.set("pictures", {
    image: {
      ...{ id: "p1", name: "invoice.pdf", width: 400, height: 300, state: "ready" },
      ...{ source: "python", page: 1, pages: 3, ...more },
    },
  });
const show = (...answers: KeptAnswer[]) => model.set("asked", { answers, left: 0 });
const end = async (answer: string, run = 1) => {
  model.set("status", "running");
  model.hear({ kind: "start", run });
  model.set("status", "done");
  model.hear({ kind: "end", run, seq: 0, output: { picture: "p1", answer } });
  model.answer("picture", { type: "image/png" }, [new DataView(new ArrayBuffer(4))]);
  await settle();
};
const picks = () => [...task.root.querySelectorAll<HTMLElement>(".hfw-pick")];
const texts = () => picks().map((one) => [...one.children].map((part) => part.textContent));
const current = () => picks().findIndex((one) => one.matches("[aria-current=true]"));
const within = (name: string) =>
  [...task.root.querySelectorAll<HTMLElement>(".hfw-answers button")].find(
    (one) => one.textContent === name,
  ) as HTMLElement;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  model = new FakeModel({ asked: { answers: [], left: 0 } }, "document-question-answering");
  task = mount(model);
});
afterEach(() => {
  task.close();
  vi.useRealTimers();
});

it("says what will be kept before anything was asked", () => {
  expect(task.part(".hfw-side").textContent).toContain("will be kept here");
});

it("keeps each question with its answer, and opens the one that came", async () => {
  held();
  show(kept("a2", "When?"), kept("a1", "Who?"));
  await end("a2");
  expect(texts()).toEqual([
    ["When?", "answer of a2"],
    ["Who?", "answer of a1"],
  ]);
  expect(current()).toBe(0);
  const opened = task.part("li:has([aria-current])").textContent;
  expect(opened).toContain("75.0 %");
  expect(opened).toContain("invoice.pdf · a/b · 0.42 s");
  expect(task.part(":scope > [role=status]").textContent).toContain("answer of a2, 75.0 %");
});

it("shows what models and files say as text", async () => {
  held();
  const evil = "<img src=x onerror=alert(1)>";
  show(kept("a1", evil, { name: evil, items: [{ answer: evil, score: null, boxes: [] }] }));
  await end("a1");
  expect(texts()).toEqual([[evil, evil]]);
  expect(task.root.querySelector(".hfw-answers img")).toBeNull();
});

it("says that there is no answer", async () => {
  held();
  show(kept("a1", "Who?", { items: [] }));
  await end("a1");
  expect(texts()).toEqual([["Who?", "The model found no answer."]]);
});

it("goes through the answers by the arrow keys, with one stop of the tab key", async () => {
  held();
  show(kept("a3", "c"), kept("a2", "b"), kept("a1", "a"));
  await end("a3");
  const stops = () => picks().filter((one) => one.tabIndex === 0);
  picks()[0]?.focus();
  task.press(document.activeElement as Element, "ArrowDown");
  expect(document.activeElement).toBe(picks()[1]);
  expect(stops()).toEqual([picks()[1]]);
  picks()[1]?.click();
  await settle();
  expect(current()).toBe(1);
  expect(document.activeElement).toBe(picks()[1]);
  task.press(document.activeElement as Element, "End");
  expect(document.activeElement).toBe(picks()[2]);
});

it("asks again, deletes and takes that back", async () => {
  held();
  show(kept("a2", "b"), kept("a1", "a"));
  await end("a2");
  within("Ask again").click();
  expect(model.of("answer-again").at(-1)?.answer).toBe("a2");
  within("Delete").click();
  expect(model.of("answer-delete").at(-1)?.answer).toBe("a2");
  show(kept("a1", "a"));
  model.hear({ kind: "ack", id: model.of("answer-delete").at(-1)?.id ?? "" });
  expect(current()).toBe(0);
  expect(document.activeElement?.textContent).toBe("Undo");
  task.button("Undo").click();
  expect(model.of("answer-restore")).toHaveLength(1);
});

it("says why a question was not asked again", async () => {
  held();
  show(kept("a1", "a"));
  await end("a1");
  within("Ask again").click();
  const { id = "" } = model.of("answer-again").at(-1) ?? {};
  model.hear({ kind: "ack", id, error: "image is empty; choose one" });
  expect(task.part(".hfw-asking > .hfw-note.hfw-bar").textContent).toBe(
    "image is empty; choose one",
  );
});

it("has a bar for each of several candidates, on a scale from nothing to one", async () => {
  held();
  const items = [0.5, 0.25, null].map((score, at) => ({ answer: `${at}`, score, boxes: [] }));
  show(kept("a1", "a", { items }));
  await end("a1");
  const parts = [...task.root.querySelectorAll<HTMLElement>(".hfw-candidate")].map((one) => [
    ...[...one.children].slice(0, 2).map((part) => part.textContent),
    (one.lastChild as HTMLElement).style.getPropertyValue("--hfw-part"),
  ]);
  expect(parts).toEqual([
    ["0", "50.0 %", "50%"],
    ["1", "25.0 %", "25%"],
    ["2", "no score", "0%"],
  ]);
});

it("turns to a page of a document, and to none that is not there", () => {
  held();
  const input = task.part(".hfw-page-number") as HTMLInputElement;
  expect(task.part(".hfw-pages").textContent).toBe("Page  of 3");
  input.value = "9";
  input.dispatchEvent(new Event("change"));
  expect(model.of("picture-page").at(-1)).toMatchObject({ field: "image", page: 3 });
  const { id = "" } = model.of("picture-page").at(-1) ?? {};
  model.hear({ kind: "ack", id, error: "invoice.pdf has no page 3" });
  expect(task.part(".hfw-picture").textContent).toContain("has no page 3");
  held({ page: undefined, pages: undefined });
  expect(task.part(".hfw-pages").hidden).toBe(true);
});

it("hands on words and the picture by menus of their own", async () => {
  held();
  show(kept("a1", "a"));
  await end("a1");
  task.button("Use text in").click();
  expect(model.of("targets").at(-1)).not.toHaveProperty("of");
  task.button("Use picture in").click();
  expect(model.of("targets").at(-1)).toMatchObject({ of: "picture" });
});

it("copies all answers as lines, and as Markdown in which nothing is markup", async () => {
  const written: string[] = [];
  vi.stubGlobal("navigator", {
    ...navigator,
    clipboard: { writeText: async (text: string) => written.push(text) },
  });
  held();
  show(kept("a1", "Who *is* it?"));
  await end("a1");
  task.button("Copy").click();
  const all = [...task.root.querySelectorAll<HTMLElement>("button")];
  all.find((one) => one.textContent === "Copy" && !one.closest(".hfw-answers"))?.click();
  task.button("Copy as Markdown").click();
  await settle();
  vi.unstubAllGlobals();
  expect(written.slice(-2)).toEqual([
    "Who *is* it?\tanswer of a1\t0.75\n",
    "**Who \\*is\\* it?**\n\nanswer of a1\n\n",
  ]);
});

// What draws answers comes from the kernel after the first paint: early, late, twice asked, or never.
import { afterEach, describe, expect, it, vi } from "vitest";
import { OUTPUTS } from "../src/protocol";
import { brought, RENDERERS } from "./brought";
import { FakeModel } from "./fake_model";
import widgets from "./fixtures/widgets.json";
import { type Mounted, mount } from "./mounted";

type Task = keyof typeof widgets;

const opened: Mounted[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) {
    one.close();
  }
});

let serial = 0;
/** A widget in a page that has nothing of its kind yet. */
const fresh = (task: Task = "audio-to-audio", traits = {}) =>
  show(task, { _bundle: `own.${serial++}`, ...traits });
function show(task: Task, traits: object): Mounted {
  const one = mount(new FakeModel({ asked: { answers: [], left: 0 }, items: [], ...traits }, task));
  opened.push(one);
  return one;
}

const hears = ({ model, view }: Mounted, output: unknown = null) =>
  model.hear({ kind: "snapshot", view, run: 0, seq: 0, output });
const sounds = (...labels: string[]) => ({
  sounds: labels.map((label, at) => ({ id: `m${at}`, label, type: "", ending: "", seconds: 1 })),
});
const runs = ({ model }: Mounted, output: unknown, run = 1) => {
  model.set("status", "running");
  model.hear({ kind: "start", run });
  model.set("status", output ? "done" : "error");
  model.hear({ kind: "end", run, seq: 0, output });
};
const asked = ({ model }: Mounted) => model.of("bundle").map(({ name }) => name);
const labels = ({ root }: Mounted) =>
  [...root.querySelectorAll(".hfw-sounds b")].map((one) => one.textContent);
const said = ({ root }: Mounted) =>
  [...root.querySelectorAll(":scope > div > [role=status].hfw-note")].map((one) => one.textContent);

const LATE: Partial<Record<Task, string>> = {
  "audio-classification": "sound_labels",
  "audio-to-audio": "made_sounds",
  "automatic-speech-recognition": "transcribed",
  "document-question-answering": "picture_talk",
  "image-classification": "seen_labels",
  "image-segmentation": "found_segments",
  "image-to-image": "before_after",
  "object-detection": "found_boxes",
  "table-question-answering": "table_cells",
  "tabular-regression": "table_predictions",
  "text-to-image": "made_pictures",
};

describe("what draws the answers", () => {
  it("is each used by a kind of output", () => {
    expect(new Set(Object.values(LATE))).toEqual(new Set(Object.keys(RENDERERS)));
  });

  it.each(Object.entries(LATE) as [Task, string][])(
    "of %s is asked for once the kernel was heard of, and takes its place",
    async (task, name) => {
      const one = fresh(task);
      expect(asked(one)).toEqual([]);
      const names = () =>
        [...one.root.querySelectorAll<HTMLElement>(".hfw-buttons button")]
          .filter((node) => !node.closest("[hidden]"))
          .map((node) => node.textContent);
      const before = [names(), one.root.querySelectorAll(":scope > *").length];
      hears(one);
      expect(asked(one)).toEqual([name]);
      await brought(one, `${name}.1`);
      // The same buttons in the same order, and as many parts: nothing jumps.
      expect([names(), one.root.querySelectorAll(":scope > *").length]).toEqual(before);
      expect(one.root.querySelector(".hfw-buttons [aria-disabled]")).toBeNull();
      expect(OUTPUTS[widgets[task].output as keyof typeof OUTPUTS].renderer).toBeTruthy();
    },
  );

  it("draws an answer that was there before it, as one that comes after it", async () => {
    const [early, late] = [fresh(), fresh()];
    hears(early);
    await brought(early, "made_sounds.1");
    runs(early, sounds("a", "b"));
    hears(late);
    runs(late, sounds("a", "b"));
    expect(said(late)).toEqual(["On its way from the kernel …"]);
    await brought(late, "made_sounds.1");
    expect(labels(late)).toEqual(["a", "b"]);
    expect(labels(late)).toEqual(labels(early));
    expect(said(late)).toEqual([]);
    expect(late.root.querySelector("[role=status].hfw-hidden")?.textContent).toBe(
      early.root.querySelector("[role=status].hfw-hidden")?.textContent,
    );
  });

  it("draws the last answer where several were earlier, also after a run that failed", async () => {
    const one = fresh();
    hears(one, sounds("zero"));
    runs(one, sounds("one"), 1);
    runs(one, sounds("two"), 2);
    runs(one, null, 3);
    await brought(one, "made_sounds.1");
    expect(labels(one)).toEqual(["two"]);
    expect(asked(one)).toHaveLength(1);
  });

  it("draws what a view that is opened on an answer is told", async () => {
    const one = fresh();
    hears(one, sounds("kept"));
    expect(said(one)).toHaveLength(1);
    await brought(one, "made_sounds.1");
    expect(labels(one)).toEqual(["kept"]);
  });

  it("says nothing while there is nothing to draw, however it goes", async () => {
    const one = fresh();
    hears(one);
    expect(said(one)).toEqual([""]);
    one.model.answer("bundle", { error: "no" });
    await one.settle();
    expect(said(one)).toEqual([""]);
  });

  it("says why it has not come, is asked for by Retry, and draws the answer then", async () => {
    const one = fresh();
    hears(one);
    runs(one, sounds("a"));
    one.model.answer("bundle", { error: "the disk is <b>full</b>" });
    await one.settle();
    expect(said(one)).toEqual([
      "What draws the answer has not come: the disk is <b>full</b> Retry",
    ]);
    one.button("Retry").click();
    expect(document.activeElement).toBe(one.part(".hfw-run"));
    expect(said(one)).toEqual(["On its way from the kernel …"]);
    await brought(one, "made_sounds.1");
    expect(labels(one)).toEqual(["a"]);
    expect(asked(one)).toEqual(["made_sounds", "made_sounds"]);
  });

  it("is asked for again by the next run where the kernel did not send it", async () => {
    const one = fresh();
    hears(one);
    one.model.answer("bundle", { error: "no" });
    await one.settle();
    runs(one, sounds("a"));
    expect(asked(one)).toHaveLength(2);
    await brought(one, "made_sounds.1");
    expect(labels(one)).toEqual(["a"]);
  });

  it("is heard of at the end of a run, also where it never comes", async () => {
    const one = fresh();
    hears(one);
    const told = () => [...one.root.querySelectorAll(".hfw-hidden")].at(-1)?.textContent ?? "";
    runs(one, sounds("a"));
    one.model.answer("bundle", { error: "no" });
    await vi.waitFor(() => expect(told()).toContain("Done"));
  });

  it("has the end of a run said, also where the whole is told anew before it comes", async () => {
    const one = fresh();
    hears(one);
    const told = () => [...one.root.querySelectorAll(".hfw-hidden")].at(-1)?.textContent ?? "";
    runs(one, sounds("a"));
    one.model.hear({ kind: "snapshot", view: one.view, run: 1, seq: 0, output: sounds("a") });
    expect(told()).not.toContain("Done");
    await brought(one, "made_sounds.1");
    await vi.waitFor(() => expect(told()).toContain("Done, 1 sound"));
    expect(labels(one)).toEqual(["a"]);
  });

  it("is there at once for a second view", async () => {
    const traits = { _bundle: `own.${serial++}` };
    const first = show("audio-to-audio", traits);
    hears(first);
    await brought(first, "made_sounds.1");
    const second = show("audio-to-audio", traits);
    hears(second, sounds("a"));
    expect([labels(second), asked(second)]).toEqual([["a"], []]);
  });

  it("is asked for once by the widgets of a notebook", async () => {
    const manager = {};
    const bundle = `own.${serial++}`;
    const views = [1, 2, 3].map(() => {
      const model = Object.assign(new FakeModel({ _bundle: bundle }, "audio-to-audio"), {
        widget_manager: manager,
      });
      opened.push(mount(model));
      return opened.at(-1) as Mounted;
    }) as [Mounted, Mounted, Mounted];
    for (const one of views) {
      hears(one, sounds("a"));
      await one.settle();
    }
    expect(views.flatMap(asked)).toEqual(["made_sounds"]);
    await brought(views[0], "made_sounds.1");
    expect(views.map(labels)).toEqual([["a"], ["a"], ["a"]]);
  });

  it("keeps the focus that was on one of its buttons", async () => {
    const one = fresh();
    hears(one);
    one.button("Use in").focus();
    await brought(one, "made_sounds.1");
    expect(document.activeElement).toBe(one.button("Use in"));
    expect(one.button("Use in").getAttribute("aria-disabled")).toBeNull();
  });

  it("leaves a view that has ended alone", async () => {
    const one = fresh();
    hears(one);
    one.close();
    await brought(one, "made_sounds.1");
    expect(one.model.listening).toBe(0);
  });
});

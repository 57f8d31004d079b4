import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeModel } from "./fake_model";
import widgets from "./fixtures/widgets.json";
import { type Mounted, mount, mountIdle, runThrough, useClock } from "./mounted";

let task: Mounted;
beforeEach(() => {
  useClock();
  task = mountIdle({ prompt: "Once", temperature: 0.7 });
});
afterEach(() => {
  task.close();
  vi.useRealTimers();
});
const run = async () => {
  task.button("Run").click();
  await task.settle();
};
const acknowledge = (error: string | null = null) => {
  const id = [...task.model.of("run"), ...task.model.of("stop")].at(-1)?.id ?? "";
  task.model.hear({ kind: "ack", id, error });
};
const note = () => task.part(".hfw-note").textContent;

/** Kinds that are typed: objects have no editor of their own everywhere. */
const TYPED = ["text", "object"];

describe.each(Object.keys(widgets) as (keyof typeof widgets)[])("the widget of %s", (name) => {
  it("mounts, shows every field, and leaves nothing behind", () => {
    const model = new FakeModel({}, name);
    const mounted = mount(model);
    for (const field of widgets[name].fields) {
      const control = mounted.field(field.name);
      // What has no editor of its own would be edited as text.
      const chosen = field.name.endsWith("_lang") || "choices" in field;
      const typed = (TYPED.includes(field.kind) && !chosen) || field.name === "other_sentences";
      expect(control.tagName === "TEXTAREA").toBe(typed);
    }
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    mounted.close();
    expect(model.listening).toBe(0);
    expect(mounted.root.parentNode).toBeNull();
    expect(document.querySelectorAll(".hfw")).toHaveLength(1);
  });
});

it("sends a run with every value, unset ones as null", async () => {
  await run();
  const [message] = task.model.of("run");
  expect(Object.keys(message?.values ?? {}).sort()).toEqual(
    widgets["text-generation"].fields.map(({ name }) => name).sort(),
  );
  expect(message?.values).toMatchObject({ prompt: "Once", temperature: 0.7, seed: null });
  expect(message).not.toHaveProperty("after");
});

it("sends waiting edits before the run", async () => {
  task.type("prompt", "Twice");
  await run();
  expect(task.model.sent.slice(-2).map(({ kind }) => kind)).toEqual(["edit", "run"]);
});

it("does not send an empty prompt, and says so at the field", async () => {
  task.type("prompt", "");
  await run();
  expect(task.model.of("run")).toEqual([]);
  expect(task.field("prompt").getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(task.field("prompt"));
});

it("opens the parameters to show the one that is wrong", async () => {
  task.model.set("temperature", -1);
  await run();
  expect(task.model.of("run")).toEqual([]);
  expect(task.button("Parameters").getAttribute("aria-expanded")).toBe("true");
  expect(document.activeElement).toBe(task.field("temperature"));
});

it("is one button that turns from Run to Stop and back, and is never disabled", async () => {
  const button = task.button("Run");
  await run();
  expect(button.textContent).toContain("Stop");
  acknowledge();
  task.model.set("status", "running");
  button.dispatchEvent(new MouseEvent("click", { detail: 2 }));
  expect(task.model.of("stop"), "the second click of a double click").toEqual([]);
  button.click();
  expect(task.model.of("stop")).toHaveLength(1);
  task.model.set("status", "stopped");
  expect(button.textContent).toContain("Run");
  expect(button.disabled).toBe(false);
  expect(button.isConnected).toBe(true);
});

it("takes a double click as one click where the run is over before the second", async () => {
  const double = new MouseEvent("click", { detail: 2 });
  await run();
  task.model.set("status", "running");
  task.model.set("problem", {
    title: "Failed",
    cause: "",
    remedy: "",
    details: "",
    can_retry: true,
  });
  task.model.set("status", "error");
  task.button("Run").dispatchEvent(double);
  task.button("Retry").dispatchEvent(double);
  await task.settle();
  expect(task.model.of("run")).toHaveLength(1);
  vi.advanceTimersByTime(300);
  task.button("Retry").click();
  await task.settle();
  expect(task.model.of("run")).toHaveLength(2);
});

it("is ready again when Stop was answered, even if the run got lost", async () => {
  await run();
  acknowledge();
  task.button("Stop").click();
  expect(task.button("Stop").textContent).toContain("Stop");
  acknowledge();
  expect(task.button("Run").textContent).toContain("Run");
});

it("says that a kernel started anew knows nothing of the widget", async () => {
  vi.spyOn(task.model, "send").mockImplementation(() => {
    throw new Error("Cannot send");
  });
  await run();
  vi.advanceTimersByTime(1000);
  expect(note()).toBe("The kernel has lost this widget: run its cell again.");
  expect(task.button("Run").textContent).toContain("Run");
});

it("counts anew when Python runs again what is still running", () => {
  task.model.set("status", "running");
  task.model.hear({ kind: "start", run: 1, text: "" });
  task.model.hear({ kind: "delta", run: 1, seq: 1, parts: ["a"], tokens: 40, ttft: 0.3 });
  vi.advanceTimersByTime(5000);
  expect(task.part(".hfw-counters").textContent).toContain("5 s in all");
  task.model.hear({ kind: "start", run: 2, text: "" });
  vi.advanceTimersByTime(1000);
  expect(task.part(".hfw-counters").textContent).toBe("Generating1 s in all");
});

it("does not start a second run while one is going", async () => {
  task.model.set("status", "running");
  task.press(task.root, "Enter", { ctrlKey: true });
  await task.settle();
  expect(task.model.of("run")).toEqual([]);
});

it("tells that the kernel is busy, until it answers", async () => {
  await run();
  vi.advanceTimersByTime(700);
  expect(note()).toContain("The kernel is busy with a cell. Run will be done when it ends");
  acknowledge();
  expect(note()).toBe("");
});

it("shows why a run was refused, and offers Run again", async () => {
  await run();
  acknowledge("The widget is closed.");
  expect(note()).toBe("The widget is closed.");
  expect(task.button("Run").textContent).toContain("Run");
});

it("marks what Python refused", async () => {
  await run();
  const id = task.model.of("run")[0]?.id ?? "";
  task.model.hear({ kind: "invalid", id, errors: { best_of: "best_of 2 cannot stream" } });
  expect(task.field("best_of").getAttribute("aria-invalid")).toBe("true");
  expect(task.root.textContent).toContain("best_of 2 cannot stream");
  expect(task.button("Run").textContent).toContain("Run");
});

it("marks an edit that Python refused without moving the focus or ending a run", async () => {
  await run();
  task.field("model").focus();
  task.model.hear({ kind: "invalid", id: null, errors: { top_k: "no" } });
  expect(task.field("top_k").getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(task.field("model"));
  expect(task.button("Stop").textContent).toContain("Stop");
});

describe("keys", () => {
  it("run with Ctrl+Enter and with Command+Enter, from any field", async () => {
    for (const modifier of [{ ctrlKey: true }, { metaKey: true }]) {
      const event = task.press(task.field("prompt"), "Enter", modifier);
      expect(event.defaultPrevented).toBe(true);
      await task.settle();
      task.model.set("status", "done");
    }
    expect(task.model.of("run")).toHaveLength(2);
  });

  it("leave Shift+Enter to the text box", async () => {
    const event = task.press(task.field("prompt"), "Enter", { shiftKey: true });
    await task.settle();
    expect(event.defaultPrevented).toBe(false);
    expect(task.model.of("run")).toEqual([]);
  });

  it("never reach the notebook", () => {
    const heard = vi.fn();
    document.addEventListener("keydown", heard);
    for (const key of ["a", "b", "d", "Escape", "Enter", "ArrowUp"]) {
      task.press(task.field("prompt"), key);
    }
    document.removeEventListener("keydown", heard);
    expect(heard).not.toHaveBeenCalled();
    expect(task.root.dataset.lmSuppressShortcuts).toBe("true");
  });

  it("stop with Escape while it runs, and close what is open otherwise", () => {
    task.button("Parameters").click();
    task.button("JSON").click();
    task.model.set("status", "running");
    task.press(task.field("prompt"), "Escape");
    expect(task.model.of("stop")).toHaveLength(1);
    task.model.set("status", "stopped");
    task.press(task.field("prompt"), "Escape");
    expect(task.button("JSON").getAttribute("aria-expanded")).toBe("false");
    expect(document.activeElement).toBe(task.button("JSON"));
    task.press(task.root, "Escape");
    expect(task.button("Parameters").getAttribute("aria-expanded")).toBe("false");
    expect(task.model.of("stop")).toHaveLength(1);
  });
});

describe("numbers", () => {
  const counters = () => task.part(".hfw-counters").textContent;

  it("go on while it runs", () => {
    task.model.set("status", "running");
    task.model.hear({ kind: "start", run: 1, text: "" });
    vi.advanceTimersByTime(500);
    task.model.hear({ kind: "delta", run: 1, seq: 1, parts: ["a"], tokens: 1, ttft: 0.5 });
    vi.advanceTimersByTime(500);
    task.model.hear({ kind: "delta", run: 1, seq: 2, parts: ["b"], tokens: 11 });
    vi.advanceTimersByTime(500);
    expect(counters()).toBe("Generating11 tokens0.50 s to first token10.0 tokens/s1.5 s in all");
  });

  it("are of one token where there is one", () => {
    task.model.set("status", "running");
    task.model.hear({ kind: "start", run: 1, text: "" });
    task.model.hear({ kind: "delta", run: 1, seq: 1, parts: ["a"], tokens: 1, ttft: 0.5 });
    vi.advanceTimersByTime(500);
    expect(counters()).toContain("1 token0.50 s");
  });

  it("are Python's when it is over, with server time and the reason", () => {
    task.model.set("counters", {
      tokens: 60,
      elapsed: 4.2,
      compute_time: 3.9,
      compute_type: "cpu",
      cached: true,
      finish_reason: "eos_token",
    });
    task.model.set("status", "done");
    expect(counters()).toBe("Done: end of text60 tokens4.2 s in all3.9 s computing on cpucached ");
    vi.advanceTimersByTime(1000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("shows a finish reason that it does not know as it came", () => {
    task.model.set("counters", { finish_reason: "solar flare" });
    task.model.set("status", "done");
    expect(counters()).toContain("solar flare");
  });
});

it("shows the notice of a run", () => {
  task.model.set("notice", "This server cannot stream; the text came in one piece.");
  expect(task.root.textContent).toContain("came in one piece");
});

it("announces start and end with words and time", () => {
  const status = () => task.part('.hfw-hidden[role="status"]').textContent;
  runThrough(task, [["It was "], ["a dark night."]]);
  expect(status()).toBe("Done, 5 words, 4.2 s");
});

it("keeps two views of one model apart", () => {
  const second = mount(task.model);
  task.model.set("status", "running");
  task.model.hear({ kind: "start", run: 1, text: "" });
  task.model.hear({ kind: "delta", run: 1, seq: 1, parts: ["both"], tokens: 1 });
  expect(second.part(".hfw-text").textContent).toContain("both");
  expect(task.part(".hfw-page .hfw-text").textContent).toContain("both");
  second.close();
  task.model.hear({ kind: "delta", run: 1, seq: 2, parts: [" on"], tokens: 2 });
  expect(task.part(".hfw-page .hfw-text").textContent).toBe("both on");
  expect(second.part(".hfw-page .hfw-text").textContent).toBe("both");
});

describe("a widget that the kernel has lost", () => {
  const GONE = "The kernel has lost this widget: run its cell again.";
  const lost = () => {
    const model = new FakeModel();
    model.send = () => {
      throw new Error("Cannot send");
    };
    return model;
  };

  it("is shown all the same, and says so at once", () => {
    const page = mount(lost());
    expect(page.root.textContent).toContain(GONE);
    expect(page.button("Run")).toBeTruthy();
    page.close();
  });

  it.each(["JSON", "Choose a model"])("says so when %s is opened", (name) => {
    const page = mountIdle();
    page.model.send = lost().send;
    expect(page.root.textContent).not.toContain(GONE);
    page.button(name).click();
    expect(page.root.textContent).toContain(GONE);
    page.close();
  });

  it("says so when a value is edited", () => {
    task.model.send = lost().send;
    task.type("prompt", "Once");
    vi.advanceTimersByTime(1000);
    expect(task.root.textContent).toContain(GONE);
  });
});

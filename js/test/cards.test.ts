import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bring } from "./brought";
import { type Mounted, mountIdle, useClock } from "./mounted";

const START = 1_700_000_000;
let task: Mounted;
beforeEach(() => {
  useClock();
  task = mountIdle({ prompt: "Once" });
});
afterEach(() => {
  task.close();
  vi.useRealTimers();
});

describe("the loading card", () => {
  const card = () => task.part(".hfw-loading");
  const bar = () => task.part('[role="progressbar"]');
  const load = (rest = {}) => {
    task.model.set("status", "loading");
    task.model.set("waiting", {
      title: "The model is loading",
      attempt: 3,
      estimate: 30,
      since: START - 12,
      next: START + 4,
      ...rest,
    });
  };

  it("is there only while a model loads", () => {
    expect(card().hidden).toBe(true);
    load();
    expect(card().hidden).toBe(false);
    task.model.set("waiting", null);
    expect(card().hidden).toBe(true);
  });

  it("tells a screen reader each new place in a queue, and no more than one in five seconds", () => {
    const queue = (before: number) =>
      load({ title: `The job at fal-ai: in queue, ${before} before it`, estimate: null });
    const voice = () => task.part(".hfw-hidden[role=status]").textContent;
    const heard: (string | null)[] = [];
    const listen = (seconds: number) => {
      for (let beat = 0; beat < seconds * 4; beat++) {
        vi.advanceTimersByTime(250);
        if (heard.at(-1) !== voice()) {
          heard.push(voice());
        }
      }
    };
    queue(9);
    listen(2);
    expect(heard).toEqual([expect.stringMatching(/^The job at fal-ai: in queue, 9 before it, ./)]);
    queue(8);
    queue(7);
    listen(2.5);
    expect(heard).toHaveLength(1);
    queue(6);
    listen(1);
    expect(heard.slice(1)).toEqual(["The job at fal-ai: in queue, 6 before it, no estimate"]);
    listen(60);
    expect(heard).toHaveLength(2);
    queue(5);
    listen(0.25);
    expect(heard.at(-1)).toMatch(/in queue, 5 before it/);
  });

  it("says no place in a queue where announcements are off", () => {
    task.model.set("announce", "off");
    load({ title: "in queue, 2 before it" });
    vi.advanceTimersByTime(6000);
    load({ title: "in queue, 1 before it" });
    vi.advanceTimersByTime(6000);
    expect(task.part(".hfw-hidden[role=status]").textContent).toBe("");
  });

  it("tells estimate, time so far and attempt, and keeps them true", () => {
    load();
    expect(card().textContent).toContain("about 18 s left");
    expect(card().textContent).toContain("12 s so far, attempt 3, next in 4 s");
    expect(bar().getAttribute("aria-valuenow")).toBe("40");
    expect(bar().getAttribute("aria-valuetext")).toBe("about 18 s left");
    vi.advanceTimersByTime(3000);
    expect(card().textContent).toContain("about 15 s left");
    expect(card().textContent).toContain("15 s so far, attempt 3, next in 1 s");
  });

  it.each([
    [1, 0.1, 1],
    [2, 4, 4],
    [7, 10, 11],
  ])(
    "says that attempt %i was answered, and is followed by one that is not",
    (attempt, pause, wait) => {
      load({ attempt, next: START + pause });
      expect(card().textContent).toContain(`attempt ${attempt}, next in `);
      vi.advanceTimersByTime(wait * 1000);
      expect(card().textContent).toContain(`attempt ${attempt + 1} waits for its answer`);
      expect(card().textContent).not.toContain("next in");
      load({ attempt: attempt + 1, next: START + wait + 5 });
      vi.advanceTimersByTime(250);
      expect(card().textContent).toContain(`attempt ${attempt + 1}, next in 5 s`);
    },
  );

  it("counts no attempts of a job", () => {
    load({ title: "The job at fal-ai: in queue, 4 before it", attempt: 0 });
    expect(card().textContent).toContain("12 s so far");
    expect(card().textContent).not.toContain("attempt");
  });

  it("says when it takes longer than estimated", () => {
    load();
    vi.advanceTimersByTime(19_000);
    expect(card().textContent).toContain("longer than estimated");
    expect(bar().hasAttribute("aria-valuenow")).toBe(false);
  });

  it("says when there is no estimate", () => {
    load({ estimate: null });
    expect(card().textContent).toContain("no estimate");
    expect(bar().hasAttribute("aria-valuenow")).toBe(false);
  });

  it.each(["The job at the provider: in queue, 4 before it", "<b>x</b>", "y".repeat(80)])(
    "says what is waited for: %s",
    (title) => {
      load({ title });
      expect(card().querySelector("b")?.textContent).toBe(title);
      expect(bar().getAttribute("aria-label")).toBe(title);
      load({ title: "The provider works on it" });
      vi.advanceTimersByTime(250);
      expect(card().textContent).toContain("The provider works on it");
      expect(card().textContent).not.toContain(title);
    },
  );

  it("keeps the kernel's time where the clocks differ", () => {
    const { view } = task;
    const empty = { run: 0, seq: 0, parts: [], tokens: 0, prompts: [], elapsed: null };
    task.model.hear({ kind: "snapshot", view, ...empty, now: START + 3600 });
    load({ since: START + 3600 - 5, next: START + 3600 + 1 });
    expect(card().textContent).toContain("5 s so far");
  });

  it("can be cancelled, and leaves the focus on Run", () => {
    load();
    task.button("Cancel").click();
    expect(task.model.of("stop")).toHaveLength(1);
    expect(document.activeElement).toBe(task.button("Stop"));
  });

  it("is announced once", () => {
    load();
    expect(task.part('.hfw-hidden[role="status"]').textContent).toBe(
      "The model is loading, about 18 s left",
    );
  });

  it("stops its clock when it goes", () => {
    vi.runOnlyPendingTimers();
    load();
    task.model.set("waiting", null);
    task.model.set("status", "stopped");
    vi.advanceTimersByTime(1000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("the error card", () => {
  const problem = {
    title: "Too many requests",
    cause: "The server answered 429.",
    remedy: "Wait for the limit to reset.",
    details: "HTTP 429 <b>x</b>",
    link: { text: "Your plan", href: "https://huggingface.co/settings/billing" },
    status: 429,
    request_id: "Root=1-65",
    retry_at: null as number | null,
    can_retry: true,
  };
  const card = () => task.part(".hfw-problem");
  const fail = (rest = {}) => {
    task.model.set("status", "error");
    task.model.set("problem", { ...problem, ...rest });
  };

  it("says what happened, why, and what to do, once, as an alert", () => {
    const alert = task.part('[role="alert"]');
    expect(alert.childElementCount).toBe(0);
    fail();
    expect(alert.contains(card())).toBe(true);
    const text = card().textContent;
    for (const part of [problem.title, problem.cause, problem.remedy, "request Root=1-65"]) {
      expect(text).toContain(part);
    }
    task.model.set("problem", null);
    expect(alert.childElementCount).toBe(0);
  });

  it("shows the server's words as text", () => {
    fail();
    expect(card().querySelector("pre")?.textContent).toBe("HTTP 429 <b>x</b>");
  });

  it("links to the web and nowhere else", () => {
    fail();
    expect(card().querySelector("a")?.getAttribute("href")).toBe(problem.link.href);
    fail({ link: { text: "x", href: "javascript:alert(1)" } });
    expect(card().querySelector("a")).toBeNull();
  });

  it("retries as soon as the server allows it, and leaves the focus on Run", async () => {
    fail({ retry_at: START + 5 });
    const retry = task.button("Retry");
    expect(retry.textContent).toBe("Retry in 5 s");
    retry.click();
    await task.settle();
    expect(task.model.of("run")).toEqual([]);
    vi.advanceTimersByTime(5000);
    expect(retry.textContent).toBe("Retry");
    retry.click();
    await task.settle();
    expect(task.model.of("run")).toHaveLength(1);
    expect(document.activeElement).toBe(task.button("Stop"));
  });

  it("retries a continuation from where it began", async () => {
    task.model.hear({ kind: "start", run: 1, text: "begun" });
    task.model.set("status", "done");
    task.button("Continue").click();
    await task.settle();
    fail();
    task.button("Retry").click();
    await task.settle();
    expect(task.model.of("run").map(({ after }) => after)).toEqual(["begun", "begun"]);
  });

  it("offers no retry where none helps", () => {
    fail({ can_retry: false });
    expect(() => task.button("Retry")).toThrow();
  });

  it("marks the field that is to blame", () => {
    fail({ field: "model" });
    expect(task.field("model").getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).not.toBe(task.field("model"));
  });

  it("keeps the text that had come", () => {
    task.model.set("status", "running");
    task.model.hear({ kind: "start", run: 1, text: "" });
    task.model.hear({ kind: "delta", run: 1, seq: 1, parts: ["some text"], tokens: 2 });
    fail();
    expect(task.part(".hfw-page .hfw-text").textContent).toBe("some text");
  });
});

describe("the state of a run that failed in part", () => {
  it.each([
    ["done", { failed: 4, stopped: 0 }, "Done, 4 failed"],
    ["done", { failed: 1, stopped: 2 }, "Done, 1 failed, 2 stopped"],
    ["stopped", { failed: 0, stopped: 3 }, "Stopped, 3 stopped"],
    ["error", { failed: 8 }, "Failed, 8 failed"],
    ["done", { failed: 0, stopped: 0 }, "Done"],
    ["done", { tokens: 3 }, "Done"],
  ])("after %s with %j is %s, shown and said", (status, counted, words) => {
    task.model.set("counters", counted);
    task.model.set("status", status);
    task.model.hear({ kind: "end", run: 0, seq: 0 });
    expect(task.part(".hfw-state").textContent).toBe(words);
    const said = task.part(':scope > .hfw-hidden[role="status"]').textContent ?? "";
    expect(said.startsWith(words)).toBe(true);
  });
});

describe("the JSON view", () => {
  const summaries = () =>
    [...task.root.querySelectorAll(".hfw-tree summary")].map((node) => node.textContent);
  // happy-dom opens details without telling.
  const open = (index: number) => {
    const node = task.root.querySelectorAll<HTMLDetailsElement>(".hfw-tree details")[index];
    if (node) {
      node.open = true;
      node.dispatchEvent(new Event("toggle"));
    }
  };
  const told = (request: unknown, response: unknown) =>
    task.model.answer("exchange", { request, response });
  beforeEach(() => {
    task.button("JSON").click();
    const tokens = Array.from({ length: 250 }, (_, id) => ({ id }));
    told({ url: "http://x/<b>", body: null }, { tokens });
  });

  it("asks when it is opened, and again after a run", () => {
    expect(task.model.of("exchange")).toHaveLength(1);
    task.model.hear({ kind: "end", run: 0, seq: 0 });
    expect(task.model.of("exchange")).toHaveLength(2);
  });

  it("leaves the run before with the start of the next, and asks for its request", () => {
    task.model.set("status", "running");
    task.model.hear({ kind: "start", run: 1, text: "" });
    expect(summaries()).toEqual([]);
    expect(task.model.of("exchange")).toHaveLength(2);
    told({ url: "http://y", body: null }, null);
    expect(summaries()).toEqual(["Request 2"]);
    expect(task.part(".hfw-tree").textContent).not.toContain("null");
  });

  it("asks again for a request that the run has not sent yet, as long as it goes", () => {
    task.model.set("status", "running");
    task.model.hear({ kind: "start", run: 1, text: "" });
    told(null, null);
    vi.advanceTimersByTime(250);
    expect(task.model.of("exchange")).toHaveLength(3);
    task.model.set("status", "stopped");
    told(null, null);
    vi.advanceTimersByTime(1000);
    expect(task.model.of("exchange")).toHaveLength(3);
  });

  it("asks for nothing at a start while it is closed", () => {
    task.button("JSON").click();
    task.model.hear({ kind: "start", run: 1, text: "" });
    expect(task.model.of("exchange")).toHaveLength(1);
  });

  it("shows nothing before the first run, and offers no file of it", () => {
    task.model.hear({ kind: "end", run: 0, seq: 0 });
    told(null, null);
    expect(task.part(".hfw-tree").textContent).toBe("");
    expect(task.part(".hfw-tree + .hfw-bar").hidden).toBe(true);
  });

  it("shows request and response as a tree of text", () => {
    expect(summaries()).toEqual(["Request 2", "Response 1"]);
    open(0);
    const text = task.part(".hfw-tree").textContent;
    expect(text).toContain('url: "http://x/<b>"');
    expect(text).toContain("body: null");
  });

  it("makes a long list a hundred at a time, when it is opened", () => {
    open(1);
    open(2);
    const leaves = () => summaries().length - 3;
    expect(leaves()).toBe(100);
    task.button("150 more").click();
    task.button("50 more").click();
    expect(leaves()).toBe(250);
    expect(() => task.button("50 more")).toThrow();
  });

  it("ignores what another view asked for", () => {
    task.model.hear({ kind: "exchange", id: "other-1", request: 1, response: 2 });
    expect(summaries()).toEqual(["Request 2", "Response 1"]);
  });

  it("says why the kernel does not tell it", () => {
    task.model.hear({ kind: "end", run: 0, seq: 0 });
    task.model.answer("exchange", { error: "it is too <b>large</b>" });
    expect(task.part(".hfw-tree").textContent).toBe("it is too <b>large</b>");
  });

  it("copies both as JSON", async () => {
    const copied: string[] = [];
    const writeText = async (text: string) => void copied.push(text);
    vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
    [...task.root.querySelectorAll<HTMLButtonElement>(".hfw-panel button")]
      .find((node) => node.textContent === "Copy")
      ?.click();
    await task.settle();
    vi.unstubAllGlobals();
    expect(JSON.parse(copied[0] ?? "")).toMatchObject({ request: { url: "http://x/<b>" } });
  });
});

it("lets the user choose what a screen reader hears", async () => {
  await bring(task);
  const level = task.part("label.hfw-dim select") as HTMLSelectElement;
  expect(level.value).toBe("summary");
  level.value = "full";
  level.dispatchEvent(new Event("change"));
  expect(task.model.of("edit").at(-1)?.announce).toBe("full");
  task.model.set("announce", "off");
  expect(level.value).toBe("off");
});

import { expect, it, vi } from "vitest";
import * as strings from "../../src/lib/strings";
import type { TaskCall, TaskNews } from "../../src/protocol";
import { line } from "../../src/talk/line";
import { FakeModel } from "../fake_model";
import { mount, useClock } from "../mounted";

type Heard = (sender: unknown, status: string) => void;

/** A model as JupyterLab gives it, with its manager. */
class LabModel extends FakeModel {
  heard = new Set<Heard>();
  host: Record<string, unknown> = { comm: {}, comm_live: true, _buffered_state_diff: {} };
  kernel = { status: "unknown" };
  widget_manager: { kernel: unknown } = {
    kernel: Object.assign(this.kernel, {
      statusChanged: {
        connect: (heard: Heard) => this.heard.add(heard),
        disconnect: (heard: Heard) => this.heard.delete(heard),
      },
    }),
  };

  override set(name: string, value: unknown): void {
    this.traits[name] = value;
    for (const listener of this.listeners.get(`change:${name}`) ?? []) {
      listener(this.host as never);
    }
  }

  become(status: string): void {
    for (const heard of this.heard) {
      heard(null, status);
    }
  }
}

it.each(["restarting", "autorestarting", "terminating", "dead"])(
  "ends a run with what came, and says why, when the kernel is %s",
  (status) => {
    useClock();
    const model = new LabModel({ status: "running" });
    const page = mount(model);
    model.hear({ kind: "start", run: 1 } as never);
    model.hear({ kind: "delta", run: 1, seq: 1, parts: ["once"] });
    model.become(status);
    expect(page.button("Run")).toBeTruthy();
    expect(page.part(".hfw-text").textContent).toBe("once");
    expect(page.part(".hfw-note").textContent).toBe(strings.gone);
    page.close();
    expect(model.heard.size).toBe(0);
  },
);

it.each(["busy", "idle", "unknown", "starting"])("lets a run go on while it is %s", (status) => {
  useClock();
  const model = new LabModel({ status: "running" });
  const page = mount(model);
  model.become(status);
  expect(page.button("Stop")).toBeTruthy();
  page.close();
});

it.each([
  [
    "there is no kernel",
    (model: LabModel) => Object.assign(model.widget_manager, { kernel: null }),
  ],
  ["the kernel never had it", (model: LabModel) => Object.assign(model.host, { comm: undefined })],
  ["its line is cut", (model: LabModel) => Object.assign(model.host, { comm_live: false })],
])("restores Run where %s", async (_, lose) => {
  useClock();
  const model = new LabModel({ prompt: "Once" });
  lose(model);
  const page = mount(model);
  page.button("Run").click();
  await page.settle();
  await vi.advanceTimersByTimeAsync(700);
  expect(page.button("Run")).toBeTruthy();
  expect(page.part(".hfw-note").textContent).toBe(strings.gone);
  page.close();
});

/** A view whose Run is not answered; `says` is the note after so many more seconds. */
async function unanswered(model: FakeModel) {
  useClock();
  const page = mount(model);
  page.button("Run").click();
  await page.settle();
  const says = async (seconds: number, status?: string) => {
    if (model instanceof LabModel && status) {
      model.kernel.status = status;
    }
    await vi.advanceTimersByTimeAsync(seconds * 1000);
    return page.part(".hfw-note").textContent;
  };
  return { page, says };
}

it("takes an idle kernel that does not answer for one that has lost the widget", async () => {
  const { page, says } = await unanswered(new LabModel({ prompt: "Once" }));
  expect(await says(1, "idle")).toBe("");
  expect(page.button("Stop")).toBeTruthy();
  expect(await says(10)).toBe(strings.gone);
  expect(page.button("Run")).toBeTruthy();
  page.close();
});

it.each(["busy", "starting", "unknown"])("waits for a kernel that is %s", async (status) => {
  const { page, says } = await unanswered(new LabModel({ prompt: "Once" }));
  for (const seconds of [1, 60, 3600]) {
    expect(await says(seconds, status)).toContain("The kernel is busy with a cell. Run will be");
  }
  expect(page.button("Stop")).toBeTruthy();
  page.close();
  vi.advanceTimersByTime(10_000);
  expect(vi.getTimerCount()).toBe(0);
});

it("waits for a kernel that was idle and began with a cell, and says once that it is busy", async () => {
  const model = new LabModel({ prompt: "Once" });
  const { page, says } = await unanswered(model);
  expect(await says(1, "idle")).toBe("");
  expect(await says(10, "busy")).toContain("The kernel is busy");
  expect(await says(10, "idle")).toContain("The kernel is busy");
  model.hear({ kind: "ack", id: model.of("run")[0]?.id ?? "" });
  expect(await says(60)).toBe("");
  expect(page.button("Stop")).toBeTruthy();
  page.close();
});

it("says where a host tells nothing of its kernel that it may be lost, until it answers", async () => {
  const model = new FakeModel({ prompt: "Once" });
  const { page, says } = await unanswered(model);
  expect(await says(1)).toContain("The kernel is busy");
  expect(await says(10)).toBe(strings.unanswered);
  expect(page.button("Stop")).toBeTruthy();
  model.hear({ kind: "ack", id: model.of("run")[0]?.id ?? "" });
  expect(await says(0)).toBe("");
  page.close();
});

it("gives what is large all the time that it needs, however idle the kernel is", () => {
  useClock();
  const model = new LabModel();
  model.kernel.status = "idle";
  const talk = line<TaskCall, TaskNews>(model, "me", new AbortController().signal);
  const [small, large] = [vi.fn(), vi.fn()];
  talk.call({ kind: "stop" }, small);
  talk.call({ kind: "from-png", name: "a.png" }, large, undefined, [new ArrayBuffer(1)]);
  vi.advanceTimersByTime(60_000);
  expect(small).toHaveBeenCalledWith(strings.gone);
  expect(large).not.toHaveBeenCalled();
});

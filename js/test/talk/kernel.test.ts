import { expect, it, vi } from "vitest";
import * as strings from "../../src/lib/strings";
import { FakeModel } from "../fake_model";
import { mount, useClock } from "../mounted";

type Heard = (sender: unknown, status: string) => void;

/** A model as JupyterLab gives it, with its manager. */
class LabModel extends FakeModel {
  heard = new Set<Heard>();
  host: Record<string, unknown> = { comm: {}, comm_live: true, _buffered_state_diff: {} };
  widget_manager: { kernel: unknown } = {
    kernel: {
      statusChanged: {
        connect: (heard: Heard) => this.heard.add(heard),
        disconnect: (heard: Heard) => this.heard.delete(heard),
      },
    },
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

import { beforeEach, describe, expect, it, vi } from "vitest";
import { line } from "../../src/talk/line";
import { revive } from "../../src/talk/revive";
import { useClock } from "../mounted";

type Listener = (message: unknown, buffers?: unknown) => void;

/** As ipywidgets has it: messages come to the handler that the comm was given. */
class PlainModel {
  listeners = new Map<string, Set<Listener>>();
  sent: unknown[] = [];
  _buffered_state_diff: Record<string, unknown> = {};
  handler: (message: unknown) => unknown = () => {};
  comm = {
    on_msg: (handler: (message: unknown) => unknown) => {
      this.handler = handler;
    },
    send: (data: unknown) => this.sent.push(data),
  };
  constructor() {
    this.comm.on_msg((message) => this._handle_comm_msg(message));
  }
  _handle_comm_msg(message: unknown): unknown {
    this.trigger("msg:custom", message);
    return undefined;
  }
  trigger(event: string, ...told: unknown[]): void {
    for (const listener of this.listeners.get(event) ?? []) {
      (listener as (...told: unknown[]) => void)(...told);
    }
  }
  on(event: string, listener: Listener): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }
  off(event: string, listener: Listener): void {
    this.listeners.get(event)?.delete(listener);
  }
  set(name: string, value: unknown): void {
    this._buffered_state_diff[name] = value;
    this.trigger(`change:${name}`, this, value);
  }
  send(message: unknown): void {
    this.sent.push(message);
  }
}

/** As the host has it that has waited too long. */
class DeadModel extends PlainModel {
  override _handle_comm_msg(_: unknown): unknown {
    return undefined;
  }
}

const opened = (model: PlainModel) => {
  const heard: unknown[] = [];
  const life = new AbortController();
  const talk = line(model as never, "me", life.signal);
  talk.open(
    (message) => heard.push(message),
    () => model.send("snapshot"),
  );
  return { heard, life };
};

beforeEach(() => useClock());

describe("a widget whose messages the host has given up", () => {
  it("hears again, and asks for its traits and for what there is", () => {
    const model = new DeadModel();
    const { heard } = opened(model);
    model.handler("lost");
    expect(heard).toEqual([]);
    vi.advanceTimersByTime(2000);
    model.handler("heard");
    expect(heard).toEqual(["heard"]);
    expect(model.sent).toEqual(["snapshot", { method: "request_state" }, "snapshot"]);
  });

  it("leaves nothing behind that would be sent with other traits", () => {
    const model = new DeadModel();
    expect(revive(model)).toBe(true);
    expect(model._buffered_state_diff).toEqual({});
    expect(model.listeners.get("change:_probe")?.size).toBe(0);
  });

  it("is not touched where something was heard, or where its view has gone", () => {
    const [living, gone] = [new PlainModel(), new DeadModel()];
    opened(living);
    living.handler("heard");
    opened(gone).life.abort();
    vi.advanceTimersByTime(9000);
    expect(living.sent).toEqual(["snapshot"]);
    expect(gone.sent).toEqual(["snapshot"]);
  });

  it.each([
    ["without a way to set", { on() {}, off() {} }],
    ["that names no model", { on() {}, off() {}, set() {} }],
    ["that fails", { on: () => Promise.reject, off() {}, set: () => expect.fail("no") }],
    ["without a comm", Object.assign(new DeadModel(), { comm: undefined })],
    ["of another make", Object.assign(new PlainModel(), { comm: {} })],
  ])("stays as it is in a host %s", (_, model) => {
    expect(revive(model)).toBe(false);
  });
});

// Give a widget its messages back that the host has given up. anywidget waits 2 s for a widget's
// module; where the page was busy for longer, it hands nothing of the kernel on to that widget ever
// after, though the module has come meanwhile and the view is drawn.
//
// The host's own model is private, and so is what is done with it: where anything of it is missing,
// nothing is changed.

type Handler = (message: unknown) => unknown;

/** What is used of the host's model (Backbone's, from ipywidgets). */
interface HostModel {
  comm_live?: boolean;
  comm: { on_msg(handler: Handler): void; send(data: unknown): unknown };
  _buffered_state_diff: Record<string, unknown>;
  _handle_comm_msg: Handler;
}

/** What is used of the model that the widget is given, beside its traits. */
interface Given {
  on(event: string, listener: (model: HostModel) => void): void;
  off(event: string, listener: (model: HostModel) => void): void;
  set(name: string, value: unknown): void;
}

const PROBE = "_probe";

/** Listen past what the host awaits, and ask for all traits; false where that cannot be done. */
export function revive(model: unknown): boolean {
  try {
    const host = hostModel(model as Given);
    let waits = host;
    while (!Object.hasOwn(waits, "_handle_comm_msg")) {
      waits = Object.getPrototypeOf(waits);
    }
    // How models of ipywidgets take messages, below the method that waits.
    const handle = Object.getPrototypeOf(waits)._handle_comm_msg.bind(host);
    host.comm.on_msg((message) => handle(message));
    host.comm.send({ method: "request_state" });
    return true;
  } catch {
    return false;
  }
}

/** The host's model: it names itself to whoever listens to a change. Nothing is sent. */
export function hostModel(given: Given): HostModel {
  let found: HostModel | undefined;
  const learn = (model: HostModel) => {
    found = model;
  };
  given.on(`change:${PROBE}`, learn);
  given.set(PROBE, Math.random());
  given.off(`change:${PROBE}`, learn);
  const host = found as unknown as HostModel;
  delete host._buffered_state_diff[PROBE];
  return host;
}

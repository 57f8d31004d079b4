// One view's conversation with the kernel about a task: its line, and the stream of its runs.

import { atEnd } from "../lib/traits";
import type { TaskCall, TaskNews } from "../protocol";
import { type Line, line, type Question } from "./line";
import type { Model } from "./model";
import { type Hear, type Listener, type On, stream } from "./stream";

/** A message that is answered; its id is given when it is sent. */
export type Call = Question<TaskCall>;

export interface Session extends Omit<Line<TaskCall, TaskNews>, "open"> {
  on: On;
  /** Begin to listen, and ask for what there is so far. */
  open(listener: Listener): void;
}

export function session(given: { model: Model; view: string; signal: AbortSignal }): Session {
  const { model, view, signal } = given;
  const { open, ...rest } = line(model, view, signal);
  const hearers: [string, Hear<never>][] = [];
  const on: On = (kind, hear) => {
    hearers.push([kind, hear as unknown as Hear<never>]);
  };
  return {
    ...rest,
    on,
    open(listener) {
      on("invalid", ({ errors, id }) => listener.invalid(errors, !!id));
      const runs = stream(view, on, () => rest.send({ kind: "snapshot", view }), listener);
      open((message, buffers) => {
        for (const [kind, hear] of hearers) {
          if (kind === message.kind) {
            hear(message as never, buffers);
          }
        }
      }, runs.refresh);
      atEnd(signal, runs.end);
    },
  };
}

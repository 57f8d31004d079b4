// One view's conversation with the kernel: calls that are answered by id, and a stream without holes.

import type { Context } from "../kit";
import type { TaskCall, TaskNews } from "../protocol";
import type { Buffers, Message } from "../talk/model";
import * as strings from "./strings";
import { atEnd } from "./traits";

/** No answer for this long (ms): the kernel is busy with a cell. */
const PATIENCE = 700;

type Hear<Kind> = (message: Message<Kind>, buffers: Buffers) => void;

/** What a view does with the messages of runs, already in order and without gaps or repeats. */
export interface Listener {
  start: Hear<"start">;
  add: Hear<"delta">;
  /** The whole output anew. */
  whole: Hear<"snapshot">;
  end: Hear<"end">;
  /** Values that Python refused: of a run, or just of an edit. */
  invalid(errors: Record<string, string>, ofRun: boolean): void;
}

type Unsigned<Message> = Message extends { id: string } ? Omit<Message, "id"> : never;
/** A message that is answered; its id is given when it is sent. */
export type Call = Unsigned<TaskCall>;

export interface Session {
  /** Begin to listen, and ask for what there is so far. */
  open(listener: Listener): void;
  /** Hear all messages of a kind, also those for other views. */
  on<Kind extends TaskNews["kind"]>(kind: Kind, hear: Hear<Kind>): void;
  /** Send a message and hear of its fate: `answered` once, `late` if that takes long. */
  call(
    message: Call,
    answered: (error: string | null) => void,
    late?: () => void,
    buffers?: ArrayBuffer[],
  ): void;
}

export function session({
  model,
  view,
  signal,
}: Pick<Context, "model" | "view" | "signal">): Session {
  const calls = new Map<string, (error: string | null) => void>();
  const hearers: [string, Hear<never>][] = [];
  let [run, seq, serial] = [0, 0, 0];
  let asked: ReturnType<typeof setTimeout> | undefined;
  let hole = false;

  // At most one request a second: the answer to the last may still be under way.
  const refresh = () => {
    hole = !!asked;
    if (!hole) {
      model.send({ kind: "snapshot", view });
      asked = setTimeout(() => {
        asked = undefined;
        if (hole) {
          refresh();
        }
      }, 1000);
    }
  };
  const on: Session["on"] = (kind, hear) => {
    hearers.push([kind, hear as unknown as Hear<never>]);
  };

  const follow = (listener: Listener) => {
    on("start", (message, buffers) => {
      [run, seq] = [message.run, 0];
      listener.start(message, buffers);
    });
    on("delta", (message, buffers) => {
      if (message.run !== run || message.seq > seq + 1) {
        refresh();
      } else if (message.seq > seq) {
        seq = message.seq;
        listener.add(message, buffers);
      }
    });
    on("snapshot", (message, buffers) => {
      const old = message.run < run || (message.run === run && message.seq < seq);
      if (message.view === view && !old) {
        [run, seq, hole] = [message.run, message.seq, false];
        listener.whole(message, buffers);
      }
    });
    on("end", (message, buffers) => {
      if ((message.text ?? message.output) != null) {
        [run, seq] = [message.run, message.seq];
      } else if (message.run !== run || message.seq !== seq) {
        refresh();
      }
      listener.end(message, buffers);
    });
  };

  return {
    on,
    open(listener) {
      on("ack", ({ id, error }) => calls.get(id)?.(error ?? null));
      on("invalid", ({ errors, id }) => listener.invalid(errors, !!id));
      follow(listener);
      const receive = (message: TaskNews, buffers: Buffers = []) => {
        for (const [kind, hear] of hearers) {
          if (kind === message.kind) {
            hear(message as never, buffers);
          }
        }
      };
      model.on("msg:custom", receive);
      atEnd(signal, () => {
        model.off("msg:custom", receive);
        clearTimeout(asked);
      });
      refresh();
    },
    call(message, answered, late, buffers) {
      const id = `${view}-${++serial}`;
      const timer = late && setTimeout(late, PATIENCE);
      const done = (error: string | null) => {
        clearTimeout(timer);
        calls.delete(id);
        answered(error);
      };
      calls.set(id, done);
      try {
        model.send({ ...message, id }, undefined, buffers);
      } catch {
        done(strings.gone);
      }
    },
  };
}

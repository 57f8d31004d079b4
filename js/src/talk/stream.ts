// The messages of runs, in order and without gaps or repeats: what is missed is asked for anew.
import type { TaskNews } from "../protocol";
import type { Buffers, Message } from "./model";

export type Hear<Kind> = (message: Message<Kind>, buffers: Buffers) => void;

/** Hear all messages of a kind, also those for other views. */
export type On = <Kind extends TaskNews["kind"]>(kind: Kind, hear: Hear<Kind>) => void;

/** What a view does with the messages of runs. */
export interface Listener {
  start: Hear<"start">;
  add: Hear<"delta">;
  /** The whole output anew. */
  whole: Hear<"snapshot">;
  end: Hear<"end">;
  /** Values that Python refused: of a run, or just of an edit. */
  invalid(errors: Record<string, string>, ofRun: boolean): void;
}

/** At most one request for the whole in this time (ms): the answer may still be under way. */
const AGAIN = 1000;

/** Follow the runs; returns what asks for the whole output, and what ends that. */
export function stream(view: string, on: On, ask: () => void, listener: Listener) {
  let [run, seq] = [0, 0];
  let asked: ReturnType<typeof setTimeout> | undefined;
  let hole = false;
  const refresh = () => {
    hole = !!asked;
    if (!hole) {
      ask();
      asked = setTimeout(() => {
        asked = undefined;
        if (hole) {
          refresh();
        }
      }, AGAIN);
    }
  };
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
  return { refresh, end: () => clearTimeout(asked) };
}

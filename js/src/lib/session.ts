// One view's conversation with the kernel: calls that are answered by id, and a stream without holes.
import * as strings from "./strings";
import { atEnd } from "./traits";
import type { Context, FromKernel, FromPage, Parts } from "./types";

/** No answer for this long (ms): the kernel is busy with a cell. */
const PATIENCE = 700;

type Message<Kind> = Extract<FromKernel, { kind: Kind }>;

type Receivers = { [Kind in FromKernel["kind"]]: (message: Message<Kind>) => void };

/** What a view does with what arrives, already in order and without gaps or repeats. */
export interface Listener {
  start(text: string): void;
  append(parts: Parts, tokens: number, firstToken: number | null): void;
  /** The whole output anew; `elapsed` seconds of the run are over. */
  whole(message: Message<"snapshot">): void;
  end(text: string | null): void;
  /** The text was changed elsewhere. */
  text(text: string): void;
  /** Values that Python refused: of a run, or just of an edit. */
  invalid(errors: Record<string, string>, ofRun: boolean): void;
  exchange(request: unknown, response: unknown): void;
}

type Unsigned<Message> = Message extends { id: string } ? Omit<Message, "id"> : never;
/** A message that is answered; its id is given when it is sent. */
export type Call = Unsigned<FromPage>;

export interface Session {
  /** Begin to listen, and ask for what there is so far. */
  open(listener: Listener): void;
  /** Send a message and hear of its fate: `answered` once, `late` if that takes long. */
  call(message: Call, answered: (error: string | null) => void, late: () => void): void;
}

export function session({ model, view, signal }: Context): Session {
  const calls = new Map<string, (error: string | null) => void>();
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

  const receivers = (on: Listener): Receivers => ({
    ack(message) {
      calls.get(message.id)?.(message.error ?? null);
    },
    invalid(message) {
      on.invalid(message.errors, !!message.id);
    },
    start(message) {
      [run, seq] = [message.run, 0];
      on.start(message.text);
    },
    delta(message) {
      if (message.run !== run || message.seq > seq + 1) {
        refresh();
      } else if (message.seq > seq) {
        seq = message.seq;
        on.append(message.parts, message.tokens, message.ttft ?? null);
      }
    },
    snapshot(message) {
      const old = message.run < run || (message.run === run && message.seq < seq);
      if (message.view === view && !old) {
        [run, seq, hole] = [message.run, message.seq, false];
        on.whole(message);
      }
    },
    end(message) {
      const text = message.text ?? null;
      if (text !== null) {
        [run, seq] = [message.run, message.seq];
      } else if (message.run !== run || message.seq !== seq) {
        refresh();
      }
      on.end(text);
    },
    text(message) {
      if (message.view !== view) {
        on.text(message.text);
      }
    },
    exchange(message) {
      if (message.view === view) {
        on.exchange(message.request, message.response);
      }
    },
  });

  return {
    open(listener) {
      const receive = receivers(listener) as Record<string, (message: FromKernel) => void>;
      const hear = (message: FromKernel) => receive[message.kind]?.(message);
      model.on("msg:custom", hear);
      atEnd(signal, () => {
        model.off("msg:custom", hear);
        clearTimeout(asked);
      });
      refresh();
    },
    call(message, answered, late) {
      const id = `${view}-${++serial}`;
      const timer = setTimeout(late, PATIENCE);
      const done = (error: string | null) => {
        clearTimeout(timer);
        calls.delete(id);
        answered(error);
      };
      calls.set(id, done);
      try {
        model.send({ ...message, id });
      } catch {
        done(strings.gone);
      }
    },
  };
}

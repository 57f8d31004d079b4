// One view's line to the kernel: what is sent, what is answered by its id, and the one place that
// decides whether the kernel answers, is busy with a cell, or has lost the widget.
import * as strings from "../lib/strings";
import { atEnd } from "../lib/traits";
import { hasLost, watchKernel } from "./kernel";
import type { Buffers, Channel } from "./model";
import { revive } from "./revive";

/** No answer for this long (ms): the kernel is busy with a cell. */
export const PATIENCE = 700;

/** Nothing came at all for this long (ms): perhaps the host hands nothing on. */
const SILENCE = 1500;

/** What is known of the kernel. */
export type Fate = "answers" | "busy" | "lost";

/** A message that is answered, without its id: that is given when it is sent. */
export type Unsigned<Message> = Message extends { id: string } ? Omit<Message, "id"> : never;

/** A message that bears the id of what it answers. */
export type Reply<News> = Extract<News, { id: string }>;

/** `error` is why the kernel refused, or null. Without a reply the message was never sent. */
export type Answered<News> = (error: string | null, reply?: Reply<News>, buffers?: Buffers) => void;

export interface Line<Call, News> {
  /** Send what has no answer of its own; false where the kernel has lost the widget. */
  send(message: Call, buffers?: ArrayBuffer[]): boolean;
  /** Send a message and hear of its fate: `answered` once, `late` if that takes long. */
  call(
    message: Unsigned<Call>,
    answered: Answered<News>,
    late?: () => void,
    buffers?: ArrayBuffer[],
  ): string;
  /**
   * Begin to listen: answers go to whoever has asked, and everything that comes to `hear`. Asks for
   * what there is with `ask`; once more where the host may have given up the widget's messages.
   */
  open(hear: (message: News, buffers: Buffers) => void, ask: () => void): void;
  /** Tell one listener when it changes what is known of the kernel. */
  fate(changed: (fate: Fate) => void): void;
}

type Wire<Call, News> = Omit<Channel<never, Call, News>, "get">;

interface Kinds {
  kind: string;
  id?: unknown;
}

export function line<Call extends Kinds, News extends Kinds>(
  model: Wire<Call, News>,
  view: string,
  signal: AbortSignal,
): Line<Call, News> {
  const calls = new Map<unknown, Answered<News>>();
  let fate: Fate = "answers";
  let told: (fate: Fate) => void = () => {};
  let serial = 0;
  const become = (next: Fate) => {
    if (next !== fate && !signal.aborted) {
      fate = next;
      told(next);
    }
  };
  const send = (message: Call, buffers?: ArrayBuffer[]) => {
    try {
      model.send(message, undefined, buffers);
      return true;
    } catch {
      become("lost");
      return false;
    }
  };
  const call: Line<Call, News>["call"] = (message, answered, late, buffers) => {
    const id = `${view}-${++serial}`;
    const timer = setTimeout(() => {
      if (signal.aborted) {
        return;
      }
      if (hasLost(model)) {
        become("lost");
        calls.get(id)?.(strings.gone);
      } else {
        become("busy");
        late?.();
      }
    }, PATIENCE);
    calls.set(id, (...reply) => {
      clearTimeout(timer);
      calls.delete(id);
      answered(...reply);
    });
    if (!send({ ...message, id } as unknown as Call, buffers)) {
      calls.get(id)?.(strings.gone);
    }
    return id;
  };
  const open: Line<Call, News>["open"] = (hear, first) => {
    const silent = setTimeout(() => revive(model) && first(), SILENCE);
    const receive = (message: News, buffers: Buffers = []) => {
      clearTimeout(silent);
      // What is wrong with the values of a run comes after the answer to it.
      const answered = message.kind !== "invalid" && calls.get(message.id);
      if (answered) {
        become("answers");
        const reply = message as Reply<News>;
        answered((reply as { error?: string }).error ?? null, reply, buffers);
      }
      hear(message, buffers);
    };
    model.on("msg:custom", receive);
    watchKernel(model, signal, () => {
      become("lost");
      for (const answered of [...calls.values()]) {
        answered(strings.gone);
      }
    });
    atEnd(signal, () => {
      model.off("msg:custom", receive);
      clearTimeout(silent);
      calls.clear();
    });
    first();
  };
  const follow = (changed: typeof told) => {
    told = changed;
  };
  return { send, call, open, fate: follow };
}

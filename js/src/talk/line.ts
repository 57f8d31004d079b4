// One view's line to the kernel: what is sent, what is answered by its id, and the one place that
// decides whether the kernel answers, is busy with a cell, or has lost the widget.
import * as strings from "../lib/strings";
import { atEnd } from "../lib/traits";
import type { AckNews, Answers } from "../protocol";
import { watchKernel } from "./kernel";
import type { Buffers, Channel } from "./model";
import { awaitAnswer, type Unanswering } from "./patience";
import { revive } from "./revive";

/** Nothing came at all for this long (ms): perhaps the host hands nothing on. */
const SILENCE = 1500;

/** What is known of the kernel. */
export type Fate = "answers" | Unanswering;

/** A message that is not answered. */
export type Word<Call> = Call extends { id: string } ? never : Call;

/** A message that is answered, without its id: that is given when it is sent. */
export type Question<Call> = Call extends { id: string } ? Omit<Call, "id"> : never;

/** What answers a question. */
export type Reply<Asked> = Asked extends { kind: keyof Answers } ? Answers[Asked["kind"]] : AckNews;

/** `error` is why the kernel refused, or null. Without a reply the message was never sent. */
export type Answered<Asked> = (
  error: string | null,
  reply?: Reply<Asked>,
  buffers?: Buffers,
) => void;

export interface Asking {
  buffers?: ArrayBuffer[];
  /** Called when the answer takes long. */
  late?(): void;
  /** Ends the waiting: whoever asked wants the answer no more. */
  signal?: AbortSignal;
}

export interface Line<Call, News> {
  /** Send what has no answer; false where the kernel has lost the widget. */
  send(message: Word<Call>): boolean;
  /** Ask, and hear of it: `answered` once, `late` if that takes long. */
  call<Asked extends Question<Call>>(
    message: Asked,
    answered: Answered<Asked>,
    late?: () => void,
    buffers?: ArrayBuffer[],
  ): void;
  /** The same as a promise: of the reply with its buffers, or of the kernel's refusal. */
  ask<Asked extends Question<Call>>(
    message: Asked,
    asking?: Asking,
  ): Promise<[Reply<Asked>, Buffers]>;
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
  const calls = new Map<unknown, Answered<never>>();
  let fate: Fate = "answers";
  let told: (fate: Fate) => void = () => {};
  let serial = 0;
  const become = (next: Fate) => {
    if (next !== fate && !signal.aborted) {
      fate = next;
      told(next);
    }
  };
  const send = (message: unknown, buffers?: ArrayBuffer[]) => {
    try {
      model.send(message as Call, undefined, buffers);
      return true;
    } catch {
      become("lost");
      return false;
    }
  };
  const call: Line<Call, News>["call"] = (message, answered, late, buffers) => {
    const id = `${view}-${++serial}`;
    const endWaiting = awaitAnswer(model, signal, !!buffers, (now) => {
      become(now);
      if (now === "lost") {
        calls.get(id)?.(strings.gone);
      } else if (now === "busy") {
        late?.();
        late = undefined;
      }
    });
    calls.set(id, (...reply) => {
      endWaiting();
      calls.delete(id);
      answered(...reply);
    });
    if (!send({ ...message, id }, buffers)) {
      calls.get(id)?.(strings.gone);
    }
  };
  const open: Line<Call, News>["open"] = (hear, first) => {
    const silent = setTimeout(() => revive(model) && first(), SILENCE);
    const receive = (message: News, buffers: Buffers = []) => {
      clearTimeout(silent);
      // What is wrong with the values of a run comes after the answer to it.
      const answered = message.kind !== "invalid" && calls.get(message.id);
      if (answered) {
        become("answers");
        answered((message as AckNews).error ?? null, message as never, buffers);
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
  return { send, call, ask: promised(call), open, fate: follow };
}

/** The same as a promise. */
function promised<Call>(call: Line<Call, never>["call"]): Line<Call, never>["ask"] {
  return (message, { buffers, late, signal } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      signal?.addEventListener("abort", () => reject(signal.reason));
      call(
        message,
        (error, reply, bytes = []) =>
          reply && error === null ? resolve([reply, bytes]) : reject(new Error(error ?? "")),
        () => signal?.aborted || late?.(),
        buffers,
      );
    });
}

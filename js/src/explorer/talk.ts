// One view's line to the kernel with a note of how that goes, and what comes from the kernel in
// order, also where a part has to be unpacked first.
import { h } from "../lib/dom";
import * as strings from "../lib/strings";
import type { ExplorerCall, ExplorerNews } from "../protocol";
import { type Answered, line, type Word } from "../talk/line";
import type { Buffers } from "../talk/model";
import type { Call, Model } from "./scene";

export interface Talk {
  /** Says when the kernel is too busy to answer, or why it refused. */
  note: HTMLElement;
  /** Ask. A refusal is shown in the note; `done` hears the answer. */
  call<Asked extends Call>(message: Asked, action: string, done?: Answered<Asked>): void;
  /** Send what has no answer. */
  send(message: Word<ExplorerCall>): boolean;
  /** Hear everything that comes; a promise keeps what comes next waiting. */
  open(hear: (message: ExplorerNews, buffers: Buffers) => void | Promise<void>): void;
}

export function talk(
  model: Model,
  view: string,
  signal: AbortSignal,
  say: (text: string) => void,
): Talk {
  const { call, send, open, fate } = line(model, view, signal);
  const note = h("div", "note");
  const tell = (text: string) => {
    note.textContent = text;
    if (text) {
      say(text);
    }
  };
  fate((now) =>
    now === "lost" ? tell(strings.gone) : now === "silent" && tell(strings.unanswered),
  );
  return {
    note,
    send,
    call: (message, action, done) =>
      call(
        message,
        (error, ...reply) => {
          tell(error ?? "");
          done?.(error, ...reply);
        },
        () => tell(strings.kernelBusy(action)),
      ),
    open(hear) {
      let last = Promise.resolve();
      open(
        (message, buffers) => {
          last = last.then(() => (signal.aborted ? undefined : hear(message, buffers)));
        },
        () => send({ kind: "snapshot", view }),
      );
    },
  };
}

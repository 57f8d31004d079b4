// One view's calls to the kernel, each answered by its id, and what comes from the kernel in order,
// also where a part has to be unpacked first.
import { h } from "../lib/dom";
import * as strings from "../lib/strings";
import { atEnd } from "../lib/traits";
import type { ExplorerCall, ExplorerNews } from "../protocol";
import type { Buffers } from "../talk/model";
import type { Call, Model } from "./scene";

/** No answer for this long (ms): the kernel is busy with a cell. */
const PATIENCE = 700;

export interface Talk {
  /** Says when the kernel is too busy to answer, or why it refused. */
  note: HTMLElement;
  /** Send a message; returns its id. A refusal is shown in the note; `done` hears the answer. */
  call(message: Call, action: string, done?: (error: string | null) => void): string;
  /** Hear everything that comes; a promise keeps what comes next waiting. */
  open(hear: (message: ExplorerNews, buffers: Buffers) => void | Promise<void>): void;
}

export function talk(
  model: Model,
  view: string,
  signal: AbortSignal,
  say: (text: string) => void,
): Talk {
  const calls = new Map<string, (error: string | null) => void>();
  const note = h("div", "note");
  let serial = 0;
  const tell = (text: string) => {
    note.textContent = text;
    if (text) {
      say(text);
    }
  };
  return {
    note,
    call(message, action, done) {
      const id = `${view}-${++serial}`;
      const timer = setTimeout(() => tell(strings.kernelBusy(action)), PATIENCE);
      const answered = (error: string | null) => {
        clearTimeout(timer);
        calls.delete(id);
        tell(error ?? "");
        done?.(error);
      };
      calls.set(id, answered);
      try {
        model.send({ ...message, id } as ExplorerCall);
      } catch {
        answered(strings.gone);
      }
      return id;
    },
    open(hear) {
      let last = Promise.resolve();
      const receive = (message: ExplorerNews, buffers: Buffers = []) => {
        if ("id" in message) {
          calls.get(message.id)?.(message.kind === "ack" ? (message.error ?? null) : null);
        }
        last = last.then(() => (signal.aborted ? undefined : hear(message, buffers)));
      };
      model.on("msg:custom", receive);
      atEnd(signal, () => {
        model.off("msg:custom", receive);
        for (const answered of calls.values()) {
          answered(null);
        }
      });
      try {
        model.send({ kind: "snapshot", view });
      } catch {
        tell(strings.gone);
      }
    },
  };
}

// What a person does with a conversation, and what stands between a click and the kernel's answer.
import type { Context } from "../kit";
import { h } from "../lib/dom";
import * as strings from "../lib/strings";
import { going, watch } from "../lib/traits";
import type { ChatAnswerCall, ChatEditCall, ChatSendCall, Values } from "../protocol";
import { reruns } from "../talk/rerun";
import type { Call } from "../talk/session";
import * as said from "./strings";

type Without<One> = One extends unknown ? Omit<One, "id" | "values"> : never;

/** What begins a run: it goes with the values of the form. */
export type Deed = Without<ChatSendCall | ChatAnswerCall | ChatEditCall>;

export interface Acts {
  /** Says when the kernel is too busy to answer, or why it refused. */
  note: HTMLElement;
  active(): boolean;
  /** Begin a run; false where none began: one is going, or a field is at fault. */
  begin(deed: Deed): Promise<boolean>;
  /** Ask for a change that begins no run. */
  change(call: Call): void;
  stop(): void;
  /** A run is over, and what came of it is shown. */
  ended(): void;
  /** The kernel will not run. */
  refused(): void;
  /** The kernel has lost the widget: its run ends with what has come. */
  lost(): void;
  tell(text: string): void;
}

/** `changed` hears whether a run is going, `failed` that the kernel did not take a deed. */
export function acts(
  context: Context,
  collect: () => Promise<Values | null>,
  changed: (active: boolean) => void,
  failed: (deed: Deed) => void,
): Acts {
  const { model, talk } = context;
  const note = h("div", "note");
  // Between the click and the kernel's word that the run goes on.
  let pending = false;
  const cells = reruns(model);
  const active = () => pending || going(model);
  const update = (waiting: boolean) => {
    pending = waiting;
    changed(active());
  };
  const tell = (text: string) => {
    note.textContent = text;
    if (text) {
      context.say(text);
    }
  };
  const late = (action: string) => () => tell(strings.kernelBusy(action));
  watch(context, "status", () => update(false));
  return {
    note,
    active,
    tell,
    async begin(deed) {
      const values = active() ? null : await collect();
      if (!values || active()) {
        return false;
      }
      cells.begun();
      update(true);
      const answered = (error: string | null) => {
        tell(error ?? "");
        if (error) {
          update(false);
          failed(deed);
        }
      };
      talk.call({ ...deed, values } as Call, answered, late(said.send));
      return true;
    },
    change(call) {
      // What a call gives is answered.
      if (call.kind === "chat-tool") {
        cells.begun();
      }
      talk.call(call, (error) => tell(error ?? ""), late(said.act));
    },
    stop() {
      const answered = (error: string | null) => {
        tell(error ?? "");
        // Whoever has stopped waits for nothing any more, even if the run got lost.
        update(false);
      };
      talk.call({ kind: "stop" }, answered, late(strings.stop));
    },
    ended: cells.ended,
    refused: () => update(false),
    lost() {
      if (going(model)) {
        model.set("status", "stopped");
      }
      update(false);
      tell(strings.gone);
    },
  };
}

// The one button that runs and stops, and what stands between its click and the kernel's answer.

import type { Context } from "../kit";
import { button, h, set } from "../lib/dom";
import * as strings from "../lib/strings";
import { going, watch } from "../lib/traits";
import type { Values } from "../protocol";
import { reruns } from "../talk/rerun";
import type { Call } from "../talk/session";

export interface Runner {
  button: HTMLButtonElement;
  /** Says when the kernel is too busy to answer, or why it refused. */
  note: HTMLElement;
  active(): boolean;
  /** Run, or run on from the end of a text. */
  run(after?: string): Promise<void>;
  /** The last run again, from where it began. */
  retry(event: MouseEvent): void;
  stop(): void;
  /** Stop, from a button that goes away with the run. */
  cancel(event: MouseEvent): void;
  /** The kernel will not run. */
  refused(): void;
  /** A run is over, and what came of it is shown. */
  ended(): void;
  /** The kernel has lost the widget: its run ends with what has come. */
  lost(): void;
  /** Write the note, and say it. */
  tell(text: string): void;
}

export function runner(
  context: Context,
  collect: () => Promise<Values | null>,
  changed: (active: boolean) => void,
): Runner {
  const { model } = context;
  const note = h("div", "note");
  const once = single();
  const node = button("", (event) => once(event, () => (active() ? stop() : run())), {
    class: "hfw-run",
  });
  const draw = face(node);
  // Between the click and the kernel's word that the run goes on.
  let pending = false;
  let from: string | undefined;
  const cells = reruns(model);
  const active = () => pending || going(model);
  const update = (waiting: boolean) => {
    pending = waiting;
    const stops = active();
    draw(stops);
    changed(stops);
  };
  const tell = (text: string) => {
    note.textContent = text;
    if (text) {
      context.say(text);
    }
  };
  const call = (action: string, message: Call) => {
    const answered = (error: string | null) => {
      tell(error ?? "");
      // Whoever has stopped waits for nothing any more, even if the run got lost.
      if (error || message.kind === "stop") {
        update(false);
      }
    };
    context.talk.call(message, answered, () => tell(strings.kernelBusy(action)));
  };
  const run = async (after?: string) => {
    if (active()) {
      return;
    }
    // A picture may still be on its way.
    const timer = setTimeout(() => tell(strings.runsThen), 300);
    const values = await collect();
    clearTimeout(timer);
    if (note.textContent === strings.runsThen) {
      tell("");
    }
    if (values && !active()) {
      from = after;
      cells.begun();
      update(true);
      call(strings.run, { kind: "run", values, ...(after === undefined ? {} : { after }) });
    }
  };
  const stop = () => call(strings.stop, { kind: "stop" });
  // The card goes away with its button: the focus must not go with it.
  const fromCard = (act: () => void) => (event: MouseEvent) => {
    node.focus();
    once(event, act);
  };

  watch(context, "status", () => update(false));
  return {
    button: node,
    note,
    active,
    run,
    retry: fromCard(() => run(from)),
    stop,
    cancel: fromCard(stop),
    refused: () => update(false),
    ended: cells.ended,
    lost: () => [endRun(context), update(false), tell(strings.gone)],
    tell,
  };
}

/** End a run that nobody goes on with. Of this page alone: nobody is left to be told. */
function endRun({ model }: Context): void {
  if (going(model)) {
    model.set("status", "stopped");
  }
}

/** The words of the button: what a click does now, and by which key. */
function face(node: HTMLElement): (stops: boolean) => void {
  const label = h("span", "");
  const hint = h("span", { class: "hfw-hint", "aria-hidden": true });
  node.append(label, hint);
  return (stops) => {
    label.textContent = stops ? strings.stop : strings.run;
    hint.textContent = stops ? strings.stopHint : strings.hint;
    set(node, { "aria-keyshortcuts": stops ? "Escape" : "Control+Enter" });
    node.classList.toggle("hfw-active", stops);
  };
}

/** The second click of a double click is no Stop, and no other run where the first is over already. */
function single(): (event: MouseEvent, act: () => void) => void {
  let clicked = 0;
  return ({ detail, timeStamp }, act) => {
    if (detail < 2 || timeStamp - clicked > 250) {
      clicked = timeStamp;
      act();
    }
  };
}

// Whose a text is: the run's, or between runs the person's, who edits it, takes that back and goes on.

import type { RendererHost } from "../kit";
import { button, enable, hasFocus, set } from "../lib/dom";
import * as strings from "../lib/strings";
import type { Parts } from "../protocol";
import { close, read } from "./text_nodes";
import { memory } from "./text_past";
import type { sheet } from "./text_sheet";
import { typing } from "./text_typing";

/** Returns what puts another text there, what is told of runs, and the buttons. */
export function editing(
  { view, signal, talk, proceed }: RendererHost,
  [page, body, prompted, lay]: ReturnType<typeof sheet>,
  show: (parts: Parts) => void,
) {
  let active = false;
  const refresh = () => {
    close(body, !active);
    const empty = !body.textContent;
    // Emptied by the person who is still in it: no place to lose the focus.
    lay(empty && !active && !hasFocus(body));
    enable(undoButton, !active && !!past.length);
    enable(proceedButton, !active && !empty);
  };
  const changed = (text: string) => talk.send({ kind: "text", view, text });
  const [past, put, commit, undo, remember, settle] = memory(body, show, changed, refresh);
  const undoButton = button(strings.undo, undo);
  const proceedButton = button(strings.proceed, () => {
    commit();
    proceed(read(body));
  });
  const begin = () => {
    commit();
    if (hasFocus(body)) {
      page.focus();
    }
    if (body.textContent) {
      remember();
    } else {
      prompted("");
    }
  };
  const busy = (on: boolean) => {
    if (on !== active) {
      (on ? begin : settle)();
    }
    active = on;
    set(page, { "aria-busy": on });
    // Browsers without plaintext-only ignore the attribute, and the text stays read only.
    set(body, { contenteditable: on ? null : "plaintext-only", "aria-readonly": on });
    refresh();
  };
  const idly = (act: () => void) => () => active || act();
  typing(page, body, signal, idly(commit), idly(undo));
  talk.on("text", (message) => message.view !== view && put([message.text]));
  return [put, busy, proceedButton, undoButton] as const;
}

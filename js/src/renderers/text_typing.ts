// What a person does to a text by hand: typing, whose pauses part it into steps, pasting, and undo.

import { atEnd } from "../lib/traits";
import { close } from "./text_nodes";
import { paste } from "./text_paste";

/** A pause in typing (ms) that ends one step of undo. */
const PAUSE = 300;

/** Call `typed` when typing pauses or ends, and `undo` for the keys. */
export function typing(
  page: HTMLElement,
  body: HTMLElement,
  signal: AbortSignal,
  typed: () => void,
  undo: () => void,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = ({ isComposing }: { isComposing?: boolean }) => {
    clearTimeout(timer);
    // What an input method has not settled yet is not typed.
    if (!isComposing) {
      close(body, true);
      timer = setTimeout(typed, PAUSE);
    }
  };
  body.onbeforeinput = (event) => paste(body, event);
  body.oninput = wait as () => void;
  body.addEventListener("compositionend", wait as () => void);
  body.onblur = typed;
  page.onkeydown = (event) => {
    const key = event.key.toLowerCase();
    if (key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      event.preventDefault();
      undo();
    }
  };
  atEnd(signal, typed);
}

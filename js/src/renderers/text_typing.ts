// What a person does to a text by hand: typing, whose pauses part it into steps, and undo.

import { atEnd } from "../lib/traits";

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
  body.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(typed, PAUSE);
  };
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

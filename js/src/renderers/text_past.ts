// The texts that undo brings back: from before each edit and each run.

import { hasFocus } from "../lib/dom";
import type { Parts } from "../protocol";
import { read } from "./text_nodes";

const UNDO_LIMIT = 20;

/** `changed` is told each text that is the person's; `refresh` is called after every step. */
export function memory(
  body: HTMLElement,
  show: (parts: Parts) => void,
  changed: (text: string) => void,
  refresh: () => void,
) {
  const past: string[] = [];
  let last = "";
  const remember = () => {
    past.push(last);
    past.splice(0, past.length - UNDO_LIMIT);
  };
  /** Show a text that came from elsewhere. */
  const put = (parts: Parts) => {
    show(parts);
    last = read(body);
    refresh();
  };
  /** Take what was typed up to now. */
  const commit = () => {
    const now = read(body);
    if (now !== last) {
      remember();
      last = now;
      changed(now);
    }
    refresh();
  };
  const undo = () => {
    commit();
    const old = past.pop();
    if (old != null) {
      const longer = last.length - old.length;
      let at = old.length;
      while (at && old[at - 1] === last[at - 1 + longer]) {
        at--;
      }
      put([old]);
      changed(old);
      if (hasFocus(body)) {
        getSelection()?.collapse(body.firstChild, at);
      }
    }
  };
  /** A run is over: one that changed nothing is no step. */
  const settle = () => {
    last = read(body);
    if (past.at(-1) === last) {
      past.pop();
    }
  };
  return [past, put, commit, undo, remember, settle] as const;
}

// A message's text as prose: markdown without HTML, which grows while it streams. No string of it is
// ever given to an HTML parser: tokens become elements of a short list, and everything else is text.

import { button, h } from "../lib/dom";
import * as strings from "../lib/prose_strings";
import type { CodeActions } from "./code";
import { Growing } from "./growing";
import { typesetIn } from "./math";
import { wholeLength } from "./safe_text";
import { never, now, soon } from "./turns";
import type { Typeset } from "./typesetter";

export interface Prose {
  node: HTMLElement;
  /** Show a text; one that continues the last costs only what is new. `done`: nothing follows. */
  set(text: string, done: boolean): void;
  destroy(): void;
}

/** What a message can do in its notebook; what is missing has no button. */
export interface Actions extends CodeActions {
  /** Sets formulas, where the page itself has no typesetter for all. */
  typeset?: Typeset | undefined;
}

/** Parsed in one go; more is parsed in the next part of a frame. */
const STEP = 6000;
/** So much of a message is drawn; a press draws as much again. */
const PORTION = 300_000;

export function prose(actions: Actions): Prose {
  const body = h("div", "");
  const node = h("div", "prose", body);
  const growing = new Growing(body, actions, (kept) => typesetIn(kept, actions.typeset));
  let given = "";
  let text = "";
  let at = 0;
  let done = false;
  let again = false;
  let room = PORTION;
  const more = button("", () => {
    room += PORTION;
    soon(work);
  });
  const begin = () => {
    growing.restart();
    at = 0;
  };
  const step = () => {
    const end = Math.min(text.length, at + STEP);
    const high = text.charCodeAt(end - 1);
    at = end < text.length && high >= 0xd800 && high < 0xdc00 ? end + 1 : end;
    growing.grow(text, at, done && at === text.length);
    if (done && at === text.length && growing.defined && !again) {
      // Addresses may be defined behind what names them.
      again = true;
      begin();
    }
  };
  const work = (until: number) => {
    const end = () => Math.min(text.length, room);
    do {
      step();
    } while (at < end() && performance.now() < until);
    if (text.length > room) {
      more.textContent = strings.showMore(text.length - room);
      node.append(more);
    } else {
      more.remove();
    }
    return at >= end();
  };
  const forget = () => {
    text = given = "";
    again = false;
    room = PORTION;
    begin();
  };
  const take = (whole: string, last: boolean) => {
    const length = last ? whole.length : wholeLength(whole);
    text += whole.slice(given.length, length).replace(/\r\n?/g, "\n");
    given = whole.slice(0, length);
    done = last;
  };
  return {
    node,
    set(whole, last) {
      if (done && whole === given) {
        return;
      }
      if (done || !whole.startsWith(given)) {
        forget();
      }
      const start = last || !given ? now : soon;
      take(whole, last);
      start(work);
    },
    destroy() {
      never(work);
      node.remove();
    },
  };
}

// A long text that grows, in blocks which browsers lay out only when they come into view.

import { button, h } from "../lib/dom";
import * as strings from "../lib/prose_strings";
import { visible } from "./safe_text";

const CHUNK = 4000;
/** So much of a text is shown at once; a press shows as much again. */
const PORTION = 200_000;

export interface Chunks {
  add(text: string): void;
}

/** `code`: also what is only narrow is shown escaped. */
export function chunks(place: HTMLElement, code: boolean): Chunks {
  let chunk: HTMLElement | null = null;
  let length = 0;
  let room = PORTION;
  let held = "";
  const more = button("", () => {
    const rest = held;
    held = "";
    room = PORTION;
    add(rest);
  });
  const append = (text: string) => {
    if (!chunk) {
      chunk = h("span", "chunk");
      place.append(chunk);
    }
    const last = chunk.lastChild;
    for (const part of visible(text, code)) {
      if (last instanceof Text && last === chunk.lastChild && typeof part === "string") {
        last.appendData(part);
      } else {
        chunk.append(part);
      }
    }
    length += text.length;
  };
  const fill = (text: string) => {
    for (let rest = text; rest; ) {
      const cut = cutIn(rest, CHUNK - length);
      append(rest.slice(0, cut));
      rest = rest.slice(cut);
      if (rest || length >= CHUNK) {
        chunk = null;
        length = 0;
      }
    }
  };
  const add = (text: string) => {
    const cut = held ? 0 : evenly(text, room);
    fill(text.slice(0, cut));
    room -= cut;
    held += text.slice(cut);
    if (held) {
      more.textContent = strings.showMore(held.length);
      place.after(more);
    } else {
      more.remove();
    }
  };
  return { add };
}

/** How much of a text goes into a block with so much room: up to the end of a line, if there is one. */
function cutIn(text: string, room: number): number {
  if (text.length <= room) {
    return text.length;
  }
  const line = text.lastIndexOf("\n", room) + 1 || text.indexOf("\n", room) + 1;
  return line && line < room + CHUNK ? line : evenly(text, Math.max(room, 1));
}

/** A cut that parts no pair. */
function evenly(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return at < text.length && code >= 0xd800 && code < 0xdc00 ? at + 1 : Math.min(at, text.length);
}

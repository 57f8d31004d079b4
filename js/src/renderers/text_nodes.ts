// A generated text as nodes: runs of text, and between them special tokens that are not part of it.
// While it can be edited a line break stands behind it, which is not part of it either: behind it
// browsers show a last line that is empty, and take it for the one that they would else add.

import { h } from "../lib/dom";
import type { Parts } from "../protocol";

/** A Text node longer than this is not appended to: only the last node is laid out anew. */
const NODE_LENGTH = 4000;
/** What is no part of a word, between two texts: nothing is drawn otherwise for being parted there. */
const GAP = /\s/;

/** The text that an element holds. */
export const read = (body: HTMLElement): string =>
  [...body.childNodes]
    .map((child) => (child as Text).data ?? (isBreak(child) && child.nextSibling ? "\n" : ""))
    .join("");

/**
 * Append what came: every second part is a special token. From so many letters on a node ends at a gap:
 * the shorter they are, the less is laid out with each frame.
 */
export function write(body: HTMLElement, parts: Parts, enough = NODE_LENGTH): void {
  parts.forEach((part, index) => {
    const last = body.lastChild;
    if (!part) {
      return;
    }
    if (index % 2) {
      body.append(h("span", { class: "hfw-special", contentEditable: "false" }, part));
    } else if (last instanceof Text && goesOn(last, part, enough)) {
      last.appendData(part);
    } else {
      body.append(part);
    }
  });
}

const goesOn = ({ data }: Text, part: string, enough: number): boolean =>
  data.length < enough || (data.length < NODE_LENGTH && !GAP.test(data.slice(-1) + part[0]));

/** Have a line break at the end, or none. */
export function close(body: HTMLElement, on: boolean): void {
  const last = body.lastChild;
  if (!isBreak(last)) {
    if (on) body.append(h("br", ""));
  } else if (!on) {
    last.remove();
  }
}

const isBreak = (node: Node | null): node is HTMLElement => node?.nodeName === "BR";

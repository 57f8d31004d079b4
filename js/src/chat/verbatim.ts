// Text whose end is known by its lines alone: it is appended as it comes, and never parsed again.

import { h } from "../lib/dom";
import { chunks } from "./chunks";
import { type CodeActions, code } from "./code";

export interface Verbatim {
  node: HTMLElement;
  /** Take text from a place on; returns how far it came, and whether it ends there. */
  take(text: string, from: number, end: number, final: boolean): [number, boolean];
}

const FENCE = /^( {0,3})(`{3,}|~{3,})([^\n]*)\n/;
/** What may become the line that closes a fence. */
const CLOSING = /^ {0,3}[`~]*[ \t]*$/;

/** The fence that a block of code has opened and not closed; and the length of its first line. */
export function openFence(raw: string, actions: CodeActions): [Verbatim, number] | null {
  const match = FENCE.exec(raw);
  if (!match) {
    return null;
  }
  const [first, { length: indent } = "", mark = "", info = ""] = match;
  const closing = new RegExp(`^ {0,3}${mark[0]}{${mark.length},}[ \\t]*$`);
  if (
    raw
      .slice(first.length)
      .split("\n")
      .some((line) => closing.test(line))
  ) {
    return null;
  }
  const { node, add } = code(info.trim(), actions);
  const margin = new RegExp(`^ {0,${indent}}`);
  let before = "";
  let fresh = true;
  const put = ({ line, whole }: Line) => {
    add(fresh ? before + line.replace(margin, "") : line);
    before = "\n";
    fresh = whole;
  };
  const closes = ({ line, whole }: Line, final: boolean) =>
    fresh && (whole || final ? closing : CLOSING).test(line);
  const take: Verbatim["take"] = (text, from, end, final) => {
    let at = from;
    while (at < end) {
      const line = lineAt(text, at, end);
      if (closes(line, final)) {
        const over = line.whole || final;
        return [over ? line.next : at, over];
      }
      put(line);
      at = line.next;
    }
    return [end, final];
  };
  return [{ node, take }, first.length];
}

interface Line {
  line: string;
  /** Whether it ends. */
  whole: boolean;
  /** Where the next one begins. */
  next: number;
}

function lineAt(text: string, at: number, end: number): Line {
  const stop = text.indexOf("\n", at);
  const whole = stop >= 0 && stop < end;
  const to = whole ? stop : end;
  return { line: text.slice(at, to), whole, next: whole ? to + 1 : to };
}

/** The rest of a line, or of a paragraph, as plain text. */
export function plainUntil(stop: string): Verbatim {
  const node = h("div", { class: "hfw-plain", dir: "auto" });
  const { add } = chunks(node, false);
  return {
    node,
    take(text, from, end, final) {
      const found = text.indexOf(stop, from);
      const ends = found >= 0 && found + stop.length <= end;
      // The first half of what ends it may be there already.
      const to = ends ? found + stop.length : final ? end : Math.max(from, end - stop.length + 1);
      add(text.slice(from, ends ? found : to));
      return [to, ends || final];
    },
  };
}

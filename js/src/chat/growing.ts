// A message while it grows. What is before its last block, its last item or its last row stays as it is;
// only that is parsed again and drawn anew. A fence and an endless line are appended to as they come.

import type { Token, Tokens } from "marked";
import { h } from "../lib/dom";
import { addItems, addRows, block } from "./blocks";
import type { CodeActions } from "./code";
import { type Reader, readable, reader } from "./markdown";
import { opensFormula } from "./math";
import { itemsOf, lengthOf, type Parts, rowsOf } from "./parts_of";
import { visible } from "./safe_text";
import { openFence, plainUntil, type Verbatim } from "./verbatim";

/** A line goes on as plain text from here: no prose has such lines, and the parser's time is the page's. */
const LONG_LINE = 10_000;
/** A block that is longer is cut where a line ends, and read as two. */
const LONG_BLOCK = 16_000;
/** A last block of more than so many letters is parsed again when it has grown by a part of itself. */
const LARGE = 2000;
const PART = 1 / 16;
/** The begin of a line that may become one thing or another: it waits for more. */
const UNDECIDED = /(^|\n)[ \t]*(?:[-=*+#>|`~_$ \t]{1,20}|\d{1,9}[.)])$/;
/** Where words can stand. */
const HOLDS_WORDS = "p,li,ul,ol,blockquote,table,tbody,tr,td,.hfw-table";

/** What the tail goes on with: a list or a table, whose earlier items or rows stay. */
interface Holder extends Parts {
  type: string;
  node: HTMLElement;
}

export class Growing {
  readonly #reader: Reader = reader();
  readonly #place: HTMLElement;
  readonly #actions: CodeActions;
  readonly #kept: (node: HTMLElement) => void;
  /** Up to here text has become nodes that stay. */
  #settled = 0;
  /** Up to here it has been parsed. */
  #parsed = 0;
  #tail: HTMLElement[] = [];
  #holder: Holder | null = null;
  #verbatim: Verbatim | null = null;
  /** What has come since the last block was parsed. */
  readonly #since = h("span", "");

  /** `kept` is told each node that stays from now on. */
  constructor(place: HTMLElement, actions: CodeActions, kept: (node: HTMLElement) => void) {
    this.#place = place;
    this.#actions = actions;
    this.#kept = kept;
  }

  /** Whether addresses were defined, which may have been named before. */
  get defined(): boolean {
    return Object.keys(this.#reader.links).length > 0;
  }

  /** Begin anew; the addresses that were defined are known from now on. */
  restart(): void {
    this.#settled = this.#parsed = 0;
    this.#tail = [];
    this.#holder = this.#verbatim = null;
    this.#place.replaceChildren();
  }

  /** Show a text up to some place; `final`: it ends there. */
  grow(text: string, end: number, final: boolean): void {
    let more = true;
    while (more && this.#settled < end) {
      more = this.#verbatim
        ? this.#take(this.#verbatim, text, end, final)
        : !this.#waits(text, end, final) && this.#parse(text, end, final);
    }
  }

  #take(verbatim: Verbatim, text: string, end: number, final: boolean): boolean {
    const [at, ended] = verbatim.take(text, this.#settled, end, final);
    this.#settled = this.#parsed = at;
    if (ended) {
      this.#verbatim = null;
    }
    return ended;
  }

  /** Whether the last block is large and has hardly grown: what has come stands at its end meanwhile. */
  #waits(text: string, end: number, final: boolean): boolean {
    const length = this.#parsed - this.#settled;
    const last = this.#tail.at(-1);
    const waits = !final && !!last && length > LARGE && end - this.#parsed < length * PART;
    if (waits) {
      this.#since.replaceChildren(...visible(text.slice(this.#parsed, end)));
      endOf(last).append(this.#since);
    }
    return waits;
  }

  /** Parse the tail; returns whether there is more to do. */
  #parse(text: string, end: number, final: boolean): boolean {
    const [limit, long] = this.#limit(text, end);
    const whole = final || !!long;
    const raw = text.slice(this.#settled, limit);
    const source = whole ? raw : raw.replace(UNDECIDED, "$1");
    const before = this.#holder?.before ?? "";
    const tokens = readable(before + source) ? this.#reader.blocks(before + source) : null;
    this.#parsed = limit;
    this.#clear();
    if (!tokens) {
      this.#goOn(plainUntil("\n\n"), this.#settled);
      return true;
    }
    this.#draw(tokens);
    if (this.#fence(tokens, source.length)) {
      return true;
    }
    if (whole) {
      this.#reader.define(tokens);
      this.#keep(limit, this.#tail);
      this.#tail = [];
      if (long === "line") {
        this.#goOn(plainUntil("\n"), limit);
      }
      return !!long;
    }
    this.#settle(tokens, source);
    return false;
  }

  /** How far to parse, and why no further: a line is too long, or a block. */
  #limit(text: string, end: number): [number, "line" | "block" | null] {
    const from = this.#settled;
    const most = from + LONG_BLOCK;
    for (let at = from; end - at > LONG_LINE; ) {
      const stop = text.indexOf("\n", at);
      if (stop < 0 || stop - at > LONG_LINE) {
        const cut = text.lastIndexOf(" ", at + LONG_LINE) + 1;
        return [cut > at + LONG_LINE / 2 ? cut : at, "line"];
      }
      if (stop >= most) {
        return [at, "block"];
      }
      at = stop + 1;
    }
    return end > most ? [text.lastIndexOf("\n", most) + 1, "block"] : [end, null];
  }

  #clear(): void {
    for (const node of this.#tail) {
      node.remove();
    }
    this.#since.remove();
    this.#tail = [];
  }

  #draw(tokens: Token[]): void {
    const [first, ...others] = tokens;
    const holder = this.#holder;
    if (first && holder?.type === first.type) {
      const more =
        first.type === "list"
          ? addItems(holder.node, first as Tokens.List, this.#actions)
          : addRows(holder.node, first as Tokens.Table);
      this.#tail.push(...more);
    } else {
      this.#holder = null;
    }
    const nodes = (this.#holder ? others : tokens)
      .map((token) => block(token, this.#actions))
      .filter((node) => !!node);
    this.#place.append(...nodes);
    this.#tail.push(...nodes);
  }

  /** Everything up to a place stays as it is. */
  #keep(at: number, nodes: HTMLElement[]): void {
    this.#settled = at;
    this.#holder = null;
    for (const node of nodes) {
      this.#kept(node);
    }
  }

  #goOn(verbatim: Verbatim, at: number): void {
    this.#keep(at, this.#tail);
    this.#tail = [];
    this.#verbatim = verbatim;
    this.#place.append(verbatim.node);
  }

  /** Where the last block is code that is not closed, go on with it by lines. */
  #fence(tokens: Token[], used: number): boolean {
    const last = tokens.at(-1);
    const found = last?.type === "code" ? openFence(last.raw, this.#actions) : null;
    if (!last || !found) {
      return false;
    }
    const [verbatim, first] = found;
    this.#tail.pop()?.remove();
    this.#reader.define(tokens.slice(0, -1));
    this.#goOn(verbatim, this.#settled + used - last.raw.length + first);
    return true;
  }

  /** Keep what is before the last block whose first line has come whole, and of that what can stay. */
  #settle(tokens: Token[], source: string): void {
    const final = tokens.findLastIndex(({ type }) => type !== "space");
    const at = openAt(tokens, final, source);
    const last = tokens[at];
    const start = source.length - lengthOf(tokens.slice(at));
    // Spaces alone, or a line that may become another thing.
    if (!last || source.indexOf("\n", Math.max(start, 0)) < 0) {
      return;
    }
    const settled = this.#settled;
    const holder = at ? null : this.#holder;
    if (at) {
      const open = tokens.slice(at).filter(isShown).length;
      const kept = this.#tail.splice(0, this.#tail.length - open);
      this.#reader.define(tokens.slice(0, at));
      this.#keep(settled + start, kept);
    }
    const parts =
      last.type === "list" ? itemsOf(last as Tokens.List) : rowsOf(last as Tokens.Table);
    if (parts && at === final && source.indexOf("\n", start + parts.length) >= 0) {
      this.#settleIn(last.type, holder, parts, settled + start);
    }
  }

  /** Of a list all items but the last can stay, of a table all rows. */
  #settleIn(type: string, holder: Holder | null, parts: Parts, start: number): void {
    const shown = this.#tail[0];
    const node = holder?.node ?? shown?.querySelector<HTMLElement>("tbody") ?? shown;
    if (node) {
      const some = holder ? this.#tail : [...(node.children as Iterable<HTMLElement>)];
      this.#keep(start + parts.length, some.slice(0, -1));
      this.#tail = some.slice(-1);
      this.#holder = { ...parts, type, node };
    }
  }
}

const isShown = ({ type }: Token): boolean => type !== "space" && type !== "def";

/** The first block that may go on: the last one, or what stands in a formula that is not closed. */
function openAt(tokens: Token[], last: number, source: string): number {
  let start = source.length - lengthOf(tokens);
  for (const [at, { raw }] of tokens.slice(0, last).entries()) {
    if (opensFormula(source, Math.max(start, 0), raw)) {
      return at;
    }
    start += raw.length;
  }
  return last;
}

/** Where more words of a block would stand. */
function endOf(block: Element): Element {
  const last = block.lastElementChild;
  return last?.matches(HOLDS_WORDS) ? endOf(last) : block;
}

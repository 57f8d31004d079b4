// The text of a branch in blocks of tokens, of which only those in or near view have their tokens:
// the others keep their height. A block ends with a line where one ends, so that the text flows on.
import { h, set } from "../lib/dom";
import { atEnd } from "../lib/traits";
import { tokenNode } from "./spelling";
import * as strings from "./strings";
import type { Tokens } from "./tokens";

/** A block has at least so many tokens where a line ends, and never more than the second. */
const [LEAST, MOST] = [32, 64];
/** So many blocks are filled in a frame. */
const AT_ONCE = 2;
/** Around what is in view, blocks are ready (CSS pixels). */
const MARGIN = 300;
/** Letters in a line and its height, where none was measured yet. */
const [LETTERS, LINE] = [80, 26];
/** So many blocks are in view at first. */
const FIRST = 2;

interface Block {
  node: HTMLElement;
  from: number;
  to: number;
  /** Whether it has its tokens. */
  full: boolean;
  seen: boolean;
}

export interface Blocks {
  /** The element with the tokens. */
  node: HTMLElement;
  /** Tokens have come from `start` on, in the place of those that were there. */
  grew(start: number): void;
  /** The element of a token; its block is filled for it. */
  element(at: number): HTMLElement | undefined;
  /** This token's block stays filled. */
  keep(at: number): void;
}

/** `page` is what scrolls. */
export function blocks(tokens: Tokens, page: HTMLElement, signal: AbortSignal): Blocks {
  const node = h("div", { class: "hfw-tokens", role: "listbox", "aria-label": strings.tokens });
  const all: Block[] = [];
  let kept: Block | undefined;
  let keptAt = 0;
  const byNode = new WeakMap<Element, Block>();
  const fill = (block: Block) => {
    if (!block.full) {
      block.full = true;
      block.node.style.height = "";
      block.node.replaceChildren(...nodesOf(tokens, block.from, block.to));
    }
  };
  const turn = turns(signal, (block) =>
    steady(page, kept?.node.children[keptAt - kept.from], () => fill(block)),
  );
  const turned = ({ target, isIntersecting, boundingClientRect }: IntersectionObserverEntry) => {
    const block = byNode.get(target);
    if (block) {
      block.seen = isIntersecting;
    }
    if (block && isIntersecting) {
      turn(block);
    } else if (block?.full && block !== kept && !block.node.matches(":focus-within")) {
      drain(block, boundingClientRect.height);
    }
  };
  const watcher = new IntersectionObserver((entries) => entries.forEach(turned), {
    root: page,
    rootMargin: `${MARGIN}px 0px`,
  });
  atEnd(signal, () => watcher.disconnect());

  const add = (from: number, to: number) => {
    const place = h("div", { class: "hfw-block", role: "group" });
    set(place, { "data-from": tokens.position(from) });
    const block = { node: place, from, to, full: false, seen: false };
    place.style.height = `${guessed(tokens, from, to)}px`;
    byNode.set(place, block);
    node.append(place);
    watcher.observe(place);
    all.push(block);
    // What is seen first waits for no frame.
    if (all.length <= FIRST) {
      fill(block);
    }
  };
  const grew = (start: number) => {
    while (all.length && (all.at(-1)?.from ?? 0) >= start) {
      const gone = all.pop() as Block;
      watcher.unobserve(gone.node);
      gone.node.remove();
      kept = kept === gone ? undefined : kept;
    }
    extend(tokens, all, start, add);
  };
  const element = (at: number) => {
    const block = blockOf(all, at);
    if (!block) {
      return undefined;
    }
    fill(block);
    return block.node.children[at - block.from] as HTMLElement | undefined;
  };
  return {
    node,
    grew,
    element,
    keep(at) {
      const before = kept;
      [kept, keptAt] = [blockOf(all, at), at];
      if (before && before !== kept && !before.seen) {
        drain(before, before.node.offsetHeight);
      }
    },
  };
}

/** Do what changes the heights above an element that is in view, and leave that where it is. */
function steady(page: HTMLElement, held: Element | undefined, act: () => void): void {
  const { top, bottom } = page.getBoundingClientRect();
  const before = held?.getBoundingClientRect();
  act();
  if (held && before && before.bottom > top && before.top < bottom) {
    page.scrollTop += held.getBoundingClientRect().top - before.top;
  }
}

/** Leave the room of a block's tokens alone. */
function drain(block: Block, height: number): void {
  block.full = false;
  block.node.replaceChildren();
  block.node.style.height = `${height}px`;
}

/** Fills blocks in view a few a frame, the last that came first: one may have scrolled on. */
function turns(signal: AbortSignal, fill: (block: Block) => void) {
  const waiting: Block[] = [];
  let frame = 0;
  atEnd(signal, () => cancelAnimationFrame(frame));
  const turn = () => {
    frame = 0;
    for (let filled = 0; filled < AT_ONCE && waiting.length; ) {
      const block = waiting.pop() as Block;
      if (block.seen && !block.full) {
        fill(block);
        filled++;
      }
    }
    if (waiting.length) {
      frame = requestAnimationFrame(turn);
    }
  };
  return (block: Block) => {
    waiting.push(block);
    frame ||= requestAnimationFrame(turn);
  };
}

/** Put tokens from `start` on into the last block and new ones. */
function extend(
  tokens: Tokens,
  all: Block[],
  start: number,
  add: (from: number, to: number) => void,
): void {
  const last = all.at(-1);
  let from = start;
  if (last && last.from < start) {
    const to = endOf(tokens, last.from);
    if (last.full) {
      while (last.node.children.length > start - last.from) {
        last.node.lastChild?.remove();
      }
      last.node.append(...nodesOf(tokens, start, to));
    } else {
      last.node.style.height = `${guessed(tokens, last.from, to)}px`;
    }
    last.to = to;
    from = to;
  }
  while (from < tokens.count) {
    const to = endOf(tokens, from);
    add(from, to);
    from = to;
  }
}

function nodesOf(tokens: Tokens, from: number, to: number): HTMLElement[] {
  const nodes: HTMLElement[] = [];
  for (let at = from; at < to; at++) {
    nodes.push(tokenNode(tokens, at));
  }
  return nodes;
}

/** Where the block ends that begins here. */
function endOf(tokens: Tokens, from: number): number {
  const last = Math.min(from + MOST, tokens.count);
  for (let at = Math.min(from + LEAST, last); at < last; at++) {
    if (tokens.text(at - 1).endsWith("\n")) {
      return at;
    }
  }
  return last;
}

/** About how high a block is. */
function guessed(tokens: Tokens, from: number, to: number): number {
  let [letters, lines] = [0, 0];
  for (let at = from; at < to; at++) {
    const text = tokens.text(at);
    letters += text.length;
    lines += text.endsWith("\n") ? 1 : 0;
  }
  return LINE * Math.max(1, lines, Math.ceil(letters / LETTERS));
}

function blockOf(all: readonly Block[], at: number): Block | undefined {
  let [low, high] = [0, all.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const block = all[middle] as Block;
    if (at < block.from) {
      high = middle - 1;
    } else if (at >= block.to) {
      low = middle + 1;
    } else {
      return block;
    }
  }
  return undefined;
}

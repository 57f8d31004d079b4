// LaTeX in a message: where it stands, and what sets it. Only the host's own typesetter is used; where
// none can be reached the source is shown.

import type { TokenizerExtensionFunction, Tokens } from "marked";
import { h } from "../lib/dom";
import { visible } from "./safe_text";
import { soon } from "./turns";
import type { Typeset } from "./typesetter";

export interface Formula extends Tokens.Generic {
  type: "formula";
  text: string;
  display: boolean;
}

// No blank line in a formula; a price is none: what opens one touches it, and no digit follows its end.
const BODY = String.raw`(?:(?!\n[ \t]*\n)[^$])+`;
const DISPLAYED = String.raw`\$\$(${BODY})\$\$|\\\[((?:(?!\n[ \t]*\n|\\\]).|\n(?![ \t]*\n))+)\\\]`;
const BLOCK = new RegExp(String.raw`^ {0,3}(?:${DISPLAYED})[ \t]*(?:\n+|$)`);
const INLINE = new RegExp(
  String.raw`^(?:${DISPLAYED}|\$(?![\s$])((?:\\.|[^\\$\n])+)(?<!\s)\$(?![\d$])|\\\(((?:(?!\\\)).)+)\\\))`,
);

const rule =
  (pattern: RegExp): TokenizerExtensionFunction =>
  (source): Formula | undefined => {
    const match = pattern.exec(source);
    if (!match) {
      return undefined;
    }
    const [raw, dollars, brackets, dollar, parenthesis] = match;
    const display = dollars ?? brackets;
    const text = (display ?? dollar ?? parenthesis ?? "").trim();
    return text ? { type: "formula", raw, text, display: display !== undefined } : undefined;
  };

const BEGIN = /^ {0,3}(?:\$\$|\\\[)/gm;
const END = /\$\$|\\\]|\n[ \t]*\n/;

/** Whether a formula begins in a block, from some place of a text, whose end may come yet. */
export const opensFormula = (text: string, from: number, raw: string): boolean =>
  [...raw.matchAll(BEGIN)].some(
    ({ 0: mark, index }) => !END.test(text.slice(from + index + mark.length)),
  );

/** Where the lexer looks for formulas. */
export const FORMULAS = {
  renderers: {},
  childTokens: {},
  inline: [rule(INLINE)],
  startInline: [(source: string) => source.search(/\$|\\[[(]/)],
  block: [rule(BLOCK)],
  startBlock: [(source: string) => source.search(/\n {0,3}(?:\$\$|\\\[)/)],
};

/** Commands that make links, load, or reach into the page; with them a formula stays source. */
const REFUSED =
  /\\(?:href|url|class|style|cssId|data|html\w*|require|includegraphics|unicode|[egx]?def|let|newcommand|renewcommand|newenvironment|csname|input|mmlToken)(?![a-zA-Z])/i;
const LONGEST = 2000;

/** A formula as its source, which can be set later. */
export function formula({ text, display, raw }: Formula): HTMLElement {
  const shown = visible(raw.trim(), true);
  const settable = text.length < LONGEST && shown.length === 1 && !REFUSED.test(text);
  const node = h(
    "span",
    { class: `hfw-formula${display ? " hfw-display" : ""}`, dir: "ltr" },
    ...shown,
  );
  if (settable) {
    sources.set(node, display ? `\\[${text}\\]` : `\\(${text}\\)`);
  }
  return node;
}

const sources = new WeakMap<Element, string>();

const waiting: [HTMLElement, string, Typeset][] = [];

/** Have all formulas of a node set that are not yet, each when a frame has time for it. */
export function typesetIn(node: HTMLElement, typeset: Typeset | undefined): void {
  const set = typeset ?? hosts();
  for (const one of set ? node.querySelectorAll<HTMLElement>(".hfw-formula") : []) {
    const source = sources.get(one);
    if (set && source && sources.delete(one)) {
      waiting.push([one, source, set]);
      soon(work);
    }
  }
}

function work(until: number): boolean {
  do {
    const [node, source, set] = waiting.shift() ?? [];
    if (node && source && set) {
      attempt(node, source, set);
    }
  } while (waiting.length && performance.now() < until);
  return !waiting.length;
}

/** What could not be set is shown as it was. */
async function attempt(node: HTMLElement, source: string, set: Typeset): Promise<void> {
  const before = node.textContent ?? "";
  node.textContent = source;
  try {
    await set(node);
  } catch {
    // The source is all there is.
  }
  if (node.firstElementChild) {
    node.title = before;
  } else {
    node.textContent = before;
  }
}

interface MathJax {
  typesetPromise?(nodes: HTMLElement[]): Promise<unknown>;
}

/** The typesetter that a page has for all, if any. */
function hosts(): Typeset | undefined {
  const { MathJax: jax } = globalThis as { MathJax?: MathJax };
  return jax?.typesetPromise && ((node) => jax.typesetPromise?.([node]));
}

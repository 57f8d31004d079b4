// The one place that knows marked: text in, tokens out. Its lexer is the parser; its HTML is not used.

import {
  getDefaults,
  Lexer,
  type Links,
  type MarkedOptions,
  type Token,
  type Tokens,
} from "marked";
import { FORMULAS } from "./math";

/** Of a longer paragraph parts are read one by one: the time for its marks may grow with its square. */
const PART = 2500;

/** Deeper than messages are: the lexer would call itself as often. */
const DEEP = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){30}/m;
/** The line below the head of a table, which each row is made as wide as. */
const MARKS = /^[ \t:-]*\|[ \t:|-]*$/gm;
const CELLS = 20_000;

/** Whether a text can be parsed in a time that grows with its length. */
export function readable(text: string): boolean {
  const lines = text.split("\n").length;
  const columns = (text.match(MARKS) ?? []).map((line) => line.split("|").length);
  return !DEEP.test(text) && Math.max(0, ...columns) * lines < CELLS;
}

export interface Reader {
  /** The addresses that were defined for good, by their labels. */
  links: Links;
  /** What these blocks define is so for good. */
  define(blocks: Token[]): void;
  /** The blocks of a text; null where none of them can be read. */
  blocks(text: string): Token[] | null;
}

const read = (): MarkedOptions => ({ ...getDefaults(), breaks: true, extensions: FORMULAS });

export function reader(): Reader {
  const options = read();
  const links: Links = Object.create(null);
  return {
    links,
    define(blocks) {
      for (const token of blocks) {
        if (token.type === "def") {
          links[token.tag] ??= token as Tokens.Def;
        }
        this.define(("items" in token && token.items) || ("tokens" in token && token.tokens) || []);
      }
    },
    blocks(text) {
      const lexer = new Lexer(options);
      // An address that is still being written is none that stays.
      lexer.tokens.links = Object.assign(Object.create(null), links);
      try {
        const tokens = lexer.blockTokens(text, []);
        for (const { src, tokens: inner } of lexer.inlineQueue) {
          for (const part of parts(src)) {
            lexer.inlineTokens(part, inner);
          }
        }
        return tokens;
      } catch {
        // Nested deeper than the lexer can call itself, or a fault of it: the text is shown as it is.
        return null;
      }
    },
  };
}

/** So long (ms) expressions are made before the page gets its turn. */
const SHARE = 8;
/** Browsers make an expression for each kind of text, and anew when it is used again. */
const SAMPLES = ["a b", "a\u2026b"] as const;
const USES = [1, 2, 3];

/**
 * Have the parser's expressions made, a few at a time: the first message to be parsed would else stop
 * the page for as long as all of them take, which is several frames.
 */
export async function prepare(): Promise<void> {
  const { tokenizer } = new Lexer(read()) as unknown as { tokenizer: { rules: Rules } };
  const rules = [tokenizer.rules.block, tokenizer.rules.inline].flatMap((some) =>
    Object.values(some),
  );
  const make = async (sample: string) => {
    let began = performance.now();
    for (const rule of rules) {
      if (performance.now() - began > SHARE) {
        await pause();
        began = performance.now();
      }
      for (const _ of USES) {
        rule.lastIndex = 0;
        rule.exec(sample);
      }
      rule.lastIndex = 0;
    }
  };
  await pause();
  await make(SAMPLES[0]);
  make(SAMPLES[1]);
}

type Rules = Record<"block" | "inline", Record<string, RegExp>>;

/** Lets the page do what waits; a timer would wait for a page that is not seen. */
function pause(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

/** Cut where a line ends, else where a word does. */
function parts(text: string): string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.length > PART) {
    const at = Math.max(rest.lastIndexOf("\n", PART), PART / 2) + 1;
    const cut = at > PART / 2 + 1 ? at : rest.lastIndexOf(" ", PART) + 1 || PART;
    found.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  found.push(rest);
  return found;
}

// Untrusted text as Text nodes: what could not be seen, or would turn other text around, is shown escaped.

import { h } from "../lib/dom";
import * as strings from "../lib/prose_strings";

const ESCAPE = String.fromCharCode(27);
/** What colours a terminal and moves its caret; a page has neither. */
const ANSI = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\p{Cc}]{0,1000}(?:\\u0007|${ESCAPE}\\\\))`,
  "gu",
);
/** The begin of such a sequence, whose end may come yet. */
const ANSI_BEGUN = new RegExp(`${ESCAPE}(?:\\[[0-?]*[ -/]*|\\][^\\p{Cc}]{0,1000})?$`, "u");

// Controls, halves of pairs, overrides of the direction, and letters that hide as tags.
const UNSEEN = String.raw`(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]`;
const IN_PROSE = new RegExp(UNSEEN, "gu");
// In code also what has no width: two names that look alike are not the same.
const IN_CODE = new RegExp(
  String.raw`${UNSEEN}|[\u00ad\u061c\u200b\u200e\u200f\u2060-\u2064\ufeff]`,
  "gu",
);

const unit = (raw: string) => {
  const code = (raw.codePointAt(0) as number).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
};

/** A text as nodes and strings to append. */
export function visible(text: string, code = false): (Node | string)[] {
  const plain = text.replace(ANSI, "");
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const match of plain.matchAll(code ? IN_CODE : IN_PROSE)) {
    parts.push(plain.slice(at, match.index), escaped(match[0]));
    at = match.index + match[0].length;
  }
  parts.push(plain.slice(at));
  return parts.filter(Boolean);
}

const escaped = (raw: string) =>
  h("span", { class: "hfw-escape", title: strings.hidden }, unit(raw));

/** The same as one string, for attributes. */
export const visibleLine = (text: string): string =>
  text.replace(ANSI, "").replace(IN_CODE, unit).replace(/\s+/g, " ");

/** How much of a text that grows can be shown: not half a character or half a line break. */
export function wholeLength(text: string): number {
  const end = text.slice(-1100);
  const cut = ANSI_BEGUN.exec(end)?.index ?? end.length;
  const last = cut && end.charCodeAt(cut - 1);
  const half = last === 13 || (last >= 0xd800 && last < 0xdc00);
  return text.length - end.length + cut - (half ? 1 : 0);
}

// The names that are written in prose. Others stay as they are typed.
const NAMED: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  copy: "©",
  reg: "®",
  trade: "™",
  hellip: "…",
  mdash: "—",
  ndash: "–",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  laquo: "«",
  raquo: "»",
  bull: "•",
  middot: "·",
  times: "×",
  divide: "÷",
  deg: "°",
  plusmn: "±",
  euro: "€",
  pound: "£",
  sect: "§",
  para: "¶",
  rarr: "→",
  larr: "←",
  le: "≤",
  ge: "≥",
  ne: "≠",
  colon: ":",
  Tab: "\t",
  NewLine: "\n",
};

/** Character references read; U+FFFD for those that no text may hold. */
export const unreferenced = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi,
    (typed, decimal?: string, hex?: string, name = "") =>
      decimal || hex
        ? fromCode(Number.parseInt(decimal ?? hex ?? "", decimal ? 10 : 16))
        : Object.hasOwn(NAMED, name)
          ? (NAMED[name] as string)
          : typed,
  );

const fromCode = (code: number): string =>
  code && code < 0x110000 && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : "\ufffd";

// A token as it is shown: what could not be seen of it is made visible, and everything is text.
import { h } from "../lib/dom";
import { encode } from "../lib/escapes";
import * as strings from "./strings";
import { levelOf, type Tokens } from "./tokens";

/** Joins letters or signs to one: shown as it is beside others. */
const JOINERS = /\u200c|\u200d/;
const HIDDEN = /(\r?\n|\t|[\p{C}\p{Zl}\p{Zp}]|(?<=^ *) (?= *$))/u;

const SIGNS: Record<string, string> = { "\n": "↵\n", "\r\n": "↵\n", "\t": "⇥\t", " ": "·" };

const sign = (text: string): HTMLElement => h("i", "sign", SIGNS[text] ?? encode(text));

/** The nodes of a token's text. */
export function spelled(text: string): (Node | string)[] {
  if (!text || text === "\ufffd") {
    return [h("i", "sign", text || "◌")];
  }
  if (!HIDDEN.test(text)) {
    return [text];
  }
  return text
    .split(HIDDEN)
    .filter(Boolean)
    .map((one) => (HIDDEN.test(one) && !(text.length > 1 && JOINERS.test(one)) ? sign(one) : one));
}

/** A token's text in one line, in quotes, for labels and lists. */
export function quoted(text: string): string {
  if (!text || text === "\ufffd") {
    return strings.part;
  }
  return `“${encode(text.length > 60 ? `${text.slice(0, 60)}…` : text)}”`;
}

/** What is said of a token. */
export function told(tokens: Tokens, at: number): string {
  const rank = strings.ranked(tokens.rank(at), tokens.told(at));
  return [
    quoted(tokens.text(at)),
    strings.percent(tokens.p(at)),
    rank,
    strings.placed(tokens.position(at), tokens.count - tokens.prompt),
  ]
    .filter(Boolean)
    .join(", ");
}

/** The element of a token. */
export function tokenNode(tokens: Tokens, at: number): HTMLElement {
  const marks = [
    `hfw-token hfw-p${levelOf(tokens.p(at))}`,
    tokens.isSpecial(at) ? "hfw-mark" : "",
    tokens.isPrompt(at) ? "hfw-asked" : tokens.isKept(at) ? "hfw-kept" : "",
  ];
  const node = h(
    "span",
    {
      class: marks.filter(Boolean).join(" "),
      role: "option",
      tabIndex: -1,
      "aria-selected": false,
      "aria-label": told(tokens, at),
    },
    ...spelled(tokens.text(at)),
  );
  node.dataset.at = `${at}`;
  return node;
}

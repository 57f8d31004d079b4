// Blocks of a message as elements, from the lexer's tokens.

import type { Token, Tokens } from "marked";
import { h } from "../lib/dom";
import * as strings from "../lib/prose_strings";
import { type CodeActions, code } from "./code";
import { type Children, inline } from "./inline";
import { type Formula, formula } from "./math";
import { visible } from "./safe_text";

/** Each block has a direction of its own, from its first strong letter. */
const AUTO = { dir: "auto" };

const HEADINGS = ["h3", "h4", "h5", "h6", "h6", "h6"] as const;

/** The node of a block; null for what shows nothing. */
export function block(token: Token, actions: CodeActions): HTMLElement | null {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "hr":
      return h("hr", "");
    case "heading":
      return heading(token as Tokens.Heading);
    case "code":
      return codeOf(token as Tokens.Code, actions);
    case "blockquote":
      return h("blockquote", AUTO, ...blocks((token as Tokens.Blockquote).tokens, actions));
    case "list":
      return list(token as Tokens.List, actions);
    case "table":
      return table(token as Tokens.Table);
    case "formula":
      return h("div", "", formula(token as Formula));
    case "paragraph":
    case "text":
      return paragraph(token.tokens ?? [token]);
    case "html":
      return h("p", { ...AUTO, class: "hfw-raw" }, ...visible(token.raw.trim()));
    default:
      return paragraph([token]);
  }
}

export const blocks = (tokens: Token[], actions: CodeActions): HTMLElement[] =>
  tokens.map((token) => block(token, actions)).filter((node) => !!node);

const heading = ({ depth, tokens }: Tokens.Heading) =>
  h(HEADINGS[depth - 1] ?? "h6", { ...AUTO, class: `hfw-h${depth}` }, ...inline(tokens));

function codeOf({ text, lang = "" }: Tokens.Code, actions: CodeActions): HTMLElement {
  const { node, add } = code(lang, actions);
  add(text);
  return node;
}

function list(token: Tokens.List, actions: CodeActions): HTMLElement {
  const node = token.ordered
    ? h("ol", token.start === 1 ? "" : { start: token.start })
    : h("ul", "");
  addItems(node, token, actions);
  return node;
}

/** Append the items of a list; returns them. */
export function addItems(node: HTMLElement, token: Tokens.List, actions: CodeActions) {
  node.classList.toggle("hfw-loose", token.loose || node.matches(".hfw-loose"));
  const items = token.items.map(({ task, tokens }) =>
    h("li", { ...AUTO, class: task ? "hfw-task" : "" }, ...itemOf(tokens, actions)),
  );
  node.append(...items);
  return items;
}

/** The same nodes for a list with gaps and for one without: it may become either while it grows. */
function itemOf(tokens: Token[], actions: CodeActions): Children {
  const box = tokens[0]?.type === "checkbox" ? tokens.slice(0, 1) : [];
  const [first, ...others] = tokens.slice(box.length);
  const words = first && /^(?:text|paragraph)$/.test(first.type);
  return [
    ...(box.length || words
      ? [paragraph([...box, ...(words ? ((first as Tokens.Text).tokens ?? [first]) : [])])]
      : []),
    ...blocks(words || !first ? others : [first, ...others], actions),
  ];
}

const paragraph = (tokens: Token[] | undefined) => h("p", AUTO, ...inline(tokens));

function table(token: Tokens.Table): HTMLElement {
  const cells = token.header.map((cell) => cellOf("th", cell));
  for (const cell of cells) {
    cell.scope = "col";
  }
  const body = h("tbody", "");
  addRows(body, token);
  return h(
    "div",
    { class: "hfw-table", tabIndex: 0, role: "region", "aria-label": strings.table },
    h("table", "", h("thead", "", h("tr", "", ...cells)), body),
  );
}

/** Append the rows of a table; returns them. */
export function addRows(body: HTMLElement, { rows }: Tokens.Table) {
  const nodes = rows.map((row) => h("tr", "", ...row.map((cell) => cellOf("td", cell))));
  body.append(...nodes);
  return nodes;
}

const cellOf = <Tag extends "th" | "td">(tag: Tag, { tokens, align }: Tokens.TableCell) =>
  h(tag, { ...AUTO, class: align ? `hfw-${align}` : "" }, ...inline(tokens));

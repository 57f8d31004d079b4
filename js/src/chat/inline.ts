// What stands in a line, from the lexer's tokens. Each kind that may become an element has its entry:
// all others, raw HTML among them, are text.

import type { Token, Tokens } from "marked";
import { h } from "../lib/dom";
import * as strings from "../lib/prose_strings";
import { link, picture } from "./addresses";
import { type Formula, formula } from "./math";
import { unreferenced, visible } from "./safe_text";

export type Children = (Node | string)[];

const SPANS: Record<string, "strong" | "em" | "del"> = { strong: "strong", em: "em", del: "del" };

export const inline = (tokens: Token[] | undefined): Children => (tokens ?? []).flatMap(one);

function one(token: Token): Children {
  const span = SPANS[token.type];
  if (span) {
    return [h(span, "", ...inline((token as Tokens.Strong).tokens))];
  }
  switch (token.type) {
    case "br":
      return [h("br", "")];
    case "codespan":
      return [h("code", { dir: "auto" }, ...visible(token.text, true))];
    case "link":
      return linked(token as Tokens.Link);
    case "image":
      return [pictured(token as Tokens.Image)];
    case "formula":
      return [formula(token as Formula)];
    case "checkbox":
      return [checkbox(token as Tokens.Checkbox), " "];
    case "escape":
      return visible(token.text);
    case "text":
      return "tokens" in token && token.tokens
        ? inline(token.tokens)
        : visible(unreferenced(token.text));
    default:
      return visible(token.raw);
  }
}

const checkbox = ({ checked }: Tokens.Checkbox) =>
  h(
    "span",
    { class: "hfw-check", role: "img", "aria-label": strings.task(checked) },
    checked ? "☑" : "☐",
  );

const pictured = ({ href, text }: Tokens.Image) => picture(unreferenced(href), unreferenced(text));

/** A link; the pictures in it stand behind it, for they are buttons. */
function linked({ href, title, tokens, autolink }: Tokens.Link): Children {
  const pictures: Tokens.Image[] = [];
  const without = (inner: Token[]): Token[] =>
    inner.map((token) => {
      if (token.type === "image") {
        pictures.push(token as Tokens.Image);
        return { type: "text", raw: token.raw, text: (token as Tokens.Image).text };
      }
      return "tokens" in token && token.tokens
        ? ({ ...token, tokens: without(token.tokens) } as Token)
        : token;
    });
  const children = autolink ? visible(tokens[0]?.raw ?? href) : inline(without(tokens));
  const address = autolink ? href : unreferenced(href);
  return [link(address, unreferenced(title ?? ""), children), ...pictures.map(pictured)];
}

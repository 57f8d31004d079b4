// An answer that was asked for as JSON: a tree, or what is wrong with it and where.
import { h } from "../lib/dom";
import { tree } from "../parts/tree";
import type { ChatMessage, ChatStructure } from "../protocol";
import { visible } from "./safe_text";
import * as said from "./tool_strings";

export interface StructurePart {
  node: HTMLElement;
  show(message: ChatMessage): void;
}

export function structurePart(): StructurePart {
  const node = h("div", "");
  return {
    node,
    show({ structure, text }) {
      const value = !!structure && "value" in structure;
      node.className = value ? "hfw-structure" : "";
      if (value) {
        node.replaceChildren(
          h("div", "tree", tree(said.answer, structure.value, true)),
          ...raw(text),
        );
      } else {
        node.replaceChildren(...(structure?.fault ? [faulty(structure)] : []));
      }
    },
  };
}

/** The answer as it was written; at the end of a run it is not sent again. */
function raw(text: string | undefined): HTMLElement[] {
  return text
    ? [h("details", "", h("summary", "", said.asText), h("pre", "", ...visible(text, true)))]
    : [];
}

/** The line, and below it a mark where it stops being JSON. */
function faulty({ fault = "", column = 1, text = "" }: ChatStructure): HTMLElement {
  const before = Math.min(column - 1, 40);
  return h(
    "div",
    { class: "hfw-card hfw-problem", role: "note" },
    h("b", "", said.noJson),
    h("div", "", ...visible(fault)),
    h("pre", { dir: "ltr" }, ...visible(text, true), `\n${" ".repeat(before)}^`),
  );
}

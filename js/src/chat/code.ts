// A block of code with what can be done with it.

import { button, h } from "../lib/dom";
import * as strings from "../lib/prose_strings";
import { chunks } from "./chunks";
import { unreferenced, visibleLine } from "./safe_text";

/** What a message can do in the notebook; what is missing has no button. */
export interface CodeActions {
  /** May tell whether it was copied. */
  copy?(text: string): unknown;
  toCell?(code: string, language: string): void;
  toVariable?(code: string): void;
}

export interface Code {
  node: HTMLElement;
  add(text: string): void;
}

export function code(info: string, actions: CodeActions): Code {
  const language = visibleLine(unreferenced(info)).trim().split(" ")[0]?.slice(0, 30) ?? "";
  const pieces: string[] = [];
  const text = () => pieces.join("").replace(/\n$/, "");
  const { copy, toCell, toVariable } = actions;
  const buttons = [
    copy && copier(() => copy(text())),
    toCell && button(strings.toCell, () => toCell(text(), language)),
    toVariable && button(strings.toVariable, () => toVariable(text())),
  ].filter((one) => !!one);
  const body = h("code", "");
  const sheet = h(
    "pre",
    { tabIndex: 0, dir: "ltr", role: "region", "aria-label": strings.code(language) },
    body,
  );
  const head = h("div", "code-head", h("span", "dim", language), ...buttons);
  const { add } = chunks(body, true);
  return {
    node: h("div", "code-block", head, sheet),
    add(more) {
      pieces.push(more);
      add(more);
    },
  };
}

/** A button that says for a moment whether it has copied. */
function copier(copy: () => unknown): HTMLButtonElement {
  const node = button(strings.copy, async () => {
    const done = (await copy()) !== false;
    node.style.minWidth = `${node.offsetWidth}px`;
    node.textContent = done ? strings.copied : strings.notCopied;
    setTimeout(() => {
      node.textContent = strings.copy;
    }, 1500);
  });
  return node;
}

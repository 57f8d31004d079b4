// The last request and its response as JSON, to read, copy and keep.

import type { Context } from "../kit";
import { button, type Disclosure, disclosure, h } from "../lib/dom";
import { copier, downloadText } from "../lib/save";
import * as strings from "../lib/strings";
import { tree } from "./tree";

export interface Exchange extends Disclosure {
  /** Ask again, if it is open. */
  refresh(): void;
}

export function exchange(context: Context): Exchange {
  const { view, talk } = context;
  const body = h("div", "tree");
  let text = "";
  const panel = h(
    "div",
    "panel",
    body,
    h(
      "div",
      "bar",
      copier(context, strings.copy, () => text),
      button(strings.download, () => downloadText(text, "exchange.json")),
    ),
  );
  const ask = () => talk.send({ kind: "exchange", view });
  talk.on("exchange", ({ view: whose, request, response }) => {
    if (whose === view) {
      text = JSON.stringify({ request, response }, null, 2);
      body.replaceChildren(
        tree(strings.request, request, true),
        tree(strings.response, response, true),
      );
    }
  });
  return {
    ...disclosure(strings.json, panel, ask),
    refresh() {
      if (!panel.hidden) {
        ask();
      }
    },
  };
}

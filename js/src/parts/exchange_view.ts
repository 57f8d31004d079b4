// The last request and its response as JSON, to read, copy and keep.

import type { Context } from "../kit";
import { button, h } from "../lib/dom";
import { copier, downloadText } from "../lib/save";
import * as strings from "../lib/strings";
import { going } from "../lib/traits";
import type { Answered } from "../talk/line";
import type { Filling } from "./later_panel";
import { tree } from "./tree";

/** ms */
const AGAIN = 200;

export interface ExchangeView extends Filling {
  /** Ask again; what a run before this one asked goes away at once. */
  refresh(begins?: boolean): void;
}

export function exchangeView(context: Context): ExchangeView {
  const { talk, model } = context;
  const body = h("div", "tree");
  let text = "";
  const bar = h(
    "div",
    "bar",
    copier(context, strings.copy, () => text),
    button(strings.download, () => downloadText(text, "exchange.json")),
  );
  const show = (request?: unknown, response?: unknown) => {
    text = JSON.stringify({ request, response }, null, 2);
    bar.hidden = !request;
    const part = (name: string, value: unknown) => (value ? tree(name, value, true) : "");
    body.replaceChildren(part(strings.request, request), part(strings.response, response));
  };
  const answered: Answered<{ kind: "exchange" }> = (error, reply) => {
    if (error !== null) {
      body.replaceChildren(h("div", "note", error));
      return;
    }
    show(reply?.request, reply?.response);
    // A run that has only begun has asked nothing yet.
    if (!reply?.request && going(model)) {
      setTimeout(ask, AGAIN);
    }
  };
  const ask = () => {
    if (!body.closest("[hidden]")) {
      talk.call({ kind: "exchange" }, answered);
    }
  };
  show();
  return {
    nodes: [body, bar],
    opened: ask,
    refresh(begins) {
      if (begins) {
        show();
      }
      ask();
    },
  };
}

// The last request and its response as JSON, to read, copy and keep.

import type { Context } from "../kit";
import { button, type Disclosure, disclosure, h } from "../lib/dom";
import { copier, downloadText } from "../lib/save";
import * as strings from "../lib/strings";
import { going } from "../lib/traits";
import type { Answered } from "../talk/line";
import { tree } from "./tree";

/** ms */
const AGAIN = 200;

export interface Exchange extends Disclosure {
  /** Ask again, if it is open; what a run before this one asked goes away at once. */
  refresh(begins?: boolean): void;
}

export function exchange(context: Context): Exchange {
  const { talk, model } = context;
  const body = h("div", "tree");
  let text = "";
  const bar = h(
    "div",
    "bar",
    copier(context, strings.copy, () => text),
    button(strings.download, () => downloadText(text, "exchange.json")),
  );
  const panel = h("div", "panel", body, bar);
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
    if (!panel.hidden) {
      talk.call({ kind: "exchange" }, answered);
    }
  };
  show();
  return {
    ...disclosure(strings.json, panel, ask),
    refresh(begins) {
      if (begins) {
        show();
      }
      ask();
    },
  };
}

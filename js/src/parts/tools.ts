// What can be done with an output: copy it, and what the menu offers.

import type { Context, Renderer } from "../kit";
import { h } from "../lib/dom";
import { type Popup, popup } from "../lib/popup";
import { copier } from "../lib/save";
import * as strings from "../lib/strings";

export interface Tools {
  copy: HTMLButtonElement;
  more: Popup;
}

/** `opened` is called when the menu opens. */
export function tools(context: Context, output: Renderer, opened: () => void): Tools {
  const more = h(
    "div",
    "menu",
    copier(context, strings.markdown, output.markdown),
    ...(output.more ?? []),
  );
  return {
    copy: copier(context, strings.copy, output.text),
    more: popup(strings.more, more, opened),
  };
}

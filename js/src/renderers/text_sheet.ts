// Where a generated text stands: behind the end of its prompt; a hint while there is none.

import { h } from "../lib/dom";
import * as strings from "../lib/strings";

/** Of a long prompt only the end is repeated before its continuation. */
const PROMPT_LENGTH = 400;

/**
 * Returns the page; on it the text; what writes the prompt, and what shows either these or a hint:
 * until the kernel tells of a text, that one which was generated is none that a notebook keeps.
 */
export function sheet(tokens?: number | null) {
  const label = { "aria-label": strings.output };
  const prompt = h("span", "prompt");
  const body = h("span", {
    class: "hfw-text",
    role: "textbox",
    "aria-multiline": true,
    ...label,
  });
  const hint = h(
    "div",
    { class: "hfw-dim", dir: "auto" },
    tokens ? strings.notKept : strings.emptyOutput,
  );
  const props = { class: "hfw-page", dir: "auto", tabIndex: 0, role: "group", ...label };
  const page = h("div", props, hint, prompt, body);
  const prompted = (whole: string) => {
    const cut = whole.length > PROMPT_LENGTH;
    hint.textContent = strings.emptyOutput;
    prompt.textContent = cut ? `… ${whole.slice(-PROMPT_LENGTH)}` : whole;
  };
  const lay = (bare: boolean) => {
    hint.hidden = !bare;
    prompt.hidden = body.hidden = bare;
  };
  return [page, body, prompted, lay] as const;
}

// Any answer as it came: a text as a text, everything else as JSON. It draws the kinds of output that
// have no renderer of their own.

import type { MakeRenderer } from "../kit";
import { h, set } from "../lib/dom";
import * as strings from "../lib/strings";

export const value: MakeRenderer = () => {
  let text = "";
  const hint = h("div", "dim", strings.noAnswer);
  const body = h("pre", {
    class: "hfw-value",
    hidden: true,
    tabIndex: 0,
    dir: "auto",
    role: "region",
    "aria-label": strings.answer,
  });
  const node = h("div", "", hint, body);
  const show = ({ output }: { output?: unknown }) => {
    if (output) {
      const { value } = output as { value: unknown };
      text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
      body.textContent = text;
    }
    hint.hidden = !!text;
    body.hidden = !text;
  };
  return {
    node,
    actions: [],
    noun: "result",
    begin() {},
    whole: show,
    end: show,
    busy(active) {
      set(node, { "aria-busy": active });
    },
    text: () => text,
    markdown: () => `\`\`\`\n${text}\n\`\`\`\n`,
    summary: () => text.slice(0, 80),
  };
};

// Text of several lines, which grows with its content.

import type { MakeEditor } from "../kit";
import { h } from "../lib/dom";
import * as strings from "../lib/strings";

export const textEditor: MakeEditor = (field, edited) => {
  const input = h("textarea", {
    class: "hfw-input hfw-area",
    dir: "auto",
    rows: 2,
    placeholder: field.help,
    oninput: edited,
  });
  return {
    node: input,
    input,
    value: () => input.value || (field.required ? "" : null),
    set(value) {
      input.value = (value as string | null) ?? "";
    },
    fault: () => (field.required && !input.value ? strings.missing(field.name) : ""),
  };
};

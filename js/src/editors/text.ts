// Text of several lines, which grows with its content.
import { h } from "../lib/dom";
import * as strings from "../lib/strings";
import type { MakeEditor } from "../lib/types";

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

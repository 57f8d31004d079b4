// Text of several lines, which grows with its content.

import type { MakeEditor } from "../kit";
import { direct } from "../lib/direction";
import { h } from "../lib/dom";
import * as strings from "../lib/strings";

export const textEditor: MakeEditor = (field, edited) => {
  const input = h("textarea", {
    class: "hfw-input hfw-area",
    dir: "auto",
    onbeforeinput: ({ data }: InputEvent) =>
      direct(input, input.value.length + (data?.length ?? 0)),
    rows: 2,
    placeholder: field.help,
    oninput: edited,
  });
  return {
    node: input,
    input,
    value: () => input.value || (field.required ? "" : null),
    set(value) {
      const text = (value as string | null) ?? "";
      direct(input, text.length);
      input.value = text;
    },
    fault: () => (field.required && !input.value ? strings.missing(field.name) : ""),
  };
};

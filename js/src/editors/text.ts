// Text of several lines, which grows with its content.

import type { MakeEditor } from "../kit";
import { area, write } from "../lib/direction";
import * as strings from "../lib/strings";

export const textEditor: MakeEditor = (field, edited) => {
  const input = area({
    class: "hfw-input hfw-area",
    rows: 2,
    placeholder: field.help,
    oninput: edited,
  });
  return {
    node: input,
    input,
    value: () => input.value || (field.required ? "" : null),
    set(value) {
      write(input, (value as string | null) ?? "");
    },
    fault: () => (field.required && !input.value ? strings.missing(field.name) : ""),
  };
};

// A model id or the URL of an endpoint, on one line.
import { line } from "../lib/dom";
import * as strings from "../lib/strings";
import type { MakeEditor } from "../lib/types";

export const modelEditor: MakeEditor = (field, edited) => {
  const input = line({
    class: "hfw-input hfw-model",
    placeholder: field.default ?? strings.modelHint,
    oninput: edited,
  });
  return {
    node: input,
    input,
    value: () => input.value.trim() || null,
    set(value) {
      input.value = (value as string | null) ?? "";
    },
    fault: () => "",
  };
};

// A text on one line: a model's id or address, or a provider.
import type { MakeEditor } from "../kit";
import { line } from "../lib/dom";

export const lineEditor: MakeEditor = (field, edited) => {
  const input = line({ class: "hfw-input hfw-model", placeholder: field.default ?? "" });
  // Not at every key: the lane would be named anew with each.
  input.onchange = edited;
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

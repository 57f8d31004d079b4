// Texts on one line: a provider, and a model's id or address.
import { modelEditor } from "../editors/model";
import type { MakeEditor } from "../kit";
import { line } from "../lib/dom";

const lineEditor: MakeEditor = (field) => {
  const input = line({ class: "hfw-input hfw-model", placeholder: field.default ?? "" });
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

/**
 * What a lane asks: its provider, or its model with the list that task widgets have. What is typed
 * is taken when the field is left and with Enter: the lane would be named anew with every key.
 */
export const laneEditor: MakeEditor = (field, edited, context) => {
  const make = field.name === "model" ? modelEditor : lineEditor;
  const editor = make(field, () => {}, context);
  editor.input.onchange = edited;
  // Before the view hears Ctrl+Enter, which leaves no field.
  editor.input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) {
      edited();
    }
  });
  return editor;
};

// Texts on one line: a provider, and a model's id or address.
import { modelEditor } from "../editors/model";
import type { Editor, MakeEditor } from "../kit";
import { line } from "../lib/dom";

const lineEditor: MakeEditor = (field, edited) => {
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

/**
 * What a lane asks: its provider, or its model with the list that task widgets have. What is typed
 * is taken when the field is left: the lane would be named anew with every key.
 */
export const laneEditor: MakeEditor = (field, edited, context) => {
  if (field.name !== "model") {
    return lineEditor(field, edited, context);
  }
  const editor: Editor = modelEditor(field, () => open() || edited(), context);
  const open = () => editor.input.matches("[aria-expanded=true]");
  editor.input.onchange = edited;
  return editor;
};

// A text that is one of several, chosen from a list; any other text is written.
import { textEditor } from "../editors/text";
import type { MakeEditor } from "../kit";
import { choice, h } from "../lib/dom";
import * as strings from "../lib/strings";

export const chosenEditor: MakeEditor = (field, edited, context) => {
  const { choices, default: unset } = field;
  if (!choices) {
    return textEditor(field, edited, context);
  }
  const labels = Object.fromEntries(choices.map((one) => [one, one]));
  const input = choice({ "": strings.unsetBut(unset), ...labels }, edited);
  return {
    node: input,
    input,
    value: () => input.value || null,
    set(value) {
      const text = String(value ?? "");
      if (![...input.options].some((one) => one.value === text)) {
        input.append(h("option", { value: text }, text)); // from Python
      }
      input.value = text;
    },
    fault: () => "",
  };
};

// Yes, no, or left to the server: three states, because unset is not false.
import { h } from "../lib/dom";
import * as strings from "../lib/strings";
import type { MakeEditor } from "../lib/types";

export const booleanEditor: MakeEditor = (field, edited) => {
  const input = h(
    "select",
    { class: "hfw-input", onchange: edited },
    ...["", "true", "false"].map((value) =>
      h("option", { value }, value || String(field.default ?? strings.unset)),
    ),
  );
  return {
    node: input,
    input,
    value: () => (input.value ? input.value === "true" : null),
    set(value) {
      input.value = String(value ?? "");
    },
    fault: () => "",
  };
};

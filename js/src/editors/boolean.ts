// Yes, no, or left to the server: three states, because unset is not false.

import type { MakeEditor } from "../kit";
import { choice } from "../lib/dom";
import * as strings from "../lib/strings";

export const booleanEditor: MakeEditor = (field, edited) => {
  const unset = strings.unsetBut(field.default);
  const input = choice({ "": unset, true: "true", false: "false" }, edited);
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

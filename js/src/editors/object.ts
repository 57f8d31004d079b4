// An object or a list as JSON, checked while it is typed.

import type { MakeEditor } from "../kit";
import { h } from "../lib/dom";
import { encode } from "../lib/escapes";
import { jsonFault } from "../lib/json_fault";
import { jsonBreach } from "../lib/json_strings";
import * as strings from "../lib/strings";

const IN_JSON: Record<string, string> = { True: "true", False: "false", None: "null" };

export const objectEditor: MakeEditor = (field, edited) => {
  const input = h("textarea", {
    class: "hfw-input hfw-area hfw-object",
    rows: 2,
    spellcheck: false,
    // Examples in it are Python's.
    placeholder: field.help.replace(/True|False|None/g, (one) => IN_JSON[one] ?? one),
    oninput: edited,
  });
  // A 64-bit number in it is rounded here: it is shown, and never sent back.
  let inexact = "";
  const kept = () => inexact !== "" && input.value === inexact;
  const broken = () => {
    const fault = kept() || !input.value.trim() ? null : jsonFault(input.value);
    // A backslash is shown as it was typed.
    return fault && jsonBreach({ ...fault, found: encode(fault.found).replace("\\\\", "\\") });
  };
  return {
    node: input,
    input,
    value() {
      if (kept() || broken()) {
        return undefined;
      }
      return input.value.trim() ? JSON.parse(input.value) : null;
    },
    set(value) {
      input.value = value == null ? "" : JSON.stringify(value, null, 2);
      inexact = value != null && jsonFault(input.value) ? input.value : "";
    },
    fault: () =>
      broken() ?? (field.required && !input.value.trim() ? strings.missing(field.name) : ""),
  };
};

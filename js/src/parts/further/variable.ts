// Puts a value into a variable of the notebook, and says what is wrong or where it is.

import { button, h, line } from "../../lib/dom";
import { kernelBusy } from "../../lib/strings";
import type { Given } from "../further";
import * as strings from "./strings";

export interface VariableForm {
  node: HTMLElement;
  name: HTMLInputElement;
}

/** `kind` is the message that asks for it; `value` is what the variable is called at first. */
export function variableForm(
  { context }: Given,
  kind: "variable" | "batch-variable",
  noun: string,
  value: string,
): VariableForm {
  const name = line({
    value,
    "aria-label": strings.variableName,
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === "Enter" && !(event.ctrlKey || event.metaKey)) {
        put();
      }
    },
  });
  const outcome = h("span", { role: "status" });
  const put = () => {
    const wanted = name.value.trim();
    const done = (error: string | null) => {
      outcome.textContent = error ?? strings.assigned(noun, wanted);
      outcome.className = error ? "hfw-fault" : "hfw-dim";
    };
    context.talk.call({ kind, name: wanted }, done, () => done(kernelBusy(strings.put)));
  };
  return { node: h("div", "bar", name, button(strings.put, put), outcome), name };
}

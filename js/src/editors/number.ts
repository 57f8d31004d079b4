// A whole or decimal number, checked against its bounds while typed; a seed can be drawn.

import type { MakeEditor } from "../kit";
import { button, h, line } from "../lib/dom";
import { breach, parse } from "../lib/rules";
import * as strings from "../lib/strings";

export const numberEditor: MakeEditor = (field, edited) => {
  // Not type=number, which hides what it cannot parse and changes under the mouse wheel.
  const input = line({
    inputMode: "decimal",
    placeholder: field.default ?? strings.unset,
    oninput: edited,
  });
  const node = h("span", "number", input);
  // A 64-bit seed set from Python is rounded here: it is shown, and never sent back.
  let inexact = "";
  const write = (value: unknown) => {
    const rounded = field.kind === "integer" && value != null && !Number.isSafeInteger(value);
    inexact = rounded ? `≈ ${value}` : "";
    input.value = inexact || String(value ?? "");
  };
  if (field.name === "seed") {
    const draw = () => {
      write(Math.floor(Math.random() * 2 ** 32));
      edited();
    };
    node.append(button("", draw, { class: "hfw-dice", title: strings.drawSeed }));
  }
  const kept = () => inexact !== "" && input.value === inexact;
  return {
    node,
    input,
    value: () => (kept() ? undefined : input.value.trim() ? parse(input.value) : null),
    set: write,
    fault: () => (kept() || !input.value.trim() ? "" : breach(field, input.value)),
  };
};

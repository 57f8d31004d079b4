// The form of a sweep: one or two parameters with their values, and how many pictures they make.

import type { Context } from "../kit";
import { button, choice, enable, h, line, set } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import { help } from "../lib/strings";
import type { Field } from "../protocol";
import { keyName } from "./steps";
import { type Axis, axis, type Value, variable } from "./values";

/** Pictures of one grid. */
export const MOST = 400;

const HINTS: Partial<Record<Field["kind"], string>> = {
  text: strings.textHint,
  model: strings.modelHint,
};

interface Line {
  nodes: HTMLElement[];
  name(): string;
  axis(): Axis;
  /** Leave out of the choice what the other line has. */
  without(name: string): void;
  input: HTMLInputElement;
}

function axisLine(label: string, fields: readonly Field[], changed: () => void): Line {
  const field = () => fields.find(({ name }) => name === names.value);
  const pick = () => {
    const chosen = field();
    set(input, {
      placeholder: (chosen && HINTS[chosen.kind]) ?? strings.numberHint,
      title: chosen ? help(chosen) : "",
      "aria-label": strings.values(names.value),
      hidden: !names.value,
    });
    changed();
  };
  const names = choice(
    { "": strings.none, ...Object.fromEntries(fields.map(({ name }) => [name, name])) },
    pick,
  );
  const input = line({
    class: "hfw-input hfw-values",
    dir: "auto",
    oninput: changed,
    hidden: true,
  });
  return {
    nodes: [h("label", "", h("span", "dim", `${label} `), names), input],
    input,
    name: () => names.value,
    axis() {
      const chosen = field();
      return chosen ? axis(chosen, input.value) : { values: [], fault: "" };
    },
    without(other) {
      for (const option of names.options) {
        option.disabled = option.value !== "" && option.value === other;
      }
    },
  };
}

export interface SweepForm {
  node: HTMLElement;
  focus(): void;
}

/** `make` gets the values by name, the columns first. */
export function sweepForm(
  { model, view }: Pick<Context, "model" | "view">,
  make: (axes: Record<string, Value[]>) => void,
): SweepForm {
  const fields = model.get("form").fields.filter(variable);
  const lines: Line[] = [];
  const fault = h("div", { class: "hfw-fault", id: `${view}-sweep`, role: "status" });
  const go = button("", () => {
    const [axes, wrong] = read();
    if (!wrong) {
      make(axes);
    }
  });

  /** The values, what is wrong with them or missing, and how many pictures they make. */
  const read = (): [Record<string, Value[]>, string, number] => {
    const used = lines.filter((one) => one.name());
    const read = used.map((one) => ({ name: one.name(), ...one.axis() }));
    const pictures = read.reduce((product, { values }) => product * values.length, 1);
    const empty = read.find(({ values }) => !values.length);
    const wrong =
      read.find((one) => one.fault)?.fault ||
      (!used.length && strings.chooseFirst) ||
      (empty && strings.needsValues(empty.name)) ||
      (pictures > MOST && strings.tooMany(pictures, MOST)) ||
      "";
    const axes = Object.fromEntries(read.map(({ name, values }) => [name, values]));
    return [axes, wrong, wrong ? 0 : pictures];
  };
  const refresh = () => {
    const [, wrong, pictures] = read();
    fault.textContent = lines.map((one) => one.axis().fault).find(Boolean) ?? "";
    go.textContent = pictures ? strings.make(pictures) : strings.makeNone;
    go.title = wrong;
    enable(go, !wrong);
    for (const one of lines) {
      set(one.input, { "aria-invalid": !!one.axis().fault || null });
      one.without(lines.find((other) => other !== one)?.name() ?? "");
    }
  };
  lines.push(axisLine(strings.columns, fields, refresh), axisLine(strings.rows, fields, refresh));
  const node = h(
    "div",
    { class: "hfw-panel hfw-sweep", role: "group", "aria-label": strings.sweepTitle },
    h("div", "dim", strings.sweepTitle),
    ...lines.map(({ nodes, input }) => {
      set(input, { "aria-describedby": `${view}-sweep` });
      return h("div", "bar", ...nodes);
    }),
    h("div", "bar", fault, go),
  );
  node.onkeydown = (event) => {
    if (keyName(event) === "Enter" && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      event.stopPropagation();
      go.click();
    }
  };
  refresh();
  return { node, focus: () => node.querySelector("select")?.focus() };
}

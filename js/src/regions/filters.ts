// Which of the regions are shown: by score, by label, and by what a kind of region adds.
import { button, h, set } from "../lib/dom";
import { type Popup, popup } from "../lib/popup";
import { percent } from "../lib/score_strings";
import * as strings from "../lib/vision_strings";
import { inkOn, type Region } from "./region";

/** A slider with its name and its value in words. */
export interface Slider {
  node: HTMLLabelElement;
  input: HTMLInputElement;
  value(): number;
  set(value: number): void;
}

/** Values from 0 to 1 in `steps` steps; `shape` makes of the slider's place what it means. */
export function slider(
  name: string,
  initial: number,
  changed: () => void,
  shape: (part: number) => number = (part) => part,
): Slider {
  const value = () => shape(Number(input.value) / 100);
  const told = h("output", "");
  const tell = () => {
    const digits = value() > 0 && value() < 0.01 ? 2 : 0;
    told.textContent = percent(value(), digits);
    set(input, { "aria-valuetext": told.textContent });
  };
  const input = h("input", {
    type: "range",
    min: "0",
    max: "100",
    defaultValue: `${initial * 100}`,
  });
  input.oninput = () => {
    tell();
    changed();
  };
  tell();
  return {
    node: h("label", "slider", `${name} `, input, told),
    input,
    value,
    set(part) {
      input.value = `${part * 100}`;
      tell();
    },
  };
}

export interface Filters extends Popup {
  /** Offer what these regions can be filtered by. */
  offer(regions: readonly Region[]): void;
  passes(region: Region): boolean;
  /** Tell how many are on. */
  mark(): void;
  /** Show everything again. */
  clear(): void;
}

export function filters(extra: HTMLElement[], changed: () => void): Filters {
  const least = slider(strings.threshold, 0, changed);
  // Labels that are not shown; they stay so from run to run.
  const hidden = new Set<string>();
  const boxes = h("div", "choices");
  let inputs: [string, HTMLInputElement][] = [];
  const choose = (on: boolean) => {
    for (const [label, input] of inputs) {
      input.checked = on;
      hidden[on ? "delete" : "add"](label);
    }
    changed();
  };
  const box = (label: string, color: string, count: number) => {
    const input = h("input", { type: "checkbox", checked: !hidden.has(label) });
    input.onchange = () => {
      hidden[input.checked ? "delete" : "add"](label);
      changed();
    };
    inputs.push([label, input]);
    const plate = h("span", "plate", `${count}×`);
    plate.style.setProperty("--hfw-color", color);
    plate.style.color = inkOn(color);
    return h(
      "label",
      "choice",
      input,
      plate,
      h("span", { class: "hfw-label", dir: "auto" }, label),
    );
  };
  const legend = h(
    "div",
    "bar",
    h("b", "", strings.labels),
    button(strings.all, () => choose(true)),
    button(strings.none, () => choose(false)),
  );
  const group = h("div", { role: "group", "aria-label": strings.labels }, legend, boxes);
  const panel = h("div", "export", h("div", "bar", least.node, ...extra), group);
  const opener = popup(strings.filter, panel);
  // How many filters are on, also while their panel is closed.
  const badge = h("b", "badge");
  opener.button.append(badge);
  const on = () => [...panel.querySelectorAll<HTMLInputElement>("input, button")].filter(isOn);
  return {
    ...opener,
    mark() {
      badge.textContent = `${on().length || ""}`;
    },
    offer(regions) {
      inputs = [];
      const counts = new Map<string, [string, number]>();
      for (const { label, color } of regions) {
        counts.set(label, [color, (counts.get(label)?.[1] ?? 0) + 1]);
      }
      least.node.hidden = regions.every(({ score }) => score === null);
      boxes.replaceChildren(...[...counts].map(([label, [color, n]]) => box(label, color, n)));
      group.hidden = counts.size < 2;
    },
    passes: ({ label, score }) =>
      !hidden.has(label) && (score === null || !least.value() || score >= least.value()),
    clear() {
      for (const one of on()) {
        putBack(one);
      }
      choose(true);
    },
  };
}

/** Filter by nothing, as at first; boxes of labels are ticked together. */
function putBack(one: HTMLInputElement): void {
  if (one.type === "range") {
    one.value = one.defaultValue;
    one.oninput?.(new InputEvent("input"));
  } else if (one.type === "button") {
    one.click();
  }
}

/** Whether a control of the panel hides something. */
const isOn = (one: HTMLInputElement): boolean =>
  one.type === "checkbox"
    ? !one.checked
    : one.type === "range"
      ? one.value !== one.defaultValue
      : one.matches("[aria-pressed=true]");

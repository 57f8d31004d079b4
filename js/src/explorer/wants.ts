// What one offer has to have, and what its terms have to be: below the search, where providers are.
import { button, choice, disclosure, h, set } from "../lib/dom";
import type { Need, Term, View } from "../protocol";
import { isLarger, NEEDS, TERMS } from "./offers";
import * as strings from "./strings";
import { termText } from "./terms";

/** What is offered of each term; Python may ask for anything between. */
const STEPS: Record<Term, number[]> = {
  input_price: [0, 0.05, 0.1, 0.25, 0.5, 1, 5],
  output_price: [0, 0.1, 0.25, 0.5, 1, 2, 5, 15],
  context_length: [8192, 32_768, 131_072, 262_144, 1_000_000],
  first_token_latency: [0.1, 0.25, 0.5, 1, 2],
  throughput: [20, 50, 100, 200, 500],
};

export interface Wants {
  /** Opens the panel, and says how much is wanted. */
  button: HTMLElement;
  panel: HTMLElement;
  redraw(): void;
}

export function wants(view: View, seek: (next: Partial<View>) => void): Wants {
  const toggles = NEEDS.map((need) => toggle(need, view, seek));
  const limits = TERMS.map((term) => limit(term, view, seek));
  const panel = h(
    "div",
    "panel hfw-wants",
    h("div", { class: "hfw-needs", role: "group", "aria-label": strings.has }, ...toggles),
    h("div", "filters", ...limits.map(({ node }) => node)),
  );
  const shown = disclosure(strings.terms(0), panel);
  return {
    button: shown.button,
    panel,
    redraw() {
      const { needs, limits: bounds } = view;
      shown.button.textContent = strings.terms(needs.length + Object.keys(bounds).length);
      NEEDS.forEach((need, at) => {
        set(toggles[at] as HTMLElement, { "aria-pressed": needs.includes(need) });
      });
      for (const one of limits) {
        one.redraw();
      }
    },
  };
}

function toggle(need: Need, view: View, seek: (next: Partial<View>) => void): HTMLElement {
  const act = () => {
    const { needs } = view;
    const without = needs.filter((one) => one !== need);
    seek({ needs: without.length < needs.length ? without : [...needs, need] });
  };
  const { label, help } = strings.needs[need];
  return button(label, act, { class: "hfw-button hfw-need", title: help });
}

/** One limit; what Python set besides the steps is offered too. */
function limit(term: Term, view: View, seek: (next: Partial<View>) => void) {
  const node = choice({}, () => {
    const { [term]: _, ...others } = view.limits;
    seek({ limits: node.value ? { ...others, [term]: Number(node.value) } : others });
  });
  node.ariaLabel = strings.limits[term].label;
  return {
    node,
    redraw() {
      const now = view.limits[term];
      const steps = [...new Set([...STEPS[term], ...(now === undefined ? [] : [now])])];
      const options = steps
        .sort((a, b) => a - b)
        .map((value) =>
          h("option", { value }, strings.bounded(term, termText(term, value), isLarger(term))),
        );
      node.replaceChildren(h("option", { value: "" }, strings.limits[term].all), ...options);
      node.value = now === undefined ? "" : String(now);
      node.classList.toggle("hfw-on", now !== undefined);
    },
  };
}

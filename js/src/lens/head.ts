// What stands above the tokens: the branches, what the probabilities say together, the legend, and the
// ways to the tokens of which the model was least sure.
import { button, choice, h } from "../lib/dom";
import { watch } from "../lib/traits";
import type { TokenSummary } from "../protocol";
import { asContext, type Scene } from "./scene";
import * as strings from "./strings";
import { LEVELS, UNKNOWN } from "./tokens";

/** Bounds below which a token is unsure. */
const BOUNDS = [0.5, 0.2, 0.05, 0.01];
const USUAL = "0.2";

/** The branches, as soon as there are two. */
export function branches(scene: Scene): HTMLElement {
  const { model } = scene;
  const node = h("div", { class: "hfw-branches", role: "group", "aria-label": strings.branches });
  const draw = () => {
    const all = model.get("outline");
    const shown = model.get("branch");
    const focused = node.contains((node.getRootNode() as Document).activeElement);
    node.hidden = all.length < 2;
    node.replaceChildren(
      ...all.map((one) =>
        button(
          strings.branch(one),
          () => scene.call({ kind: "show", branch: one.number }, strings.branches),
          { "aria-pressed": one.number === shown, dir: "auto" },
        ),
      ),
    );
    if (focused) {
      node.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
    }
  };
  watch(asContext(scene), "outline", draw);
  watch(asContext(scene), "branch", draw);
  return node;
}

export interface Summed {
  node: HTMLElement;
  show(summary: TokenSummary | undefined): void;
}

export function summed(): Summed {
  const node = h("div", "counters");
  return {
    node,
    show(summary) {
      const pairs = summary?.tokens ? strings.summed(summary) : [];
      node.replaceChildren(
        ...pairs.map(([value, unit]) => h("span", "", h("b", "", value), ` ${unit}`)),
      );
    },
  };
}

/** Each level as it looks, with what it means. */
export function legend(): HTMLElement {
  const levels = [...LEVELS, undefined].map((from, level) =>
    h("span", `token hfw-p${level}`, strings.level(from, level ? LEVELS[level - 1] : undefined)),
  );
  return h(
    "div",
    "legend",
    h("span", "dim", strings.legend),
    ...levels,
    h("span", `token hfw-p${UNKNOWN}`, strings.unknown),
  );
}

export interface Jumps {
  node: HTMLElement;
  /** The bound, as a probability and in words. */
  below(): [number, string];
}

export function jumps(go: (to: "least" | 1 | -1) => void): Jumps {
  const words = Object.fromEntries(BOUNDS.map((one) => [`${one}`, strings.percent(one)]));
  const bound = choice(words, () => {});
  bound.value = USUAL;
  const node = h(
    "div",
    "bar",
    button(strings.leastSure, () => go("least")),
    button(strings.previousUnsure, () => go(-1)),
    button(strings.nextUnsure, () => go(1)),
    h("label", "dim", `${strings.unsureBelow} `, bound),
  );
  return { node, below: () => [Number(bound.value), words[bound.value] ?? ""] };
}

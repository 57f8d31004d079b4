// What is known of one token, and what can be done there: go on from it, or with an alternative.
import { button, h, set } from "../lib/dom";
import type { Scene } from "./scene";
import { quoted } from "./spelling";
import * as strings from "./strings";
import type { Alternative, Tokens } from "./tokens";

export interface Panel {
  node: HTMLElement;
  show(at: number): void;
  /** Give the focus to what can be done; false where nothing can. */
  enter(): boolean;
}

export function panel(scene: Scene, tokens: Tokens, leave: () => void): Panel {
  const { model } = scene;
  const node = h("div", {
    class: "hfw-panel hfw-about",
    role: "group",
    "aria-label": strings.selected,
  });
  let shown = -1;
  const go = (at: number, alternative?: number) => {
    const message = { kind: "cut", branch: tokens.branch, at: tokens.position(at) } as const;
    scene.call(alternative === undefined ? message : { ...message, alternative }, strings.cut);
  };
  /** What can be done at a token. */
  const acts = (at: number, cuts: boolean) => [
    ...(cuts ? [button(strings.cut, () => go(at), { title: strings.cutHelp })] : []),
    ...(model.get("can_cut") ? [] : [h("span", "dim", strings.noCut)]),
  ];
  const show = (at: number) => {
    shown = at;
    const focused = node.contains((node.getRootNode() as Document).activeElement);
    node.hidden = !tokens.count;
    if (at < 0 || at >= tokens.count) {
      node.replaceChildren(h("span", "dim", strings.pressOne));
      return;
    }
    const cuts = model.get("can_cut") && !tokens.isPrompt(at);
    node.replaceChildren(
      heading(tokens, at),
      ...likeliest(tokens, at, cuts ? (rank) => go(at, rank) : undefined),
      h("div", "bar", ...acts(at, cuts)),
    );
    if (focused) {
      enter();
    }
  };
  const enter = () => {
    const first = node.querySelector<HTMLElement>("button");
    first?.focus();
    return !!first;
  };
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown >= 0) {
      event.stopPropagation();
      leave();
    }
  });
  return { node, show, enter };
}

/** The token, its probability and its place. */
function heading(tokens: Tokens, at: number): HTMLElement {
  const logprob = tokens.logprob(at);
  const told = tokens.alternatives(at);
  const entropy = tokens.entropy(at);
  const covers = told.reduce((sum, { p }) => sum + (p ?? 0), 0);
  const own = tokens.rank(at) ? 0 : (tokens.p(at) ?? 0);
  const facts = [
    strings.ranked(tokens.rank(at), told.length),
    logprob === null ? "" : strings.logarithm(logprob),
    strings.placed(tokens.position(at), tokens.count - tokens.prompt),
    entropy === null ? "" : strings.bits(entropy, told.length, Math.min(1, covers + own)),
  ];
  return h(
    "div",
    "bar",
    h("b", { class: "hfw-word", dir: "auto" }, quoted(tokens.text(at))),
    h("b", "", strings.percent(tokens.p(at))),
    h("span", "dim", facts.filter(Boolean).join(" · ")),
  );
}

/** The alternatives with bars; `put` goes on with one of them. */
function likeliest(tokens: Tokens, at: number, put?: (rank: number) => void): HTMLElement[] {
  const told = tokens.alternatives(at);
  if (!told.length) {
    return tokens.isPrompt(at) ? [] : [h("div", "dim", strings.noAlternatives)];
  }
  const own = tokens.rank(at);
  const rows = told.map((one, place) => {
    const chosen = place + 1 === own;
    return row(one, chosen, chosen ? undefined : put && (() => put(place + 1)));
  });
  const rest = 1 - told.reduce((sum, { p }) => sum + (p ?? 0), 0);
  if (rest > 0.0005) {
    rows.push(h("li", "", h("span", "dim", strings.others), ...measured(rest)));
  }
  return [h("ol", { class: "hfw-likeliest", "aria-label": strings.alternatives }, ...rows)];
}

function row(one: Alternative, chosen: boolean, put?: () => void): HTMLElement {
  const text = quoted(one.text);
  const isPart = !one.special && /^\ufffd*$/.test(one.text);
  const word =
    put && !isPart
      ? button(text, put, { title: strings.putHelp(text), dir: "auto" })
      : h("span", { class: "hfw-word", dir: "auto" }, text);
  const item = h("li", "", word, ...measured(one.p));
  return chosen ? set(item, { "aria-current": "true" }) : item;
}

function measured(p: number | null): HTMLElement[] {
  const bar = h("span", "measure");
  bar.style.setProperty("--hfw-part", `${100 * (p ?? 0)}%`);
  return [bar, h("span", "figure", strings.percent(p))];
}

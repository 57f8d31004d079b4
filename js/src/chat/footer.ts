// Around a message: its branches, what can be done with it, and how its answer came.
import type { Context } from "../kit";
import { button, enable, h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { copier } from "../lib/save";
import * as strings from "../lib/strings";
import { rate, seconds } from "../lib/words";
import type { ChatMessage } from "../protocol";
import type { Doings } from "./message";
import * as said from "./strings";

export interface Footer {
  /** How the answer came. */
  facts: HTMLElement;
  doings: HTMLElement;
  /** The arrows between the branches. */
  branches: HTMLElement;
  show(message: ChatMessage): void;
  /** Make the buttons: it comes into view. */
  draw(): void;
  busy(active: boolean): void;
  reach(on: boolean): void;
}

export function footer(
  context: Context,
  doings: Doings,
  text: () => string,
  edit: () => void,
): Footer {
  let message: ChatMessage;
  let [active, reached] = [false, false];
  const told = h("summary", "");
  const rows = h("dl", "asked");
  const facts = h("details", "facts", told, rows);
  const bar = h("div", "doings");
  const arrows = branchArrows((step) => doings.turn(message, step));
  const mark = () => {
    for (const one of [...bar.querySelectorAll("button"), ...arrows.buttons]) {
      one.tabIndex = reached ? 0 : -1;
    }
    for (const one of bar.querySelectorAll<HTMLElement>("[data-changes]")) {
      enable(one, !active);
    }
    arrows.enable(!active, message);
  };
  const act = (label: string, does: () => void) => button(label, does, { "data-changes": "" });
  return {
    facts,
    doings: bar,
    branches: arrows.node,
    show(next) {
      message = next;
      arrows.show(next);
      told.textContent = measured(next);
      facts.hidden = !told.textContent;
      rows.replaceChildren(...asked(next));
      mark();
    },
    draw() {
      const answers = message.role === "assistant";
      bar.replaceChildren(
        copier(context, strings.copy, text),
        act(said.edit, edit),
        act(answers ? said.again : said.answer, () => doings.again(message)),
        act(said.remove, () => doings.remove(message)),
      );
      mark();
    },
    busy(on) {
      active = on;
      mark();
    },
    reach(on) {
      reached = on;
      mark();
    },
  };
}

/** Model, tokens, times and cost in a line. */
function measured({ model, counters = {}, left_out: left }: ChatMessage): string {
  const { tokens, time_to_first_token: first, tokens_per_second: speed, elapsed, cost } = counters;
  return [
    encode(model ?? ""),
    counters.provider,
    tokens && `${tokens} ${strings.tokens(tokens)}`,
    first != null && `${seconds(first)} ${strings.toFirst}`,
    speed && `${rate(speed)} ${strings.perSecond}`,
    seconds(elapsed),
    strings.dollars(cost),
    left && said.leftOut(left),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What an answer was asked with, one row each. */
function asked({ parameters = {}, counters = {} }: ChatMessage): HTMLElement[] {
  const { prompt_tokens: read } = counters as { prompt_tokens?: number };
  const all = { ...parameters, ...(read ? { prompt_tokens: read } : {}) };
  return Object.entries(all).flatMap(([name, value]) => [
    h("dt", "", name),
    h("dd", { dir: "auto" }, typeof value === "string" ? value : JSON.stringify(value)),
  ]);
}

function branchArrows(turn: (step: number) => void) {
  const [back, forth] = [-1, 1].map((step) =>
    button(step < 0 ? "‹" : "›", () => turn(step), {
      "aria-label": step < 0 ? said.earlier : said.later,
    }),
  ) as [HTMLButtonElement, HTMLButtonElement];
  const label = h("span", "");
  const node = h("span", { class: "hfw-branches", role: "group" }, back, label, forth);
  return {
    node,
    buttons: [back, forth],
    show({ place, places }: ChatMessage) {
      node.hidden = places < 2;
      label.textContent = said.version(place + 1, places);
      set(node, { "aria-label": said.versionSaid(place + 1, places) });
    },
    enable(on: boolean, { place, places }: ChatMessage) {
      enable(back, on && place > 0);
      enable(forth, on && place < places - 1);
    },
  };
}

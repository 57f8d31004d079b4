// Labels with their scores: one list for a text, or one for each of several.

import type { MakeRenderer, Renderer, RendererHost } from "../kit";
import { choice, h, set } from "../lib/dom";
import * as said from "../lib/score_strings";
import type { Scored } from "../lib/scored";
import * as strings from "../lib/strings";
import { type Bars, bars } from "../parts/bars";
import { useText } from "../parts/use_text";

export interface Scores {
  lists: readonly { name: string; items: readonly Scored[] }[];
}

/** What a kind of output adds to the lists. */
export interface Additions {
  /** What is named, where it is no label. */
  column?: string;
  /** Stands above the lists. */
  above?: HTMLElement;
  pick?(list: number, item: Scored): void;
  picked?(list: number, item: Scored): boolean;
  /** Hears of an answer before it is drawn. */
  came?(output: unknown): void;
  /** The words that can be handed on, best first. */
  words?(): string[];
}

export interface ListRenderer extends Renderer {
  redraw(): void;
}

export const scores: MakeRenderer = (host) => lists(host);

export function lists(host: RendererHost, more: Additions = {}): ListRenderer {
  const hint = h("div", "dim", strings.noAnswer);
  const place = h("div", "lists", hint);
  const node = h("div", "", ...(more.above ? [more.above] : []), place);
  /** Made once and used again: the first are shown. */
  const made: Bars[] = [];
  let lists: Scores["lists"] = [];
  const shown = () => made.slice(0, lists.length);
  const redraw = () => {
    for (const one of shown()) {
      one.redraw();
    }
  };
  const scale = choice(said.scales, redraw);
  const choosing = (at: number) => ({
    ...(more.column && { column: more.column }),
    relative: () => scale.value === "relative",
    ...(more.pick && { pick: (item: Scored) => more.pick?.(at, item) }),
    picked: (item: Scored) => !!more.picked?.(at, item),
  });
  const show = ({ output }: { output?: unknown }) => {
    if (output) {
      ({ lists } = output as Scores);
      more.came?.(output);
      lists.forEach(({ name, items }, at) => {
        made[at] ??= bars(host, choosing(at));
        made[at].show(items, name);
      });
      place.replaceChildren(...shown().map((one) => one.node));
    }
  };
  /** What each list says, below its name where it has one. */
  const each = (saying: (one: Bars) => string, named: (name: string) => string) =>
    shown().map((one, at) => {
      const { name = "" } = lists[at] ?? {};
      return (name && named(name)) + saying(one);
    });
  const best = () => lists.flatMap(({ items }) => best3(items)).map(({ label }) => label);
  return {
    node,
    actions: [useText(host, more.words ?? best)],
    more: [h("label", "dim", `${said.scale} `, scale)],
    noun: "result",
    begin() {},
    whole: show,
    end: show,
    redraw,
    busy(active) {
      set(place, { "aria-busy": active });
    },
    text: () =>
      each(
        (one) => one.text(),
        (name) => `${name}\n`,
      ).join("\n"),
    markdown: () =>
      each(
        (one) => one.markdown(),
        (name) => `**${name}**\n\n`,
      ).join("\n"),
    summary: () =>
      each(
        (one) => one.summary(),
        (name) => `${name}: `,
      ).join("; "),
  };
}

const best3 = (items: readonly Scored[]) =>
  [...items].sort((a, b) => (b.score ?? -Infinity) - (a.score ?? -Infinity) || 0).slice(0, 3);

// Labels or words with their scores: one list for a text, or one for each of its masks.

import type { MakeRenderer } from "../kit";
import { h, set } from "../lib/dom";
import type { Scored } from "../lib/scored";
import * as strings from "../lib/strings";
import { type Bars, bars } from "../parts/bars";

interface Scores {
  lists: readonly { name: string; items: readonly Scored[] }[];
}

export const scores: MakeRenderer = (host) => {
  const hint = h("div", "dim", strings.noAnswer);
  const node = h("div", "lists", hint);
  /** Made once and used again: the first are shown. */
  const made: Bars[] = [];
  let lists: Scores["lists"] = [];

  const show = ({ output }: { output?: unknown }) => {
    if (output) {
      ({ lists } = output as Scores);
      lists.forEach(({ name, items }, at) => {
        made[at] ??= bars(host);
        made[at].show(items, name);
      });
      node.replaceChildren(...shown().map((one) => one.node));
    }
  };
  const shown = () => made.slice(0, lists.length);
  /** What each list says, below its name where it has one. */
  const each = (said: (one: Bars) => string, named: (name: string) => string) =>
    shown().map((one, at) => {
      const { name = "" } = lists[at] ?? {};
      return (name && named(name)) + said(one);
    });
  return {
    node,
    actions: [],
    noun: "result",
    begin() {},
    whole: show,
    end: show,
    busy(active) {
      set(node, { "aria-busy": active });
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
};

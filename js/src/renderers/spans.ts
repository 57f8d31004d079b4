// The named spans of a text, marked in the text itself; a legend shows and hides their kinds.

import type { MakeRenderer } from "../kit";
import { button, h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { shownScore } from "../lib/score_strings";
import { scored } from "../lib/scored";
import * as strings from "../lib/strings";
import * as said from "../lib/text_strings";
import { type MarkedText, markedText } from "../parts/marked_text";
import { useText } from "../parts/use_text";

interface Span {
  label: string;
  group: string;
  score: number | null;
  start: number;
  end: number;
  shares?: boolean;
}

interface Unplaced {
  label: string;
  word: string;
  score: number | null;
}

interface Answer {
  text: string;
  spans: readonly Span[];
  unplaced: readonly Unplaced[];
}

/** Letters of what stands behind a span, and of what is handed on in the menu. */
const TAG = 24;

export const spans: MakeRenderer = (host) => {
  let answer: Answer = { text: "", spans: [], unplaced: [] };
  let shown: Span[] = [];
  let chosen: Span | undefined;
  const hint = h("div", "dim", strings.noAnswer);
  const legend = legendOf(() => draw());
  const marked = markedText(host, said.markedText, said.spanHint, (index) => {
    chosen = shown[index];
  });
  const lost = h("ul", { class: "hfw-lost", hidden: true });
  const node = h("div", "marking", hint, legend.node, marked.node, lost);
  marked.node.hidden = true;

  const words = ({ start, end }: Span) => answer.text.slice(start, end);
  const draw = () => {
    shown = answer.spans.filter(({ group }) => legend.shows(group));
    chosen = undefined;
    drawn(marked, answer.text, shown, legend.number);
  };
  const show = ({ output }: { output?: unknown }) => {
    if (output) {
      const came = output as Answer;
      answer = { ...came, spans: scored(came.spans) };
      hint.hidden = true;
      marked.node.hidden = false;
      legend.take(answer.spans.map(({ group }) => group));
      lost.replaceChildren(
        ...came.unplaced.map(({ label, word, score }) =>
          h("li", { dir: "auto" }, `${encode(word)} — ${label}, ${shownScore(score)}`),
        ),
      );
      lost.hidden = !came.unplaced.length;
      draw();
    }
  };
  const lines = () =>
    answer.spans.map((one) => [one.label, encode(words(one)), `${one.score ?? ""}`]);
  return {
    node,
    actions: [useText(host, () => (chosen ? [chosen] : shown.slice(0, 5)).map(words))],
    noun: "result",
    begin() {},
    whole: show,
    end: show,
    busy(active) {
      set(marked.node, { "aria-busy": active });
    },
    text: () =>
      lines()
        .map((cells) => `${cells.join("\t")}\n`)
        .join(""),
    markdown: () =>
      ["| Label | Text | Score |", "|---|---|---:|", ...lines().map(rowOf), ""].join("\n"),
    summary: () => said.spansFound(answer.spans.length, legend.counts()),
  };
};

const rowOf = (cells: readonly string[]) =>
  `| ${cells.map((one) => one.replace(/[\\|`*_<>[\]]/g, "\\$&")).join(" | ")} |`;

function drawn(
  marked: MarkedText,
  text: string,
  shown: readonly Span[],
  number: (group: string) => number,
): void {
  marked.show(
    text,
    shown.map(({ label, group, score, shares, start, end }) => ({
      start,
      end,
      group: number(group),
      tag: label.length > TAG ? `${label.slice(0, TAG)}…` : label,
      name: said.span(text.slice(start, end), label, shownScore(score, shares)),
    })),
  );
}

/** The kinds of spans, each with its colour and its number: a press hides it or shows it again. */
function legendOf(changed: () => void) {
  let groups = new Map<string, number>();
  const hidden = new Set<string>();
  const chips = h("div", { class: "hfw-legend", role: "group", "aria-label": said.kinds });
  const node = h("div", { hidden: true }, chips);
  const all = button("", () => {
    const none = !hidden.size;
    hidden.clear();
    for (const group of none ? groups.keys() : []) {
      hidden.add(group);
    }
    draw();
    changed();
  });
  const draw = () => {
    all.textContent = hidden.size ? said.showAll : said.hideAll;
    chips.replaceChildren(...[...groups].map(chip), ...(groups.size > 1 ? [all] : []));
  };
  const chip = ([group, count]: [string, number], at: number) => {
    const node = button(
      said.kind(encode(group), count),
      () => {
        set(node, { "aria-pressed": hidden.delete(group) });
        if (node.getAttribute("aria-pressed") === "false") {
          hidden.add(group);
        }
        all.textContent = hidden.size ? said.showAll : said.hideAll;
        changed();
      },
      { "aria-pressed": !hidden.has(group), class: "hfw-button hfw-kind" },
    );
    node.style.setProperty("--hfw-color", `var(--hfw-hue-${at % 8})`);
    return node;
  };
  return {
    node,
    take(of: readonly string[]) {
      groups = new Map();
      for (const group of of) {
        groups.set(group, (groups.get(group) ?? 0) + 1);
      }
      groups = new Map([...groups].sort(([, a], [, b]) => b - a));
      hidden.clear();
      node.hidden = !groups.size;
      draw();
    },
    shows: (group: string) => !hidden.has(group),
    number: (group: string) => [...groups.keys()].indexOf(group),
    counts: () => [...groups].slice(0, 5).map(([group, count]) => `${count} ${group}`),
  };
}

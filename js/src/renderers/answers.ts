// Answers to a question, with bars, and the text that they stand in: the best is marked there, and
// the text scrolled to it.

import type { MakeRenderer } from "../kit";
import { h, set } from "../lib/dom";
import type { Mark } from "../lib/mark_nodes";
import type { Scored } from "../lib/scored";
import * as strings from "../lib/strings";
import * as said from "../lib/text_strings";
import { bars } from "../parts/bars";
import { markedText } from "../parts/marked_text";
import { useText } from "../parts/use_text";

interface Answer {
  answer: string;
  score: number | null;
  start: number | null;
  end: number | null;
}

interface Answers {
  text: string;
  answers: readonly Answer[];
  /** A best answer below this score is called unsure. */
  unsure: number;
}

interface Item extends Scored {
  /** Its number among those that stand in the text; -1 where it does not. */
  mark: number;
  at: number;
}

export const answers: MakeRenderer = (host) => {
  let found: readonly Item[] = [];
  let chosen = 0;
  const hint = h("div", "dim", strings.noAnswer);
  const verdict = h("div", "verdict");
  const list = bars(host, {
    column: said.answer,
    pick: (item) => choose((item as Item).at),
    picked: (item) => (item as Item).at === chosen,
  });
  const marked = markedText(host, said.context, said.answerHint, (mark) => {
    const item = found.find((one) => one.mark === mark);
    // It is in view where it was pressed.
    if (item) {
      chosen = item.at;
      list.redraw();
    }
  });
  const node = h("div", "marking", hint, verdict, list.node, marked.node);
  marked.node.hidden = true;

  const choose = (at: number) => {
    chosen = at;
    const { mark = -1 } = found[at] ?? {};
    marked.reveal(mark);
    list.redraw();
  };
  const show = ({ output }: { output?: unknown }) => {
    if (output) {
      const { text, answers: came, unsure } = output as Answers;
      hint.hidden = true;
      marked.node.hidden = false;
      found = itemsOf(came);
      verdict.textContent = judged(came, unsure);
      list.show(found);
      list.node.hidden = !found.length;
      marked.show(text, marksOf(came));
      choose(best(came));
    }
  };
  const told = () => found.filter(({ label }) => label !== said.emptyAnswer);
  /** The chosen one first. */
  const words = () =>
    [...told()].sort((a, b) => Number(b.at === chosen) - Number(a.at === chosen)).slice(0, 3);
  return {
    node,
    actions: [useText(host, () => words().map(({ label }) => label))],
    noun: "answer",
    begin() {},
    whole: show,
    end: show,
    busy(active) {
      set(marked.node, { "aria-busy": active });
    },
    text: () => (found.length === 1 ? (told()[0]?.label ?? "") : list.text()),
    markdown: list.markdown,
    summary: () => [verdict.textContent, list.summary()].filter(Boolean).join(" "),
  };
};

function itemsOf(came: readonly Answer[]): Item[] {
  let marks = 0;
  return came.map(({ answer, score, start }, at) => ({
    label: answer || said.emptyAnswer,
    score,
    at,
    mark: start === null ? -1 : marks++,
  }));
}

/** The marks of those that stand in the text. */
const marksOf = (came: readonly Answer[]): Mark[] =>
  came.flatMap(({ answer, start, end }, at) => {
    const tag = came.length > 1 ? `${at + 1}` : "";
    const name = said.answered(answer, at + 1, came.length);
    return start === null || end === null ? [] : [{ start, end, group: at, tag, name }];
  });

const best = (came: readonly Answer[]): number =>
  came.reduce((top, { score }, at) => ((score ?? -1) > (came[top]?.score ?? -1) ? at : top), 0);

/** What the person must know of the best answer, or "". */
function judged(came: readonly Answer[], unsure: number): string {
  const top = came[best(came)];
  if (!top?.answer) {
    return said.noAnswerFound;
  }
  const doubt = top.score !== null && top.score < unsure ? [said.unsure] : [];
  return [...doubt, ...(top.start === null ? [said.notInText] : [])].join(" ");
}

// Words for the masks of a text, with bars: a word that is pressed goes into the text, and the text
// as it would read is shown above.

import type { MakeRenderer, RendererHost } from "../kit";
import { h } from "../lib/dom";
import { encode } from "../lib/escapes";
import { inText, type Template, type Word, type Words, written } from "../lib/masks";
import * as strings from "../lib/text_strings";
import { typeInto } from "../lib/typing";
import { lists, type Scores } from "./scores";

interface Candidates extends Scores {
  lists: readonly { name: string; items: readonly Word[] }[];
  /** The text around the masks, where these are in it. */
  pieces?: readonly string[];
  mask?: string;
}

export const candidates: MakeRenderer = (host) => {
  const filling = filler(host, () => renderer.redraw());
  const renderer = lists(host, {
    column: strings.word,
    above: filling.node,
    came: (output) => filling.came(output as Candidates),
    pick: (list, item) => filling.pick(list, item as Word),
    picked: (list, item) => filling.picked(list, item as Word),
    words: filling.words,
  });
  return renderer;
};

/** The text of a run, and what its masks are filled with; `changed` is called when that is other. */
function filler(host: RendererHost, changed: () => void) {
  let template: Template = { pieces: [], mask: "" };
  let best: Words = [];
  let now: Words = [];
  /** What the masks were filled with in each text that was made here: Undo brings these back. */
  const made = new Map<string, Words>();
  const said = h("div", { class: "hfw-dim", role: "status" });
  const reads = h("div", { class: "hfw-filled", dir: "auto" });
  const node = h("div", { hidden: true }, reads, said);

  const area = () =>
    host.root.querySelector<HTMLTextAreaElement>(`[id="${host.view}-text"]`) as HTMLTextAreaElement;
  const filled = () => now.map((one, at) => one ?? best[at] ?? null);
  const take = (words: Words) => {
    now = words;
    made.set(written(template, words), words);
    const shown = inText(template, filled()).map(({ text, masked }) =>
      masked ? h("mark", "", encode(text)) : text,
    );
    reads.replaceChildren(...shown);
    changed();
  };
  const undone = ({ target }: Event) => {
    const words = made.get((target as HTMLTextAreaElement).value);
    if (words && words !== now) {
      take(words);
    }
  };
  return {
    node,
    came({ lists: came, pieces = [], mask = "" }: Candidates) {
      // As fields of pages end their lines.
      template = { pieces: pieces.map((one) => one.replace(/\r\n?/g, "\n")), mask };
      best = pieces.slice(1).map((_, at) => bestOf(came[at]?.items ?? []));
      made.clear();
      node.hidden = !pieces.length;
      said.textContent = strings.pickWord;
      take(best.map(() => null));
      area().addEventListener("input", undone, { signal: host.signal });
    },
    pick(list: number, item: Word) {
      const field = area();
      if (field.value !== written(template, now)) {
        said.textContent = strings.textChanged;
        return;
      }
      const words = now.map((one, at) =>
        at !== list ? one : one?.word === item.word ? null : item,
      );
      const part = (some: Words) => inText(template, some)[2 * list + 1]?.text ?? "";
      const start = inText(template, now)
        .slice(0, 2 * list + 1)
        .reduce((length, { text }) => length + text.length, 0);
      const end = start + part(now).length;
      take(words);
      typeInto(field, start, end, part(words));
      said.textContent = words[list] ? strings.put(item.label) : strings.putBack;
    },
    picked: (list: number, item: Word) => now[list]?.word === item.word,
    words: () => (template.pieces.length ? [written(template, filled())] : []),
  };
}

const bestOf = (items: readonly Word[]): Word | null =>
  items.reduce<Word | null>(
    (best, one) => (best && (best.score ?? -1) >= (one.score ?? -1) ? best : one),
    null,
  );

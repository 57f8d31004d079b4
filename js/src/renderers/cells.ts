// The answer to a question about a table: its words, how it comes from cells, and these, each a way
// to its place in the table, where they are marked.

import type { MakeRenderer } from "../kit";
import { button, h, set } from "../lib/dom";
import type { CellsOutput } from "../protocol";
import { type Sheet, sheetOf } from "../tables/sheet";
import * as said from "../tables/strings";

/** Letters that are written large. */
const LARGE = 60;
/** Cells that are listed. */
const LISTED = 12;

export const cells: MakeRenderer = (host) => {
  const sheet = sheetOf(host);
  let shown: CellsOutput | null = null;
  const hint = h("div", "dim", said.noAnswer);
  const answer = h("b", { class: "hfw-answer", dir: "auto" });
  const how = h("span", "dim");
  const list = h("div", "bar hfw-cellslist");
  const old = h("div", "note");
  const body = h("div", { hidden: true }, answer, " ", how, list, old);
  const node = h("div", "", hint, body);
  const go = (row: number, column: number, focus: boolean) => {
    const place = sheet.find(row, column);
    if (place) {
      sheet.show(...place, focus);
    }
  };
  const refresh = () => {
    old.textContent = shown && sheet.isOld ? said.old : "";
  };
  const item = (sheet: Sheet, [row, column, text]: CellsOutput["cells"][number]) => {
    const name = sheet.columns[column]?.name ?? "";
    const label = h("span", { dir: "auto" }, text || said.missing);
    const one = button("", () => go(row, column, true), { title: said.place(row, name) });
    one.append(label, h("span", "dim", ` ${said.place(row, name)}`));
    return one;
  };
  const show = ({ output }: { output?: unknown }) => {
    if (!output) {
      return;
    }
    shown = output as CellsOutput;
    const { aggregator, cells: places } = shown;
    hint.hidden = true;
    body.hidden = false;
    answer.textContent = wordsOf(shown);
    answer.classList.toggle("hfw-words", wordsOf(shown).length > LARGE);
    how.textContent = aggregator && said.combined(aggregator, places.length);
    list.replaceChildren(
      ...places.slice(0, LISTED).map((place) => item(sheet, place)),
      ...(places.length > LISTED ? [h("span", "dim", said.more(places.length - LISTED))] : []),
    );
    sheet.mark({ ...shown, cells: places });
    for (const [row, column] of places.slice(0, 1)) {
      go(row, column, false);
    }
  };
  sheet.follow(refresh);
  const text = () => (shown ? shown.answer : "");
  return {
    node,
    actions: [],
    noun: "answer",
    begin() {},
    whole: show,
    end: show,
    busy(active) {
      set(node, { "aria-busy": active });
    },
    text,
    markdown: text,
    summary: () => [answer.textContent, how.textContent].filter(Boolean).join(", "),
  };
};

/** What the cells make together, where that could be computed; else the model's words. */
const wordsOf = ({ answer, combined, cells: places }: CellsOutput): string =>
  (places.length && combined) || answer || said.none;

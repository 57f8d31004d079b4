// Labels with scores: bars on a scale from 0 to 1, so that two results can be compared; the best ones
// of many, found by their names and sorted by either.

import type { Context } from "../kit";
import { button, choice, h, line, set } from "../lib/dom";
import * as said from "../lib/score_strings";
import { type Scored, scored } from "../lib/scored";
import { atEnd } from "../lib/traits";

export interface Bars {
  node: HTMLElement;
  /** Show other labels, under a name where there are several lists. */
  show(items: readonly Scored[], name?: string): void;
  /** Lines of label and score, for a sheet. */
  text(): string;
  markdown(): string;
  /** The best three. */
  summary(): string;
}

type Column = "label" | "score";

const ORDERS: Record<Column, (a: Scored, b: Scored) => number> = {
  label: (a, b) => a.label.localeCompare(b.label),
  // Without a score comes last.
  score: (a, b) => (b.score ?? -Infinity) - (a.score ?? -Infinity) || 0,
};

export function bars({ signal, say }: Pick<Context, "signal" | "say">): Bars {
  let items: readonly Scored[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const title = h("b", "");
  const count = h("span", "dim");
  const search = line({ type: "search", placeholder: said.filter, "aria-label": said.filter });
  const top = choice(said.tops, () => redraw());
  const table = scoreTable(() => redraw());
  const tools = h("div", "bar", search, h("label", "dim", `${said.top} `, top), count);
  const node = h("div", { class: "hfw-side hfw-ranked", hidden: true }, title, tools, table.node);

  const redraw = () => {
    const limit = top.value === "all" ? Infinity : Number(top.value);
    // The best ones first, and these in the order that is wanted.
    const shown = matching(items, search.value).slice(0, limit);
    table.show(shown);
    // A few are seen at a glance.
    tools.hidden = items.length > 0 && items.length < 6;
    count.textContent = counted(shown.length, items.length, search.value);
  };
  search.oninput = () => {
    redraw();
    clearTimeout(timer);
    timer = setTimeout(() => say(count.textContent ?? ""), 600);
  };
  top.value = "10";
  atEnd(signal, () => clearTimeout(timer));

  return {
    node,
    show(came, name = "") {
      items = scored(came).sort(ORDERS.score);
      search.value = "";
      title.textContent = name;
      title.hidden = !name;
      table.reset(name);
      redraw();
      node.hidden = false;
    },
    text: () => items.map(({ label, score }) => `${label}\t${score ?? ""}\n`).join(""),
    markdown: () => markdownOf(items),
    summary: () => (items.length ? items.slice(0, 3).map(inShort).join(", ") : said.noLabels),
  };
}

const matching = (items: readonly Scored[], wanted: string): readonly Scored[] => {
  const text = wanted.trim().toLowerCase();
  return text ? items.filter(({ label }) => label.toLowerCase().includes(text)) : items;
};

const counted = (shown: number, all: number, wanted: string): string => {
  if (!all) {
    return said.noLabels;
  }
  return shown ? said.labelsOf(shown, all) : said.noneMatches(wanted.trim());
};

/** The table of scores, the best first until one of its heads is turned. */
function scoreTable(turned: () => void) {
  let column: Column = "score";
  let backwards = false;
  const body = h("tbody", "");
  const heads = (Object.keys(ORDERS) as Column[]).map((name) => {
    const turn = () => {
      backwards = column === name && !backwards;
      column = name;
      turned();
    };
    return [name, h("th", { scope: "col" }, button(said.columns[name], turn))] as const;
  });
  const node = h(
    "table",
    { class: "hfw-scores" },
    h("thead", "", h("tr", "", ...heads.map(([, head]) => head))),
    body,
  );
  const mark = () => {
    const upwards = (column === "label") !== backwards;
    for (const [name, head] of heads) {
      const order = upwards ? "ascending" : "descending";
      set(head, { "aria-sort": name === column ? order : null });
    }
  };
  return {
    node,
    /** The best first again. */
    reset(name: string) {
      [column, backwards] = ["score", false];
      set(node, { "aria-label": name || said.scores });
    },
    show(items: readonly Scored[]) {
      const order = [...items].sort(ORDERS[column]);
      body.replaceChildren(...(backwards ? order.reverse() : order).map(row));
      mark();
      node.hidden = !items.length;
    },
  };
}

const inShort = ({ label, score, shares }: Scored): string =>
  `${label} ${said.shownScore(score, shares)}`;

const markdownOf = (items: readonly Scored[]): string =>
  [
    `| ${said.columns.label} | ${said.columns.score} |`,
    "|---|---:|",
    ...items.map(
      ({ label, score, shares }) => `| ${escaped(label)} | ${said.shownScore(score, shares)} |`,
    ),
    "",
  ].join("\n");

const escaped = (label: string): string =>
  label.replace(/[\\|`*_<>[\]]/g, "\\$&").replace(/\s/g, " ");

function row({ label, score, shares }: Scored): HTMLElement {
  const bar = h("div", { class: "hfw-score", "aria-hidden": true });
  const part = Math.min(1, Math.max(0, score ?? 0));
  bar.style.setProperty("--hfw-part", `${100 * part}%`);
  return h(
    "tr",
    "",
    h("th", { scope: "row", dir: "auto" }, label || said.noLabel, bar),
    h("td", "", said.shownScore(score, shares)),
  );
}

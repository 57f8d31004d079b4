// Labels with scores: bars on a scale from 0 to 1, so that two results can be compared; the best ones
// of many, found by their names and sorted by either.

import type { Context } from "../kit";
import { button, choice, h, line, set } from "../lib/dom";
import { type Scale, scaleOf } from "../lib/scale";
import * as said from "../lib/score_strings";
import { type Scored, scored } from "../lib/scored";
import { atEnd } from "../lib/traits";
import { inTurns } from "../lib/turns";

export interface Bars {
  node: HTMLElement;
  /** Show other labels, under a name where there are several lists. */
  show(items: readonly Scored[], name?: string): void;
  /** Draw them again, as they are chosen and measured now. */
  redraw(): void;
  /** Lines of label and score, for a sheet. */
  text(): string;
  markdown(): string;
  /** The best three. */
  summary(): string;
}

/** What a list does beyond showing its labels. */
export interface Choosing {
  /** What is named, for the head of its column; labels are. */
  column?: string;
  /** Whether scores are figures of their own, and no shares also where all are from 0 to 1. */
  plain?: boolean;
  /** Whether bars reach up to the best score. */
  relative?(): boolean;
  /** A label is pressed; without it labels are plain. */
  pick?(item: Scored): void;
  /** Whether it is the one that was. */
  picked?(item: Scored): boolean;
}

type Column = "label" | "score";

const names = new Intl.Collator();
const ORDERS: Record<Column, (a: Scored, b: Scored) => number> = {
  label: (a, b) => names.compare(a.label, b.label),
  // Without a score comes last.
  score: (a, b) => (b.score ?? -Infinity) - (a.score ?? -Infinity) || 0,
};

export function bars(context: Pick<Context, "signal" | "say">, choosing: Choosing = {}): Bars {
  const { signal, say } = context;
  let items: readonly Scored[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const title = h("b", "");
  const count = h("span", "dim");
  const search = line({ type: "search", placeholder: said.filter, "aria-label": said.filter });
  const top = choice(said.tops, () => redraw());
  const table = scoreTable(signal, choosing, () => redraw());
  const tools = h("div", "bar", search, h("label", "dim", `${said.top} `, top), count);
  const measure = h("div", "dim");
  const node = h(
    "div",
    { class: "hfw-side hfw-ranked", hidden: true },
    title,
    tools,
    table.node,
    measure,
  );

  const redraw = () => {
    const limit = top.value === "all" ? Infinity : Number(top.value);
    // The best ones first, and these in the order that is wanted.
    const shown = matching(items, search.value).slice(0, limit);
    const scale = scaleOf(items, choosing.relative?.());
    table.show(shown, scale);
    measure.textContent = items.length && !scale.usual ? said.scaled(scale.low, scale.high) : "";
    measure.hidden = !measure.textContent;
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
      items = (choosing.plain ? came.map(asFigure) : scored(came)).sort(ORDERS.score);
      search.value = "";
      title.textContent = name;
      title.hidden = !name;
      table.reset(name);
      redraw();
      node.hidden = false;
    },
    redraw,
    text: () => items.map(({ label, score }) => `${label}\t${score ?? ""}\n`).join(""),
    markdown: () => markdownOf(items),
    summary: () => (items.length ? items.slice(0, 3).map(inShort).join(", ") : said.noLabels),
  };
}

const asFigure = (item: Scored): Scored => ({ ...item, shares: false });

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
function scoreTable(signal: AbortSignal, choosing: Choosing, turned: () => void) {
  let column: Column = "score";
  let backwards = false;
  const draw = inTurns(signal);
  const heads = (Object.keys(ORDERS) as Column[]).map((name) => {
    const turn = () => {
      backwards = column === name && !backwards;
      column = name;
      turned();
    };
    const title = (name === "label" && choosing.column) || said.columns[name];
    return [name, h("th", { scope: "col" }, button(title, turn))] as const;
  });
  const head = h("thead", "", h("tr", "", ...heads.map(([, one]) => one)));
  const node = h("table", { class: "hfw-scores" }, head);
  const mark = () => {
    const upwards = (column === "label") !== backwards;
    for (const [name, one] of heads) {
      const order = upwards ? "ascending" : "descending";
      set(one, { "aria-sort": name === column ? order : null });
    }
  };
  return {
    node,
    /** The best first again. */
    reset(name: string) {
      [column, backwards] = ["score", false];
      set(node, { "aria-label": name || said.scores });
    },
    show(items: readonly Scored[], scale: Scale) {
      const order = [...items].sort(ORDERS[column]);
      node.replaceChildren(head);
      // Each turn's rows are a body of their own: those that are there are not laid out again.
      draw(backwards ? order.reverse() : order, (some) => {
        node.append(h("tbody", "", ...some.map((one) => row(one, scale, choosing))));
      });
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

/** Picks a label. A key's focus stays in its place, though the table is drawn anew. */
const pressing =
  (item: Scored, pick: (item: Scored) => void) =>
  ({ currentTarget, detail }: MouseEvent) => {
    const table = (currentTarget as HTMLElement).closest("table");
    const all = () => [...(table?.querySelectorAll<HTMLElement>("tbody button") ?? [])];
    const at = all().indexOf(currentTarget as HTMLElement);
    pick(item);
    if (!detail) {
      all()[at]?.focus();
    }
  };

const percent = (part: number) => `${Math.round(1e4 * part) / 100}%`;

function row(item: Scored, scale: Scale, { pick, picked }: Choosing): HTMLElement {
  const { label, score, shares } = item;
  const bar = h("div", { class: "hfw-score", "aria-hidden": true });
  const { from, part } = scale.bar(score);
  bar.style.setProperty("--hfw-from", percent(from));
  bar.style.setProperty("--hfw-part", percent(part));
  const name = label || said.noLabel;
  return h(
    "tr",
    "",
    h(
      "th",
      { scope: "row", dir: "auto" },
      pick ? button(name, pressing(item, pick), { "aria-pressed": !!picked?.(item) }) : name,
      bar,
    ),
    h("td", "", said.shownScore(score, shares)),
  );
}

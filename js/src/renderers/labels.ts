// Labels with scores: bars on a scale from 0 to 1, so that two results can be compared, beside the
// picture that they are about.

import type { MakeRenderer } from "../kit";
import { button, choice, h, line, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import * as said from "../lib/picture_strings";
import { given } from "../lib/pictures";
import { viewer } from "../lib/viewer";
import * as strings from "../lib/vision_strings";
import { useIn } from "../parts/use_in";
import { type Answer, answers } from "../regions/answers";
import { scored } from "../regions/region";

interface Item {
  label: string;
  score: number | null;
  shares?: boolean;
}

interface Labels extends Answer {
  items: readonly Item[];
}

type Column = "label" | "score";

const ORDERS: Record<Column, (a: Item, b: Item) => number> = {
  label: (a, b) => a.label.localeCompare(b.label),
  // Without a score comes last.
  score: (a, b) => (b.score ?? -Infinity) - (a.score ?? -Infinity) || 0,
};

export const labels: MakeRenderer = (host) => {
  const { signal, say } = host;
  let items: readonly Item[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const count = h("span", "dim");
  const search = line({ type: "search", placeholder: said.filter, "aria-label": said.filter });
  const top = choice(said.tops, () => redraw());
  const table = scoreTable(() => redraw());
  const tools = h("div", "bar", search, h("label", "dim", `${said.top} `, top), count);
  const list = h("div", { class: "hfw-side hfw-ranked", hidden: true }, tools, table.node);
  const view = viewer({ signal, label: strings.picture });
  const both = h("div", "split", view.node, list);
  const node = h("div", "regions", both);
  const from = answers<Labels>(host, view, node, {
    unpack: async ({ items: came }) => {
      const sorted = scored(came).sort(ORDERS.score);
      return () => {
        items = sorted;
        search.value = "";
        table.reset();
        redraw();
      };
    },
  });
  node.prepend(from.note);

  const redraw = () => {
    const limit = top.value === "all" ? Infinity : Number(top.value);
    // The best ones first, and these in the order that is wanted.
    const shown = matching(items, search.value).slice(0, limit);
    table.show(shown);
    list.hidden = false;
    // A few are seen at a glance.
    tools.hidden = items.length > 0 && items.length < 6;
    count.textContent = counted(shown.length, items.length, search.value);
  };
  search.oninput = () => {
    redraw();
    clearTimeout(timer);
    timer = setTimeout(() => say(count.textContent ?? ""), 600);
  };
  const pieces = () => {
    const picture = given(host.model);
    return picture
      ? [{ what: { kind: "input" as const }, name: encode(picture.name ?? "") || strings.picture }]
      : [];
  };
  top.value = "10";
  signal.addEventListener("abort", () => clearTimeout(timer));

  return {
    node,
    actions: [useIn(host, pieces).node],
    noun: "result",
    begin() {},
    whole: from.receive,
    end: from.receive,
    busy(active) {
      set(node, { "aria-busy": active });
    },
    text: () => items.map(({ label, score }) => `${label}\t${score ?? ""}\n`).join(""),
    markdown: () => markdownOf(items),
    summary: () => (items.length ? items.slice(0, 3).map(inShort).join(", ") : said.noLabels),
  };
};

const matching = (items: readonly Item[], wanted: string): readonly Item[] => {
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
    { class: "hfw-scores", "aria-label": said.scores },
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
    reset() {
      [column, backwards] = ["score", false];
    },
    show(items: readonly Item[]) {
      const order = [...items].sort(ORDERS[column]);
      body.replaceChildren(...(backwards ? order.reverse() : order).map(row));
      mark();
      node.hidden = !items.length;
    },
  };
}

const inShort = ({ label, score, shares }: Item): string =>
  `${label} ${strings.score(score, shares)}`;

const markdownOf = (items: readonly Item[]): string =>
  [
    `| ${said.columns.label} | ${said.columns.score} |`,
    "|---|---:|",
    ...items.map(
      ({ label, score, shares }) => `| ${escaped(label)} | ${strings.score(score, shares)} |`,
    ),
    "",
  ].join("\n");

const escaped = (label: string): string =>
  label.replace(/[\\|`*_<>[\]]/g, "\\$&").replace(/\s/g, " ");

function row({ label, score, shares }: Item): HTMLElement {
  const bar = h("div", { class: "hfw-score", "aria-hidden": true });
  const part = Math.min(1, Math.max(0, score ?? 0));
  bar.style.setProperty("--hfw-part", `${100 * part}%`);
  return h(
    "tr",
    "",
    h("th", { scope: "row", dir: "auto" }, label || strings.noLabel, bar),
    h("td", "", strings.score(score, shares)),
  );
}

// Several chosen models side by side: a column each, a line for each of what can be compared.
import { button, h } from "../lib/dom";
import { encode } from "../lib/escapes";
import type { Term } from "../protocol";
import { COLUMNS } from "./offer_table";
import { best, fitting, isLarger, NEEDS, type Offer } from "./offers";
import type { Scene } from "./scene";
import type { ShownRow, Store } from "./store";
import * as strings from "./strings";
import { chips, needText, termText } from "./terms";

/** Models side by side; more are no comparison. */
export const MOST = 6;

export interface Comparison {
  node: HTMLElement;
  open(on: boolean): void;
  /** The rows, or what is known of them, may have changed. */
  redraw(): void;
}

/** `drop` is called with the row of a model that is compared no more. */
export function comparison(
  scene: Scene,
  store: Store,
  selection: Set<number>,
  drop: (row: number) => void,
  closed: () => void,
): Comparison {
  const table = h("div", {
    class: "hfw-offers hfw-compared",
    role: "region",
    "aria-label": strings.compared,
    tabIndex: 0,
  });
  const end = () => {
    self.open(false);
    closed();
  };
  const close = button("", end, { class: "hfw-button hfw-reset", title: strings.close });
  const node = h(
    "section",
    { class: "hfw-comparison", "aria-label": strings.compared, hidden: true },
    h("div", "bar hfw-title", h("b", "", strings.compared), close),
    table,
  );
  const open = (row: number) => scene.talk.call({ kind: "open", row }, strings.openIt);
  const self: Comparison = {
    node,
    open(on) {
      node.hidden = !on;
      self.redraw();
      if (on) {
        table.focus();
      }
    },
    redraw() {
      if (node.hidden) {
        return;
      }
      const items = [...selection].slice(0, MOST).flatMap((row) => store.find(row) ?? []);
      if (items.length < 2) {
        end();
        return;
      }
      table.replaceChildren(
        h("table", "", heads(items, drop, open), lines(items, fitting(store.view))),
      );
    },
  };
  return self;
}

function heads(items: ShownRow[], drop: (row: number) => void, open: (row: number) => void) {
  const head = ({ row, id }: ShownRow) =>
    h(
      "th",
      { scope: "col" },
      h("div", { class: "hfw-name", dir: "auto" }, encode(id)),
      h(
        "div",
        "bar",
        button(strings.openIt, () => open(row), { "aria-label": strings.openModel(id) }),
        button(strings.drop, () => drop(row), { "aria-label": strings.dropModel(id) }),
      ),
    );
  return h("thead", "", h("tr", "", h("td", ""), ...items.map(head)));
}

function lines(items: ShownRow[], fits: (offer: Offer) => boolean): HTMLElement {
  const line = (name: string, cells: HTMLElement[]) =>
    h("tr", "", h("th", { scope: "row" }, name), ...cells);
  const text = (words: string) => h("td", "", words || strings.none);
  const offers = items.map((item) => item.offers.filter(fits));
  const served = items.some((item) => item.offers.length);
  return h(
    "tbody",
    "",
    line(
      strings.columns.task,
      items.map(({ task }) => text(encode(task))),
    ),
    ...(served
      ? [
          line(
            strings.columns.providers,
            items.map((item) =>
              h("td", "", h("div", "served", ...chips(item.offers, fits, Infinity))),
            ),
          ),
          ...COLUMNS.map((term) => line(strings.termNames[term], termCells(offers, term))),
          ...NEEDS.map((need) =>
            line(
              strings.needs[need].label,
              offers.map((some) => text(needText(some, need))),
            ),
          ),
        ]
      : [
          line(
            strings.columns.framework,
            items.map(({ framework }) => text(encode(framework))),
          ),
          line(
            strings.columns.state,
            items.map(({ state }) => text(encode(state))),
          ),
        ]),
  );
}

/** The best of each model, whose it is, and which model is the best of all. */
function termCells(offers: Offer[][], term: Term): HTMLElement[] {
  const found = offers.map((some) => best(some, term));
  const values = found.flatMap((one) => one?.[term] ?? []);
  const winner = isLarger(term) ? Math.max(...values) : Math.min(...values);
  const differ = new Set(values).size > 1;
  return found.map((one) => {
    if (!one) {
      return h("td", "", strings.none);
    }
    const wins = differ && one[term] === winner;
    return h(
      "td",
      wins ? "best" : "",
      termText(term, one[term]),
      ...(wins ? [h("span", "hidden", ` ${strings.bestOfAll}`)] : []),
      h("span", "dim", ` ${encode(one.provider)}`),
    );
  });
}

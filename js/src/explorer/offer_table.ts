// The table of a model's providers in its card, each with a way to open the model there.
import { button, h } from "../lib/dom";
import { encode } from "../lib/escapes";
import type { Term } from "../protocol";
import type { Offer } from "./offers";
import { best } from "./offers";
import * as strings from "./strings";
import { chip, needsOf, termText } from "./terms";

export interface OfferTable {
  node: HTMLElement;
  show(offers: readonly Offer[]): void;
  /** Provider and task of the offers that a widget can be opened with; null before it is known. */
  allow(openable: readonly Opening[] | null): void;
}

type Opening = readonly [string, string];

export const COLUMNS: Term[] = [
  "input_price",
  "output_price",
  "context_length",
  "throughput",
  "first_token_latency",
];

/** `open` and `code` are called with the name of a provider: to open the model, to show its code. */
export function offerTable(
  open: (provider: string) => unknown,
  code: (provider: string) => unknown,
): OfferTable {
  let shown: readonly Offer[] = [];
  let allowed: readonly Opening[] | null = null;
  const body = h("tbody", "");
  const heads = [...COLUMNS.map((term) => strings.columns[term]), strings.has];
  const head = h(
    "tr",
    "",
    ...[strings.columns.provider, ...heads].map((text) => h("th", { scope: "col" }, text)),
    h("td", ""),
  );
  const table = h(
    "table",
    "",
    h("caption", "hidden", strings.servedBy),
    h("thead", "", head),
    body,
  );
  const node = h(
    "div",
    { class: "hfw-offers", role: "region", "aria-label": strings.servedBy, tabIndex: 0 },
    table,
  );
  const draw = () => {
    node.hidden = !shown.length;
    const several = new Set(shown.map(({ task }) => task)).size > 1;
    const act = ({ provider, task }: Offer) =>
      allowed?.some(([by, of]) => by === provider && of === task)
        ? button(strings.openIt, () => open(provider), { "aria-label": strings.openWith(provider) })
        : button(strings.code, () => code(provider), { "aria-label": strings.codeWith(provider) });
    body.replaceChildren(
      ...shown.map((one) =>
        h(
          "tr",
          "",
          h("th", { scope: "row" }, chip(one), ...aside(one, several)),
          ...COLUMNS.map((term) => cell(one, term, shown)),
          h("td", "has", needsOf(one).join(", ") || strings.none),
          h("td", "", ...(allowed ? [act(one)] : [])),
        ),
      ),
    );
  };
  return {
    node,
    show(offers) {
      if (offers !== shown) {
        shown = offers;
        draw();
      }
    },
    allow(openable) {
      allowed = openable;
      draw();
    },
  };
}

/** What the state is, unless all is well, and what for where that is not the same of all. */
function aside({ state, task }: Offer, several: boolean): Node[] {
  const words = [
    state !== "live" && (strings.offerStates[state] ?? encode(state)),
    several && encode(task),
  ];
  const text = words.filter(Boolean).join(", ");
  return text ? [h("span", "dim", ` ${text}`)] : [];
}

/** A term; the best of those that differ stands out. */
function cell(offer: Offer, term: Term, all: readonly Offer[]): HTMLElement {
  const text = termText(term, offer[term]);
  const wins =
    text &&
    offer.state !== "error" &&
    offer[term] === best(all, term)?.[term] &&
    new Set(all.map((one) => one[term])).size > 1;
  return h("td", wins ? "best" : "", text || strings.none);
}

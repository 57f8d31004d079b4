// The last request and its response as JSON: a panel that opens below everything.

import type { Context } from "../kit";
import { type Disclosure, disclosure, h } from "../lib/dom";
import * as strings from "../lib/strings";
import type { ExchangeView } from "./exchange_view";
import { laterPanel } from "./later_panel";

export interface Exchange extends Disclosure {
  /** Ask again, if it is open; what a run before this one asked goes away at once. */
  refresh(begins?: boolean): void;
}

export function exchange(context: Context): Exchange {
  const panel = h("div", "panel");
  const view = laterPanel<ExchangeView, Context>(
    context,
    "exchange",
    context,
    panel,
    () => self.button,
  );
  const self = disclosure(strings.json, panel, view.open);
  return { ...self, refresh: (begins) => view.made()?.refresh(begins) };
}

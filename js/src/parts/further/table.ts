// The first rows of a batch: all of it is text.

import { h } from "../../lib/dom";
import type { BatchRow } from "../../protocol";
import * as strings from "./strings";

export function table(title: string, said: string) {
  const body = h("tbody", "");
  const heads = [strings.row, strings.input, said];
  const head = h("tr", "", ...heads.map((name) => h("th", { scope: "col" }, name)));
  const inner = h("table", "", h("caption", "", title), h("thead", "", head), body);
  // What scrolls can be reached by the keyboard.
  const node = h("div", { class: "hfw-first", tabIndex: 0, role: "region", "aria-label": title });
  node.append(inner);
  let shown: readonly BatchRow[] = [];
  return {
    node,
    show(rows: readonly BatchRow[]) {
      node.hidden = !rows.length;
      if (rows !== shown) {
        shown = rows;
        body.replaceChildren(
          ...rows.map(({ row, input, said: told }) =>
            h(
              "tr",
              "",
              h("th", { scope: "row" }, row),
              h("td", { dir: "auto" }, input),
              h("td", { dir: "auto" }, told),
            ),
          ),
        );
      }
    },
  };
}

// What a row and the head of the list say: of deployed models their status, of those that providers
// serve who does, and for how much.
import { h, set } from "../lib/dom";
import type { Order, Term, View } from "../protocol";
import { FACETS } from "./columns";
import { marked } from "./marks";
import { best, fitting, isLarger, TERMS } from "./offers";
import type { DrawnRow } from "./pool";
import type { Scene } from "./scene";
import { showStatus } from "./status";
import type { ShownRow, Store } from "./store";
import * as strings from "./strings";
import { chips, offerLine, termText } from "./terms";

/** The columns behind the tick. */
export const columnsOf = (offered: boolean): Order[] =>
  offered ? ["id", "task", "providers", ...SHOWN] : ["id", ...FACETS];

const SHOWN: Term[] = [
  "input_price",
  "output_price",
  "context_length",
  "throughput",
  "first_token_latency",
];

/** Pixels of a cell that are not its text's. */
const PADDING = 12;

export function fill(
  scene: Scene,
  store: Store,
  selection: Set<number>,
  { node, cells }: DrawnRow,
  position: number,
  room: number,
): void {
  const item = store.at(position);
  const { row, id, task } = item;
  const star = () =>
    h("span", { class: "hfw-star", role: "img", "aria-label": strings.recommendedFor(task) }, "★");
  const { words, view } = store;
  node.dataset.position = String(position);
  set(node, { "aria-rowindex": position + 2, "aria-selected": selection.has(row) });
  const write: Record<string, (cell: HTMLElement) => void> = {
    id(cell) {
      cell.title = id;
      cell.replaceChildren(
        ...marked(id, words, id.indexOf("/") + 1),
        ...(scene.model.get("recommended")[task] === id ? [star()] : []),
      );
    },
    task: (cell) => cell.replaceChildren(...marked(task || strings.none, words)),
    framework: (cell) => cell.replaceChildren(...marked(item.framework || strings.none, words)),
    state(cell) {
      const status = (cell.firstChild ?? cell.appendChild(h("span", "status"))) as HTMLElement;
      showStatus(status, item.state, store.checked.get(row), scene.ahead);
    },
    providers: (cell) => cell.replaceChildren(...chips(item.offers, fitting(view), room)),
  };
  for (const [name, cell] of Object.entries(cells)) {
    const act = write[name] ?? ((to) => writeTerm(to, item, name as Term, view));
    act(cell);
  }
}

/** The best that an offer has, and whose it is. */
function writeTerm(cell: HTMLElement, { offers }: ShownRow, term: Term, view: View): void {
  const one = best(offers, term, fitting(view));
  const text = termText(term, one?.[term]);
  cell.title = one ? offerLine(one) : strings.notTold;
  cell.classList.toggle("hfw-free", text === strings.free);
  cell.classList.toggle("hfw-untold", !text);
  cell.textContent = text || strings.none;
}

/** The head of each column sorts by it; the keyboard has a box for that, beside the filters. */
export function header(columns: Order[], sortBy: (column: Order) => void) {
  const cells = columns.map((name) => {
    const term = TERMS.includes(name as Term);
    const title = term ? strings.termHelp[name as Term] : "";
    const props = { class: `hfw-${name}`, role: "columnheader", title };
    return h("div", { ...props, onclick: () => sortBy(name) }, strings.columns[name as "id"]);
  });
  const tick = h("div", { role: "columnheader" }, h("span", "hidden", strings.select));
  const node = h("div", { class: "hfw-head", role: "row", "aria-rowindex": 1 }, tick, ...cells);
  // Sorting is no way into the list: the focus stays where it is.
  node.onmousedown = (event) => event.preventDefault();
  return {
    node,
    /** Pixels inside a column's cells; 0 where the head is not shown. */
    widthOf(column: Order): number {
      const cell = cells[columns.indexOf(column)];
      return cell?.clientWidth ? cell.clientWidth - PADDING : 0;
    },
    show({ sort, descending }: View) {
      cells.forEach((cell, index) => {
        const direction = descending ? "descending" : "ascending";
        set(cell, { "aria-sort": columns[index] === sort ? direction : "none" });
      });
    },
  };
}

/** The order after a click on a column's head: the best first, then the other way, then as listed. */
export function turned(view: View, column: Order): Pick<View, "sort" | "descending"> {
  const first = isLarger(column) || column === "providers";
  if (view.sort !== column) {
    return { sort: column, descending: first };
  }
  const over = view.descending !== first;
  return { sort: over ? "" : column, descending: over ? false : !first };
}

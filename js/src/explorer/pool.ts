// The rows that are in the page: made once, then filled with whatever comes into view.
import { h } from "../lib/dom";

export interface DrawnRow {
  node: HTMLElement;
  /** By the names of the columns. */
  cells: Record<string, HTMLElement>;
}

/** Rows that are kept for later when fewer are in view. */
const SPARE = 16;

export class Pool {
  readonly drawn = new Map<number, DrawnRow>();
  private spare: DrawnRow[] = [];

  constructor(
    private space: HTMLElement,
    private columns: readonly string[],
    private fill: (row: DrawnRow, position: number) => void,
  ) {}

  /** Have the rows from..to in the page; `anew` fills those again that are there already. */
  show(from: number, to: number, anew: boolean, topOf: (position: number) => number): void {
    this.release(from, to);
    let before: HTMLElement | null = null;
    for (let position = to - 1; position >= from; position--) {
      const one = this.take(position, anew);
      one.node.style.top = `${topOf(position)}px`;
      // In the order of the list, for those who read the page without seeing it.
      if (one.node.parentNode !== this.space || one.node.nextSibling !== before) {
        this.space.insertBefore(one.node, before);
      }
      before = one.node;
    }
    for (const { node } of this.spare) {
      node.remove();
    }
    this.spare = this.spare.slice(0, SPARE);
  }

  private release(from: number, to: number): void {
    for (const [position, one] of this.drawn) {
      if (position < from || position >= to) {
        this.drawn.delete(position);
        this.spare.push(one);
      }
    }
  }

  private take(position: number, anew: boolean): DrawnRow {
    const there = this.drawn.get(position);
    const one = there ?? this.spare.pop() ?? emptyRow(this.columns);
    this.drawn.set(position, one);
    if (!there || anew) {
      this.fill(one, position);
    }
    return one;
  }
}

function emptyRow(columns: readonly string[]): DrawnRow {
  const cell = (name: string) => h("div", { class: `hfw-${name}`, role: "gridcell" });
  const cells = Object.fromEntries(columns.map((name) => [name, cell(name)]));
  const all = [cell("tick"), ...Object.values(cells)];
  return { node: h("div", { class: "hfw-line", role: "row" }, ...all), cells };
}

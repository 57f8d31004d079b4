// The rows that are in the page: made once, then filled with whatever comes into view.
import { h } from "../lib/dom";

export interface DrawnRow {
  node: HTMLElement;
  tick: HTMLElement;
  id: HTMLElement;
  task: HTMLElement;
  framework: HTMLElement;
  status: HTMLElement;
}

/** Rows that are kept for later when fewer are in view. */
const SPARE = 16;

export class Pool {
  readonly drawn = new Map<number, DrawnRow>();
  private spare: DrawnRow[] = [];

  constructor(
    private space: HTMLElement,
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
    const one = there ?? this.spare.pop() ?? emptyRow();
    this.drawn.set(position, one);
    if (!there || anew) {
      this.fill(one, position);
    }
    return one;
  }
}

function emptyRow(): DrawnRow {
  const cell = (name: string, ...children: Node[]) =>
    h("div", { class: `hfw-${name}`, role: "gridcell" }, ...children);
  const status = h("span", "status");
  const parts = {
    tick: cell("tick"),
    id: cell("id"),
    task: cell("task"),
    framework: cell("framework"),
  };
  const cells = [...Object.values(parts), cell("state", status)];
  return { node: h("div", { class: "hfw-line", role: "row" }, ...cells), status, ...parts };
}

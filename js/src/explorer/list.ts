// The rows in view, as a grid with one tab stop: only what can be seen is in the page, so that two
// hundred thousand rows cost what thirty cost. Browsers cap heights: longer lists scroll faster.
import { h, set } from "../lib/dom";
import { atEnd } from "../lib/traits";
import type { View } from "../protocol";
import { FACETS } from "./columns";
import { marked } from "./marks";
import { type DrawnRow, Pool } from "./pool";
import type { Scene } from "./scene";
import { showStatus } from "./status";
import type { Store } from "./store";
import * as strings from "./strings";

/** Rows drawn above and below the view, for scrolling that runs ahead of drawing. */
const MORE = 8;
/** Pixels; browsers lay out no more than some 33 million. */
const TALLEST = 16_000_000;
/** Pixels of a row: in a narrow list it has two lines. */
const HEIGHT = { wide: 28, narrow: 50 };
/** Pixels of the list below which columns go: into a second line, the task, the framework. */
const WIDTHS = { narrow: 420, small: 600, medium: 740 };
/** Pixels of the list: as its rows need, within these. */
const LEAST = 116;
const MOST = 392;
/** Rows that Shift selects at once. */
const MOST_SELECTED = 1000;

export interface List {
  /** The grid, and the place that it shares with what is said when it is empty. */
  node: HTMLElement;
  place: HTMLElement;
  selection: Set<number>;
  /** Rows, order or words have changed; `top` also scrolls there. */
  redraw(top?: boolean): void;
  /** Rows that can be seen. */
  visible(): number[];
  /** Go to a row by its number. */
  go(row: number | null): void;
}

export interface ListHost {
  /** The user went to a row, or selected some. */
  moved(row: number | null): void;
  /** Enter or click: show what is known of the row. */
  chosen(row: number, byKey: boolean): void;
  /** Open it in a widget. */
  opened(row: number): void;
  sortBy(column: View["sort"]): void;
  /** Another number of rows can be seen. */
  sized(): void;
}

export function list(scene: Scene, store: Store, host: ListHost): List {
  const selection = new Set<number>();
  const heads = header(host);
  const space = h("div", { class: "hfw-space", role: "rowgroup" });
  const node = h(
    "div",
    {
      class: "hfw-table",
      role: "grid",
      tabIndex: 0,
      "aria-label": strings.title,
      "aria-multiselectable": true,
    },
    heads.node,
    space,
  );
  const pool = new Pool(space, (row, position) => fill(scene, store, selection, row, position));
  const port = viewport(node, store);
  // The keyboard is at `active`; Shift selects from `anchor` on. Positions, or -1.
  let [active, anchor] = [-1, -1];
  let activeRow: number | null = null;

  const draw = (anew: boolean) => {
    const [from, to] = port.range(MORE);
    const shift = port.shift();
    pool.show(from, to, anew, (position) => position * port.height + shift);
    for (const [position, { node: row }] of pool.drawn) {
      const here = position === active;
      row.classList.toggle("hfw-here", here);
      set(row, { id: here ? `${scene.view}-here` : "" });
    }
    set(node, { "aria-activedescendant": pool.drawn.has(active) ? `${scene.view}-here` : null });
  };
  const be = (position: number) => {
    active = position;
    activeRow = position < 0 ? null : store.at(position).row;
  };
  const move = (position: number, extend: boolean) => {
    if (!store.count) {
      return;
    }
    const start = anchor < 0 ? Math.max(0, active) : anchor;
    be(Math.max(0, Math.min(store.count - 1, position)));
    anchor = extend ? start : -1;
    if (extend) {
      selectRange(store, selection, start, active);
    }
    port.reveal(active);
    draw(extend);
    host.moved(activeRow);
  };
  const tick = () => {
    if (activeRow !== null && !selection.delete(activeRow)) {
      selection.add(activeRow);
    }
    draw(true);
    host.moved(activeRow);
  };

  const keys: Record<string, () => number> = {
    ArrowDown: () => active + 1,
    ArrowUp: () => active - 1,
    PageDown: () => active + port.page(),
    PageUp: () => active - port.page(),
    Home: () => 0,
    End: () => store.count - 1,
  };
  const acts: Record<string, () => void> = {
    " ": tick,
    Enter: () => activeRow !== null && host.chosen(activeRow, true),
  };
  node.onkeydown = (event) => {
    const [to, act] = [keys[event.key], acts[event.key]];
    if ((to || act) && !event.altKey && !event.metaKey) {
      event.preventDefault();
      to ? move(to(), event.shiftKey) : act?.();
    }
  };
  const positionAt = (event: MouseEvent) =>
    Number((event.target as HTMLElement).closest<HTMLElement>(".hfw-line")?.dataset.position ?? -1);
  // Passing by with Tab is no choice; a mouse says itself where it is.
  node.onfocus = () => {
    if (active < 0 && store.count) {
      be(port.range(0)[0]);
      draw(false);
    }
  };
  node.onmousedown = (event) => {
    if (positionAt(event) >= 0) {
      active = positionAt(event);
    }
  };
  space.onclick = (event) => {
    const ticks = (event.target as HTMLElement).closest(".hfw-tick");
    move(positionAt(event), event.shiftKey);
    if (ticks || event.ctrlKey || event.metaKey) {
      tick();
    } else if (!event.shiftKey && activeRow !== null) {
      host.chosen(activeRow, false);
    }
  };
  space.ondblclick = () => activeRow !== null && host.opened(activeRow);
  node.onscroll = () => {
    port.scrolled();
    draw(false);
  };

  const self: List = {
    node,
    place: h("div", "rows", node),
    selection,
    redraw(top = false) {
      space.style.height = `${port.tall()}px`;
      node.style.height = `${Math.max(LEAST, Math.min(MOST, port.tall() + port.head + 2))}px`;
      set(node, { "aria-rowcount": store.matched + 1 });
      heads.show(store.view);
      const before = active;
      active = activeRow === null ? -1 : store.positionOf(activeRow);
      if (active !== before) {
        anchor = -1;
      }
      if (top) {
        port.scrollTo(0);
      }
      port.settle();
      draw(true);
    },
    visible() {
      const [from, to] = port.range(0);
      return Array.from({ length: to - from }, (_, at) => store.at(from + at).row);
    },
    go(row) {
      activeRow = row;
      active = row === null ? -1 : store.positionOf(row);
      if (active >= 0) {
        port.reveal(active);
      }
      draw(false);
    },
  };
  const size = new ResizeObserver(() => {
    port.measure(heads.node.offsetHeight);
    self.redraw();
    host.sized();
  });
  size.observe(node);
  atEnd(scene.signal, () => size.disconnect());
  return self;
}

/** What of the list is in view, in pixels of a list that may be taller than a page can be. */
function viewport(node: HTMLElement, store: Store) {
  let inView = 364;
  // Remembered, because asking the page would have it laid out at every key.
  let scroll = 0;
  const whole = () => store.count * self.height;
  const capped = () => whole() > TALLEST;
  /** From pixels of the page to pixels of the list. */
  const scale = () => (capped() ? (whole() - inView) / (TALLEST - inView) : 1);
  const top = () => scroll * scale();
  const self = {
    height: HEIGHT.wide,
    head: HEIGHT.wide,
    tall: () => Math.min(TALLEST, whole()),
    /** How far rows stand from where they would in a list that is not capped. */
    shift: () => scroll - top(),
    page: () => Math.max(1, Math.floor(inView / self.height) - 1),
    range(more: number): [number, number] {
      const from = more ? Math.floor(top() / self.height) - more : Math.round(top() / self.height);
      const to = Math.ceil((top() + inView) / self.height) + more;
      return [
        Math.max(0, Math.min(from, store.count)),
        Math.min(store.count, more ? to : from + Math.floor(inView / self.height)),
      ];
    },
    scrolled() {
      scroll = node.scrollTop;
    },
    scrollTo(to: number) {
      if (to !== scroll) {
        node.scrollTop = to;
        self.scrolled();
      }
    },
    /** The list may be shorter now than what it was scrolled by. */
    settle: () => self.scrollTo(Math.max(0, Math.min(scroll, self.tall() - inView))),
    /** Scroll as little as it takes to have a row in view. */
    reveal(position: number) {
      const [first, next] = [position * self.height, (position + 1) * self.height];
      const to = first < top() ? first : Math.max(top(), next - inView);
      if (to !== top()) {
        self.scrollTo(to / scale());
      }
    },
    measure(head: number) {
      const { clientWidth: width, clientHeight: tall, classList } = node;
      for (const [name, least] of Object.entries(WIDTHS)) {
        classList.toggle(`hfw-${name}`, width < least);
      }
      self.height = width < WIDTHS.narrow ? HEIGHT.narrow : HEIGHT.wide;
      self.head = head;
      inView = Math.max(self.height, tall - head);
    },
  };
  return self;
}

function fill(
  { model, ahead }: Scene,
  store: Store,
  selection: Set<number>,
  drawn: DrawnRow,
  position: number,
): void {
  const { row, id, task, framework, state } = store.at(position);
  const star = () =>
    h("span", { class: "hfw-star", role: "img", "aria-label": strings.recommendedFor(task) }, "★");
  drawn.node.dataset.position = String(position);
  set(drawn.node, { "aria-rowindex": position + 2, "aria-selected": selection.has(row) });
  drawn.id.title = id;
  drawn.id.replaceChildren(
    ...marked(id, store.words, id.indexOf("/") + 1),
    ...(model.get("recommended")[task] === id ? [star()] : []),
  );
  drawn.task.replaceChildren(...marked(task || strings.none, store.words));
  drawn.framework.replaceChildren(...marked(framework || strings.none, store.words));
  showStatus(drawn.status, state, store.checked.get(row), ahead);
}

function selectRange(store: Store, selection: Set<number>, from: number, to: number): void {
  const [low, high] = from < to ? [from, to] : [to, from];
  selection.clear();
  for (let at = low; at <= Math.min(high, low + MOST_SELECTED - 1); at++) {
    selection.add(store.at(at).row);
  }
}

/** The head of each column sorts by it; the keyboard has a box for that, beside the filters. */
function header(host: ListHost) {
  const names = ["id", ...FACETS] as const;
  const cells = names.map((name) =>
    h(
      "div",
      { class: `hfw-${name}`, role: "columnheader", onclick: () => host.sortBy(name) },
      strings.columns[name],
    ),
  );
  const tick = h("div", { role: "columnheader" }, h("span", "hidden", strings.select));
  const node = h("div", { class: "hfw-head", role: "row", "aria-rowindex": 1 }, tick, ...cells);
  // Sorting is no way into the list: the focus stays where it is.
  node.onmousedown = (event) => event.preventDefault();
  return {
    node,
    show({ sort, descending }: View) {
      cells.forEach((cell, index) => {
        const direction = descending ? "descending" : "ascending";
        set(cell, { "aria-sort": names[index] === sort ? direction : "none" });
      });
    },
  };
}

// The rows in view, as a grid with one tab stop: only what can be seen is in the page, so that two
// hundred thousand rows cost what thirty cost. Browsers cap heights: longer lists scroll faster.
import { h, set } from "../lib/dom";
import { atEnd } from "../lib/traits";
import type { Order } from "../protocol";
import { Pool } from "./pool";
import { columnsOf, fill, header } from "./rows";
import type { Scene } from "./scene";
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
const WIDTHS_OFFERED = { narrow: 420, small: 720, medium: 960 };
/** Pixels of the second line of a narrow list that are not the providers'. */
const BESIDE = 170;
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

type Port = ReturnType<typeof viewport>;
type Cursor = ReturnType<typeof cursor>;

export interface ListHost {
  /** The user went to a row, or selected some. */
  moved(row: number | null): void;
  /** Enter or click: show what is known of the row. */
  chosen(row: number, byKey: boolean): void;
  /** Open it in a widget. */
  opened(row: number): void;
  sortBy(column: Order): void;
  /** Another number of rows can be seen. */
  sized(): void;
}

export function list(scene: Scene, store: Store, host: ListHost): List {
  const selection = new Set<number>();
  const columns = columnsOf(scene.model.get("has_offers"));
  const heads = header(columns, host.sortBy);
  const space = h("div", { class: "hfw-space", role: "rowgroup" });
  const name = { "aria-label": strings.title, "aria-multiselectable": true };
  const kind = scene.model.get("has_offers") ? " hfw-offered" : "";
  const props = { class: `hfw-table${kind}`, role: "grid", tabIndex: 0, ...name };
  const node = h("div", props, heads.node, space);
  // Pixels for the providers of a row.
  let room = Infinity;
  const pool = new Pool(space, columns, (row, position) =>
    fill(scene, store, selection, row, position, room),
  );
  const port = viewport(node, store);

  const draw = (anew: boolean) => {
    const [from, to] = port.range(MORE);
    const shift = port.shift();
    pool.show(from, to, anew, (position) => position * port.height + shift);
    const active = here.at();
    for (const [position, { node: row }] of pool.drawn) {
      row.classList.toggle("hfw-here", position === active);
      set(row, { id: position === active ? `${scene.view}-here` : "" });
    }
    set(node, { "aria-activedescendant": pool.drawn.has(active) ? `${scene.view}-here` : null });
  };
  const here = cursor(store, selection, port, host, draw);
  listenToKeys(node, store, port, here, host);
  listenToMouse(node, space, here, host);
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
      here.settle();
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
    go: here.go,
  };
  const size = new ResizeObserver(() => {
    port.measure(heads.node.offsetHeight);
    room = heads.widthOf("providers") || node.clientWidth - BESIDE;
    self.redraw();
    host.sized();
  });
  size.observe(node);
  atEnd(scene.signal, () => size.disconnect());
  return self;
}

/** Where the keyboard is, as a position and as the row that is there; Shift selects from there. */
function cursor(
  store: Store,
  selection: Set<number>,
  port: Port,
  host: ListHost,
  draw: (anew: boolean) => void,
) {
  // Positions, or -1; Shift selects from `anchor` on.
  let [active, anchor] = [-1, -1];
  let row: number | null = null;
  const positionOf = (row: number | null) => (row === null ? -1 : store.positionOf(row));
  const be = (position: number) => {
    active = position;
    row = position < 0 ? null : store.at(position).row;
  };
  return {
    at: () => active,
    row: () => row,
    /** The mouse is at a position: what is there is chosen when it is let go. */
    point(position: number) {
      active = position;
    },
    /** Begin where the list is seen to begin, unless the keyboard has been here before. */
    enter() {
      if (active < 0 && store.count) {
        be(port.range(0)[0]);
        draw(false);
      }
    },
    move(position: number, extend: boolean) {
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
      host.moved(row);
    },
    tick() {
      if (row !== null && !selection.delete(row)) {
        selection.add(row);
      }
      draw(true);
      host.moved(row);
    },
    /** The rows have another order: stay at the same one. */
    settle() {
      const before = active;
      active = positionOf(row);
      if (active !== before) {
        anchor = -1;
      }
    },
    go(to: number | null) {
      row = to;
      active = positionOf(to);
      if (active >= 0) {
        port.reveal(active);
      }
      draw(false);
    },
  };
}

function listenToKeys(node: HTMLElement, store: Store, port: Port, here: Cursor, host: ListHost) {
  const keys: Record<string, () => number> = {
    ArrowDown: () => here.at() + 1,
    ArrowUp: () => here.at() - 1,
    PageDown: () => here.at() + port.page(),
    PageUp: () => here.at() - port.page(),
    Home: () => 0,
    End: () => store.count - 1,
  };
  const choose = () => {
    const row = here.row();
    return row !== null && host.chosen(row, true);
  };
  const acts: Record<string, () => void> = { " ": here.tick, Enter: choose };
  node.onkeydown = (event) => {
    const [to, act] = [keys[event.key], acts[event.key]];
    if ((to || act) && !event.altKey && !event.metaKey) {
      event.preventDefault();
      to ? here.move(to(), event.shiftKey) : act?.();
    }
  };
}

function listenToMouse(node: HTMLElement, space: HTMLElement, here: Cursor, host: ListHost) {
  const positionAt = (event: MouseEvent) =>
    Number((event.target as HTMLElement).closest<HTMLElement>(".hfw-line")?.dataset.position ?? -1);
  // Passing by with Tab is no choice; a mouse says itself where it is.
  node.onfocus = here.enter;
  node.onmousedown = (event) => {
    if (positionAt(event) >= 0) {
      here.point(positionAt(event));
    }
  };
  space.onclick = (event) => {
    const ticks = (event.target as HTMLElement).closest(".hfw-tick");
    here.move(positionAt(event), event.shiftKey);
    const row = here.row();
    if (ticks || event.ctrlKey || event.metaKey) {
      here.tick();
    } else if (!event.shiftKey && row !== null) {
      host.chosen(row, false);
    }
  };
  space.ondblclick = () => {
    const row = here.row();
    return row !== null && host.opened(row);
  };
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
      for (const [name, least] of Object.entries(store.hasOffers ? WIDTHS_OFFERED : WIDTHS)) {
        classList.toggle(`hfw-${name}`, width < least);
      }
      self.height = width < WIDTHS.narrow ? HEIGHT.narrow : HEIGHT.wide;
      self.head = head;
      inView = Math.max(self.height, tall - head);
    },
  };
  return self;
}

function selectRange(store: Store, selection: Set<number>, from: number, to: number): void {
  const [low, high] = from < to ? [from, to] : [to, from];
  selection.clear();
  for (let at = low; at <= Math.min(high, low + MOST_SELECTED - 1); at++) {
    selection.add(store.at(at).row);
  }
}

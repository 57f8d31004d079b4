// The list of deployed models: found while one types, checked, watched, and opened as widgets.
import { blank } from "../explorer/blank";
import { type Comparison, comparison } from "../explorer/comparison";
import { type DetailsCard, detailsCard } from "../explorer/details";
import { type Finder, finder } from "../explorer/finder";
import { type Kernel, kernel } from "../explorer/kernel";
import { type List, list } from "../explorer/list";
import { opened } from "../explorer/opened";
import { type Origin, origin } from "../explorer/origin";
import { type Picks, picks } from "../explorer/picks";
import { turned } from "../explorer/rows";
import type { Model, Scene } from "../explorer/scene";
import { asContext } from "../explorer/scene";
import { Store } from "../explorer/store";
import * as strings from "../explorer/strings";
import { talk } from "../explorer/talk";
import { watching } from "../explorer/watching";
import type { Context } from "../kit";
import { announcer } from "../lib/announcer";
import { clock } from "../lib/clock";
import { h } from "../lib/dom";
import { ownKeys } from "../lib/own_keys";
import { followTheme } from "../lib/theme";
import { atEnd, watch } from "../lib/traits";
import { problemCard } from "../parts/problem";
import type { ExplorerNews, ExplorerTraits } from "../protocol";
import type { Buffers } from "../talk/model";
import { still } from "../talk/still";

/** Beats of a quarter of a second between two looks at ages. */
const AGE_BEATS = 20;

/** `host` shows other widgets, where the program has one. */
function render(given: { model: Model; el: HTMLElement; host?: Context["host"] }): () => void {
  const { model, el } = given;
  const life = new AbortController();
  const { signal } = life;
  const voice = announcer(model as unknown as Context["model"], signal);
  const root = h("div", {
    class: "hfw hfw-explorer",
    role: "group",
    "aria-label": strings.title,
  });
  ownKeys(root, signal);
  const view = `hfw${Math.random().toString(36).slice(2)}`;
  const scene: Scene = {
    model,
    view,
    signal,
    root,
    host: given.host,
    talk: talk(model, view, signal, voice.say),
    say: voice.say,
    ahead: 0,
    every: clock(signal),
  };
  const parts = compose(scene);
  layout(scene, parts);
  followTraits(scene, parts);
  followTime(scene, parts);
  followKeys(scene, parts);
  followTheme(root, signal);
  root.append(voice.node);
  el.append(root);
  still(model, root, signal);
  scene.talk.open(hearing(scene, parts));
  return () => {
    life.abort();
    root.remove();
  };
}

interface Parts {
  store: Store;
  told: Kernel;
  source: Origin;
  details: DetailsCard;
  seek: Finder;
  rows: List;
  chosen: Picks;
  side: Comparison;
  /** Show what has changed of the rows or about them; `top` scrolls to the first. */
  draw(top?: boolean): void;
  /** Find the rows anew and show them. */
  find(top?: boolean): void;
}

/** Make the parts and tie them together. */
function compose(scene: Scene): Parts {
  const store = new Store(scene.model);
  const told = kernel(scene, store, () => selected(scene, parts));
  const source = origin(scene);
  const sought = () => {
    told.view();
    find(true);
  };
  const details = detailsCard(scene, store, () => {
    details.show(null);
    rows.node.focus();
  });
  const seek = finder(scene, store, sought);
  const rows = list(scene, store, {
    moved(row) {
      told.select(rows.selection, row);
      details.follow(row);
      chosen.redraw();
      side.redraw();
    },
    chosen(row, byKey) {
      told.select(rows.selection, row);
      details.show(row);
      if (byKey) {
        details.node.focus();
      }
    },
    opened: (row) => scene.talk.call({ kind: "open", row }, strings.openIt),
    sortBy(column) {
      Object.assign(store.view, turned(store.view, column));
      sought();
    },
    sized: () => chosen.redraw(),
  });
  const chosen = picks(scene, rows, told, () => side.open(true));
  const drop = (row: number) => {
    rows.selection.delete(row);
    told.select(rows.selection, scene.model.get("selected_row"));
    rows.redraw();
    chosen.redraw();
    side.redraw();
  };
  const side = comparison(scene, store, rows.selection, drop, () => rows.node.focus());
  const empty = h("div", "blank");
  rows.place.append(empty);
  const draw = (top = false) => {
    const words = blank(scene, store, seek.clear, source.refresh);
    empty.hidden = !words.length;
    empty.replaceChildren(...words);
    rows.node.hidden = !!words.length;
    rows.redraw(top);
    seek.redraw();
    chosen.redraw();
    details.redraw();
    side.redraw();
  };
  const find = (top = false) => {
    if (store.local) {
      store.update();
    }
    draw(top);
  };
  const parts = { store, told, source, details, seek, rows, chosen, side, draw, find };
  return parts;
}

/** Put the parts in their places. */
function layout(scene: Scene, { store, source, details, seek, rows, chosen, side }: Parts): void {
  const go = (row: number) => {
    rows.go(row);
    details.show(row);
  };
  scene.root.append(
    seek.bar,
    source.problems,
    problemCard(asContext(scene), source.refresh),
    h("div", "bar hfw-found", ...seek.found, ...chosen.nodes),
    h("div", "pair", rows.place, details.node),
    side.node,
    source.line,
    source.panel,
    watching(scene, store, go),
    notice(scene, store),
    scene.talk.note,
    opened(scene),
  );
}

/** What Python has to say, but what a card says already. */
function notice(scene: Scene, store: Store): HTMLElement {
  const { model } = scene;
  const node = h("div", { class: "hfw-note", role: "status" });
  watch(asContext(scene), "notice", () => {
    const text = model.get("notice") ?? "";
    const watched = Object.keys(model.get("watched")).map((row) => store.find(Number(row))?.id);
    node.textContent = watched.some((id) => id && text.startsWith(id)) ? "" : text;
  });
  return node;
}

/** Take in what comes from the kernel. */
function hearing(scene: Scene, { store, told, find }: Parts) {
  const prepare = idleOrder(store, scene.signal);
  let frame = 0;
  atEnd(scene.signal, () => cancelAnimationFrame(frame));
  // Parts come faster than they can be drawn.
  const soon = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      find();
    });
  };
  const columns = async (message: ExplorerNews & { kind: "columns" }, buffers: Buffers) => {
    scene.ahead = message.now - Date.now() / 1000;
    if (!(await store.add(message, buffers))) {
      told.again();
    }
    soon();
    prepare();
  };
  return async (message: ExplorerNews, buffers: Buffers) => {
    if (message.kind === "columns" && (message.view ?? scene.view) === scene.view) {
      await columns(message, buffers);
    } else if (message.kind === "offers" && (message.view ?? scene.view) === scene.view) {
      await store.offer(message, buffers);
      soon();
    } else if (message.kind === "statuses") {
      store.check(message.version, message.rows);
      soon();
    }
  };
}

/** Sort the ids in pauses, so that a click on the column finds them sorted. */
function idleOrder(store: Store, signal: AbortSignal): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const step = () => {
    timer = store.order.advance(6) ? undefined : setTimeout(step, 12);
  };
  atEnd(signal, () => clearTimeout(timer));
  return () => {
    clearTimeout(timer);
    timer = setTimeout(step, 400);
  };
}

/** Python filters, selects and recommends too. */
function followTraits(scene: Scene, parts: Parts): void {
  const { model } = scene;
  const { store, draw, find } = parts;
  const on = (name: keyof ExplorerTraits, act: () => void) => watch(asContext(scene), name, act);
  on("view", () => {
    const { by, ...next } = model.get("view");
    if (by !== scene.view) {
      Object.assign(store.view, next);
      find(true);
    }
  });
  on("selection_rows", () => selected(scene, parts));
  on("selected_row", () => selected(scene, parts));
  for (const name of ["first", "total", "status", "facets"] as const) {
    on(name, find);
  }
  for (const name of ["recommended", "watched"] as const) {
    on(name, draw);
  }
}

/** Show what the kernel says is selected, unless the user has gone on since. */
function selected({ model }: Scene, { told, rows, details, chosen, side }: Parts): void {
  if (!told.hears()) {
    return;
  }
  const row = model.get("selected_row");
  rows.selection.clear();
  for (const one of model.get("selection_rows")) {
    rows.selection.add(one);
  }
  rows.redraw();
  chosen.redraw();
  side.redraw();
  rows.go(row);
  details.follow(row);
}

/** Ages grow while somebody looks. */
function followTime(scene: Scene, { source, store, rows, details }: Parts): void {
  let beats = 0;
  scene.every(() => {
    beats = (beats + 1) % AGE_BEATS;
    if (!beats && !document.hidden) {
      source.redraw();
      if (store.checked.size) {
        rows.redraw();
        details.redraw();
      }
    }
    return true;
  });
}

/**
 * Down goes from the search to the rows, Esc closes the card; nothing that is typed here reaches the
 * notebook.
 */
function followKeys({ root }: Scene, { details, rows }: Parts): void {
  root.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "ArrowDown" && (event.target as Element).matches(".hfw-search")) {
      event.preventDefault();
      rows.node.focus();
    }
    if (event.key === "Escape" && !event.isComposing && !details.node.hidden) {
      details.show(null);
      rows.node.focus();
    }
  };
}

export default { render };

// What is looked for: the search box with its count, the filters with theirs, and the order.
import { button, choice, h, hasFocus, line, set } from "../lib/dom";
import { stateWord } from "../lib/status";
import type { View } from "../protocol";
import { FACETS } from "./columns";
import { EVERYTHING, narrows } from "./offers";
import type { Scene } from "./scene";
import type { FilterName, Store } from "./store";
import * as strings from "./strings";
import { wants } from "./wants";

/** Wait for a pause in the typing before the number of models is said (ms). */
const PAUSE = 600;

export interface Finder {
  /** The search box and the filters. */
  bar: HTMLElement;
  /** How many were found, and how to find all again. */
  found: HTMLElement[];
  /** Counts, names and the view itself may have changed. */
  redraw(): void;
  clear(): void;
}

/** `changed` is called with every key; the view is in the store by then. */
export function finder(scene: Scene, store: Store, changed: () => void): Finder {
  const { view } = store;
  const count = h("span", "count");
  const more = h("span", "dim");
  let pause: ReturnType<typeof setTimeout> | undefined;

  const seek = (next: Partial<View>) => {
    Object.assign(view, next);
    changed();
    clearTimeout(pause);
    pause = setTimeout(() => scene.say(count.textContent), PAUSE);
  };
  scene.signal.addEventListener("abort", () => clearTimeout(pause));
  const box = line({
    type: "search",
    class: "hfw-input hfw-search",
    placeholder: `${strings.search}: ${strings.searchHint}`,
    "aria-label": strings.search,
    oninput: () => seek({ query: box.value }),
  });
  const write = (query: string) => {
    // Writing the same text would move the caret.
    if (box.value !== query) {
      box.value = query;
    }
  };
  const names: readonly FilterName[] = store.hasOffers ? ["task", "provider", "state"] : FACETS;
  const filters = names.map((name) => filter(name, store, seek));
  const wanted = store.hasOffers ? wants(view, seek) : null;
  const order = choice(store.hasOffers ? strings.offeredOrders : strings.orders, () => {
    const [, sort, minus] = /^(\w*)(-?)$/.exec(order.value) ?? [];
    seek({ sort: sort as View["sort"], descending: !!minus });
  });
  order.ariaLabel = strings.order;
  const narrowed = () =>
    !!view.query || view.framework !== null || view.task !== null || narrows(view);
  const clear = () => {
    seek({ ...EVERYTHING, sort: view.sort, descending: view.descending });
    box.focus();
  };
  const clearing = button(strings.clearFilters, clear);
  return {
    bar: h(
      "div",
      "bar",
      h("b", "", strings.title),
      box,
      h(
        "div",
        "filters",
        ...filters.map((one) => one.node),
        order,
        ...(wanted ? [wanted.button] : []),
      ),
      ...(wanted ? [wanted.panel] : []),
    ),
    found: [count, more, clearing],
    clear,
    redraw() {
      write(view.query);
      for (const one of filters) {
        one.redraw();
      }
      wanted?.redraw();
      order.value = view.sort + (view.sort && view.descending ? "-" : "");
      count.textContent = store.total ? strings.matched(store.matched, store.total) : "";
      more.textContent = store.awaited ? strings.rest(store.awaited) : "";
      clearing.hidden = !narrowed();
    },
  };
}

/** One filter; the name that is filtered by stays in it when no model has it any more. */
function filter(facet: FilterName, store: Store, seek: (next: Partial<View>) => void) {
  const { label: name, all } = strings.filters[facet];
  const node = choice({ "": all }, () => seek({ [facet]: node.value.slice(1) || null }));
  node.ariaLabel = name;
  const [every] = node.options;
  const options = new Map<string, HTMLOptionElement>();
  const offer = (names: string[]) => {
    if (names.length !== options.size || !names.every((name) => options.has(name))) {
      options.clear();
      for (const name of names) {
        // A name can be empty: no value may look like that of "all".
        options.set(name, h("option", { value: `=${name}` }));
      }
      node.replaceChildren(every as HTMLOptionElement, ...options.values());
    }
  };
  let counts = new Map<string, number>();
  const words = (name: string) =>
    store.hasOffers ? (strings.offerStates[name] ?? name) : stateWord(name);
  // Only what can be seen is written with every key: the rest when the list is about to open.
  const write = (names: Iterable<string>) => {
    for (const name of names) {
      const shown = facet === "state" ? words(name) : name || strings.none;
      set(options.get(name) as HTMLElement, {
        textContent: strings.optionOf(shown, counts.get(name) ?? 0),
      });
    }
  };
  const writeAll = () => write(options.keys());
  node.onfocus = writeAll;
  node.onpointerenter = writeAll;
  return {
    node,
    redraw() {
      const chosen = [store.view[facet]].filter((name) => name !== null);
      const known = options.size;
      counts = new Map(store.names(facet));
      offer([...new Set([...counts.keys(), ...chosen])]);
      write(hasFocus(node) || options.size !== known ? options.keys() : chosen);
      node.value = chosen.length ? `=${chosen}` : "";
      node.classList.toggle("hfw-on", !!chosen.length);
    },
  };
}

// All pictures of a gallery, small, newest first: a list with one tab stop, in which arrow keys
// choose. One picture alone is none to choose from: it stands large above, and takes the same keys.

import type { Context } from "../kit";
import { h, hasFocus, set } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import type { Item } from "../protocol";
import { columnsOf, keyName, stepTo, tabStop } from "./steps";
import type { Stock } from "./stock";
import { type Thumbnails, thumbnails } from "./thumbnail";

export interface StripActs {
  choose(id: string): void;
  zoom(): void;
  remove(): void;
  undo(): void;
  /** Move the focus to the large picture: the list is not there. */
  leave(): void;
}

export interface Strip {
  node: HTMLElement;
  /** Show these, and that one as chosen. */
  show(items: readonly Item[], chosen: string | undefined): void;
  /** Move the focus to the chosen one. */
  focus(): void;
  /** What a key does to the chosen one. */
  press(event: KeyboardEvent): void;
}

export function strip({ signal }: Pick<Context, "signal">, stock: Stock, acts: StripActs): Strip {
  const node = h("div", {
    class: "hfw-strip",
    role: "listbox",
    "aria-label": strings.gallery,
    "aria-description": strings.keys,
  });
  const small = thumbnails(stock, node, signal);
  const options = optionsIn(node, small, acts);
  let order: readonly Item[] = [];
  let chosen: string | undefined;

  const focus = () => (node.hidden ? acts.leave() : options.of(chosen)?.focus());

  const act: Record<string, () => void> = {
    Enter: acts.zoom,
    " ": acts.zoom,
    Delete: acts.remove,
    Backspace: acts.remove,
    "Ctrl+z": acts.undo,
  };
  /** The one that a key leads to, if any. */
  const next = (event: KeyboardEvent): Item | undefined => {
    const at = order.findIndex(({ id }) => id === chosen);
    const columns = columnsOf([...node.children] as HTMLElement[]);
    return order[stepTo(keyName(event), at, order.length, columns) ?? -1];
  };
  const press = (event: KeyboardEvent, does = act[keyName(event)]) => {
    if (does) {
      event.preventDefault();
      does();
    }
  };
  const choose = (id: string) => {
    acts.choose(id);
    focus();
  };
  node.onkeydown = (event) => {
    const item = next(event);
    press(event, item && (() => choose(item.id)));
  };
  return {
    node,
    focus,
    press,
    show(items, wanted) {
      const inside = options.all().some(hasFocus);
      [order, chosen] = [items, wanted];
      options.show(items, wanted);
      node.hidden = items.length < 2;
      tabStop(options.all(), options.of(wanted) ?? options.of(items[0]?.id));
      if (inside) {
        focus();
      }
    },
  };
}

/** The options of the list by the id of their picture: made once, then only moved and marked. */
function optionsIn(node: HTMLElement, small: Thumbnails, acts: StripActs) {
  const byId = new Map<string, HTMLElement>();
  const make = (id: string) => {
    const option = h("div", { class: "hfw-mini", role: "option" }, small.make(id));
    option.onclick = () => {
      acts.choose(id);
      option.focus({ preventScroll: true });
    };
    option.ondblclick = acts.zoom;
    byId.set(id, option);
    return option;
  };
  const drop = (kept: Set<string>) => {
    for (const [id, option] of byId) {
      if (!kept.has(id)) {
        option.remove();
        byId.delete(id);
      }
    }
  };
  return {
    all: () => [...byId.values()],
    of: (id = "") => byId.get(id),
    show(items: readonly Item[], chosen: string | undefined) {
      drop(new Set(items.map(({ id }) => id)));
      items.forEach((item, index) => {
        const option = byId.get(item.id) ?? make(item.id);
        const name = strings.thumbnail(item);
        set(option, { "aria-label": name, title: name, "aria-selected": item.id === chosen });
        option.classList.toggle("hfw-pinned", item.pinned);
        if (node.children[index] !== option) {
          node.insertBefore(option, node.children[index] ?? null);
        }
      });
    },
  };
}

// All pictures of a gallery, small, newest first: a list with one tab stop, in which arrow keys
// choose.

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
}

export interface Strip {
  node: HTMLElement;
  /** Show these, and that one as chosen. */
  show(items: readonly Item[], chosen: string | undefined): void;
  /** Move the focus to the chosen one. */
  focus(): void;
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

  const focus = () => options.of(chosen)?.focus();

  const act: Record<string, () => void> = {
    Enter: acts.zoom,
    " ": acts.zoom,
    Delete: acts.remove,
    Backspace: acts.remove,
    "Ctrl+z": acts.undo,
  };
  /** What a key does, if anything. */
  const meant = (event: KeyboardEvent): (() => void) | undefined => {
    const at = order.findIndex(({ id }) => id === chosen);
    const columns = columnsOf([...node.children] as HTMLElement[]);
    const name = keyName(event);
    const item = order[stepTo(name, at, order.length, columns) ?? -1];
    return item ? () => choose(item.id) : act[name];
  };
  const choose = (id: string) => {
    acts.choose(id);
    focus();
  };
  node.onkeydown = (event) => {
    const does = meant(event);
    if (does) {
      event.preventDefault();
      does();
    }
  };
  return {
    node,
    focus,
    show(items, wanted) {
      const inside = options.all().some(hasFocus);
      [order, chosen] = [items, wanted];
      options.show(items, wanted);
      node.hidden = items.length === 0;
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

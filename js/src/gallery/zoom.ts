// One picture over the whole window, to be zoomed and moved; arrow keys lead to the others, Esc
// leads back. A modal dialog of the browser: it keeps the focus inside and gives it back.

import type { Context } from "../kit";
import { button, h, set } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import { type Viewer, viewer } from "../lib/viewer";
import type { Item } from "../protocol";
import { facts } from "./caption";
import { keyName } from "./steps";
import type { Stock } from "./stock";

export interface ZoomActs {
  /** The next picture (1) or the former (-1). */
  step(by: number): void;
  remove(): void;
  undo(): void;
  /** The overlay is gone, and the focus is where it was. */
  closed(): void;
}

export interface Zoom {
  node: HTMLElement;
  open(): void;
  /** While it is open: show this picture among others; it closes when there is none. */
  show(item: Item | undefined, at: number, count: number): void;
  /** Say what is said elsewhere too: what is outside of a modal dialog is not read aloud. */
  tell(text: string): void;
}

export function zoomOverlay(
  { signal }: Pick<Context, "signal">,
  stock: Stock,
  acts: ZoomActs,
): Zoom {
  const words = h("span", { class: "hfw-words", dir: "auto", role: "status" });
  const news = h("span", { class: "hfw-dim", role: "status" });
  const place = h("span", { class: "hfw-dim hfw-place" });
  const bar = h("div", "bar", words, news, place, ...controls(acts, () => node.close()));
  const node = h("dialog", { class: "hfw-overlay", "aria-label": strings.gallery }, bar);
  let life: AbortController | undefined;
  let view: Viewer | undefined;
  let now = "";
  const [act, arrows] = keysOf(acts);

  const key = (event: KeyboardEvent) => {
    // A picture that is larger than the window is moved by the arrow keys.
    const moves = view?.stage.classList.contains("hfw-zoomed");
    const does = (moves ? act : { ...arrows, ...act })[keyName(event)];
    does?.();
    return !!does;
  };
  node.onclose = () => {
    // Its canvases and bitmaps go; the next time makes new ones.
    life?.abort();
    view?.node.remove();
    view = undefined;
    now = "";
    acts.closed();
  };
  // Esc closes the overlay; it must not stop a run.
  node.onkeydown = (event) => {
    event.stopPropagation();
    if (event.target !== view?.stage && key(event)) {
      event.preventDefault();
    }
  };
  signal.addEventListener("abort", () => life?.abort());

  const load = async (id: string, name: string) => {
    const mine = view;
    const first = mine?.node.hidden;
    const still = () => id === now && mine === view;
    try {
      const blob = await stock.whole(id);
      if (still()) {
        await mine?.show(blob, name);
      }
      if (first) {
        mine?.stage.focus();
      }
    } catch (error) {
      if (still()) {
        news.textContent = (error as Error).message;
      }
    }
  };
  return {
    node,
    open() {
      life = new AbortController();
      view = viewer({ signal: life.signal, label: strings.gallery, key });
      node.append(view.node);
      node.showModal();
    },
    show(item, at, count) {
      if (!item) {
        node.close();
      } else if (node.open) {
        place.textContent = strings.place(at + 1, count);
        if (item.id !== now) {
          now = item.id;
          news.textContent = "";
          load(item.id, entitle(words, item));
        }
      }
    },
    tell(text) {
      news.textContent = text;
    },
  };
}

/** Name a picture, with what is known of it; returns the name. */
function entitle(words: HTMLElement, item: Item): string {
  const name = item.prompt || strings.noPrompt;
  words.textContent = name;
  set(words, { title: [name, ...facts(item)].join("\n") });
  return name;
}

/** Buttons for whoever has no keys at hand. */
function controls({ step, remove }: ZoomActs, close: () => void): HTMLElement[] {
  const sign = (label: string, name: string, act: () => void) =>
    button(label, act, { "aria-label": name, title: name });
  return [
    button(strings.remove, remove),
    sign("←", strings.previous, () => step(-1)),
    sign("→", strings.next, () => step(1)),
    sign("✕", strings.close, close),
  ];
}

type Keys = Record<string, () => void>;

/** What keys do, and what the arrows do unless they move the picture. */
function keysOf({ step, remove, undo }: ZoomActs): [act: Keys, arrows: Keys] {
  const [former, next] = [() => step(-1), () => step(1)];
  return [
    { PageUp: former, PageDown: next, Delete: remove, "Ctrl+z": undo },
    { ArrowLeft: former, ArrowRight: next },
  ];
}

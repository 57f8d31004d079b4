// One picture over the whole window, to be zoomed and moved; arrow keys lead to the others, Esc
// leads back. A modal dialog of the browser: it keeps the focus inside and gives it back.
import { button, h, set } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import type { Context } from "../lib/types";
import { type Viewer, viewer } from "../lib/viewer";
import { facts } from "./caption";
import { keyName } from "./steps";
import type { Stock } from "./stock";
import type { Item } from "./types";

export interface Zoom {
  node: HTMLElement;
  /** Show a picture among others; opens when it is closed. */
  show(item: Item, at: number, count: number): void;
  close(): void;
}

/** `step` asks for the next (1) or the former (-1); `closed` hears when the focus is back. */
export function zoomOverlay(
  { signal }: Pick<Context, "signal">,
  stock: Stock,
  step: (by: number) => void,
  closed: () => void,
): Zoom {
  // What is outside of a modal dialog is not read aloud: it has a status of its own.
  const words = h("span", { class: "hfw-words", dir: "auto", role: "status" });
  const place = h("span", { class: "hfw-dim hfw-place" });
  const fault = h("span", "fault");
  const turn = (sign: string, name: string, by: number) =>
    button(sign, () => step(by), { "aria-label": name, title: name });
  const bar = h(
    "div",
    "bar",
    words,
    fault,
    place,
    turn("←", strings.previous, -1),
    turn("→", strings.next, 1),
    button("✕", () => node.close(), { "aria-label": strings.close, title: strings.close }),
  );
  const node = h("dialog", { class: "hfw-overlay", "aria-label": strings.gallery }, bar);
  let life: AbortController | undefined;
  let view: Viewer | undefined;
  let now = "";

  const key = (event: KeyboardEvent) => {
    const zoomed = view?.stage.classList.contains("hfw-zoomed");
    const arrows: Record<string, number> = zoomed ? {} : { ArrowLeft: -1, ArrowRight: 1 };
    const by = { ...arrows, PageUp: -1, PageDown: 1 }[keyName(event)];
    if (by) {
      step(by);
    }
    return !!by;
  };
  const open = () => {
    life = new AbortController();
    view = viewer({ signal: life.signal, label: strings.gallery, key });
    node.append(view.node);
    node.showModal();
  };
  node.onclose = () => {
    // Its canvases and bitmaps go; the next time makes new ones.
    life?.abort();
    view?.node.remove();
    view = undefined;
    now = "";
    closed();
  };
  // Esc closes the overlay; it must not stop a run.
  node.onkeydown = (event) => {
    event.stopPropagation();
    if (event.target !== view?.stage && key(event)) {
      event.preventDefault();
    }
  };
  node.onclick = ({ target }) => {
    if (target === node) {
      node.close();
    }
  };
  signal.addEventListener("abort", () => life?.abort());

  const load = async (id: string, name: string) => {
    const mine = view;
    fault.textContent = "";
    try {
      const blob = await stock.whole(id);
      if (id === now && mine === view) {
        await mine?.show(blob, name);
        mine?.stage.focus();
      }
    } catch (error) {
      if (id === now) {
        fault.textContent = (error as Error).message;
      }
    }
  };
  return {
    node,
    show(item, at, count) {
      const name = item.prompt || strings.noPrompt;
      if (!node.open) {
        open();
      }
      now = item.id;
      words.textContent = name;
      set(words, { title: [name, ...facts(item)].join("\n") });
      place.textContent = strings.place(at + 1, count);
      load(item.id, name);
    },
    close: () => node.close(),
  };
}

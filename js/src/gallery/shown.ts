// The picture that is looked at, large, with what is known of it; while the next is made, a frame
// of its size. Never an empty box.

import type { Context } from "../kit";
import { h, set } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import { atEnd } from "../lib/traits";
import type { Item } from "../protocol";
import { facts } from "./caption";
import type { Stock } from "./stock";

/** Whoever holds an arrow key down passes many pictures by: they are not fetched whole (ms). */
const PAUSE = 120;
/** A picture is at most this high (CSS pixels), and a pixel of it at most this large. */
const HIGHEST = 384;
const LARGEST = 3;
/** A picture has about this much room beside its caption. */
const WIDEST = 600;

/** Where nobody knows the size that comes. */
const SQUARE = { width: HIGHEST, height: HIGHEST };

export interface Size {
  width: number;
  height: number;
}

export interface Shown {
  node: HTMLElement;
  /** The picture itself, a button. */
  opener: HTMLElement;
  picture(item: Item): void;
  /** A picture of this size is being made. */
  making(size: Size | null): void;
  nothing(): void;
}

/** `below` is what can be done with the picture. */
export function shown(
  { signal }: Pick<Context, "signal">,
  stock: Stock,
  zoom: () => void,
  below: HTMLElement,
): Shown {
  const image = h("img", { class: "hfw-large", draggable: false });
  const fault = h("span", "dim");
  const opener = h(
    "button",
    {
      type: "button",
      class: "hfw-opener",
      title: strings.zoom,
      "aria-haspopup": "dialog",
      onclick: zoom,
    },
    image,
    fault,
  );
  const progress = h("div", { class: "hfw-progress", role: "progressbar" });
  const size = h("span", "");
  const coming = h("div", "opener hfw-coming", size, progress);
  const hint = h("div", "opener hfw-dim", strings.empty);
  const prompt = h("div", { class: "hfw-words", dir: "auto" });
  const known = h("div", { class: "hfw-dim hfw-known", dir: "auto" });
  const caption = h("figcaption", "", prompt, known, below);
  const node = h("figure", "shown", opener, coming, hint, caption);

  let now = "";
  let address = "";
  let sharp = false;
  let changed = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const only = (part: HTMLElement) => {
    for (const one of [opener, coming, hint]) {
      one.hidden = one !== part;
    }
    caption.hidden = part !== opener;
  };
  let tallest = 0;
  const shape = (part: HTMLElement, { width, height }: Size) => {
    const high = Math.min(HIGHEST, height * LARGEST);
    // What is below does not jump from picture to picture.
    tallest = Math.max(tallest, Math.min(high, (WIDEST * height) / width));
    node.style.setProperty("--hfw-tallest", `${tallest}px`);
    part.style.aspectRatio = `${width} / ${height}`;
    part.style.width = `${Math.round((high * width) / height)}px`;
  };
  const release = () => {
    URL.revokeObjectURL(address);
    address = "";
  };
  const clear = () => {
    clearTimeout(timer);
    sharp = false;
    image.removeAttribute("src");
    release();
  };
  /** Put a picture up once it is decoded, unless another or a sharper one is there by then. */
  const put = async (id: string, blob: Blob, whole: boolean) => {
    const next = URL.createObjectURL(blob);
    const ahead = new Image();
    ahead.src = next;
    await ahead.decode().catch(() => {});
    if (id === now && !(sharp && !whole)) {
      release();
      [address, sharp] = [next, whole];
      image.src = next;
    } else {
      URL.revokeObjectURL(next);
    }
  };
  const loadSmall = async (id: string) => {
    const small = await stock.small(id).catch(() => null);
    if (small) {
      await put(id, small, false);
    }
  };
  const load = async (id: string) => {
    let error = "";
    try {
      await put(id, await stock.whole(id), true);
    } catch (reason) {
      error = (reason as Error).message;
    }
    if (id === now) {
      fault.textContent = error;
      set(opener, { "aria-busy": null });
    }
  };
  const change = (id: string) => {
    const hurried = performance.now() - changed < PAUSE;
    changed = performance.now();
    now = id;
    clear();
    fault.textContent = "";
    set(opener, { "aria-busy": true });
    if (hurried) {
      loadSmall(id);
      timer = setTimeout(() => load(id), PAUSE);
    } else {
      load(id);
    }
  };
  atEnd(signal, () => {
    now = "";
    clear();
  });

  only(hint);
  return {
    node,
    opener,
    picture(item) {
      only(opener);
      set(image, { alt: item.prompt || strings.noPrompt });
      prompt.textContent = item.prompt;
      known.replaceChildren(...facts(item).map((fact) => h("span", "", fact)));
      if (item.width && item.height) {
        shape(opener, { width: item.width, height: item.height });
      }
      if (item.id !== now) {
        change(item.id);
      }
    },
    making(next) {
      only(coming);
      const words = strings.making(strings.size(next?.width, next?.height));
      size.textContent = words;
      set(progress, { "aria-label": words });
      shape(coming, next ?? SQUARE);
    },
    nothing() {
      only(hint);
      now = "";
      clear();
    },
  };
}

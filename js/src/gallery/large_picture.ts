// The picture that is looked at, large, with what is known of it; while the next is made, a frame
// of its size. Never an empty box.

import type { Context } from "../kit";
import { h, set } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import { shownAs } from "../lib/shown_as";
import { atEnd } from "../lib/traits";
import { type Size, whole } from "../lib/viewpoint";
import type { Item } from "../protocol";
import { facts } from "./caption";
import type { Stock } from "./stock";

/** Whoever holds an arrow key down passes many pictures by: they are not fetched whole (ms). */
const PAUSE = 120;
/** A picture is at most this high (CSS pixels), and has about this much room beside its caption. */
const HIGHEST = 384;
const WIDEST = 600;

/** Where nobody knows the size that comes. */
const SQUARE = { width: HIGHEST, height: HIGHEST };

export interface LargePicture {
  node: HTMLElement;
  /** The picture itself, a button. */
  opener: HTMLElement;
  picture(item: Item): void;
  /** A picture of this size is being made. */
  making(size: Size | null): void;
  nothing(): void;
}

/** `below` is what can be done with the picture. */
export function largePicture(
  { signal }: Pick<Context, "signal">,
  stock: Stock,
  zoom: () => void,
  below: HTMLElement,
): LargePicture {
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
  const coming = frame();
  const hint = h("div", "opener hfw-dim", strings.empty);
  const prompt = h("div", { class: "hfw-words", dir: "auto" });
  const known = h("div", { class: "hfw-dim hfw-known", dir: "auto" });
  const caption = h("figcaption", "", prompt, known, below);
  const node = h("figure", "shown", opener, coming.node, hint, caption);

  const [shape, unshape] = shaper(node);
  const load = loader(stock, image, (busy, error = "") => {
    fault.textContent = error;
    set(opener, { "aria-busy": busy || null });
  });
  const only = (part: HTMLElement) => {
    for (const one of [opener, coming.node, hint]) {
      one.hidden = one !== part;
    }
    caption.hidden = part !== opener;
  };
  atEnd(signal, load.nothing);

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
      load.picture(item.id);
    },
    making(next) {
      only(coming.node);
      coming.say(strings.making(strings.size(next?.width, next?.height)));
      shape(coming.node, next ?? SQUARE);
    },
    nothing() {
      only(hint);
      unshape();
      load.nothing();
    },
  };
}

/** What stands for a picture while it is made. */
function frame() {
  const progress = h("div", { class: "hfw-progress", role: "progressbar" });
  const size = h("span", "");
  return {
    node: h("div", "opener hfw-coming", size, progress),
    say(words: string) {
      size.textContent = words;
      set(progress, { "aria-label": words });
    },
  };
}

/** What gives a part of the node the shape of a picture, and what ends the room for pictures. */
function shaper(node: HTMLElement) {
  let tallest = 0;
  const room = (pixels: number) => {
    tallest = pixels;
    node.style.setProperty("--hfw-tallest", `${pixels}px`);
  };
  const shape = (part: HTMLElement, { width, height }: Size) => {
    const times = whole(Math.min(HIGHEST / height, WIDEST / width));
    // What is below does not jump from picture to picture.
    room(Math.max(tallest, times * height));
    const [own, wide] = [`${width}px`, `${Math.round(times * width)}px`];
    Object.assign(part.style, {
      aspectRatio: `${width} / ${height}`,
      width: wide,
      // Where there is less room, by a smaller whole multiple.
      maxWidth: `max(min(100%, ${own}), round(down, 100%, ${own}))`,
      imageRendering: times > 1 ? "pixelated" : "",
    });
  };
  return [shape, () => room(0)] as const;
}

/** Loads the picture of an id, and tells when it begins and how it ends. */
function loader(
  stock: Stock,
  image: HTMLImageElement,
  tell: (busy: boolean, error?: string) => void,
) {
  const { put, clear } = holder(image);
  let now = "";
  let changed = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const turn = (id: string) => {
    clearTimeout(timer);
    now = id;
    clear();
  };
  const loadSmall = async (id: string) => {
    const small = await stock.small(id).catch(() => null);
    if (small) {
      await put(small, false, () => id === now);
    }
  };
  const load = async (id: string) => {
    let error = "";
    try {
      await put(await stock.whole(id), true, () => id === now);
    } catch (reason) {
      error = (reason as Error).message;
    }
    if (id === now) {
      tell(false, error);
    }
  };
  return {
    nothing: () => turn(""),
    picture(id: string) {
      if (id === now) {
        return;
      }
      const hurried = performance.now() - changed < PAUSE;
      changed = performance.now();
      turn(id);
      tell(true);
      if (hurried) {
        loadSmall(id);
        timer = setTimeout(() => load(id), PAUSE);
      } else {
        load(id);
      }
    },
  };
}

/** Holds the bytes that an image shows, and lets go of them. */
function holder(image: HTMLImageElement) {
  let address = "";
  let sharp = false;
  const release = () => {
    URL.revokeObjectURL(address);
    address = "";
  };
  return {
    clear() {
      sharp = false;
      image.removeAttribute("src");
      release();
    },
    /** Put a picture up once it is decoded, unless another or a sharper one is there by then. */
    async put(blob: Blob, whole: boolean, wanted: () => boolean) {
      const next = await shownAs(blob);
      if (wanted() && !(sharp && !whole)) {
        release();
        [address, sharp] = [next, whole];
        image.src = next;
      } else {
        URL.revokeObjectURL(next);
      }
    },
  };
}

// Small pictures that are fetched when they come into sight, and never twice.
import { h } from "../lib/dom";
import { shownAs } from "../lib/shown_as";
import { atEnd } from "../lib/traits";
import type { Stock } from "./stock";

export interface Thumbnails {
  /** A small picture of an item; its name is told elsewhere, so it has none. */
  make(id: string): HTMLImageElement;
}

/** `room` scrolls: what is a little outside of it is fetched ahead. */
export function thumbnails(stock: Stock, room: HTMLElement, signal: AbortSignal): Thumbnails {
  const ids = new WeakMap<Element, string>();
  const load = async (image: HTMLImageElement) => {
    try {
      const small = await stock.small(ids.get(image) ?? "");
      const address = await shownAs(small);
      // What is drawn stays drawn: the address is of no use any more.
      image.onload = image.onerror = () => URL.revokeObjectURL(address);
      image.src = address;
    } catch (error) {
      image.classList.add("hfw-lost");
      image.title = (error as Error).message;
    }
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) {
          observer.unobserve(target);
          load(target as HTMLImageElement);
        }
      }
    },
    { root: room, rootMargin: "160px" },
  );
  atEnd(signal, () => observer.disconnect());
  return {
    make(id) {
      const image = h("img", { class: "hfw-tiny", alt: "", draggable: false, decoding: "async" });
      ids.set(image, id);
      observer.observe(image);
      return image;
    },
  };
}

// What a picture field shows: a small picture with name and size, the way of an upload, and what
// went wrong. The picture itself is shown large where its result will be.
import { h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import * as said from "../lib/picture_strings";
import { shower } from "../lib/pictures";
import * as strings from "../lib/strings";
import { bytes } from "../lib/words";
import type { Picture } from "../protocol";

export interface PictureRow<Held = Picture> {
  node: HTMLElement;
  /** Show what the field holds. */
  held(picture: Held | null, blob: Promise<Blob> | null): void;
  /** Show a file that is on its way; null when it has come or will not. */
  sending(file: File | null): void;
  progress(received: number): void;
  /** Say what is wrong; "" takes it away. */
  fault(text: string): void;
  /** Say something with a way to undo it, or why nothing happens yet. */
  note(text: string, ...actions: HTMLElement[]): void;
}

/** "4032 × 3024, 5.1 MB, JPEG" as far as it is known. */
export function detailOf({ width, height, size, type, state, url }: Picture): string {
  const kind = (type ?? "").replace(/^image\/(x-)?/, "").toUpperCase();
  const known = [width && `${width} × ${height}`, size && bytes(size), kind].filter(Boolean);
  return state === "fetching" ? `${said.fetching} ${url ?? ""}` : known.join(", ");
}

/** What a field says of what it holds. */
export interface Words<Held> {
  hint: string;
  unnamed: string;
  detail(held: Held): string;
}

/** `actions` work on the picture, `stop` cancels an upload, `panels` open below. */
export function pictureRow<Held extends { name: string; notice?: string | null } = Picture>(
  actions: HTMLElement[],
  stop: HTMLElement,
  panels: HTMLElement[],
  signal: AbortSignal,
  words: Words<Held> = {
    hint: said.hint,
    unnamed: said.unnamed,
    detail: detailOf as unknown as Words<Held>["detail"],
  },
): PictureRow<Held> {
  const image = h("img", { class: "hfw-thumbnail", alt: "", decoding: "async" });
  const small = thumbnail(image, signal);
  const name = h("b", { dir: "auto" });
  const detail = h("span", "dim");
  const notice = h("span", "");
  const told = h("div", "told", name, detail, notice);
  const bar = h("div", { class: "hfw-progress", role: "progressbar" });
  const way = h("span", "dim");
  const progress = h("div", { hidden: true }, bar, h("div", "bar", way, stop));
  const fault = h("div", { class: "hfw-fault", role: "alert" });
  const note = h("div", { class: "hfw-note hfw-bar", role: "status" });
  const node = h(
    "div",
    "picture",
    h("div", "bar", image, told, h("div", "buttons", ...actions)),
    progress,
    fault,
    note,
    ...panels,
  );
  let total = 1;

  const write = (title: string, more: string, extra: string) => {
    name.textContent = name.title = title;
    detail.textContent = more;
    notice.textContent = extra;
  };
  const self: PictureRow<Held> = {
    node,
    held(picture, blob) {
      const empty = !picture;
      node.classList.toggle("hfw-empty", empty);
      write(
        empty ? "" : encode(picture.name) || words.unnamed,
        empty ? words.hint : words.detail(picture),
        picture?.notice ?? "",
      );
      small(blob);
    },
    sending(file) {
      progress.hidden = !file;
      if (file) {
        total = file.size;
        node.classList.remove("hfw-empty");
        write(encode(file.name), bytes(total), "");
        small(Promise.resolve(file));
        set(bar, { "aria-label": said.sending(encode(file.name)) });
        self.progress(0);
      }
    },
    progress(received) {
      const percent = Math.round((100 * received) / total);
      way.textContent = said.sent(bytes(received), bytes(total));
      set(bar, { "aria-valuenow": percent, "aria-valuetext": way.textContent });
      bar.style.setProperty("--hfw-done", `${percent}%`);
    },
    fault(text) {
      fault.textContent = text;
    },
    note(text, ...more) {
      note.replaceChildren(...(text ? [text, ...more] : []));
    },
  };
  stop.textContent = strings.cancel;
  return self;
}

/** Shows the picture that was asked for last, whichever comes last. */
function thumbnail(image: HTMLImageElement, signal: AbortSignal) {
  const shown = shower(image, signal);
  image.onerror = () => shown(null);
  let turn = 0;
  return async (blob: Promise<Blob> | null) => {
    const mine = ++turn;
    const came = await blob?.catch(() => null);
    if (mine === turn) {
      shown(came ?? null);
    }
  };
}

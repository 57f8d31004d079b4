// What can be done with the picture that is looked at.

import type { Context } from "../kit";
import { button, h, set } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import { download, fetcher } from "../lib/save";
import * as task from "../lib/strings";
import { type Piece, useIn } from "../parts/use_in";
import type { Item } from "../protocol";
import type { Call } from "../talk/session";
import { fileName, pngTexts } from "./caption";
import { isPng, withTexts } from "./png_text";
import type { Stock } from "./stock";

export interface Asker {
  /** Ask the kernel; `done` is called when it has agreed, everything else is told. */
  ask(action: string, message: Call, done?: () => void): void;
  /** Get a file from the kernel. */
  fetch(what: { kind: "item"; item: string } | { kind: "items" | "grid" }, format: string): void;
}

/** `tell` says what went wrong, or "" when nothing is left to say. */
export function asker(context: Context, tell: (text: string) => void): Asker {
  const fetch = fetcher(context);
  return {
    ask(action, message, done) {
      const answered = (error: string | null) => {
        tell(error ?? "");
        if (!error) {
          done?.();
        }
      };
      context.talk.call(message, answered, () => tell(task.kernelBusy(action)));
    },
    fetch(what, format) {
      tell(strings.fetchingFile);
      fetch(what, format, (error) => tell(error ?? ""));
    },
  };
}

/** The file of a picture with its parameters inside; null where the kernel has to make it. */
export async function pngFile(item: Item, picture: Blob): Promise<Blob | null> {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  return isPng(bytes) ? new Blob(withTexts(bytes, pngTexts(item)), { type: "image/png" }) : null;
}

/** Other kinds than PNG cannot be put on the clipboard. */
async function asPng(picture: Blob): Promise<Blob> {
  if (isPng(new Uint8Array(await picture.slice(0, 8).arrayBuffer()))) {
    return new Blob([picture], { type: "image/png" });
  }
  const bitmap = await createImageBitmap(picture);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/png" });
}

export interface Acts {
  node: HTMLElement;
  /** Show what goes for this picture. */
  show(item: Item): void;
}

export function acts(
  context: Context,
  stock: Stock,
  { ask, fetch }: Asker,
  tell: (text: string) => void,
  chosen: () => Item | undefined,
  remove: () => void,
): Acts {
  const of = (act: (item: Item) => void) => () => {
    const item = chosen();
    if (item) {
      act(item);
    }
  };
  const failing = (act: (item: Item) => Promise<void>) =>
    of((item) => {
      act(item).catch((error: Error) => tell(error.message));
    });
  const pin = button(
    strings.pin,
    of(({ id, pinned }) => ask(strings.pin, { kind: "item-pin", item: id, pinned: !pinned })),
    { "aria-pressed": false },
  );
  const reuse = of(({ id }) =>
    ask(strings.reuse, { kind: "item-parameters", item: id }, () => tell(strings.reused)),
  );
  const copy = failing(async ({ id }) => {
    try {
      // Given as a promise: Safari allows it only within the click.
      const png = stock.whole(id).then(asPng);
      await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
      tell(strings.copiedPicture);
    } catch {
      tell(strings.notCopiedPicture);
    }
  });
  const keep = failing(async (item) => {
    const file = await pngFile(item, await stock.whole(item.id));
    if (file) {
      download(file, `${fileName(item)}.png`);
    } else {
      fetch({ kind: "item", item: item.id }, "png");
    }
  });
  const pieces = (): Piece[] => {
    const item = chosen();
    return item ? [{ what: { kind: "item", item: item.id }, name: strings.picture }] : [];
  };
  const node = h(
    "div",
    { class: "hfw-bar hfw-doing", role: "group", "aria-label": strings.picture },
    pin,
    button(strings.reuse, reuse),
    button(strings.copyPicture, copy),
    button(strings.download, keep, { title: strings.downloadHelp }),
    useIn(context, pieces).node,
    button(strings.remove, remove),
  );
  return {
    node,
    show: ({ pinned }) => set(pin, { "aria-pressed": pinned }),
  };
}

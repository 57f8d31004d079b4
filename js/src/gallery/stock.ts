// The bytes of a widget's pictures on this page, shared by its views: whole ones up to a bound,
// small ones for all. What is not here is fetched from the kernel, which keeps every picture.
import * as strings from "../lib/strings";
import type { Context, Model } from "../lib/types";

/** Whole pictures up to this many bytes stay on the page; those that were used last. */
export const WHOLE_BYTES = 64 * 2 ** 20;
/** Small pictures: of about 10 kB each. */
export const SMALL_PICTURES = 500;
/** The shorter side of a small picture, pixels. */
export const SMALL_SIDE = 192;
/** As many small pictures are asked for at once. */
const AT_ONCE = 4;

export interface Stock {
  /** A picture as the server sent it. Rejects with the reason why there is none. */
  whole(id: string): Promise<Blob>;
  /** The same, small. */
  small(id: string): Promise<Blob>;
  /** A picture that came with a message. */
  put(id: string, bytes: DataView): void;
}

/** Blobs by name in the order of their last use, up to a sum of sizes and a number. */
export class Recent {
  private readonly blobs = new Map<string, Blob>();
  private bytes = 0;

  constructor(
    private readonly most: number,
    private readonly number = Number.POSITIVE_INFINITY,
  ) {}

  get(name: string): Blob | undefined {
    const blob = this.blobs.get(name);
    if (blob) {
      this.blobs.delete(name);
      this.blobs.set(name, blob);
    }
    return blob;
  }

  set(name: string, blob: Blob): void {
    this.bytes += blob.size - (this.blobs.get(name)?.size ?? 0);
    this.blobs.delete(name);
    this.blobs.set(name, blob);
    for (const [old, { size }] of this.blobs) {
      // The newest stays, however large: it is what is looked at.
      if (old === name || (this.bytes <= this.most && this.blobs.size <= this.number)) {
        break;
      }
      this.blobs.delete(old);
      this.bytes -= size;
    }
  }
}

interface Shelf {
  wholes: Recent;
  smalls: Recent;
}
const shelves = new WeakMap<Model, Shelf>();

type Wait = { resolve(blob: Blob): void; reject(reason: Error): void };

export function stock(context: Pick<Context, "model" | "view" | "talk" | "signal">): Stock {
  const { model, view, talk, signal } = context;
  const shelf = shelves.get(model) ?? {
    wholes: new Recent(WHOLE_BYTES),
    smalls: new Recent(Number.POSITIVE_INFINITY, SMALL_PICTURES),
  };
  shelves.set(model, shelf);
  const under = new Map<string, { promise: Promise<Blob>; wait: Wait }>();
  const queue: (() => void)[] = [];
  let going = 0;

  /** Ask the kernel, once for all who want it; with `side`, for a small one. */
  const fetched = (id: string, side?: number): Promise<Blob> => {
    const name = `${id}/${side ?? ""}`;
    const old = under.get(name)?.promise;
    if (old) {
      return old;
    }
    let wait: Wait = { resolve() {}, reject() {} };
    const promise = new Promise<Blob>((resolve, reject) => {
      wait = { resolve, reject };
    });
    under.set(name, { promise, wait });
    try {
      model.send({ kind: "picture", view, picture: id, ...(side ? { side } : {}) });
    } catch {
      under.delete(name);
      wait.reject(new Error(strings.gone));
    }
    return promise;
  };
  talk.on("picture", (message, [bytes]) => {
    const name = `${message.picture}/${message.side ?? ""}`;
    const wait = message.view === view && under.get(name)?.wait;
    if (wait) {
      under.delete(name);
      if (bytes && !message.error) {
        wait.resolve(new Blob([bytes as DataView<ArrayBuffer>], { type: message.type ?? "" }));
      } else {
        wait.reject(new Error(message.error ?? ""));
      }
    }
  });
  signal.addEventListener("abort", () => {
    queue.length = 0;
  });

  /** Take turns, the last who asked first: that is what is in sight. */
  const inTurn = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    if (going >= AT_ONCE) {
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    going++;
    try {
      return await act();
    } finally {
      going--;
      queue.pop()?.();
    }
  };
  const made = async (id: string) => {
    const kept = shelf.smalls.get(id);
    const blob = kept ?? (await reduced(shelf.wholes.get(id) ?? (await fetched(id, SMALL_SIDE))));
    shelf.smalls.set(id, blob);
    return blob;
  };
  return {
    async whole(id) {
      const blob = shelf.wholes.get(id) ?? (await fetched(id));
      shelf.wholes.set(id, blob);
      return blob;
    },
    small: (id) => inTurn(() => made(id)),
    put: (id, bytes) => shelf.wholes.set(id, new Blob([bytes as DataView<ArrayBuffer>])),
  };
}

/** A picture whose shorter side has SMALL_SIDE pixels, or itself where it has no more. */
export async function reduced(blob: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(blob);
  const { width, height } = bitmap;
  const scale = SMALL_SIDE / Math.min(width, height);
  try {
    return scale < 1 ? await scaled(bitmap, width * scale, height * scale) : blob;
  } finally {
    bitmap.close();
  }
}

async function scaled(bitmap: ImageBitmap, width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(Math.round(width), Math.round(height));
  const drawing = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  drawing.imageSmoothingQuality = "high";
  drawing.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/webp", quality: 0.85 });
}

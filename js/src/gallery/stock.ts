// A gallery's small pictures: made here of a whole one that is here, else asked of the kernel under
// an id of their own, `<picture>/<pixels of the shorter side>`. They are kept with the whole ones.

import type { Context } from "../kit";
import { type Pictures, pictures } from "../lib/pictures";

/** The shorter side of a small picture, pixels: about 10 kB each. */
export const SIDE = 192;
/** As many are made or asked for at once. */
const AT_ONCE = 4;
/** As many whole pictures wait here for somebody to look at them small. */
const WAITING = 8;

export interface Stock extends Pick<Pictures, "keep"> {
  /** A picture as the server sent it. Rejects with the reason why there is none. */
  whole(id: string): Promise<Blob>;
  /** The same, small. */
  small(id: string): Promise<Blob>;
}

export function stock(context: Context): Stock {
  const { blob, keep } = pictures(context);
  const here = new Map<string, Blob>();
  /** Small ones that somebody else has asked for already. */
  const under = new Map<string, Promise<Blob>>();
  const queue: (() => void)[] = [];
  let going = 0;

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
  const small = async (id: string) => {
    const name = `${id}/${SIDE}`;
    const whole = here.get(id);
    if (!whole) {
      return blob(name);
    }
    here.delete(id);
    const made = await reduced(whole);
    keep(name, made);
    return made;
  };
  return {
    whole: blob,
    small(id) {
      const promise = under.get(id) ?? inTurn(() => small(id)).finally(() => under.delete(id));
      under.set(id, promise);
      return promise;
    },
    keep(id, whole) {
      here.set(id, whole);
      for (const old of [...here.keys()].slice(0, -WAITING)) {
        here.delete(old);
      }
      keep(id, whole);
    },
  };
}

/** A picture whose shorter side has SIDE pixels, or itself where it has no more. */
async function reduced(blob: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(blob);
  const scale = SIDE / Math.min(bitmap.width, bitmap.height);
  try {
    return scale < 1 ? await scaled(bitmap, scale) : blob;
  } finally {
    bitmap.close();
  }
}

function scaled(bitmap: ImageBitmap, scale: number): Promise<Blob> {
  const [width, height] = [bitmap.width * scale, bitmap.height * scale].map(Math.round);
  const canvas = new OffscreenCanvas(width ?? SIDE, height ?? SIDE);
  const drawing = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  drawing.imageSmoothingQuality = "high";
  drawing.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/webp", quality: 0.85 });
}

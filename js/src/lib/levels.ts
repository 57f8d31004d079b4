// A decoded picture with smaller copies of itself: a frame reads about as many pixels as it shows.
import type { Size, Viewpoint } from "./viewpoint";

/** Copies are halved until they are no longer than this, in pixels. */
const SMALLEST = 800;
/** From this size of a picture pixel on, in CSS pixels, it is shown as a square. */
const SQUARE = 2;

export interface Levels extends Size {
  /** Draw the part that the canvas shows; the viewpoint is in device pixels, `ratio` a CSS pixel. */
  draw(context: CanvasRenderingContext2D, view: Viewpoint & { ratio: number }): void;
  close(): void;
}

function halved(bitmap: ImageBitmap): ImageBitmap {
  const canvas = new OffscreenCanvas(Math.ceil(bitmap.width / 2), Math.ceil(bitmap.height / 2));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.transferToImageBitmap();
}

/** Decode a picture, upright; `ready` is called when the smaller copies are there too. */
export async function levels(picture: Blob, ready: () => void): Promise<Levels> {
  const whole = await createImageBitmap(picture);
  const { width, height } = whole;
  const copies = [whole];
  let closed = false;
  const add = async () => {
    for (let last = whole; Math.max(last.width, last.height) > SMALLEST; ) {
      // One a frame; createImageBitmap would resize on this thread too, ten times slower.
      await new Promise(requestAnimationFrame);
      if (closed) {
        return;
      }
      last = halved(last);
      copies.push(last);
    }
    ready();
  };
  // Without copies it is only slower.
  add().catch(() => {});
  return {
    width,
    height,
    draw(context, { scale, left, top, ratio }) {
      const bitmap = copies.findLast((copy) => copy.width >= width * scale) ?? whole;
      const { canvas } = context;
      // Source pixels a canvas pixel.
      const step = bitmap.width / (width * scale);
      const [fromX, fromY] = [Math.max(0, -left), Math.max(0, -top)];
      const across = Math.min(width * scale - fromX, canvas.width - Math.max(0, left));
      const down = Math.min(height * scale - fromY, canvas.height - Math.max(0, top));
      context.imageSmoothingEnabled = scale < SQUARE * ratio;
      context.drawImage(
        bitmap,
        fromX * step,
        (fromY * bitmap.height) / (height * scale),
        across * step,
        (down * bitmap.height) / (height * scale),
        Math.max(0, left),
        Math.max(0, top),
        across,
        down,
      );
    },
    close() {
      closed = true;
      for (const copy of copies) {
        copy.close();
      }
    },
  };
}

// Smaller copies of pictures: upright, as browsers show them. Bitmaps are closed at once.
import { h } from "./dom";

/** A copy whose longer side has at most `longest` pixels, as a file of the same kind where browsers can write it; else PNG. */
export async function shrunken(blob: Blob, name: string, longest: number): Promise<File> {
  const whole = await createImageBitmap(blob);
  const part = Math.min(1, longest / Math.max(whole.width, whole.height));
  const canvas = h("canvas", {
    width: Math.max(1, Math.round(whole.width * part)),
    height: Math.max(1, Math.round(whole.height * part)),
  });
  const context = canvas.getContext("2d");
  if (context) {
    context.imageSmoothingQuality = "high";
    context.drawImage(whole, 0, 0, canvas.width, canvas.height);
  }
  whole.close();
  const { type } = blob;
  const small = await written(canvas, /jpeg|webp/.test(type) ? type : "image/png");
  const ending = small.type.replace("image/", "");
  const same = small.type === type || name.toLowerCase().endsWith(ending);
  const title = same ? name : `${name.replace(/\.\w{1,5}$/, "")}.${ending}`;
  return new File([small], title, { type: small.type });
}

/** The canvas as a file's content. */
export const written = (canvas: HTMLCanvasElement, type: string): Promise<Blob> =>
  new Promise((resolve, reject) =>
    canvas.toBlob((made) => (made ? resolve(made) : reject(new Error())), type, 0.92),
  );

// Smaller copies of pictures: upright, as browsers show them. Bitmaps are closed at once.

/** Draw a picture so that its longer side has at most `longest` pixels. */
async function scaled(blob: Blob, longest: number, canvas: HTMLCanvasElement): Promise<void> {
  const whole = await createImageBitmap(blob);
  const { width, height } = whole;
  const part = Math.min(1, longest / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * part));
  canvas.height = Math.max(1, Math.round(height * part));
  const context = canvas.getContext("2d");
  if (context) {
    context.imageSmoothingQuality = "high";
    context.drawImage(whole, 0, 0, canvas.width, canvas.height);
  }
  whole.close();
}

/** Draws a blob small into the canvas; the last call wins, and what cannot be drawn is hidden. */
export function thumbnail(canvas: HTMLCanvasElement, longest: number) {
  let turn = 0;
  return async (blob: Promise<Blob> | null): Promise<void> => {
    const mine = ++turn;
    const own = document.createElement("canvas");
    try {
      await scaled((await blob) as Blob, longest, own);
    } catch {
      own.width = 0;
    }
    if (mine === turn) {
      canvas.hidden = !own.width;
      canvas.width = own.width;
      canvas.height = own.height;
      if (own.width) {
        canvas.getContext("2d")?.drawImage(own, 0, 0);
      }
    }
  };
}

/** A smaller copy as a file, of the same kind where browsers can write it; else PNG. */
export async function shrunken(blob: Blob, name: string, longest: number): Promise<File> {
  const canvas = document.createElement("canvas");
  await scaled(blob, longest, canvas);
  const small = await written(canvas, blob.type);
  return new File([small], renamed(name, small.type), { type: small.type });
}

/** The canvas as a file's content. */
export function written(canvas: HTMLCanvasElement, wanted: string): Promise<Blob> {
  const type = ["image/jpeg", "image/webp"].includes(wanted) ? wanted : "image/png";
  return new Promise((resolve, reject) =>
    canvas.toBlob((made) => (made ? resolve(made) : reject(new Error())), type, 0.92),
  );
}

function renamed(name: string, type: string): string {
  const ending = type === "image/jpeg" ? "jpg" : type.replace("image/", "");
  const same = type === "image/jpeg" ? /\.jpe?g$/i : new RegExp(`\\.${ending}$`, "i");
  return same.test(name) ? name : `${name.replace(/\.\w{1,5}$/, "")}.${ending}`;
}

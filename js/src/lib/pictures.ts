// The pictures that a page has of each widget: every one crosses from the kernel once, is shared by
// the views of the page, and is let go when there are too many.
import type { Context } from "../kit";
import type { Picture, PictureCall, SoundCall } from "../protocol";
import type { Model } from "../talk/model";

/** The least recently used pictures go when all are larger than this (bytes). */
const LIMIT = 128 * 2 ** 20;

interface Awaited {
  picture: Promise<Blob>;
  /** Ends with the view that has asked. */
  asker: AbortSignal;
}

interface Store {
  /** By id, the least recently used first. */
  blobs: Map<string, Blob>;
  awaited: Map<string, Awaited>;
}

export interface Pictures {
  /** The bytes of a picture, upright when a browser shows them; rejects with the kernel's reason. */
  blob(id: string): Promise<Blob>;
  /** Keep what the page has anyway, so that it need not come back. */
  keep(id: string, blob: Blob): void;
}

type Asked = Omit<PictureCall, "id"> | Omit<SoundCall, "id">;

const stores = new WeakMap<Model, Store>();
const views = new WeakMap<Context["talk"], Pictures>();

/** The pictures of the widget; one and the same for all parts of a view. */
export function pictures(context: Context, kind: "picture" | "sound" = "picture"): Pictures {
  const { model, talk } = context;
  const store = stores.get(model) ?? { blobs: new Map(), awaited: new Map() };
  const self = views.get(talk) ?? open(context, store, kind);
  stores.set(model, store);
  views.set(talk, self);
  return self;
}

function open({ signal, talk }: Context, { blobs, awaited }: Store, kind: string): Pictures {
  const keep = (id: string, blob: Blob) => {
    blobs.delete(id);
    blobs.set(id, blob);
    let total = [...blobs.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [old, { size }] of blobs) {
      if (total > LIMIT && old !== id) {
        blobs.delete(old);
        total -= size;
      }
    }
  };
  const ask = async (id: string) => {
    const [{ type }, bytes] = await talk.ask({ kind, [kind]: id } as Asked, { signal });
    const blob = new Blob([...bytes], { type });
    keep(id, blob);
    return blob;
  };
  /** Ask, or wait for what another view has asked: that may be gone before the answer comes. */
  const fetch = async (id: string): Promise<Blob> => {
    const other = awaited.get(id);
    if (!other || other.asker.aborted) {
      const picture = ask(id).finally(() => awaited.get(id) === mine && awaited.delete(id));
      const mine = { picture, asker: signal };
      awaited.set(id, mine);
      return picture;
    }
    return other.picture.catch((error) => {
      if (other.asker.aborted) {
        return fetch(id);
      }
      throw error;
    });
  };
  const blob = async (id: string): Promise<Blob> => {
    const kept = blobs.get(id);
    if (kept) {
      keep(id, kept);
      return kept;
    }
    // Nobody is there any more to hear that a picture does not come.
    return fetch(id).catch((error) =>
      signal.aborted ? new Promise(() => {}) : Promise.reject(error),
    );
  };
  return { keep, blob };
}

/** What the first field that takes a picture holds now. */
export function given(model: Model): Picture | null {
  const field = model.get("form").fields.find(({ kind }) => kind === "image");
  return (field && model.get("pictures")?.[field.name]) || null;
}

/** Shows one blob at a time in an image; the address of the one before is given back. */
export function shower(
  image: HTMLImageElement | HTMLMediaElement,
  signal: AbortSignal,
): (blob: Blob | null) => void {
  let address = "";
  const show = (blob: Blob | null) => {
    const old = address;
    address = blob ? URL.createObjectURL(blob) : "";
    if (address) {
      image.src = address;
    } else {
      image.removeAttribute("src");
    }
    URL.revokeObjectURL(old);
  };
  signal.addEventListener("abort", () => show(null));
  return show;
}

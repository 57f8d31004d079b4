// The pictures that a page has of each widget: every one crosses from the kernel once, is shared by
// the views of the page, and is let go when there are too many.
import type { Context } from "../kit";
import type { Picture } from "../protocol";
import type { Model } from "../talk/model";
import * as strings from "./strings";

/** The least recently used pictures go when all are larger than this (bytes). */
const LIMIT = 128 * 2 ** 20;

interface Awaited {
  promise: Promise<Blob>;
  resolve(blob: Blob): void;
  reject(error: Error): void;
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

const stores = new WeakMap<Model, Store>();
const views = new WeakMap<Context["talk"], Pictures>();

/** The pictures of the widget; one and the same for all parts of a view. */
export function pictures(context: Context): Pictures {
  const { model, talk } = context;
  const store = stores.get(model) ?? { blobs: new Map(), awaited: new Map() };
  const self = views.get(talk) ?? open(context, store);
  stores.set(model, store);
  views.set(talk, self);
  return self;
}

function open({ view, signal, talk }: Context, { blobs, awaited }: Store): Pictures {
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
  // Whichever view has asked: it may be gone when the answer comes.
  talk.on("picture", ({ picture, type = "", error }, [bytes]) => {
    const waiting = awaited.get(picture);
    awaited.delete(picture);
    if (!waiting) {
      return;
    }
    if (bytes && !error) {
      const blob = new Blob([bytes], { type });
      keep(picture, blob);
      waiting.resolve(blob);
    } else {
      waiting.reject(new Error(error ?? picture));
    }
  });
  return {
    keep,
    blob(id) {
      const blob = blobs.get(id);
      if (blob) {
        keep(id, blob);
        return Promise.resolve(blob);
      }
      let waiting = awaited.get(id);
      if (!waiting || waiting.asker.aborted) {
        waiting = { ...(waiting ?? promised()), asker: signal };
        awaited.set(id, waiting);
        if (!talk.send({ kind: "picture", view, picture: id })) {
          awaited.delete(id);
          waiting.reject(new Error(strings.gone));
        }
      }
      return waiting.promise;
    },
  };
}

function promised(): Omit<Awaited, "asker"> {
  let resolve: Awaited["resolve"] = () => {};
  let reject: Awaited["reject"] = () => {};
  const promise = new Promise<Blob>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}

/** What the first field that takes a picture holds now. */
export function given(model: Model): Picture | null {
  const field = model.get("form").fields.find(({ kind }) => kind === "image");
  return (field && model.get("pictures")?.[field.name]) || null;
}

/** Shows one blob at a time in an image; the address of the one before is given back. */
export function shower(image: HTMLImageElement, signal: AbortSignal): (blob: Blob | null) => void {
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

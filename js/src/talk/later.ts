// What is in no bundle: modules of src/later, which the kernel sends when they are needed and no notebook
// holds. Views of one widget's kind in one page ask for each once.

import type { BundleCall, BundleNews } from "../protocol";
import type { Line } from "./line";

/** What the loader does with what came (js/src/loader.ts). */
export interface Take {
  /** Unpack it, add its styles to the view's, and give the module of a part. */
  (part: string, packed: DataView): Promise<unknown>;
  /** The same for a part that the page has. */
  now(part: string): unknown;
}

export interface Later {
  /** The module of a bundle in src/later; fails where the kernel does not send it. */
  <Module>(bundle: string): Promise<Module>;
  /** The same at once, where a view of this page has had it. */
  now<Module>(bundle: string): Module | undefined;
}

/** Whoever asks: a view. */
export interface Asking {
  model: unknown;
  ask: Line<BundleCall, BundleNews>["ask"];
  signal: AbortSignal;
}

interface Hosted {
  get(name: "_bundle"): string;
  widget_manager?: object;
}

type Sent = readonly [part: string, packed: DataView];

/** By the host's manager of a notebook's widgets: what was asked for there. */
const asked = new WeakMap<object, Map<string, Promise<Sent>>>();
/** Parts that the page has; a bundle's own part is named by what it asks for, too. */
const there = new Map<string, string>();

/** Asks for each bundle once, and again if that failed. */
export function later({ model, ask, signal }: Asking, take: Take | undefined): Later {
  const { widget_manager: page = model as object } = model as Hosted;
  const coming = asked.get(page) ?? new Map<string, Promise<Sent>>();
  asked.set(page, coming);
  const placeOf = (name: string) => `${(model as Hosted).get("_bundle")}/${name}`;

  const sent = async (name: string): Promise<Sent> => {
    const place = placeOf(name);
    // Another view may have asked, and may end before it is answered.
    for (let other = coming.get(place); other; other = coming.get(place)) {
      const found = await other.catch(() => undefined);
      if (found) {
        return found;
      }
    }
    const mine = ask({ kind: "bundle", name }, { signal }).then(
      ([{ name: part }, [packed]]): Sent => [part, packed as DataView],
    );
    coming.set(place, mine);
    mine.catch(() => coming.delete(place));
    return mine;
  };
  const taken = new Map<string, Promise<unknown>>();
  const get = async (name: string) => {
    const [part, packed] = await sent(name);
    const module = await (take as Take)(part, packed);
    there.set(placeOf(name), part);
    return module;
  };
  const bring = <Module>(name: string) => {
    const module = taken.get(name) ?? get(name);
    taken.set(name, module);
    module.catch(() => taken.delete(name));
    return module as Promise<Module>;
  };
  const now = <Module>(name: string) => {
    const part = there.get(placeOf(name));
    return (part && take?.now(part)) as Module | undefined;
  };
  return Object.assign(bring, { now });
}

// What is used rarely: modules of src/later, which the kernel sends when they are needed and no notebook
// holds.

import type { BundleCall, BundleNews } from "../protocol";
import type { Line } from "./line";

/** Unpacks what came, adds its styles to the view's, and gives its module (js/src/loader.ts). */
export type Take = (name: string, packed: DataView) => Promise<unknown>;

/** The module of a bundle in src/later; fails where the kernel does not send it. */
export type Later = <Module>(bundle: string) => Promise<Module>;

/** Asks for each bundle once, and again if that failed. */
export function later(
  ask: Line<BundleCall, BundleNews>["ask"],
  take: Take | undefined,
  signal: AbortSignal,
): Later {
  const taken = new Map<string, Promise<unknown>>();
  const get = async (name: string) => {
    const [{ name: part }, [packed]] = await ask({ kind: "bundle", name }, { signal });
    return (take as Take)(part, packed as DataView);
  };
  return <Module>(bundle: string) => {
    const module = taken.get(bundle) ?? get(bundle);
    taken.set(bundle, module);
    module.catch(() => taken.delete(bundle));
    return module as Promise<Module>;
  };
}

// Made-up models, drawn from a seed: the same in every run.
import { Columns, type Facet } from "../../src/explorer/columns";

export interface Made {
  id: string;
  task: string;
  framework: string;
  state: string;
}

export const NAMES = {
  task: ["text-generation", "fill-mask", "text-to-image", "image-segmentation"],
  framework: ["transformers", "diffusers", "sklearn"],
  state: ["Loaded", "Loadable", "TooBig", "unknown"],
};
const WHO = ["aurora-labs", "Zephyr", "meta", "ünïcode", "x"];
const WHAT = ["BERT", "roberta", "llama", "flux", "diff", "mask-İ", "e"];

/** A number below `most` at every call. */
export function draws(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

export function made(count: number, seed = 1): Made[] {
  const draw = draws(seed);
  const one = (names: string[]) => names[draw(names.length)] as string;
  return Array.from({ length: count }, () => ({
    id: `${one(WHO)}/${one(WHAT)}-${one(WHAT)}-s${draw(count)}`,
    task: one(NAMES.task),
    framework: one(NAMES.framework),
    state: one(NAMES.state),
  }));
}

export const codesOf = (models: Made[], facet: Facet): Uint8Array =>
  Uint8Array.from(models, (model) => NAMES[facet].indexOf(model[facet]));

/** Columns of the models, which come in so many parts. */
export function columnsOf(models: Made[], parts = 3): Columns {
  const columns = new Columns();
  columns.names = structuredClone(NAMES);
  const step = Math.ceil(models.length / parts) || 1;
  for (let from = 0; from < models.length; from += step) {
    const some = models.slice(from, from + step);
    columns.append({
      ids: some.map(({ id }) => id).join("\n"),
      codes: {
        task: codesOf(some, "task"),
        framework: codesOf(some, "framework"),
        state: codesOf(some, "state"),
      },
    });
  }
  return columns;
}

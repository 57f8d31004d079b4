// What is done with a call beside running it: code, batches, examples, the whole window. It is in
// no bundle and in no notebook: the kernel sends it once, when somebody first opens the menu.

import type { Context } from "../kit";
import type { Popup } from "../lib/popup";
import type { FormState } from "./form";

/** What the part is given of the view. */
export interface Given {
  context: Context;
  form: FormState;
  more: Popup;
  /** What the output is called where it becomes a variable. */
  noun: string;
}

/** The module of the part (src/later/part.ts): makes its entries of the menu, and goes on where a batch is. */
interface Part {
  default(given: Given): void;
}

/** Returns what brings the part; it is asked for again where that failed. */
export function further(given: Given): () => void {
  let there: Promise<void> | undefined;
  const bring = async () => (await given.context.later?.<Part>("part"))?.default(given);
  return () => {
    if (!there) {
      there = bring().catch(() => {
        there = undefined;
      });
    }
  };
}

// What opens with a button, and whose content is in no bundle: the kernel sends it when somebody first
// opens it.

import type { Context } from "../kit";
import { button, h } from "../lib/dom";
import * as strings from "../lib/strings";

/** What a panel holds. */
export interface Filling {
  nodes: readonly Node[];
  /** The panel was opened. */
  opened(): void;
}

interface Module<Made, Given> {
  default(given: Given): Made;
}

export interface LaterPanel<Made> {
  /** Is called when the panel opens. */
  open(): void;
  /** Ask for what it holds before it is opened, unless that failed before. */
  ahead(): void;
  /** What it holds, once that is there. */
  made(): Made | undefined;
}

/** `late` is a module of src/later, which is given `given`; a second try gives the focus to `opener`. */
export function laterPanel<Made extends Filling, Given>(
  { later, signal }: Pick<Context, "later" | "signal">,
  late: string,
  given: Given,
  panel: HTMLElement,
  opener: () => HTMLElement,
): LaterPanel<Made> {
  let made: Made | undefined;
  let [asked, failed] = [false, false];
  const fill = (module: Module<Made, Given>) => {
    made = module.default(given);
    panel.replaceChildren(...made.nodes);
    if (!panel.hidden) {
      made.opened();
    }
  };
  const fail = (reason: string) => {
    [asked, failed] = [false, true];
    const again = button(strings.retry, () => {
      opener().focus();
      ask();
    });
    panel.replaceChildren(h("div", { class: "hfw-fault", role: "alert" }, reason), again);
  };
  const ask = () => {
    const now = later?.now<Module<Made, Given>>(late);
    if (now) {
      fill(now);
    } else if (!asked) {
      asked = true;
      panel.replaceChildren(h("div", { class: "hfw-dim", role: "status" }, strings.comes));
      later?.<Module<Made, Given>>(late)
        .then((module) => signal.aborted || fill(module))
        .catch((error: Error) => fail(error.message));
    }
  };
  return {
    open: () => (made ? made.opened() : ask()),
    ahead: () => made || failed || ask(),
    made: () => made,
  };
}

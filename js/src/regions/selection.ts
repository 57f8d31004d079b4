// Which region is meant: the one that is pointed at, or else the pinned one, in step with the
// trait `selected`; and the way through those that lie over each other.

import type { Context } from "../kit";
import { watch } from "../lib/traits";

export interface Selection {
  /** Pointed at or focused, for as long as that lasts. */
  meant(): number | null;
  pinned(): number | null;
  /** What is shown alone. */
  target(): number | null;
  /** Mean one for now; null: none. */
  mean(index: number | null): void;
  /** Pin one, or none. */
  pin(index: number | null): void;
  /** Pin a row, or unpin it. */
  toggle(index: number): void;
  /** The pointer is over these, topmost first. */
  over(stack: readonly number[]): void;
  /**
   * They were clicked: pin the first; at the next click in the same place (`again`), or where the
   * first is pinned already, the one below it, then none.
   */
  cycle(stack: readonly number[], again: boolean): void;
  /** Other regions are shown: what was pointed at is gone. */
  renew(): void;
  /** Mean the next (or the previous) under the pointer; false when there is none. */
  step(by: number): boolean;
}

/** `changed` is told whether the list should follow, and whether the picture should. */
export function selection(
  context: Pick<Context, "model" | "signal" | "talk">,
  count: () => number,
  changed: (follow: boolean, reveal: boolean) => void,
): Selection {
  const { model, talk } = context;
  const told = () => {
    const index = model.get("selected");
    return typeof index === "number" ? index : null;
  };
  let pinned = told();
  let meant: number | null = null;
  let stack: readonly number[] = [];

  const put = (index: number | null, follow: boolean) => {
    if (index !== meant) {
      meant = index;
      changed(follow, false);
    }
  };
  const pin = (index: number | null, reveal = false) => {
    pinned = index;
    meant = null;
    talk.send({ kind: "select", index });
    changed(true, reveal);
  };
  watch(context, "selected", () => {
    if (told() !== pinned) {
      pinned = told();
      changed(true, true);
    }
  });
  const self: Selection = {
    meant: () => meant,
    pinned: () => (pinned !== null && pinned < count() ? pinned : null),
    target: () => meant ?? self.pinned(),
    mean: (index) => put(index, false),
    pin: (index) => pin(index),
    toggle: (index) => pin(index === pinned ? null : index, true),
    over(under) {
      // Where the pinned one is below others, it stays what is shown.
      const same = meant !== null && under.includes(meant) && under.join() === stack.join();
      stack = under;
      if (!same) {
        put(pinned !== null && under.includes(pinned) ? null : (under[0] ?? null), true);
      }
    },
    cycle(under, again) {
      stack = under;
      const at = pinned === null ? -1 : under.indexOf(pinned);
      pin(under[again || at === 0 ? at + 1 : 0] ?? null);
    },
    renew() {
      stack = [];
      meant = null;
    },
    step(by) {
      const target = self.target();
      const next = stack[(target === null ? -1 : stack.indexOf(target)) + by];
      if (next === undefined) {
        return false;
      }
      put(next, true);
      return true;
    },
  };
  return self;
}

// What the kernel is told of while the user types and moves: after a pause, not with every key.
import { atEnd } from "../lib/traits";
import type { Call, Scene } from "./scene";
import type { Store } from "./store";
import * as strings from "./strings";

/** Pauses (ms). */
const VIEW = 250;
const SELECT = 80;
const AGAIN = 1000;
const SETTLED = 150;

export interface Kernel {
  /** What is looked for has changed. */
  view(): void;
  select(rows: Iterable<number>, focus: number | null): void;
  /** Whether what the kernel tells of the selection is news, and not from before the user's. */
  hears(): boolean;
  /** Ask for all rows again: some were missed. */
  again(): void;
}

/** `settled` is called when the kernel knows the selection and has told something meanwhile. */
export function kernel(scene: Scene, store: Store, settled: () => void): Kernel {
  const { talk, view, root, signal } = scene;
  const later = (act: () => void) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    atEnd(signal, () => clearTimeout(timer));
    return (pause: number) => {
      clearTimeout(timer);
      timer = setTimeout(act, pause);
    };
  };
  let chosen: Call = { kind: "select", rows: [], focus: null };
  const viewed = later(() => talk.call({ kind: "view", by: view, ...store.view }, strings.search));
  let unheard = 0;
  let missed = false;
  const settle = later(settled);
  const selected = later(() => {
    const mine = unheard;
    talk.call(chosen, strings.select, () => {
      if (mine === unheard) {
        unheard = 0;
        // Hosts apply traits later than they hand on the answer.
        if (missed) {
          settle(SETTLED);
        }
        missed = false;
      }
    });
  });
  const asked = later(() => talk.send({ kind: "snapshot", view }));

  // Nothing is polled for a view that nobody sees.
  let inPage = true;
  let told = true;
  const visible = () => {
    const on = inPage && !document.hidden && !signal.aborted;
    if (on !== told) {
      told = on;
      talk.send({ kind: "visible", view, on });
    }
  };
  const watcher = new IntersectionObserver(([entry]) => {
    inPage = !!entry?.isIntersecting;
    visible();
  });
  watcher.observe(root);
  document.addEventListener("visibilitychange", visible, { signal });
  atEnd(signal, () => {
    watcher.disconnect();
    visible();
  });
  return {
    // Without the columns the kernel finds the rows: it is asked at every key.
    view: () => viewed(store.local ? VIEW : 0),
    select(rows, focus) {
      unheard++;
      chosen = { kind: "select", rows: [...rows], focus };
      selected(SELECT);
    },
    hears() {
      missed ||= unheard > 0;
      return !unheard;
    },
    again: () => asked(AGAIN),
  };
}

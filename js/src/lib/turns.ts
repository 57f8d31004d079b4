// Much to draw, a frame's share at a time: the page answers in between.

import { atEnd } from "./traits";

/** How long a turn works (ms). */
const SHARE = 2;

/**
 * Draws lists; a new one ends the one before. The first turn takes `first` items, which are as much
 * as is seen at once; `few` are drawn between two looks at the clock.
 */
export function inTurns(signal: AbortSignal, first = 40, few = 20) {
  let frame = 0;
  const end = () => cancelAnimationFrame(frame);
  atEnd(signal, end);
  return <Item>(items: readonly Item[], draw: (some: readonly Item[]) => void) => {
    end();
    let at = 0;
    const next = (count: number) => {
      draw(items.slice(at, at + count));
      at += count;
    };
    const turn = () => {
      const until = performance.now() + SHARE;
      while (at < items.length && performance.now() < until) {
        next(few);
      }
      if (at < items.length) {
        frame = requestAnimationFrame(turn);
      }
    };
    next(first);
    if (at < items.length) {
      frame = requestAnimationFrame(turn);
    }
  };
}

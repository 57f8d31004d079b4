// Much to draw, a frame's share at a time: the page answers in between.

import { atEnd } from "./traits";

/** What the first turn takes: as much as is seen at once. */
const FIRST = 40;
/** How long a turn works (ms). */
const SHARE = 6;

/** Draws lists; a new one ends the one before. */
export function inTurns(signal: AbortSignal) {
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
        next(20);
      }
      if (at < items.length) {
        frame = requestAnimationFrame(turn);
      }
    };
    next(FIRST);
    if (at < items.length) {
      frame = requestAnimationFrame(turn);
    }
  };
}

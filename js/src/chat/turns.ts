// Work that the page does between its frames: a part of it at a time, so that nothing waits for it.

/** Does some of its work until a time of `performance.now()`; returns whether all is done. */
export type Job = (until: number) => boolean;

/** Milliseconds of a frame that may go into such work. */
const SHARE = 8;

const waiting = new Set<Job>();
let frame = 0;
let asked = 0;
let begun = 0;
let spent = 0;

/** Do it in the next frame, and in those that follow until it is done. */
export function soon(job: Job): void {
  waiting.add(job);
  nextFrame();
}

/** Do it at once as far as the share of this moment goes, the rest soon. */
export function now(job: Job): void {
  const start = performance.now();
  if (start - begun > 50) {
    begun = start;
    spent = 0;
  }
  const done = spent < SHARE && job(start + SHARE - spent);
  spent += performance.now() - start;
  if (!done) {
    soon(job);
  }
}

export const never = (job: Job): boolean => waiting.delete(job);

function nextFrame(): void {
  // A frame that did not come for so long, in a hidden page, may never come.
  if (!frame || performance.now() - asked > 1000) {
    cancelAnimationFrame(frame);
    asked = performance.now();
    frame = requestAnimationFrame(turn);
  }
}

function turn(): void {
  frame = 0;
  const until = performance.now() + SHARE;
  try {
    for (const job of waiting) {
      waiting.delete(job);
      if (!job(until)) {
        waiting.add(job);
      }
      if (performance.now() >= until) {
        break;
      }
    }
  } finally {
    if (waiting.size) {
      nextFrame();
    }
  }
}

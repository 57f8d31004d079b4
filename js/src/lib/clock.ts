// One timer for whatever shows time, four beats a second, and none when nothing does.
import type { Context } from "../kit";

/** The kernel's time, Unix seconds. */
export const now = ({ ahead }: Context): number => Date.now() / 1000 + ahead;

/** A function that calls `beat` now and at every beat, until it returns false. */
export function clock(signal: AbortSignal): (beat: () => boolean) => void {
  const beats = new Set<() => boolean>();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    for (const beat of beats) {
      if (signal.aborted || !beat()) {
        beats.delete(beat);
      }
    }
    if (!beats.size) {
      clearInterval(timer);
      timer = undefined;
    }
  };
  return (beat) => {
    if (beat()) {
      beats.add(beat);
      timer ??= setInterval(tick, 250);
    }
  };
}

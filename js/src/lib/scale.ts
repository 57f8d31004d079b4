// Where a bar begins and how long it is: on a scale that is the same for all results, or on one that
// ends at the best score.

export interface Scale {
  low: number;
  high: number;
  /** Whether it is the one from 0 to 1, which needs no words. */
  usual: boolean;
  /** Begin and length of a score's bar, as parts of the whole width. */
  bar(score: number | null): { from: number; part: number };
}

interface Item {
  score: number | null;
  shares?: boolean;
}

/** From 0 to 1; wider where scores are no shares, and to the left of 0 where one is below it. */
export function scaleOf(items: readonly Item[], relative = false): Scale {
  const { shares = true } = items[0] ?? {};
  const [low, high] = relative || !shares ? endsOf(items, relative) : [0, 1];
  const at = (value: number) => (Math.min(high, Math.max(low, value)) - low) / (high - low);
  return {
    low,
    high,
    usual: low === 0 && high === 1,
    bar(score) {
      const [from = 0, to = 0] = [at(0), at(score ?? 0)].sort((a, b) => a - b);
      return { from, part: to - from };
    },
  };
}

function endsOf(items: readonly Item[], relative: boolean): [number, number] {
  let low = 0;
  let high = 0;
  for (const { score } of items) {
    low = Math.min(low, score ?? 0);
    high = Math.max(high, score ?? 0);
  }
  if (relative) {
    return low < high ? [low, high] : [0, 1];
  }
  const size = Math.max(1, high, -low);
  return [low < 0 ? -size : 0, high > 0 || low === 0 ? size : 0];
}

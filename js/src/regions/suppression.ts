// Non-maximum suppression: of boxes of one label that overlap much, only the best is kept.

/** Left, top, right, bottom. */
export type Box = readonly [number, number, number, number];

interface Scored {
  label: string;
  score: number | null;
  box: Box | null;
}

export const area = ([left, top, right, bottom]: Box) =>
  Math.max(0, right - left) * Math.max(0, bottom - top);

/** The share of two boxes' union that both cover, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const common = area([
    Math.max(a[0], b[0]),
    Math.max(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.min(a[3], b[3]),
  ]);
  const union = area(a) + area(b) - common;
  return union > 0 ? common / union : 0;
}

/** Which of those that pass are kept, the best first, when they may overlap by `most`. */
export function suppress(
  items: readonly Scored[],
  passes: readonly boolean[],
  most: number,
): boolean[] {
  const order = items.map((_, index) => index).filter((index) => passes[index]);
  const scoreOf = (index: number) => items[index]?.score ?? 0;
  order.sort((a, b) => scoreOf(b) - scoreOf(a) || a - b);
  const kept: Scored[] = [];
  const keeps = items.map(() => false);
  for (const index of order) {
    const item = items[index] as Scored;
    const { label, box } = item;
    const rival = (other: Scored) =>
      other.label === label && box && other.box && overlap(box, other.box) > most;
    if (!kept.some(rival)) {
      kept.push(item);
      keeps[index] = true;
    }
  }
  return keeps;
}

// Much to draw, in tasks of their own: the page answers in between.

/** From this many things on, what is drawn of them is drawn piece by piece. */
export const MANY = 60;

/** Take the steps one by one, as long as they are `wanted`; a few things are drawn at once. */
export function taken(
  count: number,
  steps: readonly (() => void)[],
  wanted: () => boolean,
): void | Promise<void> {
  if (count >= MANY) {
    return apart(steps, wanted);
  }
  for (const step of steps) {
    step();
  }
}

async function apart(steps: readonly (() => void)[], wanted: () => boolean): Promise<void> {
  for (const step of steps) {
    await new Promise((go) => setTimeout(go));
    if (!wanted()) {
      return;
    }
    step();
  }
}

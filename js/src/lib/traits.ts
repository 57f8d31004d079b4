// Listening to a trait for as long as a view lives.
import type { Context } from "./types";

/** Call `show` now and at every change of the trait. */
export function watch(
  { model, signal }: Pick<Context, "model" | "signal">,
  name: string,
  show: () => void,
): void {
  const event = `change:${name}`;
  model.on(event, show);
  signal.addEventListener("abort", () => model.off(event, show));
  show();
}

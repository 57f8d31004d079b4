// What the traits tell, and listening to one for as long as a view lives.
import type { Context } from "../kit";
import type { Model } from "../talk/model";

/** Whether a run is going, as far as Python has said. */
export const going = (model: Model): boolean =>
  ["running", "loading"].includes(model.get("status"));

/** Do something when the view ends. */
export const atEnd = (signal: AbortSignal, act: () => void): void =>
  signal.addEventListener("abort", act);

/** Call `show` now and at every change of the trait. */
export function watch(
  { model, signal }: Pick<Context, "model" | "signal">,
  name: string,
  show: () => void,
): void {
  const event = `change:${name}`;
  model.on(event, show);
  atEnd(signal, () => model.off(event, show));
  show();
}
